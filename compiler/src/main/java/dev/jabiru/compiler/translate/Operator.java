// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.compiler.translate;

import static dev.jabiru.codegen.ir.Opcode.*;
import static dev.jabiru.codegen.ir.Type.*;

import dev.jabiru.codegen.ir.AtomicOp;
import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.VectorOp;
import dev.jabiru.wasm.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * What a Wasm instruction becomes where the IR has one instruction that says the same: the table of
 * the regular instructions.
 *
 * <p>Operands and results follow from the shape of the IR opcode, immediates from its format. An
 * instruction without a row is translated by hand in {@link FunctionTranslator}. Vector operations
 * have the same names on both sides and need no row here.
 *
 * @param opcode the IR's opcode
 * @param type its type variable
 * @param intCondition where the format asks for one
 * @param floatCondition where the format asks for one
 * @param width of an atomic access
 * @param atomicOp of an atomic read-modify-write
 * @param vectorOp of a vector instruction
 */
record Operator(
    dev.jabiru.codegen.ir.Opcode opcode,
    Type type,
    @Nullable IntCondition intCondition,
    @Nullable FloatCondition floatCondition,
    @Nullable Type width,
    @Nullable AtomicOp atomicOp,
    @Nullable VectorOp vectorOp) {

  private static final @Nullable Operator[] TABLE = new @Nullable Operator[Opcode.values().length];

  /** {@return the row of an instruction, or null when it is translated by hand} */
  static @Nullable Operator of(Opcode opcode) {
    return TABLE[opcode.ordinal()];
  }

  static {
    // spotless:off
    // Integers.
    integers(Opcode.I32_CLZ, I32);
    integers(Opcode.I64_CLZ, I64);
    comparisons(Opcode.I32_EQ, I32);
    comparisons(Opcode.I64_EQ, I64);
    row(Opcode.I32_EXTEND8_S,        SEXTEND8,         I32);
    row(Opcode.I32_EXTEND16_S,       SEXTEND16,        I32);
    row(Opcode.I64_EXTEND8_S,        SEXTEND8,         I64);
    row(Opcode.I64_EXTEND16_S,       SEXTEND16,        I64);
    row(Opcode.I64_EXTEND32_S,       SEXTEND32,        I64);
    row(Opcode.I32_WRAP_I64,         IREDUCE,          I32);
    row(Opcode.I64_EXTEND_I32_S,     SEXTEND,          I64);
    row(Opcode.I64_EXTEND_I32_U,     UEXTEND,          I64);
    row(Opcode.I64_ADD128,           IADD128,          I64);
    row(Opcode.I64_SUB128,           ISUB128,          I64);
    row(Opcode.I64_MUL_WIDE_S,       SMUL_WIDE,        I64);
    row(Opcode.I64_MUL_WIDE_U,       UMUL_WIDE,        I64);

    // Floating point.
    floats(Opcode.F32_ABS, Opcode.F32_EQ, F32);
    floats(Opcode.F64_ABS, Opcode.F64_EQ, F64);

    // Conversions: the type is that of the result.
    row(Opcode.I32_TRUNC_F32_S,      FCVT_TO_SINT,     I32);
    row(Opcode.I32_TRUNC_F32_U,      FCVT_TO_UINT,     I32);
    row(Opcode.I32_TRUNC_F64_S,      FCVT_TO_SINT,     I32);
    row(Opcode.I32_TRUNC_F64_U,      FCVT_TO_UINT,     I32);
    row(Opcode.I64_TRUNC_F32_S,      FCVT_TO_SINT,     I64);
    row(Opcode.I64_TRUNC_F32_U,      FCVT_TO_UINT,     I64);
    row(Opcode.I64_TRUNC_F64_S,      FCVT_TO_SINT,     I64);
    row(Opcode.I64_TRUNC_F64_U,      FCVT_TO_UINT,     I64);
    row(Opcode.I32_TRUNC_SAT_F32_S,  FCVT_TO_SINT_SAT, I32);
    row(Opcode.I32_TRUNC_SAT_F32_U,  FCVT_TO_UINT_SAT, I32);
    row(Opcode.I32_TRUNC_SAT_F64_S,  FCVT_TO_SINT_SAT, I32);
    row(Opcode.I32_TRUNC_SAT_F64_U,  FCVT_TO_UINT_SAT, I32);
    row(Opcode.I64_TRUNC_SAT_F32_S,  FCVT_TO_SINT_SAT, I64);
    row(Opcode.I64_TRUNC_SAT_F32_U,  FCVT_TO_UINT_SAT, I64);
    row(Opcode.I64_TRUNC_SAT_F64_S,  FCVT_TO_SINT_SAT, I64);
    row(Opcode.I64_TRUNC_SAT_F64_U,  FCVT_TO_UINT_SAT, I64);
    row(Opcode.F32_CONVERT_I32_S,    FCVT_FROM_SINT,   F32);
    row(Opcode.F32_CONVERT_I32_U,    FCVT_FROM_UINT,   F32);
    row(Opcode.F32_CONVERT_I64_S,    FCVT_FROM_SINT,   F32);
    row(Opcode.F32_CONVERT_I64_U,    FCVT_FROM_UINT,   F32);
    row(Opcode.F64_CONVERT_I32_S,    FCVT_FROM_SINT,   F64);
    row(Opcode.F64_CONVERT_I32_U,    FCVT_FROM_UINT,   F64);
    row(Opcode.F64_CONVERT_I64_S,    FCVT_FROM_SINT,   F64);
    row(Opcode.F64_CONVERT_I64_U,    FCVT_FROM_UINT,   F64);
    row(Opcode.F32_DEMOTE_F64,       FDEMOTE,          F32);
    row(Opcode.F64_PROMOTE_F32,      FPROMOTE,         F64);
    row(Opcode.I32_REINTERPRET_F32,  BITCAST,          I32);
    row(Opcode.I64_REINTERPRET_F64,  BITCAST,          I64);
    row(Opcode.F32_REINTERPRET_I32,  BITCAST,          F32);
    row(Opcode.F64_REINTERPRET_I64,  BITCAST,          F64);

    // Memory.
    row(Opcode.I32_LOAD,             LOAD,             I32);
    row(Opcode.I64_LOAD,             LOAD,             I64);
    row(Opcode.F32_LOAD,             LOAD,             F32);
    row(Opcode.F64_LOAD,             LOAD,             F64);
    row(Opcode.V128_LOAD,            LOAD,             V128);
    row(Opcode.I32_LOAD8_S,          SLOAD8,           I32);
    row(Opcode.I32_LOAD8_U,          ULOAD8,           I32);
    row(Opcode.I32_LOAD16_S,         SLOAD16,          I32);
    row(Opcode.I32_LOAD16_U,         ULOAD16,          I32);
    row(Opcode.I64_LOAD8_S,          SLOAD8,           I64);
    row(Opcode.I64_LOAD8_U,          ULOAD8,           I64);
    row(Opcode.I64_LOAD16_S,         SLOAD16,          I64);
    row(Opcode.I64_LOAD16_U,         ULOAD16,          I64);
    row(Opcode.I64_LOAD32_S,         SLOAD32,          I64);
    row(Opcode.I64_LOAD32_U,         ULOAD32,          I64);
    row(Opcode.I32_STORE,            STORE,            I32);
    row(Opcode.I64_STORE,            STORE,            I64);
    row(Opcode.F32_STORE,            STORE,            F32);
    row(Opcode.F64_STORE,            STORE,            F64);
    row(Opcode.V128_STORE,           STORE,            V128);
    row(Opcode.I32_STORE8,           ISTORE8,          I32);
    row(Opcode.I32_STORE16,          ISTORE16,         I32);
    row(Opcode.I64_STORE8,           ISTORE8,          I64);
    row(Opcode.I64_STORE16,          ISTORE16,         I64);
    row(Opcode.I64_STORE32,          ISTORE32,         I64);

    // Atomics, each group in the order of the binary format: i32, i64, then the narrow ones.
    atomics(Opcode.I32_ATOMIC_LOAD,        ATOMIC_LOAD,  null);
    atomics(Opcode.I32_ATOMIC_STORE,       ATOMIC_STORE, null);
    atomics(Opcode.I32_ATOMIC_RMW_ADD,     ATOMIC_RMW,   AtomicOp.ADD);
    atomics(Opcode.I32_ATOMIC_RMW_SUB,     ATOMIC_RMW,   AtomicOp.SUB);
    atomics(Opcode.I32_ATOMIC_RMW_AND,     ATOMIC_RMW,   AtomicOp.AND);
    atomics(Opcode.I32_ATOMIC_RMW_OR,      ATOMIC_RMW,   AtomicOp.OR);
    atomics(Opcode.I32_ATOMIC_RMW_XOR,     ATOMIC_RMW,   AtomicOp.XOR);
    atomics(Opcode.I32_ATOMIC_RMW_XCHG,    ATOMIC_RMW,   AtomicOp.XCHG);
    atomics(Opcode.I32_ATOMIC_RMW_CMPXCHG, ATOMIC_CAS,   null);
    row(Opcode.MEMORY_ATOMIC_NOTIFY, ATOMIC_NOTIFY,    I32);
    row(Opcode.MEMORY_ATOMIC_WAIT32, ATOMIC_WAIT,      I32);
    row(Opcode.MEMORY_ATOMIC_WAIT64, ATOMIC_WAIT,      I64);
    row(Opcode.ATOMIC_FENCE,         dev.jabiru.codegen.ir.Opcode.ATOMIC_FENCE, I32);

    // References that need no immediate.
    row(Opcode.REF_IS_NULL,          REF_IS_NULL,      REF);
    row(Opcode.REF_EQ,               REF_EQ,           REF);
    row(Opcode.REF_I31,              REF_I31,          REF);
    row(Opcode.I31_GET_S,            I31_GET_S,        REF);
    row(Opcode.I31_GET_U,            I31_GET_U,        REF);
    row(Opcode.ANY_CONVERT_EXTERN,   ANY_CONVERT_EXTERN, REF);
    row(Opcode.EXTERN_CONVERT_ANY,   EXTERN_CONVERT_ANY, REF);
    row(Opcode.ARRAY_LEN,            ARRAY_LEN,        REF);
    // spotless:on

    for (Opcode opcode : Opcode.values()) {
      VectorOp vectorOp = opcode.prefix() == 0xFD ? VectorOp.of(opcode.mnemonic()) : null;
      if (vectorOp != null) {
        TABLE[opcode.ordinal()] =
            new Operator(vectorOp.kind().opcode(), V128, null, null, null, null, vectorOp);
      }
    }
  }

  private static void row(Opcode wasm, dev.jabiru.codegen.ir.Opcode opcode, Type type) {
    TABLE[wasm.ordinal()] = new Operator(opcode, type, null, null, null, null, null);
  }

  /** The instructions from {@code clz} to {@code rotr}, which both integer types have in a row. */
  private static void integers(Opcode first, Type type) {
    dev.jabiru.codegen.ir.Opcode[] inOrder = {
      CLZ, CTZ, POPCNT, IADD, ISUB, IMUL, SDIV, UDIV, SREM, UREM, BAND, BOR, BXOR, ISHL, SSHR, USHR,
      ROTL, ROTR
    };
    for (int i = 0; i < inOrder.length; i++) {
      row(Opcode.values()[first.ordinal() + i], inOrder[i], type);
    }
  }

  /** The instructions from {@code eq} to {@code ge_u}, which both integer types have in a row. */
  private static void comparisons(Opcode first, Type type) {
    IntCondition[] inOrder = {
      IntCondition.EQ, IntCondition.NE, IntCondition.SLT, IntCondition.ULT, IntCondition.SGT,
      IntCondition.UGT, IntCondition.SLE, IntCondition.ULE, IntCondition.SGE, IntCondition.UGE
    };
    for (int i = 0; i < inOrder.length; i++) {
      TABLE[first.ordinal() + i] = new Operator(ICMP, type, inOrder[i], null, null, null, null);
    }
  }

  /** The instructions from {@code abs} to {@code copysign} and those from {@code eq} to {@code ge}. */
  private static void floats(Opcode firstOperation, Opcode firstComparison, Type type) {
    dev.jabiru.codegen.ir.Opcode[] operations = {
      FABS, FNEG, CEIL, FLOOR, TRUNC, NEAREST, SQRT, FADD, FSUB, FMUL, FDIV, FMIN, FMAX, FCOPYSIGN
    };
    for (int i = 0; i < operations.length; i++) {
      row(Opcode.values()[firstOperation.ordinal() + i], operations[i], type);
    }
    FloatCondition[] conditions = {
      FloatCondition.EQ, FloatCondition.NE, FloatCondition.LT, FloatCondition.GT,
      FloatCondition.LE, FloatCondition.GE
    };
    for (int i = 0; i < conditions.length; i++) {
      TABLE[firstComparison.ordinal() + i] =
          new Operator(FCMP, type, null, conditions[i], null, null, null);
    }
  }

  /** One group of seven atomic accesses, which each operation has in a row. */
  private static void atomics(
      Opcode first, dev.jabiru.codegen.ir.Opcode opcode, @Nullable AtomicOp op) {
    Type[] types = {I32, I64, I32, I32, I64, I64, I64};
    Type[] widths = {I32, I64, I8, I16, I8, I16, I32};
    for (int i = 0; i < types.length; i++) {
      TABLE[first.ordinal() + i] = new Operator(opcode, types[i], null, null, widths[i], op, null);
    }
  }
}
