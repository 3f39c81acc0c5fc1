// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.regalloc.MachineEnv;
import dev.jabiru.codegen.regalloc.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the machine instructions that one instruction of the IR comes to, in their order; {@link
 * #flush} puts them before what there is already.
 *
 * <p>Each method is a kind of {@link MachInst}, and says which operands it has and what they
 * demand.
 */
final class MachBuilder {
  static final int USE = Operand.USE | Operand.EARLY | Operand.REG;
  static final int LATE_USE = Operand.USE | Operand.LATE | Operand.REG;
  static final int USE_ANY = Operand.USE | Operand.EARLY | Operand.ANY;
  static final int DEF = Operand.DEF | Operand.LATE | Operand.REG;

  /** A definition in the register of the first use. */
  static final int REUSE_DEF = Operand.DEF | Operand.LATE | Operand.reuse(1);

  static final int EARLY_DEF = Operand.DEF | Operand.EARLY | Operand.REG;

  final VCode code;
  private final List<MachInst> sequence = new ArrayList<>();
  private int sourceLoc;

  MachBuilder(VCode code) {
    this.code = code;
  }

  void setSourceLoc(int sourceLoc) {
    this.sourceLoc = sourceLoc;
  }

  int sourceLoc() {
    return sourceLoc;
  }

  int newInt() {
    return code.newVreg(MachineEnv.INT);
  }

  int newFloat() {
    return code.newVreg(MachineEnv.FLOAT);
  }

  /** Puts the instructions made since the last time before all others. */
  void flush() {
    for (int i = sequence.size() - 1; i >= 0; i--) {
      code.prepend(sequence.get(i));
    }
    sequence.clear();
  }

  MachInst add(
      MachInst.Kind kind, MachOp op, boolean wide, @org.jspecify.annotations.Nullable Rmi rmi) {
    MachInst inst = new MachInst(kind, op, wide, rmi);
    inst.sourceLoc = sourceLoc;
    sequence.add(inst);
    return inst;
  }

  void operand(MachInst inst, int vreg, int demand) {
    code.addOperand(inst, vreg, demand);
  }

  private void rmiOperands(MachInst inst, Rmi rmi, int vregDemand, int addressDemand) {
    inst.rmiOperand = inst.operandCount;
    if (rmi.isVreg()) {
      operand(inst, rmi.base(), vregDemand);
      return;
    }
    if (rmi.base() >= 0) {
      operand(inst, rmi.base(), addressDemand);
    }
    if (rmi.index() >= 0) {
      operand(inst, rmi.index(), addressDemand);
    }
  }

  void move(int def, int use) {
    MachInst inst = add(MachInst.Kind.MOVE, MachOp.MOV, true, null);
    operand(inst, def, DEF);
    operand(inst, use, USE_ANY);
  }

  /** A copy of a register, in a register of its own. */
  int copy(int use) {
    int def = code.newVreg(code.vregClass(use));
    move(def, use);
    return def;
  }

  int constant(long value, boolean wide) {
    int def = newInt();
    constant(def, value, wide);
    return def;
  }

  void constant(int def, long value, boolean wide) {
    MachInst inst = add(MachInst.Kind.CONSTANT, MachOp.MOV, wide, null);
    inst.imm = wide ? value : value & 0xFFFFFFFFL;
    operand(inst, def, DEF);
    code.setRematerializable(def);
  }

  void floatConstant(int def, long bits, boolean wide) {
    MachInst inst = add(MachInst.Kind.FLOAT_CONSTANT, MachOp.FMOV, wide, null);
    inst.imm = bits;
    operand(inst, def, DEF);
    code.setRematerializable(def);
  }

  MachInst unary(MachOp op, boolean wide, int def, Rmi source) {
    MachInst inst = add(MachInst.Kind.UNARY, op, wide, source);
    operand(inst, def, DEF);
    rmiOperands(inst, source, op == MachOp.LEA ? USE : USE_ANY, USE);
    return inst;
  }

  int unaryInt(MachOp op, boolean wide, Rmi source) {
    int def = newInt();
    unary(op, wide, def, source);
    return def;
  }

  void unaryImm(MachOp op, boolean wide, int def, Rmi source, int imm) {
    MachInst inst = add(MachInst.Kind.UNARY_IMM, op, wide, source);
    inst.imm = imm;
    operand(inst, def, DEF);
    rmiOperands(inst, source, USE_ANY, USE);
  }

  void binary(MachOp op, boolean wide, int def, int use, Rmi other) {
    MachInst inst = add(MachInst.Kind.BINARY, op, wide, other);
    operand(inst, def, REUSE_DEF);
    operand(inst, use, USE);
    boolean isVector =
        op == MachOp.FAND || op == MachOp.FANDN || op == MachOp.FOR || op == MachOp.FXOR;
    rmiOperands(inst, other, isVector ? USE : USE_ANY, USE);
  }

  int binaryInt(MachOp op, boolean wide, int use, Rmi other) {
    int def = newInt();
    binary(op, wide, def, use, other);
    return def;
  }

  int binaryFloat(MachOp op, boolean wide, int use, Rmi other) {
    int def = newFloat();
    binary(op, wide, def, use, other);
    return def;
  }

  void replace(MachOp op, boolean wide, int def, int use) {
    MachInst inst = add(MachInst.Kind.REPLACE, op, wide, null);
    operand(inst, def, REUSE_DEF);
    operand(inst, use, USE);
  }

  void shiftImm(MachOp op, boolean wide, int def, int use, int count) {
    MachInst inst = add(MachInst.Kind.SHIFT_IMM, op, wide, null);
    inst.imm = count;
    operand(inst, def, REUSE_DEF);
    operand(inst, use, USE);
  }

  int shiftImm(MachOp op, boolean wide, int use, int count) {
    int def = newInt();
    shiftImm(op, wide, def, use, count);
    return def;
  }

  void shiftCl(MachOp op, boolean wide, int def, int use, int count) {
    MachInst inst = add(MachInst.Kind.SHIFT_CL, op, wide, null);
    operand(inst, def, REUSE_DEF);
    operand(inst, use, USE);
    operand(inst, count, Operand.USE | Operand.EARLY | Operand.fixed(Registers.RCX));
  }

  void shiftX(MachOp op, boolean wide, int def, Rmi source, int count) {
    MachInst inst = add(MachInst.Kind.SHIFT_X, op, wide, source);
    operand(inst, def, DEF);
    operand(inst, count, USE);
    rmiOperands(inst, source, USE_ANY, USE);
  }

  MachInst store(MachInst.Kind kind, MachOp op, boolean wide, Rmi memory, int use) {
    MachInst inst = add(kind, op, wide, memory);
    operand(inst, use, USE);
    rmiOperands(inst, memory, USE, USE);
    return inst;
  }

  MachInst storeImm(MachInst.Kind kind, MachOp op, boolean wide, Rmi memory, int imm) {
    MachInst inst = add(kind, op, wide, memory);
    inst.imm = imm;
    rmiOperands(inst, memory, USE, USE);
    return inst;
  }

  // What comes after a comparison.

  private void comparison(MachInst inst, Comparison c) {
    inst.condition = c.condition();
    if (c.first() >= 0) {
      inst.compared = inst.operandCount;
      operand(inst, c.first(), USE);
    }
    inst.imm = c.imm();
    rmiOperands(inst, c.second(), c.op() == MachOp.BT ? USE : USE_ANY, USE);
  }

  private MachInst flags(MachInst.Kind kind, Comparison c) {
    MachInst inst = add(kind, c.op(), c.wide(), c.second());
    return inst;
  }

  void set(int def, Comparison c) {
    MachInst inst = flags(MachInst.Kind.FLAGS_SET, c);
    operand(inst, def, DEF);
    comparison(inst, c);
  }

  /** An integer is moved by its own width in any case, so that an i32 has no upper half. */
  void select(int def, int chosen, int other, boolean wide, Comparison c) {
    boolean isFloat = code.vregClass(def) == MachineEnv.FLOAT;
    if (!isFloat && c.condition() == Comparison.FLOAT_EQUAL) {
      select(def, other, chosen, wide, c.negated()); // either of two conditions, not both
      return;
    }
    MachInst inst = flags(isFloat ? MachInst.Kind.FLAGS_FSELECT : MachInst.Kind.FLAGS_SELECT, c);
    inst.fromWide = wide;
    operand(inst, def, REUSE_DEF);
    operand(inst, other, USE);
    operand(inst, chosen, isFloat ? USE : USE_ANY);
    comparison(inst, c);
  }

  void trapIf(Comparison c, TrapCode trap) {
    MachInst inst = flags(MachInst.Kind.FLAGS_TRAP, c);
    inst.trap = trap;
    comparison(inst, c);
  }

  void branch(Comparison c) {
    comparison(flags(MachInst.Kind.FLAGS_BRANCH, c), c);
  }

  void multiplyWide(boolean signed, boolean wide, int low, int high, int use, Rmi other) {
    MachInst inst = add(MachInst.Kind.MULTIPLY_WIDE, MachOp.IMUL, wide, other);
    inst.imm = signed ? 1 : 0;
    operand(inst, low, Operand.DEF | Operand.LATE | Operand.fixed(Registers.RAX));
    operand(inst, high, Operand.DEF | Operand.LATE | Operand.fixed(Registers.RDX));
    operand(inst, use, Operand.USE | Operand.EARLY | Operand.fixed(Registers.RAX));
    rmiOperands(inst, other, USE_ANY, USE);
  }
}
