// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.GlobalData;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.MemoryData;
import dev.jabiru.codegen.ir.MemoryForm;
import dev.jabiru.codegen.ir.TableData;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;
import java.util.List;

/**
 * Memories, globals and tables.
 *
 * <p>Of a memory in the form of an array, which is as long as the memory, Java's bounds check is
 * the guest's; single bytes are checked apart. One that may grow may come to have spare room behind
 * it; the handles through which it is accessed are constants that the loader exchanges then for
 * others that check. The index of an access is {@code (address + offset) | (address >> 31)}:
 * negative, and so out of bounds, if the unsigned address is 2³¹ or more or the sum is.
 *
 * <p>Memories in the form of a segment are asked for the segment of exactly their size, whatever
 * they are behind that; addresses are longs there.
 */
final class MemoryLowering {
  private static final String HANDLE = "java/lang/invoke/MethodHandle";
  private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
  private static final String ARRAY = "[B";
  private static final String SEGMENT = "Ljava/lang/foreign/MemorySegment;";

  /**
   * Loads of these, then stores, are the kinds of accesses that the loader knows: first those of
   * arrays that may have room, then those of arrays that never have.
   */
  private static final List<String> VIEWS = List.of("I8", "I16", "I32", "I64");

  /** The only size of pages with which arrays have spare room. */
  private static final int PAGE_SIZE_LOG2 = 16;

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
      case ISTORE8 -> storeByte(inst, data);
      case ISTORE16 -> storeView(inst, data, "I16", "S");
      case ISTORE32 -> storeView(inst, data, "I32", "I");
      case STORE -> {
        boolean is64 = type == Type.I64 || type == Type.F64;
        storeView(inst, data, is64 ? "I64" : "I32", is64 ? "J" : "I");
      }
      case MEMORY_SIZE -> {
        pushEntity("memories", "m", checked(data).index(), names.memory);
        asm.invokeVirtual(
            names.name(RuntimeClass.MEMORY), "pages", "()J", 1, VerificationType.LONG);
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
    MemoryData memory = data(data.memory().index());
    if (memory.addressType() != Type.I32) {
      throw new UnsupportedOperationException("64-bit memories on the JVM target");
    }
    return memory;
  }

  private MemoryData data(int memory) {
    return body.function.memories().get(new dev.jabiru.codegen.ir.Memory(memory));
  }

  private boolean isSegment(InstructionData data) {
    return data(data.memory().index()).form() == MemoryForm.SEGMENT;
  }

  // Accesses.

  private void loadByte(int inst, InstructionData data) {
    if (isInArray(data)) {
      startAccess(data);
      asm.op(Op.BALOAD);
    } else {
      loadView(inst, data, "I8", "B", VerificationType.INT);
    }
    if (data.opcode() == dev.jabiru.codegen.ir.Opcode.ULOAD8) {
      asm.iconst(0xFF);
      asm.op(Op.IAND);
    }
    widen(data.type());
  }

  private void storeByte(int inst, InstructionData data) {
    if (isInArray(data)) {
      startAccess(data);
      pushStored(data);
      asm.op(Op.BASTORE);
    } else {
      storeView(inst, data, "I8", "B");
    }
  }

  /** Whether an access is of an array, and cannot fail. */
  private boolean isInArray(InstructionData data) {
    return data.isInBounds() && !isSegment(data);
  }

  private void loadShort(int inst, InstructionData data) {
    loadView(inst, data, "I16", "S", VerificationType.INT);
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

  private void loadView(int inst, InstructionData data, String view, JvmType type) {
    loadView(inst, data, view, type.descriptor(), VerificationType.of(type));
  }

  private void loadView(int inst, InstructionData data, String view, String type, int result) {
    pushView(data, view, true);
    startAccess(data);
    to.mark(inst, TrapCode.MEMORY_OUT_OF_BOUNDS);
    access(data, "get", "(" + place(data) + ")" + type, 3, result);
  }

  private void storeView(int inst, InstructionData data, String view, String type) {
    pushView(data, view, false);
    startAccess(data);
    pushStored(data);
    switch (type) {
      case "B" -> asm.op(Op.I2B);
      case "S" -> asm.op(Op.I2S);
      default -> {}
    }
    to.mark(inst, TrapCode.MEMORY_OUT_OF_BOUNDS);
    String descriptor = "(" + place(data) + type + ")V";
    access(data, "set", descriptor, 4, VerificationType.TOP);
  }

  /** Whether the array of a memory may come to be longer than the memory. */
  private boolean mayHaveRoom(InstructionData data) {
    MemoryData memory = data(data.memory().index());
    return memory.form() == MemoryForm.ARRAY
        && memory.mayGrow()
        && memory.pageSizeLog2() == PAGE_SIZE_LOG2;
  }

  /**
   * Whether an access is one of the loader's. Bytes are: a bare access of an array that fails often
   * is one for which HotSpot throws without a trace. What cannot fail is reached directly, be there
   * room behind the memory or not.
   */
  private boolean goesByHandle(InstructionData data) {
    if (data.isInBounds()) {
      return false;
    }
    boolean isByte =
        switch (data.opcode()) {
          case ULOAD8, SLOAD8, ISTORE8 -> true;
          default -> false;
        };
    return mayHaveRoom(data) || isByte && !isSegment(data);
  }

  private void access(
      InstructionData data, String operation, String descriptor, int pops, int result) {
    if (goesByHandle(data)) {
      asm.invokeVirtual(HANDLE, "invokeExact", descriptor, pops, result);
    } else {
      asm.invokeVirtual(VAR_HANDLE, operation, descriptor, pops, result);
    }
  }

  private void pushView(InstructionData data, String view, boolean isLoad) {
    if (goesByHandle(data)) {
      int kind = VIEWS.indexOf(view) + (isLoad ? 0 : VIEWS.size());
      kind += mayHaveRoom(data) ? 0 : 2 * VIEWS.size();
      asm.dynamicHandle(new Symbol.Dynamic(names.name(RuntimeClass.LOADER), "arrayAccess", kind));
      return;
    }
    RuntimeClass owner = isSegment(data) ? RuntimeClass.SEGMENTS : RuntimeClass.MEMORY;
    String type = "L" + VAR_HANDLE + ";";
    asm.getStatic(names.name(owner), view, type, to.object(type));
  }

  /** The types of what says where an access goes. */
  private String place(InstructionData data) {
    return isSegment(data) ? SEGMENT + "J" : ARRAY + "I";
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

  /** Puts the bytes and the index of an access on the stack. */
  private void startAccess(InstructionData data) {
    checked(data);
    pushBytes(data.memory().index());
    if (isSegment(data)) {
      pushLongIndex(body.arg(data, 0), data.offset());
    } else {
      pushIntIndex(data);
    }
  }

  private void pushLongIndex(int address, long offset) {
    long most = 1L << 33; // beyond every 32-bit memory, whatever is added
    long reach = offset < 0 || offset > most ? most : offset;
    if (body.isInt(address)) {
      asm.lconst((body.intValue(address) & 0xFFFFFFFFL) + reach);
      return;
    }
    to.push(address);
    to.numbers().zeroExtend();
    if (reach != 0) {
      asm.lconst(reach);
      asm.op(Op.LADD);
    }
  }

  private void pushIntIndex(InstructionData data) {
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

  /** Puts a memory's bytes on the stack, from their local variable if there is a good one. */
  void pushBytes(int memory) {
    MemoryCache cache = to.memories;
    if (memory != cache.memory()) {
      readBytes(memory);
    } else if (cache.isGood()) {
      asm.loadObject(cache.slot(), bytesType(memory));
    } else {
      readBytes(memory);
      asm.dup();
      asm.storeObject(cache.slot(), bytesType(memory));
      cache.setGood(true);
    }
  }

  /** Brings the local variable of the method's main memory up to date. */
  void refreshCache() {
    int memory = to.memories.memory();
    readBytes(memory);
    asm.storeObject(to.memories.slot(), bytesType(memory));
    to.memories.setGood(true);
  }

  /** The verification type of the local variable of the method's main memory. */
  int cacheType() {
    return bytesType(to.memories.memory());
  }

  private int bytesType(int memory) {
    return to.object(data(memory).form() == MemoryForm.SEGMENT ? SEGMENT : ARRAY);
  }

  private void readBytes(int memory) {
    MemoryData data = data(memory);
    String owner = names.name(RuntimeClass.MEMORY);
    pushEntity("memories", "m", data.index(), names.memory);
    switch (data.form()) {
      case ARRAY -> asm.getField(owner, "bytes", ARRAY, bytesType(memory));
      case SEGMENT -> asm.invokeVirtual(owner, "segment", "()" + SEGMENT, 1, bytesType(memory));
      default ->
          throw new UnsupportedOperationException(data.form() + " memories on the JVM target");
    }
  }

  /** Puts a memory, table or shared global on the stack. */
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
