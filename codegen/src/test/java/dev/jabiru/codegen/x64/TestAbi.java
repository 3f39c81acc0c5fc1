// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;
import java.util.Set;

/** The layout of {@link NativeWorld}; function 9 is imported, the others are local. */
record TestAbi(Set<CpuFeature> cpuFeatures, boolean guarded) implements X64Abi {
  static final int IMPORTED = 9;
  static final int MEMORY = 16;
  static final int TABLE = 32;
  static final int IMPORT = 48;
  static final int TYPES = 80;
  static final int GLOBALS = 256;

  @Override
  public int offset(Field field) {
    return switch (field) {
      case CONTEXT_STORE, STORE_HOST_RSP, FUNC_CODE -> 0;
      case MEMORY_BASE, HANDLER_PREVIOUS_SEGV, REGION_START -> 0;
      case STORE_GUEST_RSP, HOST_CONTEXT_EXIT, MEMORY_BYTE_LENGTH, TABLE_LENGTH, FUNC_CONTEXT -> 8;
      case HANDLER_PREVIOUS_BUS, REGION_LENGTH -> 8;
      case CONTEXT_MEMORY_COUNT -> 12;
      case STORE_EXIT_CODE, FUNC_TYPE_ID -> 16;
      case MEMORY_GUARDED_BYTES, HANDLER_REGION_COUNT, REGION_STUB -> 16;
      case STORE_EXIT_ID -> 20;
      case STORE_EXIT_CONTEXT, REGION_TRAP -> 24;
      case STORE_EXIT_PC, HANDLER_REGIONS, REGION_END -> 32;
      case STORE_EXIT_RBP -> 40;
      case STORE_STACK_LIMIT -> 48;
      case STORE_INTERRUPT -> 56;
      case STORE_FUEL -> 64;
      case STORE_EXIT_RSP -> 72;
      case STORE_STACK_ARG_BYTES -> 88;
      case STORE_FAULT_ADDRESS -> 96;
      case STORE_GPRS -> 128;
      case STORE_XMMS -> 256;
      case STORE_RESULTS -> 512;
    };
  }

  @Override
  public int exitCode(Exit exit) {
    return exit.ordinal();
  }

  @Override
  public int memoryBaseOffset(int memory) {
    return MEMORY;
  }

  @Override
  public int memoryDefinitionOffset(int memory) {
    return MEMORY + 8;
  }

  @Override
  public boolean isGuarded(int memory) {
    return guarded;
  }

  @Override
  public int tableBaseOffset(int table) {
    return TABLE;
  }

  @Override
  public int tableDefinitionOffset(int table) {
    return TABLE + 8;
  }

  @Override
  public boolean isInlineGlobal(int global) {
    return global % 2 == 0;
  }

  @Override
  public int globalOffset(int global) {
    return GLOBALS + 16 * global;
  }

  @Override
  public int typeIdOffset(int typeIndex) {
    return TYPES + 4 * typeIndex;
  }

  @Override
  public Callee callee(UserExternalName name) {
    return name.isBuiltin()
        ? new Callee.Builtin(name.index())
        : name.index() == IMPORTED
            ? new Callee.Import(IMPORT, IMPORT + 8, IMPORT + 16)
            : new Callee.Local();
  }

  @Override
  public int refFuncBuiltin() {
    return 99;
  }

  @Override
  public int trapNumber(TrapCode trap) {
    return trap.ordinal();
  }
}
