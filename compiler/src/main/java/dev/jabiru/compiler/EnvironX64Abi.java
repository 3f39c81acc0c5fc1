// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.x64.CpuFeature;
import dev.jabiru.codegen.x64.X64Abi;
import dev.jabiru.environ.Builtin;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.x64.FaultHandlerLayout;
import dev.jabiru.environ.x64.GuardPages;
import dev.jabiru.environ.x64.NativeContextLayout;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.wasm.MemoryIndex;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.Module;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the x64 target what code of one module finds at run time. Immutable. */
final class EnvironX64Abi implements X64Abi {
  private static final Builtin[] BUILTINS = Builtin.values();

  private final NativeContextLayout layout;
  private final boolean[] guarded;

  /** By index, the functions of other modules that imported functions are known to be. */
  private final @Nullable UserExternalName[] linked;

  private final Set<CpuFeature> cpuFeatures;

  EnvironX64Abi(Module module, Tunables tunables) {
    this(module, tunables, new @Nullable UserExternalName[0]);
  }

  EnvironX64Abi(Module module, Tunables tunables, @Nullable UserExternalName[] linked) {
    this.linked = linked;
    this.layout = NativeContextLayout.of(module);
    this.guarded = new boolean[module.memories().size()];
    this.cpuFeatures = ProcessorFeatures.of(tunables.cpu());
    for (int i = 0; i < guarded.length; i++) {
      MemoryType type = module.memories().get(new MemoryIndex(i));
      guarded[i] = tunables.guardPages() && GuardPages.guard(type);
    }
  }

  private EnvironX64Abi() {
    this.linked = new @Nullable UserExternalName[0];
    this.layout = new NativeContextLayout(0, 0, 0, 0, 0, 0);
    this.guarded = new boolean[0];
    this.cpuFeatures = Set.of();
  }

  /** {@return what code finds that is of no module} */
  static EnvironX64Abi withoutModule() {
    return new EnvironX64Abi();
  }

  @Override
  public int offset(Field field) {
    // spotless:off
    return switch (field) {
      case CONTEXT_STORE         -> NativeLayout.CONTEXT_STORE;
      case STORE_STACK_LIMIT     -> NativeLayout.STORE_STACK_LIMIT;
      case STORE_INTERRUPT       -> NativeLayout.STORE_INTERRUPT;
      case STORE_FUEL            -> NativeLayout.STORE_FUEL;
      case STORE_RESULTS         -> NativeLayout.STORE_RESULTS;
      case STORE_HOST_RSP        -> NativeLayout.STORE_HOST_RSP;
      case STORE_GUEST_RSP       -> NativeLayout.STORE_GUEST_RSP;
      case STORE_EXIT_CODE       -> NativeLayout.STORE_EXIT_CODE;
      case STORE_EXIT_ID         -> NativeLayout.STORE_EXIT_ID;
      case STORE_EXIT_CONTEXT    -> NativeLayout.STORE_EXIT_CONTEXT;
      case STORE_EXIT_PC         -> NativeLayout.STORE_EXIT_PC;
      case STORE_EXIT_RBP        -> NativeLayout.STORE_EXIT_RBP;
      case STORE_EXIT_RSP        -> NativeLayout.STORE_EXIT_RSP;
      case STORE_STACK_ARG_BYTES -> NativeLayout.STORE_STACK_ARG_BYTES;
      case STORE_GPRS            -> NativeLayout.STORE_GPRS;
      case STORE_XMMS            -> NativeLayout.STORE_XMMS;
      case STORE_FAULT_ADDRESS   -> NativeLayout.STORE_FAULT_ADDRESS;
      case CONTEXT_MEMORY_COUNT  -> NativeLayout.CONTEXT_MEMORY_COUNT;
      case HOST_CONTEXT_EXIT     -> NativeLayout.CONTEXT_ID;
      case MEMORY_BASE           -> NativeLayout.MEMORY_BASE;
      case MEMORY_BYTE_LENGTH    -> NativeLayout.MEMORY_BYTE_LENGTH;
      case MEMORY_GUARDED_BYTES  -> NativeLayout.MEMORY_GUARDED_BYTES;
      case TABLE_LENGTH          -> NativeLayout.TABLE_LENGTH;
      case FUNC_CODE             -> NativeLayout.FUNC_CODE;
      case FUNC_CONTEXT          -> NativeLayout.FUNC_CONTEXT;
      case FUNC_TYPE_ID          -> NativeLayout.FUNC_TYPE_ID;
      case HANDLER_PREVIOUS_SEGV -> FaultHandlerLayout.PREVIOUS_SEGV;
      case HANDLER_PREVIOUS_BUS  -> FaultHandlerLayout.PREVIOUS_BUS;
      case HANDLER_REGION_COUNT  -> FaultHandlerLayout.REGION_COUNT;
      case HANDLER_REGIONS       -> FaultHandlerLayout.REGIONS;
      case REGION_START          -> FaultHandlerLayout.REGION_START;
      case REGION_LENGTH         -> FaultHandlerLayout.REGION_LENGTH;
      case REGION_STUB           -> FaultHandlerLayout.REGION_STUB;
      case REGION_TRAP           -> FaultHandlerLayout.REGION_TRAP;
      case REGION_END            -> FaultHandlerLayout.REGION_BYTES;
    };
    // spotless:on
  }

  @Override
  public int exitCode(Exit exit) {
    return switch (exit) {
      case DONE -> NativeLayout.EXIT_DONE;
      case TRAP -> NativeLayout.EXIT_TRAP;
      case HOST_CALL -> NativeLayout.EXIT_HOST_CALL;
      case BUILTIN -> NativeLayout.EXIT_BUILTIN;
    };
  }

  @Override
  public int memoryBaseOffset(int memory) {
    return layout.memoryBase(memory);
  }

  @Override
  public int memoryDefinitionOffset(int memory) {
    return layout.memoryDefinition(memory);
  }

  @Override
  public boolean isGuarded(int memory) {
    return guarded[memory];
  }

  @Override
  public int tableBaseOffset(int table) {
    return layout.tableBase(table);
  }

  @Override
  public int tableDefinitionOffset(int table) {
    return layout.tableDefinition(table);
  }

  @Override
  public boolean isInlineGlobal(int global) {
    return layout.isOwnGlobal(global);
  }

  @Override
  public int globalOffset(int global) {
    return isInlineGlobal(global) ? layout.globalCell(global) : layout.globalPointer(global);
  }

  @Override
  public int typeIdOffset(int typeIndex) {
    return layout.typeId(typeIndex);
  }

  @Override
  public Callee callee(UserExternalName name) {
    if (name.isBuiltin()) {
      return switch (BUILTINS[name.index()]) {
        case MEMORY_FILL -> new Callee.MemoryFill();
        case MEMORY_COPY -> new Callee.MemoryCopy();
        default -> new Callee.Builtin(name.index());
      };
    }
    int index = name.index();
    UserExternalName function = index < linked.length ? linked[index] : null;
    if (function != null) {
      return new Callee.Linked(function, layout.importedContext(index));
    }
    return index < layout.importedFunctions()
        ? new Callee.Import(
            layout.importedCode(index),
            layout.importedContext(index),
            layout.importedTailCode(index))
        : new Callee.Local();
  }

  @Override
  public int refFuncBuiltin() {
    return Builtin.REF_FUNC.ordinal();
  }

  @Override
  public int trapNumber(TrapCode trap) {
    return TrapCodes.of(trap).ordinal();
  }

  @Override
  public Set<CpuFeature> cpuFeatures() {
    return cpuFeatures;
  }
}
