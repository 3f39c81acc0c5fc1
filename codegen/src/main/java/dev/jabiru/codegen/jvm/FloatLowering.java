// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static dev.jabiru.codegen.jvm.VerificationType.DOUBLE;
import static dev.jabiru.codegen.jvm.VerificationType.FLOAT;
import static dev.jabiru.codegen.jvm.VerificationType.INT;
import static dev.jabiru.codegen.jvm.VerificationType.LONG;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;

/**
 * Floating-point arithmetic and conversions.
 *
 * <p>Operations on the sign work on bits: Java says nothing of the sign of a NaN.
 */
final class FloatLowering {
  private final Lowering to;
  private final Asm asm;
  private final Body body;

  FloatLowering(Lowering to) {
    this.to = to;
    this.asm = to.asm;
    this.body = to.body;
  }

  void evaluate(int inst, InstructionData data) {
    boolean isDouble = data.type() == Type.F64;
    int only = operandThatStays(data, isDouble);
    if (only >= 0) {
      to.push(body.arg(data, only));
      quiet(isDouble);
      return;
    }
    to.pushArgs(data);
    switch (data.opcode()) {
      case FADD -> asm.op(isDouble ? Op.IADD + 3 : Op.IADD + 2);
      case FSUB -> asm.op(isDouble ? Op.ISUB + 3 : Op.ISUB + 2);
      case FMUL -> asm.op(isDouble ? Op.IMUL + 3 : Op.IMUL + 2);
      case FDIV -> asm.op(isDouble ? Op.IDIV + 3 : Op.IDIV + 2);
      case FMIN -> quiet("min", 2, isDouble);
      case FMAX -> quiet("max", 2, isDouble);
      case FCOPYSIGN -> math("copySign", 2, isDouble);
      case FABS -> math("abs", 1, isDouble);
      case FNEG -> negate(isDouble);
      case SQRT -> throughDouble("sqrt", isDouble);
      case CEIL -> round("ceil", isDouble);
      case FLOOR -> round("floor", isDouble);
      case NEAREST -> throughDouble("rint", isDouble);
      case TRUNC -> numerics("trunc", isDouble ? "(D)D" : "(F)F", isDouble ? DOUBLE : FLOAT);
      case FPROMOTE -> asm.op(Op.F2D);
      case FDEMOTE -> demote(body.arg(data, 0));
      case FCVT_FROM_SINT -> fromInt(body.type(body.arg(data, 0)), data.type());
      case FCVT_FROM_UINT -> fromUnsigned(body.type(body.arg(data, 0)), data.type());
      case FCVT_TO_SINT -> trapping(inst, data, "Signed");
      case FCVT_TO_UINT -> trapping(inst, data, "Unsigned");
      case FCVT_TO_SINT_SAT -> saturating(body.type(body.arg(data, 0)), data.type());
      case FCVT_TO_UINT_SAT -> saturatingUnsigned(body.type(body.arg(data, 0)), data.type());
      case BITCAST -> bitcast(body.type(body.arg(data, 0)), data.type());
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void math(String method, int args, boolean isDouble) {
    String type = isDouble ? "D" : "F";
    String descriptor = "(" + type.repeat(args) + ")" + type;
    asm.invokeStatic("java/lang/Math", method, descriptor, args, isDouble ? DOUBLE : FLOAT);
  }

  /**
   * The operand that the operation returns as it is but for NaNs: {@code x - 0}, {@code x * 1},
   * {@code x / 1}. HotSpot folds these, and would let a signalling NaN through.
   */
  private int operandThatStays(InstructionData data, boolean isDouble) {
    long one = isDouble ? Double.doubleToRawLongBits(1) : Float.floatToRawIntBits(1);
    return switch (data.opcode()) {
      case FSUB -> isFloat(body.arg(data, 1), 0) ? 0 : -1;
      case FDIV -> isFloat(body.arg(data, 1), one) ? 0 : -1;
      case FMUL -> isFloat(body.arg(data, 1), one) ? 0 : isFloat(body.arg(data, 0), one) ? 1 : -1;
      default -> -1;
    };
  }

  private boolean isFloat(int value, long bits) {
    int inst = body.definingInst[value];
    return inst >= 0
        && (body.data(inst).opcode() == Opcode.F32CONST
            || body.data(inst).opcode() == Opcode.F64CONST)
        && body.data(inst).imm() == bits;
  }

  /**
   * Makes a signalling NaN quiet: adding -0.0 changes nothing else, and HotSpot does not fold it.
   */
  private void quiet(boolean isDouble) {
    if (isDouble) {
      asm.dconst(Double.doubleToRawLongBits(-0.0));
    } else {
      asm.fconst(Float.floatToRawIntBits(-0.0f));
    }
    asm.op(isDouble ? Op.IADD + 3 : Op.IADD + 2);
  }

  /** Calls a method that may return a NaN argument as it is. */
  private void quiet(String method, int args, boolean isDouble) {
    math(method, args, isDouble);
    quiet(isDouble);
  }

  /** HotSpot takes a promotion and a demotion for nothing at all. */
  private void demote(int operand) {
    asm.op(Op.D2F);
    int inst = body.definingInst[operand];
    if (inst >= 0 && body.data(inst).opcode() == Opcode.FPROMOTE) {
      quiet(false);
    }
  }

  private void round(String method, boolean isDouble) {
    if (isDouble) {
      quiet(method, 1, true);
    } else {
      throughDouble(method, false); // the conversion has made NaNs quiet
    }
  }

  /** Exact for floats too: the double result has no more digits, or rounds the same. */
  private void throughDouble(String method, boolean isDouble) {
    if (!isDouble) {
      asm.op(Op.F2D);
    }
    math(method, 1, true);
    if (!isDouble) {
      asm.op(Op.D2F);
    }
  }

  private void numerics(String method, String descriptor, int result) {
    asm.invokeStatic(to.names.name(RuntimeClass.NUMERICS), method, descriptor, 1, result);
  }

  private void negate(boolean isDouble) {
    if (isDouble) {
      Names.doubleToBits(asm);
      asm.lconst(Long.MIN_VALUE);
      asm.op(Op.LXOR);
      Names.bitsToDouble(asm);
    } else {
      Names.floatToBits(asm);
      asm.iconst(Integer.MIN_VALUE);
      asm.op(Op.IXOR);
      Names.bitsToFloat(asm);
    }
  }

  private void fromInt(Type from, Type type) {
    if (from == Type.I32) {
      asm.op(type == Type.F64 ? Op.I2D : Op.I2F);
    } else {
      asm.op(type == Type.F64 ? Op.L2D : Op.L2F);
    }
  }

  private void fromUnsigned(Type from, Type type) {
    if (from == Type.I32) {
      to.numbers().zeroExtend();
      fromInt(Type.I64, type);
    } else if (type == Type.F64) {
      numerics("unsignedToDouble", "(J)D", DOUBLE);
    } else {
      numerics("unsignedToFloat", "(J)F", FLOAT);
    }
  }

  private void trapping(int inst, InstructionData data, String signedness) {
    boolean isLong = data.type() == Type.I64;
    String from = body.type(body.arg(data, 0)) == Type.F64 ? "(D)" : "(F)";
    to.mark(inst, null); // it raises either of two traps itself
    numerics(
        (isLong ? "toLong" : "toInt") + signedness,
        from + (isLong ? "J" : "I"),
        isLong ? LONG : INT);
  }

  /** Java's conversions are WebAssembly's: a NaN gives 0, the rest is cut off at the limits. */
  private void saturating(Type from, Type type) {
    if (from == Type.F32) {
      asm.op(type == Type.I64 ? Op.F2L : Op.F2I);
    } else {
      asm.op(type == Type.I64 ? Op.D2L : Op.D2I);
    }
  }

  private void saturatingUnsigned(Type from, Type type) {
    if (type == Type.I32) {
      saturating(from, Type.I64);
      asm.lconst(0);
      asm.invokeStatic("java/lang/Math", "max", "(JJ)J", 2, LONG);
      asm.lconst(0xFFFFFFFFL);
      asm.invokeStatic("java/lang/Math", "min", "(JJ)J", 2, LONG);
      asm.op(Op.L2I);
    } else {
      if (from == Type.F32) {
        asm.op(Op.F2D);
      }
      numerics("toLongUnsignedSaturating", "(D)J", LONG);
    }
  }

  private void bitcast(Type from, Type type) {
    switch (from) {
      case I32 -> Names.bitsToFloat(asm);
      case I64 -> Names.bitsToDouble(asm);
      case F32 -> Names.floatToBits(asm);
      case F64 -> Names.doubleToBits(asm);
      default -> throw new AssertionError(from + " as " + type);
    }
  }
}
