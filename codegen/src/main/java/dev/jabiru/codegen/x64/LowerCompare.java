// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;

/** Comparisons, and what asks for them: numbers, selections, conditional traps and branches. */
final class LowerCompare {
  private final Lower to;

  LowerCompare(Lower to) {
    this.to = to;
  }

  void lower(int inst, InstructionData data) {
    switch (data.opcode()) {
      case ICMP, FCMP, REF_IS_NULL, REF_EQ -> to.out.set(to.result(inst), comparison(data, inst));
      case SELECT -> select(inst, data);
      case TRAPZ -> to.out.trapIf(truth(to.values.arg(data, 0), inst).negated(), data.trapCode());
      case TRAPNZ -> to.out.trapIf(truth(to.values.arg(data, 0), inst), data.trapCode());
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void select(int inst, InstructionData data) {
    int chosen = to.use(to.values.arg(data, 1));
    int other = to.use(to.values.arg(data, 2));
    Comparison c = truth(to.values.arg(data, 0), inst);
    boolean wide = data.type().bytes() == 8;
    to.out.select(to.result(inst), chosen, other, wide, c);
  }

  /** {@return the comparison that holds if an i32 is not zero} */
  Comparison truth(int value, int user) {
    InstructionData data = to.values.definition(value);
    if (data != null && to.values.useCount(value) == 1) {
      switch (data.opcode()) {
        case ICMP, FCMP, REF_IS_NULL, REF_EQ -> {
          return comparison(data, user);
        }
        case BAND -> {
          return bits(data, user, Comparison.NOT_EQUAL);
        }
        default -> {}
      }
    }
    int vreg = to.use(value);
    return Comparison.of(MachOp.TEST, false, vreg, Rmi.vreg(vreg), Comparison.NOT_EQUAL);
  }

  /** Tells whether two values have bits in common. */
  private Comparison bits(InstructionData and, int user, int condition) {
    boolean wide = and.type() == Type.I64;
    int a = to.values.arg(and, 0);
    int b = to.values.arg(and, 1);
    Comparison single = singleBit(a, b, wide, condition);
    if (single != null) {
      return single;
    }
    if (to.values.isImmediate(b)) {
      Rmi operand = to.registerOrMemory(a, user);
      int mask = (int) to.values.constant(b);
      return Comparison.ofImmediate(MachOp.TEST, wide, operand, mask, condition);
    }
    int second = to.use(b);
    return Comparison.of(MachOp.TEST, wide, second, to.registerOrMemory(a, user), condition);
  }

  /** A bit whose number is in a register: {@code x & 1 << n}; the carry then has it. */
  private @org.jspecify.annotations.Nullable Comparison singleBit(
      int a, int b, boolean wide, int condition) {
    for (int i = 0; i < 2; i++) {
      int mask = i == 0 ? b : a;
      InstructionData shift = to.values.definition(mask, Opcode.ISHL);
      if (shift != null
          && to.values.useCount(mask) == 1
          && to.values.isConstant(to.values.arg(shift, 0), 1)
          && !to.values.isConstant(to.values.arg(shift, 1))) {
        int number = to.use(to.values.arg(shift, 1));
        Rmi bits = Rmi.vreg(to.use(i == 0 ? a : b));
        return Comparison.of(
            MachOp.BT,
            wide,
            number,
            bits,
            condition == Comparison.NOT_EQUAL ? Comparison.BELOW : Comparison.ABOVE_EQUAL);
      }
    }
    return null;
  }

  /** {@return a comparison of the IR; loads that only it uses are done by the user} */
  private Comparison comparison(InstructionData data, int user) {
    return switch (data.opcode()) {
      case ICMP -> ints(data, user);
      case FCMP -> floats(data, user);
      case REF_IS_NULL -> {
        int vreg = to.use(to.values.arg(data, 0));
        yield Comparison.of(MachOp.TEST, true, vreg, Rmi.vreg(vreg), Comparison.EQUAL);
      }
      case REF_EQ -> {
        int vreg = to.use(to.values.arg(data, 0));
        Rmi other = to.registerOrMemory(to.values.arg(data, 1), user);
        yield Comparison.of(MachOp.CMP, true, vreg, other, Comparison.EQUAL);
      }
      default -> throw new AssertionError(data.opcode());
    };
  }

  private Comparison ints(InstructionData data, int user) {
    boolean wide = data.type() == Type.I64;
    IntCondition condition = data.intCondition();
    int a = to.values.arg(data, 0);
    int b = to.values.arg(data, 1);
    if (to.values.isConstant(a)
        || !to.values.isConstant(b) && !to.canSinkLoad(b, user) && to.canSinkLoad(a, user)) {
      int swap = a;
      a = b;
      b = swap;
      condition = condition.swapped();
    }
    int asked = Comparison.condition(condition);
    if (to.values.isConstant(b, 0)) {
      boolean isEquality = condition == IntCondition.EQ || condition == IntCondition.NE;
      InstructionData and = to.values.definition(a, Opcode.BAND);
      if (isEquality && and != null && to.values.useCount(a) == 1) {
        return bits(and, user, asked);
      }
      if (isEquality && !wide && to.values.useCount(a) == 1 && isComparison(a)) {
        Comparison inner = truth(a, user);
        return condition == IntCondition.NE ? inner : inner.negated();
      }
      if (!to.canSinkLoad(a, user)) {
        int vreg = to.use(a);
        return isEquality || condition == IntCondition.SLT || condition == IntCondition.SGE
            ? Comparison.of(MachOp.TEST, wide, vreg, Rmi.vreg(vreg), asked)
            : Comparison.ofImmediate(MachOp.CMP, wide, Rmi.vreg(vreg), 0, asked);
      }
    }
    if (to.values.isImmediate(b)) {
      Rmi operand = to.registerOrMemory(a, user);
      int imm = (int) to.values.constant(b);
      return Comparison.ofImmediate(MachOp.CMP, wide, operand, imm, asked);
    }
    int first = to.use(a);
    return Comparison.of(MachOp.CMP, wide, first, to.registerOrMemory(b, user), asked);
  }

  private boolean isComparison(int value) {
    InstructionData data = to.values.definition(value);
    return data != null
        && switch (data.opcode()) {
          case ICMP, FCMP, REF_IS_NULL, REF_EQ -> true;
          default -> false;
        };
  }

  private Comparison floats(InstructionData data, int user) {
    FloatCondition condition = data.floatCondition();
    int a = to.values.arg(data, 0);
    int b = to.values.arg(data, 1);
    if (condition == FloatCondition.LT || condition == FloatCondition.LE) {
      int swap = a;
      a = b;
      b = swap;
    }
    int first = to.use(a);
    Rmi second = to.registerOrMemory(b, user);
    return Comparison.of(
        MachOp.UCOMI, data.type() == Type.F64, first, second, Comparison.condition(condition));
  }
}
