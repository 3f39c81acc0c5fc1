// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.TrapCode;
import org.jspecify.annotations.Nullable;

/**
 * One machine instruction, or a short sequence that nothing may come between, with virtual
 * registers. Which fields mean something is what the {@link Kind} says.
 *
 * <p>No flags live from one of these to the next, so that the register allocator may put anything
 * between. Operands are in the arrays of {@link VCode}.
 */
final class MachInst {
  enum Kind {
    /** Defines the parameters that come in registers. */
    ARGUMENTS,
    /** {@code def} is a copy of {@code use}. */
    MOVE,
    /** {@code def} is {@link #imm}, an integer. */
    CONSTANT,
    /** {@code def} is {@link #imm}, the bits of a floating-point number; size as the operation. */
    FLOAT_CONSTANT,
    /** {@code def = op rmi}. */
    UNARY,
    /** {@code def = op rmi, imm}. */
    UNARY_IMM,
    /** {@code def = op(use, rmi)}, def in the register of use. */
    BINARY,
    /** {@code def = op use}, def in the register of use. */
    REPLACE,
    /** {@code def = op(use, imm)}: a shift by an immediate, def in the register of use. */
    SHIFT_IMM,
    /** {@code def = op(use, cl)}: operands def, use, count. */
    SHIFT_CL,
    /** {@code def = op(rmi, use)}: BMI2 shift. */
    SHIFT_X,
    /** {@code op memory, use}. */
    STORE,
    /** {@code op memory, imm}. */
    STORE_IMM,
    /** Compares, then defines an i32, one or zero. */
    FLAGS_SET,
    /** Compares, then {@code def = condition ? chosen : other}; def in the register of other. */
    FLAGS_SELECT,
    /** The same for floating-point registers. */
    FLAGS_FSELECT,
    /** Compares, and traps if the condition holds. */
    FLAGS_TRAP,
    /** Compares and branches. */
    FLAGS_BRANCH,
    /** {@code rdx:rax = rax * rmi}; {@link #imm} not zero if signed. */
    MULTIPLY_WIDE,
    /** Division: defines quotient in rax and remainder in rdx. See {@link LowerDivide}. */
    DIVIDE,
    /** 128-bit sum or difference: defs low, high, uses low, high, other low, other high. */
    ADD_WIDE,
    /** Minimum or maximum. */
    FLOAT_MINMAX,
    /** Rounding without SSE4.1; {@link #imm} is the mode. */
    ROUND_BY_BITS,
    /** Floating point to integer, with all corner cases; see {@code EmitConvert}. */
    FLOAT_TO_INT,
    /** Unsigned 64-bit integer to floating point. */
    UNSIGNED_TO_FLOAT,
    /** Calls the function {@link #target}. */
    CALL,
    /** Calls the imported function whose code and context are in the context. */
    CALL_IMPORT,
    /** Calls the function whose record is the first operand. */
    CALL_REF,
    /** Calls the stub {@link #target}, which comes back and neither traps nor leaves. */
    CALL_LEAF,
    /** Calls a builtin, the number is in {@link #imm}. */
    CALL_BUILTIN,
    /** The same in the place of this function; terminators. */
    TAIL_CALL,
    TAIL_CALL_IMPORT,
    TAIL_CALL_REF,
    /** Subtracts from the fuel in memory and traps when none is left. */
    FUEL,
    /** Returns; uses the results in registers. */
    RETURN,
    /** Goes to the only successor. */
    JUMP,
    /** Goes to the successor with the number in the first operand, the last if there is none. */
    TABLE_JUMP,
    /** Traps. */
    TRAP;

    boolean isTerminator() {
      return switch (this) {
        case FLAGS_BRANCH,
            TAIL_CALL,
            TAIL_CALL_IMPORT,
            TAIL_CALL_REF,
            RETURN,
            JUMP,
            TABLE_JUMP,
            TRAP ->
            true;
        default -> false;
      };
    }
  }

  final Kind kind;
  final MachOp op;

  /** Whether the operation is on 64 bits. */
  final boolean wide;

  /** Of a comparison and a floating-point operation that reads another size than it writes. */
  boolean fromWide;

  /** The operand in the general form, and the position of its first virtual register. */
  final @Nullable Rmi rmi;

  int rmiOperand = -1;

  /** Position of the operand of a comparison beside {@link #rmi}, -1 if that is {@link #imm}. */
  int compared = -1;

  long imm;
  int condition;
  @Nullable TrapCode trap;

  /** Calls: the external function, bytes of arguments on the stack, padded. */
  @Nullable Object target;

  int stackBytes;
  int sourceLoc;
  long clobbers;
  int firstOperand;
  int operandCount;

  MachInst(Kind kind, MachOp op, boolean wide, @Nullable Rmi rmi) {
    this.kind = kind;
    this.op = op;
    this.wide = wide;
    this.rmi = rmi;
  }
}
