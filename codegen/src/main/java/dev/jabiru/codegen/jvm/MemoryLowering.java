// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.GlobalData;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.MemoryData;
import dev.jabiru.codegen.ir.TableData;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;

/**
 * Memories, globals and tables.
 *
 * <p>A memory is a byte array of exactly its size, so Java's bounds check is the guest's. The index
 * of an access is {@code (address + offset) | (address >> 31)}: negative, and so out of bounds, if
 * the unsigned address is 2³¹ or more or the sum is.
 */
final class MemoryLowering {
  private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

  private final Lowering to;
  private final Asm asm;
  private final Body body;
  private final Names names;

  MemoryLowering(Lowering to) {
    this.to = to;
    this.asm = to.asm;
    this.body = to.body;
    this.names = to.names;
  }

  void evaluate(int inst, InstructionData data) {
    Type type = data.type();
    switch (data.opcode()) {
      case ULOAD8, SLOAD8 -> loadByte(inst, data);
      case ULOAD16, SLOAD16 -> loadShort(inst, data);
      case ULOAD32 -> {
        loadView(inst, data, "I32", JvmType.INT);
        to.numbers().zeroExtend();
      }
      case SLOAD32 -> {
        loadView(inst, data, "I32", JvmType.INT);
        asm.op(Op.I2L);
      }
      case LOAD -> {
        boolean is64 = type == Type.I64 || type == Type.F64;
        loadView(inst, data, is64 ? "I64" : "I32", is64 ? JvmType.LONG : JvmType.INT);
        if (type == Type.F32) {
          Names.bitsToFloat(asm);
        } else if (type == Type.F64) {
          Names.bitsToDouble(asm);
        }
      }
      case ISTORE8 -> {
        startAccess(data);
        pushStored(data);
        to.mark(inst, TrapCode.MEMORY_OUT_OF_BOUNDS);
        asm.op(Op.BASTORE);
      }
      case ISTORE16 -> storeView(inst, data, "I16", "S");
      case ISTORE32 -> storeView(inst, data, "I32", "I");
      case STORE -> {
        boolean is64 = type == Type.I64 || type == Type.F64;
        storeView(inst, data, is64 ? "I64" : "I32", is64 ? "J" : "I");
      }
      case MEMORY_SIZE -> {
        pushEntity("memories", "m", checked(data).index(), names.memory);
        asm.invokeVirtual(names.name(RuntimeClass.MEMORY), "pages", "()J", 1, VerificationType.LONG);
        asm.op(Op.L2I);
      }
      case GLOBAL_GET -> globalGet(data);
      case GLOBAL_SET -> globalSet(data);
      case TABLE_GET -> {
        pushTable(data);
        to.push(body.arg(data, 0));
        to.mark(inst, null); // it raises the trap itself
        asm.invokeVirtual(
            names.name(RuntimeClass.TABLE),
            "get",
            "(I)Ljava/lang/Object;",
            2,
            VerificationType.object(Symbols.JAVA_LANG_OBJECT));
      }
      case TABLE_SET -> {
        pushTable(data);
        to.push(body.arg(data, 0));
        to.push(body.arg(data, 1));
        to.mark(inst, null); // it raises the trap itself
        asm.invokeVirtual(
            names.name(RuntimeClass.TABLE),
            "set",
            "(ILjava/lang/Object;)V",
            3,
            VerificationType.TOP);
      }
      case TABLE_SIZE -> {
        pushElements(data);
        asm.op(Op.ARRAYLENGTH);
      }
      default -> throw new AssertionError(data.opcode());
    }
  }

  private MemoryData checked(InstructionData data) {
    MemoryData memory = body.function.memories().get(data.memory());
    if (memory.addressType() != Type.I32) {
      throw new UnsupportedOperationException("64-bit memories on the JVM target");
    }
    return memory;
  }

  // Accesses.

  private void loadByte(int inst, InstructionData data) {
    startAccess(data);
    to.mark(inst, TrapCode.MEMORY_OUT_OF_BOUNDS);
    asm.op(Op.BALOAD);
    if (data.opcode() == dev.jabiru.codegen.ir.Opcode.ULOAD8) {
      asm.iconst(0xFF);
      asm.op(Op.IAND);
    }
    widen(data.type());
  }

  private void loadShort(int inst, InstructionData data) {
    asm.getStatic(names.name(RuntimeClass.MEMORY), "I16", "L" + VAR_HANDLE + ";", viewType());
    startAccess(data);
    to.mark(inst, TrapCode.MEMORY_OUT_OF_BOUNDS);
    asm.invokeVirtual(VAR_HANDLE, "get", "([BI)S", 3, VerificationType.INT);
    if (data.opcode() == dev.jabiru.codegen.ir.Opcode.ULOAD16) {
      asm.iconst(0xFFFF);
      asm.op(Op.IAND);
    }
    widen(data.type());
  }

  private void widen(Type type) {
    if (type == Type.I64) {
      asm.op(Op.I2L);
    }
  }

  private int viewType() {
    return to.object("L" + VAR_HANDLE + ";");
  }

  private void loadView(int inst, InstructionData data, String view, JvmType type) {
    asm.getStatic(names.name(RuntimeClass.MEMORY), view, "L" + VAR_HANDLE + ";", viewType());
    startAccess(data);
    to.mark(inst, TrapCode.MEMORY_OUT_OF_BOUNDS);
    String descriptor = "([BI)" + type.descriptor();
    asm.invokeVirtual(VAR_HANDLE, "get", descriptor, 3, VerificationType.of(type));
  }

  private void storeView(int inst, InstructionData data, String view, String type) {
    asm.getStatic(names.name(RuntimeClass.MEMORY), view, "L" + VAR_HANDLE + ";", viewType());
    startAccess(data);
    pushStored(data);
    if (type.equals("S")) {
      asm.op(Op.I2S);
    }
    to.mark(inst, TrapCode.MEMORY_OUT_OF_BOUNDS);
    asm.invokeVirtual(VAR_HANDLE, "set", "([BI" + type + ")V", 4, VerificationType.TOP);
  }

  /** Puts what is stored on the stack, as the integer whose low bits go to memory. */
  private void pushStored(InstructionData data) {
    int value = body.arg(data, 1);
    to.push(value);
    boolean isWhole = data.opcode() == dev.jabiru.codegen.ir.Opcode.STORE;
    switch (body.type(value)) {
      case I64 -> {
        if (!isWhole) {
          asm.op(Op.L2I);
        }
      }
      case F32 -> Names.floatToBits(asm);
      case F64 -> Names.doubleToBits(asm);
      default -> {}
    }
  }

  /** Puts the array and the index of an access on the stack. */
  private void startAccess(InstructionData data) {
    checked(data);
    pushBytes(data.memory().index());
    int address = body.arg(data, 0);
    long offset = data.offset();
    if (body.isInt(address)) {
      long index = (body.intValue(address) & 0xFFFFFFFFL) + offset;
      asm.iconst(offset < 0 || index < 0 || index > Integer.MAX_VALUE ? -1 : (int) index);
      return;
    }
    to.push(address);
    if (offset == 0) {
      return;
    }
    if (offset < 0 || offset > Integer.MAX_VALUE) {
      asm.drop();
      asm.iconst(-1);
      return;
    }
    boolean isLocal = !to.trees.isInline(address);
    if (!isLocal) {
      asm.dup();
    }
    asm.iconst((int) offset);
    asm.op(Op.IADD);
    if (isLocal) {
      to.push(address);
    } else {
      asm.swap();
    }
    asm.iconst(31);
    asm.op(Op.ISHR);
    asm.op(Op.IOR);
  }

  /** Puts a memory's array on the stack, from its local variable if there is a good one. */
  void pushBytes(int memory) {
    int bytesType = to.object("[B");
    MemoryCache cache = to.memories;
    if (memory != cache.memory()) {
      readBytes(memory);
    } else if (cache.isGood()) {
      asm.loadObject(cache.slot(), bytesType);
    } else {
      readBytes(memory);
      asm.dup();
      asm.storeObject(cache.slot(), bytesType);
      cache.setGood(true);
    }
  }

  /** Brings the local variable of the method's main memory up to date. */
  void refreshCache() {
    readBytes(to.memories.memory());
    asm.storeObject(to.memories.slot(), to.object("[B"));
    to.memories.setGood(true);
  }

  private void readBytes(int memory) {
    int index = body.function.memories().get(new dev.jabiru.codegen.ir.Memory(memory)).index();
    pushEntity("memories", "m", index, names.memory);
    asm.getField(names.name(RuntimeClass.MEMORY), "bytes", "[B", to.object("[B"));
  }

  /** Puts a memory, table, imported function or shared global on the stack. */
  void pushEntity(String array, String prefix, int index, String descriptor) {
    String context = names.abi.contextClass();
    to.pushContext();
    if (names.abi.hasField(index)) {
      asm.getField(context, prefix + index, descriptor, to.object(descriptor));
    } else {
      asm.getField(context, array, "[" + descriptor, to.object("[" + descriptor));
      asm.iconst(index);
      asm.op(Op.AALOAD);
      asm.generalize(to.object(descriptor));
    }
  }

  // Globals.

  private boolean isField(GlobalData global) {
    return names.abi.isPrivateGlobal(global.index()) && names.abi.hasField(global.index());
  }

  private void globalGet(InstructionData data) {
    GlobalData global = body.function.globals().get(data.global());
    JvmType type = Body.jvmType(global.type());
    if (isField(global)) {
      to.pushContext();
      asm.getField(
          names.abi.contextClass(),
          "g" + global.index(),
          type.descriptor(),
          VerificationType.of(type));
    } else {
      pushEntity("globals", "g", global.index(), names.global);
      names.readCell(asm, type);
    }
  }

  private void globalSet(InstructionData data) {
    GlobalData global = body.function.globals().get(data.global());
    JvmType type = Body.jvmType(global.type());
    if (isField(global)) {
      to.pushContext();
      to.push(body.arg(data, 0));
      asm.putField(names.abi.contextClass(), "g" + global.index(), type.descriptor());
      return;
    }
    pushEntity("globals", "g", global.index(), names.global);
    to.push(body.arg(data, 0));
    String owner = names.name(RuntimeClass.GLOBAL);
    if (type == JvmType.REF) {
      asm.putField(owner, "ref", type.descriptor());
    } else {
      Names.toBits(asm, type);
      asm.putField(owner, "bits", "J");
    }
  }

  // Tables.

  private void pushElements(InstructionData data) {
    pushTable(data);
    String elements = "[Ljava/lang/Object;";
    asm.getField(names.name(RuntimeClass.TABLE), "elements", elements, to.object(elements));
  }

  private void pushTable(InstructionData data) {
    TableData table = body.function.tables().get(data.table());
    if (table.addressType() != Type.I32) {
      throw new UnsupportedOperationException("64-bit tables on the JVM target");
    }
    pushEntity("tables", "t", table.index(), names.table);
  }
}
