// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static dev.jabiru.codegen.jvm.VerificationType.DOUBLE;
import static dev.jabiru.codegen.jvm.VerificationType.FLOAT;
import static dev.jabiru.codegen.jvm.VerificationType.INT;
import static dev.jabiru.codegen.jvm.VerificationType.LONG;
import static dev.jabiru.codegen.jvm.VerificationType.NULL;
import static dev.jabiru.codegen.jvm.VerificationType.TOP;

import java.util.Arrays;

/**
 * Assembles the code of one method: bytes, symbols, lines, and the stack map frames.
 *
 * <p>It follows the types of the operand stack and of the local variables as instructions are
 * appended, so that a frame can be written wherever a label is bound. Local variables are known
 * only as far as code since the last label set them, and as far as {@link #enter} says.
 *
 * <p>Jumps reach 32 KiB; the caller keeps methods far below that and asks {@link #size}.
 */
final class Asm {
  private final Symbols symbols;

  private byte[] code = new byte[256];
  private int size;
  private int[] relocations = new int[32];
  private int relocationCount;

  private int[] labelOffsets = new int[32];
  private int labels;
  private int[] jumps = new int[32]; // triples: where the displacement goes, its base, the label
  private int jumpCount;

  private int[] stack = new int[32];
  private int height;
  private int depth;
  private int maxDepth;
  private int[] locals;
  private int localLimit;
  private int maxLocals;
  private boolean isReachable = true;

  private int[] lines = new int[16];
  private int lineCount;
  private final StackMaps frames;

  /**
   * Starts a method.
   *
   * @param symbols the function's symbols
   * @param entry the verification types of the arguments by slot, the upper half of a pair TOP
   */
  Asm(Symbols symbols, int[] entry) {
    this.symbols = symbols;
    this.locals = Arrays.copyOf(entry, Math.max(16, entry.length));
    this.localLimit = entry.length;
    this.maxLocals = entry.length;
    this.frames = new StackMaps(entry);
  }

  Symbols symbols() {
    return symbols;
  }

  /** Bytes of code so far. */
  int size() {
    return size;
  }

  /** Whether control can come to what is appended next without a label. */
  boolean isReachable() {
    return isReachable;
  }

  // Instructions.

  /** Appends an instruction without immediates whose effect on the stack {@link Op} knows. */
  void op(int opcode) {
    pop(Op.pops(opcode));
    put1(opcode);
    if (Op.pushes(opcode) != TOP) {
      push(Op.pushes(opcode));
    }
    if (opcode >= Op.IRETURN && opcode <= Op.RETURN || opcode == Op.ATHROW) {
      isReachable = false;
    }
  }

  /** Appends an instruction in the form for a type: {@code op(IADD, LONG)} is ladd. */
  void op(int intOpcode, JvmType type) {
    op(intOpcode + type.form());
  }

  void load(JvmType type, int slot) {
    loadAs(type, slot, VerificationType.of(type));
  }

  /** Loads an object whose class matters. */
  void loadObject(int slot, int verificationType) {
    loadAs(JvmType.REF, slot, verificationType);
  }

  private void loadAs(JvmType type, int slot, int verificationType) {
    local(Op.ILOAD, Op.ILOAD_0, type, slot);
    push(verificationType);
  }

  void store(JvmType type, int slot) {
    storeAs(type, slot, VerificationType.of(type));
  }

  void storeObject(int slot, int verificationType) {
    storeAs(JvmType.REF, slot, verificationType);
  }

  private void storeAs(JvmType type, int slot, int verificationType) {
    pop(1);
    local(Op.ISTORE, Op.ISTORE_0, type, slot);
    setLocal(slot, verificationType);
  }

  private void local(int opcode, int shortOpcode, JvmType type, int slot) {
    if (slot < 4) {
      put1(shortOpcode + 4 * type.form() + slot);
    } else if (slot < 256) {
      put1(opcode + type.form());
      put1(slot);
    } else {
      put1(Op.WIDE);
      put1(opcode + type.form());
      put2(slot);
    }
  }

  /** Adds a constant to an int in a local variable; it must fit in 16 bits. */
  void increment(int slot, int by) {
    if (slot < 256 && by == (byte) by) {
      put1(Op.IINC);
      put1(slot);
      put1(by);
    } else {
      put1(Op.WIDE);
      put1(Op.IINC);
      put2(slot);
      put2(by);
    }
  }

  void iconst(int value) {
    if (value >= -1 && value <= 5) {
      put1(Op.ICONST_0 + value);
    } else if (value == (byte) value) {
      put1(Op.BIPUSH);
      put1(value);
    } else if (value == (short) value) {
      put1(Op.SIPUSH);
      put2(value);
    } else {
      put1(Op.LDC_W);
      symbol(new Symbol.Int(value));
    }
    push(INT);
  }

  void lconst(long value) {
    if (value == 0 || value == 1) {
      put1(Op.LCONST_0 + (int) value);
      push(LONG);
    } else if (value == (short) value) {
      iconst((int) value);
      op(Op.I2L);
    } else {
      put1(Op.LDC2_W);
      symbol(new Symbol.Long(value));
      push(LONG);
    }
  }

  /** Pushes a float with exactly these bits. */
  void fconst(int bits) {
    if (bits == 0) {
      put1(Op.FCONST_0);
      push(FLOAT);
    } else if (Float.isNaN(Float.intBitsToFloat(bits))) {
      iconst(bits);
      invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F", 1, FLOAT);
    } else {
      put1(Op.LDC_W);
      symbol(new Symbol.Float(bits));
      push(FLOAT);
    }
  }

  /** Pushes a double with exactly these bits. */
  void dconst(long bits) {
    if (bits == 0) {
      put1(Op.DCONST_0);
      push(DOUBLE);
    } else if (Double.isNaN(Double.longBitsToDouble(bits))) {
      lconst(bits);
      invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D", 1, DOUBLE);
    } else {
      put1(Op.LDC2_W);
      symbol(new Symbol.Double(bits));
      push(DOUBLE);
    }
  }

  void nullConst() {
    put1(Op.ACONST_NULL);
    push(NULL);
  }

  void dynamicHandle(Symbol.Dynamic handle) {
    put1(Op.LDC_W);
    symbol(handle);
    push(VerificationType.object(symbols.classNumber("java/lang/invoke/MethodHandle")));
  }

  /** Duplicates the top value, of one slot or two. */
  void dup() {
    int top = stack[height - 1];
    put1(VerificationType.slots(top) == 2 ? Op.DUP2 : Op.DUP);
    push(top);
  }

  /** Swaps the two top values, each of one slot. */
  void swap() {
    int top = stack[height - 1];
    stack[height - 1] = stack[height - 2];
    stack[height - 2] = top;
    put1(Op.SWAP);
  }

  /** Swaps the two top values, of the same type. */
  void swapAny() {
    if (VerificationType.slots(top()) == 1) {
      put1(Op.SWAP);
    } else {
      put1(Op.DUP2_X2);
      put1(Op.POP2);
      maxDepth = Math.max(maxDepth, depth + 2);
    }
  }

  /** Drops the top value, of one slot or two. */
  void drop() {
    put1(VerificationType.slots(stack[height - 1]) == 2 ? Op.POP2 : Op.POP);
    pop(1);
  }

  void getStatic(String owner, String name, String descriptor, int result) {
    put1(Op.GETSTATIC);
    symbol(new Symbol.Field(owner, name, descriptor));
    push(result);
  }

  void getField(String owner, String name, String descriptor, int result) {
    pop(1);
    put1(Op.GETFIELD);
    symbol(new Symbol.Field(owner, name, descriptor));
    push(result);
  }

  void putField(String owner, String name, String descriptor) {
    pop(2);
    put1(Op.PUTFIELD);
    symbol(new Symbol.Field(owner, name, descriptor));
  }

  /** Calls a static method; {@code result} is {@link VerificationType#TOP} for void. */
  void invokeStatic(String owner, String name, String descriptor, int pops, int result) {
    invoke(Op.INVOKESTATIC, new Symbol.Method(owner, name, descriptor), pops, result);
  }

  /** Calls an instance method; {@code pops} counts the receiver. */
  void invokeVirtual(String owner, String name, String descriptor, int pops, int result) {
    invoke(Op.INVOKEVIRTUAL, new Symbol.Method(owner, name, descriptor), pops, result);
  }

  void invoke(int opcode, Symbol method, int pops, int result) {
    pop(pops);
    put1(opcode);
    symbol(method);
    if (result != TOP) {
      push(result);
    }
  }

  void checkCast(String name) {
    pop(1);
    put1(Op.CHECKCAST);
    int number = symbols.classNumber(name);
    symbol(number);
    push(VerificationType.object(number));
  }

  void newArray(JvmType element) {
    pop(1);
    if (element == JvmType.REF) {
      put1(Op.ANEWARRAY);
      symbol(Symbols.JAVA_LANG_OBJECT);
      push(VerificationType.object(symbols.classNumber("[Ljava/lang/Object;")));
    } else if (element == JvmType.LONG) {
      put1(Op.NEWARRAY);
      put1(11);
      push(VerificationType.object(symbols.classNumber("[J")));
    } else {
      throw new AssertionError("no arrays of " + element);
    }
  }

  // Control.

  int newLabel() {
    if (labels == labelOffsets.length) {
      labelOffsets = Arrays.copyOf(labelOffsets, labels * 2);
    }
    labelOffsets[labels] = -1;
    return labels++;
  }

  boolean isBound(int label) {
    return labelOffsets[label] >= 0;
  }

  /** Appends a conditional or unconditional jump. */
  void jump(int opcode, int label) {
    pop(Op.pops(opcode));
    int base = size;
    put1(opcode);
    displacement(base, label, 2);
    if (opcode == Op.GOTO) {
      isReachable = false;
    }
  }

  /** Appends a switch over 0, 1, …, n-1. */
  void tableSwitch(int[] targets, int defaultTarget) {
    pop(1);
    int base = size;
    put1(Op.TABLESWITCH);
    while ((size & 3) != 0) {
      put1(0);
    }
    displacement(base, defaultTarget, 4);
    put4(0);
    put4(targets.length - 1);
    for (int target : targets) {
      displacement(base, target, 4);
    }
    isReachable = false;
  }

  /** Appends a switch over keys, which ascend. */
  void lookupSwitch(int[] keys, int[] targets, int defaultTarget) {
    pop(1);
    int base = size;
    put1(Op.LOOKUPSWITCH);
    while ((size & 3) != 0) {
      put1(0);
    }
    displacement(base, defaultTarget, 4);
    put4(keys.length);
    for (int i = 0; i < keys.length; i++) {
      put4(keys[i]);
      displacement(base, targets[i], 4);
    }
    isReachable = false;
  }

  /** Binds a label in the middle of straight code: what is known stays known. */
  void bind(int label) {
    labelOffsets[label] = size;
    isReachable = true;
    frames.add(size, locals, localLimit, stack, height);
  }

  /**
   * Binds a label where the operand stack is empty.
   *
   * @param types the verification types of the local variables by slot
   */
  void enter(int label, int[] types, int limit) {
    height = 0;
    depth = 0;
    if (locals.length < limit) {
      locals = new int[Math.max(limit, locals.length * 2)];
    }
    System.arraycopy(types, 0, locals, 0, limit);
    localLimit = limit;
    maxLocals = Math.max(maxLocals, limit);
    if (frames.lastOffset() == size) {
      put1(Op.NOP); // an empty block before this one has a frame of its own here
    }
    bind(label);
  }

  /** Forgets the local variables from a slot on. */
  void forget(int slot) {
    locals[slot] = TOP;
  }

  int[] locals() {
    return locals;
  }

  int localLimit() {
    return localLimit;
  }

  /** Says that the code from here to the next such mark has a line number. */
  void line(int line) {
    if (lineCount + 2 > lines.length) {
      lines = Arrays.copyOf(lines, lineCount * 2);
    }
    lines[lineCount++] = size;
    lines[lineCount++] = line;
  }

  /** The verification type of the top of the stack. */
  int top() {
    return stack[height - 1];
  }

  int height() {
    return height;
  }

  /** Replaces what is known of the top of the stack, by a more general type. */
  void generalize(int type) {
    stack[height - 1] = type;
  }

  /** After a jump: the stack has one value less on the way that begins here. */
  void pop(int count) {
    for (int i = 0; i < count; i++) {
      depth -= VerificationType.slots(stack[--height]);
    }
    assert height >= 0;
  }

  void push(int type) {
    if (height == stack.length) {
      stack = Arrays.copyOf(stack, height * 2);
    }
    stack[height++] = type;
    depth += VerificationType.slots(type);
    maxDepth = Math.max(maxDepth, depth);
  }

  private void setLocal(int slot, int type) {
    int slots = VerificationType.slots(type);
    if (slot + slots > locals.length) {
      locals = Arrays.copyOf(locals, Math.max(slot + slots, locals.length * 2));
    }
    for (int i = localLimit; i < slot; i++) {
      locals[i] = TOP;
    }
    locals[slot] = type;
    if (slots == 2) {
      locals[slot + 1] = TOP;
    }
    localLimit = Math.max(localLimit, slot + slots);
    maxLocals = Math.max(maxLocals, localLimit);
  }

  // Bytes.

  private void symbol(Symbol symbol) {
    symbol(symbols.number(symbol));
  }

  private void symbol(int number) {
    if (relocationCount + 2 > relocations.length) {
      relocations = Arrays.copyOf(relocations, relocationCount * 2);
    }
    relocations[relocationCount++] = size;
    relocations[relocationCount++] = number;
    put2(0);
  }

  private void displacement(int base, int label, int bytes) {
    if (jumpCount + 4 > jumps.length) {
      jumps = Arrays.copyOf(jumps, jumpCount * 2);
    }
    jumps[jumpCount++] = size;
    jumps[jumpCount++] = base;
    jumps[jumpCount++] = label;
    jumps[jumpCount++] = bytes;
    if (bytes == 2) {
      put2(0);
    } else {
      put4(0);
    }
  }

  private void put1(int value) {
    if (size == code.length) {
      code = Arrays.copyOf(code, size * 2);
    }
    code[size++] = (byte) value;
  }

  private void put2(int value) {
    put1(value >> 8);
    put1(value);
  }

  private void put4(int value) {
    put2(value >> 16);
    put2(value);
  }

  /** Resolves the jumps and returns the method. */
  MethodCode finish(String suffix, String descriptor, boolean isPublic) {
    for (int i = 0; i < jumpCount; i += 4) {
      int displacement = labelOffsets[jumps[i + 2]] - jumps[i + 1];
      assert labelOffsets[jumps[i + 2]] >= 0 : "unbound label";
      int at = jumps[i];
      for (int shift = (jumps[i + 3] - 1) * 8; shift >= 0; shift -= 8) {
        code[at++] = (byte) (displacement >> shift);
      }
    }
    return new MethodCode(
        suffix,
        descriptor,
        isPublic,
        maxDepth,
        maxLocals,
        Arrays.copyOf(code, size),
        Arrays.copyOf(relocations, relocationCount),
        frames.count(),
        frames.bytes(),
        frames.relocations(),
        Arrays.copyOf(lines, lineCount));
  }
}
