// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static dev.jabiru.codegen.jvm.VerificationType.INT;
import static dev.jabiru.codegen.jvm.VerificationType.LONG;

import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;

/** Integer arithmetic, comparisons and the branches on them. */
final class NumberLowering {
  private final Lowering to;
  private final Asm asm;
  private final Body body;

  NumberLowering(Lowering to) {
    this.to = to;
    this.asm = to.asm;
    this.body = to.body;
  }

  void evaluate(int inst, InstructionData data) {
    boolean isLong = data.type() == Type.I64;
    switch (data.opcode()) {
      case IADD -> binary(data, Op.IADD, isLong);
      case ISUB -> binary(data, Op.ISUB, isLong);
      case IMUL -> binary(data, Op.IMUL, isLong);
      case BAND -> binary(data, Op.IAND, isLong);
      case BOR -> binary(data, Op.IOR, isLong);
      case BXOR -> binary(data, Op.IXOR, isLong);
      case ISHL -> shift(data, Op.ISHL, isLong);
      case USHR -> shift(data, Op.IUSHR, isLong);
      case SSHR -> shift(data, Op.ISHR, isLong);
      case ROTL -> rotate(data, "rotateLeft", isLong);
      case ROTR -> rotate(data, "rotateRight", isLong);
      case CLZ -> count(data, "numberOfLeadingZeros", isLong);
      case CTZ -> count(data, "numberOfTrailingZeros", isLong);
      case POPCNT -> count(data, "bitCount", isLong);
      case SDIV -> signedDivide(inst, data, isLong);
      case SREM -> {
        to.pushArgs(data);
        to.mark(inst, TrapCode.INTEGER_DIVIDE_BY_ZERO);
        checkDivisor(data, isLong);
        asm.op(Op.IREM + (isLong ? 1 : 0));
      }
      case UDIV -> unsignedDivide(inst, data, "divideUnsigned", isLong);
      case UREM -> unsignedDivide(inst, data, "remainderUnsigned", isLong);
      case SMUL_HI -> multiplyHigh(data, "multiplyHigh", isLong, true);
      case UMUL_HI -> multiplyHigh(data, "unsignedMultiplyHigh", isLong, false);
      case SEXTEND8 -> extend(data, Op.I2B, isLong);
      case SEXTEND16 -> extend(data, Op.I2S, isLong);
      case SEXTEND32 -> {
        to.pushArgs(data);
        asm.op(Op.L2I);
        asm.op(Op.I2L);
      }
      case SEXTEND -> {
        to.pushArgs(data);
        asm.op(Op.I2L);
      }
      case UEXTEND -> {
        to.pushArgs(data);
        zeroExtend();
      }
      case IREDUCE -> {
        to.pushArgs(data);
        asm.op(Op.L2I);
      }
      case ICMP, FCMP, REF_IS_NULL, REF_EQ -> truth(inst);
      case SELECT -> select(data);
      default -> throw new AssertionError(data.opcode());
    }
  }

  /** Replaces an int on the stack by the long with the same unsigned value. */
  void zeroExtend() {
    asm.op(Op.I2L);
    asm.lconst(0xFFFFFFFFL);
    asm.op(Op.LAND);
  }

  private void binary(InstructionData data, int opcode, boolean isLong) {
    to.pushArgs(data);
    asm.op(opcode + (isLong ? 1 : 0));
  }

  private void shift(InstructionData data, int opcode, boolean isLong) {
    to.push(body.arg(data, 0));
    pushCount(body.arg(data, 1), isLong);
    asm.op(Op.pops(opcode) == 2 && isLong ? opcode + 1 : opcode);
  }

  private void pushCount(int value, boolean isLong) {
    if (body.isInt(value)) {
      asm.iconst((int) body.intValue(value) & (isLong ? 63 : 31));
    } else {
      to.push(value);
      if (isLong) {
        asm.op(Op.L2I);
      }
    }
  }

  private void rotate(InstructionData data, String method, boolean isLong) {
    to.push(body.arg(data, 0));
    pushCount(body.arg(data, 1), isLong);
    asm.invokeStatic(owner(isLong), method, isLong ? "(JI)J" : "(II)I", 2, isLong ? LONG : INT);
  }

  private void count(InstructionData data, String method, boolean isLong) {
    to.pushArgs(data);
    asm.invokeStatic(owner(isLong), method, isLong ? "(J)I" : "(I)I", 1, INT);
    if (isLong) {
      asm.op(Op.I2L);
    }
  }

  private void signedDivide(int inst, InstructionData data, boolean isLong) {
    to.pushArgs(data);
    int divisor = body.arg(data, 1);
    if (body.isInt(divisor) && body.intValue(divisor) != -1 && body.intValue(divisor) != 0) {
      to.mark(inst, TrapCode.INTEGER_DIVIDE_BY_ZERO);
      asm.op(Op.IDIV + (isLong ? 1 : 0));
    } else {
      to.mark(inst, null); // it raises either of two traps itself
      asm.invokeStatic(
          to.names.name(RuntimeClass.NUMERICS),
          "divide",
          isLong ? "(JJ)J" : "(II)I",
          2,
          isLong ? LONG : INT);
    }
  }

  private void unsignedDivide(int inst, InstructionData data, String method, boolean isLong) {
    to.pushArgs(data);
    to.mark(inst, TrapCode.INTEGER_DIVIDE_BY_ZERO);
    checkDivisor(data, isLong);
    asm.invokeStatic(owner(isLong), method, isLong ? "(JJ)J" : "(II)I", 2, isLong ? LONG : INT);
  }

  /**
   * Traps if the divisor on the stack is zero. The division would too, but C2 drops the stack
   * traces of divisions that fail often; of this check it knows that it makes the other needless.
   */
  private void checkDivisor(InstructionData data, boolean isLong) {
    int divisor = body.arg(data, 1);
    if (!body.isInt(divisor) || body.intValue(divisor) == 0) {
      asm.invokeStatic(
          to.names.name(RuntimeClass.NUMERICS),
          "nonZero",
          isLong ? "(J)J" : "(I)I",
          1,
          isLong ? LONG : INT);
    }
  }

  private void multiplyHigh(InstructionData data, String method, boolean isLong, boolean isSigned) {
    if (isLong) {
      to.pushArgs(data);
      asm.invokeStatic("java/lang/Math", method, "(JJ)J", 2, LONG);
      return;
    }
    for (int i = 0; i < 2; i++) {
      to.push(body.arg(data, i));
      if (isSigned) {
        asm.op(Op.I2L);
      } else {
        zeroExtend();
      }
    }
    asm.op(Op.IMUL + 1);
    asm.iconst(32);
    asm.op(Op.ISHR + 1);
    asm.op(Op.L2I);
  }

  /**
   * Arithmetic with 128-bit results, which are left on the stack, the high half on top.
   *
   * @param opcode the operation
   * @param args the local variables with the operands
   * @param scratch a local variable for a while
   */
  void wide(Opcode opcode, int[] args, int scratch) {
    switch (opcode) {
      case SMUL_WIDE, UMUL_WIDE -> {
        both(args, 0, 1);
        asm.op(Op.IMUL + 1);
        both(args, 0, 1);
        String method = opcode == Opcode.SMUL_WIDE ? "multiplyHigh" : "unsignedMultiplyHigh";
        asm.invokeStatic("java/lang/Math", method, "(JJ)J", 2, LONG);
      }
      case IADD128, ISUB128 -> {
        boolean adds = opcode == Opcode.IADD128;
        int operation = (adds ? Op.IADD : Op.ISUB) + 1;
        both(args, 0, 2);
        asm.op(operation);
        asm.dup();
        asm.store(JvmType.LONG, scratch);
        both(args, 1, 3);
        asm.op(operation);
        // A carry: the sum is below an addend. A borrow: the first operand is below the second.
        asm.load(JvmType.LONG, adds ? scratch : args[0]);
        asm.load(JvmType.LONG, adds ? args[0] : args[2]);
        asm.invokeStatic("java/lang/Long", "compareUnsigned", "(JJ)I", 2, INT);
        asm.iconst(31);
        asm.op(Op.ISHR);
        asm.op(Op.I2L);
        asm.op(adds ? Op.ISUB + 1 : Op.IADD + 1);
      }
      default -> throw new UnsupportedOperationException("the JVM target does not know " + opcode);
    }
  }

  private void both(int[] locals, int a, int b) {
    asm.load(JvmType.LONG, locals[a]);
    asm.load(JvmType.LONG, locals[b]);
  }

  private void extend(InstructionData data, int opcode, boolean isLong) {
    to.pushArgs(data);
    if (isLong) {
      asm.op(Op.L2I);
    }
    asm.op(opcode);
    if (isLong) {
      asm.op(Op.I2L);
    }
  }

  private static String owner(boolean isLong) {
    return isLong ? "java/lang/Long" : "java/lang/Integer";
  }

  // Conditions.

  /** Puts 1 or 0 on the stack, as a comparison holds or not. */
  private void truth(int inst) {
    int holds = asm.newLabel();
    int past = asm.newLabel();
    branchOn(inst, true, holds);
    asm.iconst(0);
    asm.jump(Op.GOTO, past);
    asm.pop(1);
    asm.bind(holds);
    asm.iconst(1);
    asm.bind(past);
  }

  /** Both values first, then the condition, as WebAssembly orders them; it picks one of the two. */
  private void select(InstructionData data) {
    int first = body.arg(data, 1);
    JvmType type = body.jvmType(first);
    for (int i = 1; i <= 2; i++) {
      to.push(body.arg(data, i));
      asm.generalize(VerificationType.of(type));
    }
    int holds = asm.newLabel();
    branch(body.arg(data, 0), true, holds);
    asm.swapAny();
    asm.bind(holds);
    asm.drop();
  }

  /** Jumps if a condition is not zero or, where {@code sense} is false, if it is. */
  void branch(int condition, boolean sense, int label) {
    int inst = body.definingInst[condition];
    if (inst >= 0 && to.trees.isInline(condition)) {
      switch (body.data(inst).opcode()) {
        case ICMP, FCMP, REF_IS_NULL, REF_EQ -> {
          branchOn(inst, sense, label);
          return;
        }
        default -> {}
      }
    }
    to.push(condition);
    asm.jump(sense ? Op.IFNE : Op.IFEQ, label);
  }

  /** Jumps if a comparison holds or, where {@code sense} is false, if not. */
  private void branchOn(int inst, boolean sense, int label) {
    InstructionData data = body.data(inst);
    switch (data.opcode()) {
      case ICMP -> branchOnInts(data, sense, label);
      case FCMP -> branchOnFloats(data, sense, label);
      case REF_IS_NULL -> {
        to.pushArgs(data);
        asm.jump(sense ? Op.IFNULL : Op.IFNONNULL, label);
      }
      case REF_EQ -> {
        to.pushArgs(data);
        asm.jump(sense ? Op.IF_ACMPEQ : Op.IF_ACMPNE, label);
      }
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void branchOnInts(InstructionData data, boolean sense, int label) {
    IntCondition condition = data.intCondition();
    int a = body.arg(data, 0);
    int b = body.arg(data, 1);
    boolean isLong = data.type() == Type.I64;
    boolean isUnsigned = condition.ordinal() >= IntCondition.ULT.ordinal();
    if (body.isInt(b, 0) && !isLong) {
      if (condition == IntCondition.EQ || condition == IntCondition.NE) {
        branch(a, sense == (condition == IntCondition.NE), label);
        return;
      }
      if (!isUnsigned) {
        to.push(a);
        asm.jump(Op.IFEQ + code(condition, sense), label);
        return;
      }
    }
    to.push(a);
    to.push(b);
    if (isUnsigned) {
      asm.invokeStatic(owner(isLong), "compareUnsigned", isLong ? "(JJ)I" : "(II)I", 2, INT);
      asm.jump(Op.IFEQ + code(condition, sense), label);
    } else if (isLong) {
      asm.op(Op.LCMP);
      asm.jump(Op.IFEQ + code(condition, sense), label);
    } else {
      asm.jump(Op.IF_ICMPEQ + code(condition, sense), label);
    }
  }

  /** The condition's place in the order of if instructions: eq ne lt ge gt le. */
  private static int code(IntCondition condition, boolean sense) {
    int code = (sense ? condition : condition.negated()).ordinal();
    return code < IntCondition.ULT.ordinal() ? code : code - 4;
  }

  /** A comparison with a NaN must come out so that the condition fails; but for {@code ne}. */
  private void branchOnFloats(InstructionData data, boolean sense, int label) {
    to.pushArgs(data);
    FloatCondition condition = data.floatCondition();
    boolean nanIsGreater = condition == FloatCondition.LT || condition == FloatCondition.LE;
    boolean isDouble = data.type() == Type.F64;
    asm.op((isDouble ? Op.DCMPL : Op.FCMPL) + (nanIsGreater ? 1 : 0));
    IntCondition asInts =
        switch (condition) {
          case EQ -> IntCondition.EQ;
          case NE -> IntCondition.NE;
          case LT -> IntCondition.SLT;
          case GT -> IntCondition.SGT;
          case LE -> IntCondition.SLE;
          case GE -> IntCondition.SGE;
        };
    asm.jump(Op.IFEQ + code(asInts, sense), label);
  }

  /** Whether an instruction adds a small constant to a value, and so may be an iinc. */
  boolean isIncrement(InstructionData data, int slot) {
    if (data.type() != Type.I32 || data.opcode() != Opcode.IADD && data.opcode() != Opcode.ISUB) {
      return false;
    }
    int a = body.arg(data, 0);
    int b = body.arg(data, 1);
    return !to.trees.isInline(a)
        && to.slots.slotOf(a) == slot
        && body.isInt(b)
        && (int) body.intValue(b) != Short.MIN_VALUE
        && (short) body.intValue(b) == (int) body.intValue(b);
  }

  /** Assembles what {@link #isIncrement} found. */
  void increment(InstructionData data, int slot) {
    int by = (int) body.intValue(body.arg(data, 1));
    asm.increment(slot, data.opcode() == Opcode.IADD ? by : -by);
  }
}
