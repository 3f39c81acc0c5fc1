// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.AddressMap;
import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes the machine code of one function: instructions by the rows of {@link X64Op}, jumps to
 * labels, constants and jump tables behind the code.
 *
 * <p>Registers are numbers: 0 to 15 the general ones in the order of the hardware, 16 to 31 the xmm
 * ones. An operand in memory is a base register, an index register or {@link #NONE}, the binary
 * logarithm of the scale, and a displacement; or, with {@link #POOL} as the base, the constant or
 * table whose number is the displacement; or, with {@link #LABEL}, the place of a label.
 *
 * <p>Jumps are written long; {@link Relaxation} finds at the end which reach with a byte, and fills
 * alignments. All that is recorded about places in the code (traps, sources, relocations) follows.
 *
 * <p>Belongs to one thread; {@link #clear} makes it ready for the next function.
 */
final class Assembler {
  /** No register. */
  static final int NONE = -1;

  /** As a base: the operand is an entry of the pool. */
  static final int POOL = -2;

  /** As a base: the operand is at a label of the code, whose number is the displacement. */
  static final int LABEL = -3;

  private static final int RSP = 4;
  private static final int RBP = 5;

  private byte[] bytes = new byte[4096];
  private int size;

  /** Offset of each label, -1 before it is bound. */
  private int[] labels = new int[64];

  private int labelCount;

  /** Jumps and alignments in the order of the code, three numbers each: see {@link Relaxation}. */
  private int[] items = new int[3 * 64];

  private int itemCount;

  /** Distances to the pool and to labels: where they are, from where they count, what to. */
  private int[] poolUses = new int[3 * 16];

  private int poolUseCount;
  private int[] labelUses = new int[3 * 16];
  private int labelUseCount;

  private final ConstantPool pool = new ConstantPool();
  private final List<TrapSite> traps = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();

  /** Where code comes from: pairs of code offset and source. */
  private int[] sources = new int[2 * 64];

  private int sourceCount;

  /** Forgets the function. */
  void clear() {
    size = 0;
    labelCount = 0;
    itemCount = 0;
    poolUseCount = 0;
    labelUseCount = 0;
    sourceCount = 0;
    pool.clear();
    traps.clear();
    relocations.clear();
  }

  /** {@return the number of bytes so far, before jumps are shortened} */
  int size() {
    return size;
  }

  // ---- Labels, jumps, and what is recorded --------------------------------------------------

  int newLabel() {
    if (labelCount == labels.length) {
      labels = Arrays.copyOf(labels, labelCount * 2);
    }
    labels[labelCount] = -1;
    return labelCount++;
  }

  void bind(int label) {
    assert labels[label] < 0 : "label " + label + " is bound twice";
    labels[label] = size;
  }

  void jmp(int label) {
    item(Relaxation.JMP, label);
    d(X64Op.JMP_D, 0, 0);
  }

  /** Jumps on a condition, the number that the manual's opcodes contain. */
  void jcc(int condition, int label) {
    assert condition >= 0 && condition < 16 : condition;
    item(condition, label);
    d(X64Op.JCC_D, condition, 0);
  }

  /** Makes what follows begin at a multiple of a power of two, at most 16, with nops in front. */
  void align(int bytes) {
    assert Integer.bitCount(bytes) == 1 && bytes <= 16 : bytes;
    item(Relaxation.ALIGN, bytes);
    zo(X64Op.NOP, 0); // Keeps apart what is recorded in front and behind; replaced at the end.
  }

  private void item(int kind, int operand) {
    items = room(items, itemCount);
    items[itemCount * 3] = size;
    items[itemCount * 3 + 1] = kind;
    items[itemCount++ * 3 + 2] = operand;
  }

  /** {@return the array, or a larger copy if there is no room for one more three} */
  private static int[] room(int[] threes, int count) {
    return count * 3 == threes.length ? Arrays.copyOf(threes, count * 6) : threes;
  }

  /** Calls the code at a label. */
  void call(int label) {
    d(X64Op.CALL_D, 0, 0);
    useLabel(label, size - 4, size);
  }

  /** Calls what the linker finds under a name. */
  void call(UserExternalName target) {
    d(X64Op.CALL_D, 0, 0);
    relocate(Relocation.Kind.CALL, target);
  }

  /** Jumps to what the linker finds under a name. */
  void jmp(UserExternalName target) {
    d(X64Op.JMP_D, 0, 0);
    relocate(Relocation.Kind.TAIL_CALL, target);
  }

  /** Jumps on a condition to what the linker finds under a name. */
  void jcc(int condition, UserExternalName target) {
    d(X64Op.JCC_D, condition, 0);
    relocate(Relocation.Kind.TAIL_CALL, target);
  }

  /** Loads the address of what the linker finds under a name. */
  void lea(int reg, UserExternalName target) {
    prefixes(X64Op.LEA_RM, true, reg, 0, 0, false);
    put(X64Op.LEA_RM.opcode);
    put((reg & 7) << 3 | RBP);
    putInt(0);
    relocate(Relocation.Kind.REFERENCE, target);
  }

  /** Leaves the distance that has just been written to the linker. */
  private void relocate(Relocation.Kind kind, UserExternalName target) {
    relocations.add(new Relocation(size - 4, kind, target));
  }

  /** Records that the code up to here, or the access that begins here, may trap. */
  void trap(TrapCode code, int sourceLoc) {
    traps.add(new TrapSite(size, code, sourceLoc));
  }

  /** Records where the code from here on comes from. */
  void source(int sourceLoc) {
    if (sourceCount * 2 == sources.length) {
      sources = Arrays.copyOf(sources, sourceCount * 4);
    }
    sources[sourceCount * 2] = size;
    sources[sourceCount++ * 2 + 1] = sourceLoc;
  }

  /** {@return the entry of a constant of 4, 8 or 16 bytes} */
  int constant(long low, long high, int bytes) {
    return pool.constant(low, high, bytes);
  }

  /** {@return the entry of a table of the distances of labels from the table, 4 bytes each} */
  int table(int[] targets) {
    return pool.table(targets);
  }

  // ---- Instructions -------------------------------------------------------------------------

  /** An instruction without operands in registers. */
  void zo(X64Op op, int imm) {
    assert op.form == X64Op.Form.ZO : op;
    prefixes(op, false, 0, 0, 0, false);
    put(op.opcode);
    if (op.digit >= 0) {
      put(0xC0 | op.digit << 3);
    }
    putImm(imm, op.immBytes);
  }

  /** A jump or call over a distance that is known, or is filled in later. */
  void d(X64Op op, int condition, int distance) {
    assert op.form == X64Op.Form.D || op.form == X64Op.Form.D_CC : op;
    prefixes(op, false, 0, 0, 0, false);
    put(op.opcode + condition);
    putImm(distance, op.immBytes);
  }

  /** A register in the opcode, and an immediate; of a size of its own. */
  void o(X64Op op, int reg, long imm) {
    o(op, false, reg, imm);
  }

  /** A register in the opcode, and an immediate. */
  void o(X64Op op, boolean wide, int reg, long imm) {
    assert op.form == X64Op.Form.O && reg >= 0 && reg < 16 : op + " of register " + reg;
    prefixes(op, wide, 0, 0, reg, false);
    put(op.opcode + (reg & 7));
    putImm(imm, op.immBytes);
  }

  /** The forms RM and MR without a register in vvvv: two registers. */
  void rr(X64Op op, boolean wide, int reg, int rm, int imm) {
    rvr(op, wide, reg, 0, rm, imm, 0);
  }

  /** RM with a condition: {@code cmovcc}. */
  void rrCc(X64Op op, boolean wide, int condition, int reg, int rm) {
    rvr(op, wide, reg, 0, rm, 0, condition);
  }

  /** Three registers; {@code v} is the one in vvvv. */
  void rvr(X64Op op, boolean wide, int reg, int v, int rm) {
    rvr(op, wide, reg, v, rm, 0, 0);
  }

  /** Three registers and an immediate. */
  void rvr(X64Op op, boolean wide, int reg, int v, int rm, int imm) {
    rvr(op, wide, reg, v, rm, imm, 0);
  }

  /** Two registers, of which {@code v} is in vvvv: the form VM. */
  void vr(X64Op op, boolean wide, int v, int rm) {
    rvr(op, wide, op.digit, v, rm, 0, 0);
  }

  /** One operand, a register. */
  void r(X64Op op, boolean wide, int rm, int imm) {
    rvr(op, wide, op.digit, 0, rm, imm, 0);
  }

  /** {@code setcc} of a register. */
  void rCc(X64Op op, int condition, int rm) {
    rvr(op, false, op.digit, 0, rm, 0, condition);
  }

  private void rvr(X64Op op, boolean wide, int reg, int v, int rm, int imm, int condition) {
    assert op.form.takesRegister() : op + " of registers only";
    assert isClass(rm, op.size.isRmXmm()) : op + " with register " + rm + " in r/m";
    checkRegisters(op, reg, v);
    boolean needsRex =
        op.isRegByte() && op.digit < 0 && isNewByte(reg) || op.isRmByte() && isNewByte(rm);
    head(op, wide, reg, v, 0, rm, needsRex, condition);
    put(0xC0 | (reg & 7) << 3 | rm & 7);
    putImm(imm, op.immBytes);
  }

  /** A register and memory, in either order. */
  void rm(X64Op op, boolean wide, int reg, int base, int index, int scaleLog2, int disp, int imm) {
    mem(op, wide, reg, 0, base, index, scaleLog2, disp, imm, 0);
  }

  /** {@code cmovcc} from memory. */
  void rmCc(
      X64Op op, boolean wide, int condition, int reg, int base, int index, int scale, int disp) {
    mem(op, wide, reg, 0, base, index, scale, disp, 0, condition);
  }

  /** {@code setcc} of memory. */
  void mCc(X64Op op, int condition, int base, int index, int scale, int disp) {
    mem(op, false, op.digit, 0, base, index, scale, disp, 0, condition);
  }

  /** Two registers and memory. */
  void rvm(X64Op op, boolean wide, int reg, int v, int base, int index, int scale, int disp) {
    mem(op, wide, reg, v, base, index, scale, disp, 0, 0);
  }

  /** Two registers, memory, and an immediate. */
  void rvm(
      X64Op op, boolean wide, int reg, int v, int base, int index, int scale, int disp, int imm) {
    mem(op, wide, reg, v, base, index, scale, disp, imm, 0);
  }

  /** A register in vvvv, and memory: the form VM. */
  void vm(X64Op op, boolean wide, int v, int base, int index, int scale, int disp) {
    mem(op, wide, op.digit, v, base, index, scale, disp, 0, 0);
  }

  /** Memory alone, and perhaps an immediate. */
  void m(X64Op op, boolean wide, int base, int index, int scaleLog2, int disp, int imm) {
    mem(op, wide, op.digit, 0, base, index, scaleLog2, disp, imm, 0);
  }

  private void mem(
      X64Op op,
      boolean wide,
      int reg,
      int v,
      int base,
      int index,
      int scaleLog2,
      int disp,
      int imm,
      int condition) {
    assert op.form.takesMemory() : op + " with memory";
    assert base < 16 && index < 16 && scaleLog2 >= 0 && scaleLog2 <= 3 : "no address";
    checkRegisters(op, reg, v);
    boolean needsRex = op.isRegByte() && op.digit < 0 && isNewByte(reg);
    head(op, wide, reg, v, Math.max(index, 0), Math.max(base, 0), needsRex, condition);
    int regBits = (reg & 7) << 3;
    if (base == POOL) {
      put(regBits | 5);
      usePool(disp, size + 4 + op.immBytes);
      putInt(0);
    } else if (base == LABEL) {
      put(regBits | 5);
      useLabel(disp, size, size + 4 + op.immBytes);
      putInt(0);
    } else {
      modRm(regBits, base, index, scaleLog2, disp);
    }
    putImm(imm, op.immBytes);
  }

  private void modRm(int regBits, int base, int index, int scaleLog2, int disp) {
    assert index != RSP : "rsp cannot be an index";
    if (base == NONE) {
      // rbp as the base in a SIB byte without a displacement is none, with one of 32 bits.
      put(regBits | RSP);
      put((index >= 0 ? scaleLog2 << 6 | (index & 7) << 3 : RSP << 3) | RBP);
      putInt(disp);
      return;
    }
    boolean needsSib = index >= 0 || (base & 7) == RSP;
    boolean isShort = disp == (byte) disp;
    int mod = disp == 0 && (base & 7) != RBP ? 0 : isShort ? 0x40 : 0x80;
    put(mod | regBits | (needsSib ? RSP : base & 7));
    if (needsSib) {
      put((index >= 0 ? scaleLog2 << 6 | (index & 7) << 3 : RSP << 3) | base & 7);
    }
    if (mod == 0x40) {
      put(disp);
    } else if (mod == 0x80) {
      putInt(disp);
    }
  }

  private void head(
      X64Op op,
      boolean wide,
      int reg,
      int v,
      int index,
      int base,
      boolean needsRex,
      int condition) {
    if (op.isVex) {
      vex(op, wide, reg, v, index, base);
    } else {
      prefixes(op, wide, reg, index, base, needsRex);
    }
    put(op.opcode + condition);
  }

  /** Legacy prefixes, REX, and the escape bytes of the opcode map. */
  private void prefixes(X64Op op, boolean wide, int reg, int index, int base, boolean needsRex) {
    if (op.isLocked) {
      put(0xF0);
    }
    int prefix = op.size.prefix(wide);
    if (prefix != 0) {
      put(prefix);
    }
    int rex = (op.size.w(wide) ? 8 : 0) | high(reg) << 2 | high(index) << 1 | high(base);
    if (rex != 0 || needsRex) {
      put(0x40 | rex);
    }
    if (op.map > 0) {
      put(0x0F);
      if (op.map > 1) {
        put(op.map == 2 ? 0x38 : 0x3A);
      }
    }
  }

  private void vex(X64Op op, boolean wide, int reg, int v, int index, int base) {
    int prefix = op.size.prefix(wide);
    int pp = prefix == 0x66 ? 1 : prefix == 0xF3 ? 2 : prefix == 0xF2 ? 3 : 0;
    boolean w = op.size.w(wide);
    int last = (~v & 15) << 3 | pp;
    if (!w && op.map == 1 && high(index) == 0 && high(base) == 0) {
      put(0xC5);
      put((high(reg) ^ 1) << 7 | last);
    } else {
      put(0xC4);
      put((high(reg) ^ 1) << 7 | (high(index) ^ 1) << 6 | (high(base) ^ 1) << 5 | op.map);
      put((w ? 0x80 : 0) | last);
    }
  }

  private static void checkRegisters(X64Op op, int reg, int v) {
    boolean isXmm = op.size.isRegXmm();
    assert op.digit >= 0 || isClass(reg, isXmm) : op + " with register " + reg;
    assert !op.form.hasVvvv() || isClass(v, isXmm) : op + " with register " + v + " in vvvv";
  }

  private static boolean isClass(int register, boolean isXmm) {
    return isXmm ? register >= 16 && register < 32 : register >= 0 && register < 16;
  }

  /** {@return bit 3 of a register's number} */
  private static int high(int reg) {
    return reg >> 3 & 1;
  }

  /** {@return whether a byte register is one that only REX can name} */
  private static boolean isNewByte(int reg) {
    return reg >= 4 && reg < 16;
  }

  // ---- Bytes --------------------------------------------------------------------------------

  private void put(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, size * 2);
    }
    bytes[size++] = (byte) value;
  }

  private void putInt(int value) {
    putImm(value, 4);
  }

  private void putImm(long value, int count) {
    for (int i = 0; i < count; i++) {
      put((int) (value >> 8 * i));
    }
  }

  private void usePool(int entry, int end) {
    poolUses = room(poolUses, poolUseCount);
    poolUses[poolUseCount * 3] = size;
    poolUses[poolUseCount * 3 + 1] = end;
    poolUses[poolUseCount++ * 3 + 2] = entry;
  }

  private void useLabel(int label, int at, int end) {
    labelUses = room(labelUses, labelUseCount);
    labelUses[labelUseCount * 3] = at;
    labelUses[labelUseCount * 3 + 1] = end;
    labelUses[labelUseCount++ * 3 + 2] = label;
  }

  // ---- The end ------------------------------------------------------------------------------

  /**
   * What has been assembled, complete but for the relocations.
   *
   * @param bytes code, then constants and tables
   * @param codeBytes how many of them are code
   * @param traps where it may trap
   * @param addressMap where it comes from
   * @param relocations what the linker fills in: the distances from behind these 4 bytes
   */
  record Assembled(
      byte[] bytes,
      int codeBytes,
      List<TrapSite> traps,
      AddressMap addressMap,
      List<Relocation> relocations,
      int[] labelOffsets) {}

  /**
   * Makes jumps as short as they can be, puts the pool behind the code and fills in all distances.
   */
  Assembled finish() {
    Relaxation relaxation = new Relaxation(items, itemCount, labels);
    relaxation.run();
    int codeBytes = relaxation.moved(size);
    int[] offsets = new int[labelCount];
    for (int i = 0; i < labelCount; i++) {
      offsets[i] = labels[i] < 0 ? -1 : relaxation.moved(labels[i]);
    }
    byte[] pooled = pool.bytes(codeBytes, offsets);
    byte[] code = new byte[codeBytes + pooled.length];
    relaxation.copy(bytes, size, code);
    System.arraycopy(pooled, 0, code, codeBytes, pooled.length);
    for (int i = 0; i < poolUseCount; i++) {
      int at = relaxation.moved(poolUses[i * 3]);
      int end = relaxation.moved(poolUses[i * 3 + 1]);
      writeInt(code, at, codeBytes + pool.offset(poolUses[i * 3 + 2]) - end);
    }
    for (int i = 0; i < labelUseCount; i++) {
      int label = labelUses[i * 3 + 2];
      assert offsets[label] >= 0 : "label " + label + " is not bound";
      int at = relaxation.moved(labelUses[i * 3]);
      writeInt(code, at, offsets[label] - relaxation.moved(labelUses[i * 3 + 1]));
    }
    List<TrapSite> movedTraps = new ArrayList<>(traps.size());
    for (TrapSite trap : traps) {
      movedTraps.add(
          new TrapSite(relaxation.moved(trap.codeOffset()), trap.code(), trap.sourceLoc()));
    }
    List<Relocation> movedRelocations = new ArrayList<>(relocations.size());
    for (Relocation relocation : relocations) {
      movedRelocations.add(
          new Relocation(
              relaxation.moved(relocation.codeOffset()), relocation.kind(), relocation.target()));
    }
    AddressMap.Builder map = new AddressMap.Builder();
    for (int i = 0; i < sourceCount; i++) {
      map.add(relaxation.moved(sources[i * 2]), sources[i * 2 + 1]);
    }
    return new Assembled(code, codeBytes, movedTraps, map.build(), movedRelocations, offsets);
  }

  static void writeInt(byte[] code, int at, int value) {
    for (int i = 0; i < 4; i++) {
      code[at + i] = (byte) (value >> 8 * i);
    }
  }
}
