// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import static dev.jabiru.codegen.ir.Opcode.*;
import static dev.jabiru.codegen.ir.Type.*;

import dev.jabiru.codegen.ir.AtomicOp;
import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.TypeSet;
import dev.jabiru.codegen.ir.VectorOp;
import dev.jabiru.wasm.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * What a Wasm instruction becomes where the IR has one instruction that says the same: the table of
 * the regular instructions.
 *
 * <p>A row is all there is to say of such an instruction: operands and results follow from the
 * shape of the IR opcode, immediates from its format; see {@link FunctionTranslator#regular}.
 * Vector operations go by the same names on both sides and need no row. An instruction without a
 * row is translated by hand.
 *
 * @param opcode the IR's opcode
 * @param type its type variable; null where its results follow from its shape alone
 * @param code ordinal of its condition or operation, where its format has one
 * @param small ordinal of the width of an atomic access, or whether a type test takes null
 */
record Operator(dev.jabiru.codegen.ir.Opcode opcode, @Nullable Type type, int code, int small) {
  private static final int VECTOR_PREFIX = 0xFD;
  private static final Opcode[] OPCODES = Opcode.values();
  private static final @Nullable Operator[] TABLE = new @Nullable Operator[OPCODES.length];

  /** {@return the row of an instruction, or null when it is translated by hand} */
  static @Nullable Operator of(Opcode opcode) {
    Operator row = TABLE[opcode.ordinal()];
    return row == null && opcode.prefix() == VECTOR_PREFIX ? Vectors.of(opcode) : row;
  }

  static {
    // spotless:off
    // Constants.
    row(Opcode.I32_CONST,            ICONST,           I32);
    row(Opcode.I64_CONST,            ICONST,           I64);
    row(Opcode.F32_CONST,            F32CONST);
    row(Opcode.F64_CONST,            F64CONST);
    row(Opcode.V128_CONST,           VCONST);
    row(Opcode.REF_NULL,             REF_NULL);
    row(Opcode.REF_FUNC,             REF_FUNC);

    // Integers.
    integers(Opcode.I32_CLZ, I32);
    integers(Opcode.I64_CLZ, I64);
    comparisons(Opcode.I32_EQ, I32);
    comparisons(Opcode.I64_EQ, I64);
    row(Opcode.I32_EXTEND8_S,        SEXTEND8,         I32);
    row(Opcode.I32_EXTEND16_S,       SEXTEND16,        I32);
    row(Opcode.I64_EXTEND8_S,        SEXTEND8,         I64);
    row(Opcode.I64_EXTEND16_S,       SEXTEND16,        I64);
    row(Opcode.I64_EXTEND32_S,       SEXTEND32);
    row(Opcode.I32_WRAP_I64,         IREDUCE);
    row(Opcode.I64_EXTEND_I32_S,     SEXTEND);
    row(Opcode.I64_EXTEND_I32_U,     UEXTEND);
    row(Opcode.I64_ADD128,           IADD128);
    row(Opcode.I64_SUB128,           ISUB128);
    row(Opcode.I64_MUL_WIDE_S,       SMUL_WIDE);
    row(Opcode.I64_MUL_WIDE_U,       UMUL_WIDE);

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
    row(Opcode.F32_DEMOTE_F64,       FDEMOTE);
    row(Opcode.F64_PROMOTE_F32,      FPROMOTE);
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
    row(Opcode.I64_LOAD32_S,         SLOAD32);
    row(Opcode.I64_LOAD32_U,         ULOAD32);
    row(Opcode.I32_STORE,            STORE,            I32);
    row(Opcode.I64_STORE,            STORE,            I64);
    row(Opcode.F32_STORE,            STORE,            F32);
    row(Opcode.F64_STORE,            STORE,            F64);
    row(Opcode.V128_STORE,           STORE,            V128);
    row(Opcode.I32_STORE8,           ISTORE8,          I32);
    row(Opcode.I32_STORE16,          ISTORE16,         I32);
    row(Opcode.I64_STORE8,           ISTORE8,          I64);
    row(Opcode.I64_STORE16,          ISTORE16,         I64);
    row(Opcode.I64_STORE32,          ISTORE32);

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
    row(Opcode.MEMORY_ATOMIC_NOTIFY, ATOMIC_NOTIFY);
    row(Opcode.MEMORY_ATOMIC_WAIT32, ATOMIC_WAIT,      I32);
    row(Opcode.MEMORY_ATOMIC_WAIT64, ATOMIC_WAIT,      I64);
    row(Opcode.ATOMIC_FENCE,         dev.jabiru.codegen.ir.Opcode.ATOMIC_FENCE);

    // Memories, globals, tables.
    row(Opcode.MEMORY_SIZE,          MEMORY_SIZE);
    row(Opcode.GLOBAL_GET,           GLOBAL_GET);
    row(Opcode.GLOBAL_SET,           GLOBAL_SET);
    row(Opcode.TABLE_GET,            TABLE_GET);
    row(Opcode.TABLE_SET,            TABLE_SET);
    row(Opcode.TABLE_SIZE,           TABLE_SIZE);

    // References.
    row(Opcode.REF_IS_NULL,          REF_IS_NULL);
    row(Opcode.REF_EQ,               REF_EQ);
    row(Opcode.REF_I31,              REF_I31);
    row(Opcode.I31_GET_S,            I31_GET_S);
    row(Opcode.I31_GET_U,            I31_GET_U);
    test(Opcode.REF_TEST,            REF_TEST,         false);
    test(Opcode.REF_TEST_NULL,       REF_TEST,         true);
    test(Opcode.REF_CAST,            REF_CAST,         false);
    test(Opcode.REF_CAST_NULL,       REF_CAST,         true);
    row(Opcode.ANY_CONVERT_EXTERN,   ANY_CONVERT_EXTERN);
    row(Opcode.EXTERN_CONVERT_ANY,   EXTERN_CONVERT_ANY);

    // Structures and arrays.
    row(Opcode.STRUCT_NEW,           STRUCT_NEW);
    row(Opcode.STRUCT_NEW_DEFAULT,   STRUCT_NEW_DEFAULT);
    row(Opcode.STRUCT_GET,           STRUCT_GET);
    row(Opcode.STRUCT_GET_S,         STRUCT_GET_S);
    row(Opcode.STRUCT_GET_U,         STRUCT_GET_U);
    row(Opcode.STRUCT_SET,           STRUCT_SET);
    row(Opcode.ARRAY_NEW,            ARRAY_NEW);
    row(Opcode.ARRAY_NEW_DEFAULT,    ARRAY_NEW_DEFAULT);
    row(Opcode.ARRAY_NEW_FIXED,      ARRAY_NEW_FIXED);
    row(Opcode.ARRAY_NEW_DATA,       ARRAY_NEW_DATA);
    row(Opcode.ARRAY_NEW_ELEM,       ARRAY_NEW_ELEM);
    row(Opcode.ARRAY_GET,            ARRAY_GET);
    row(Opcode.ARRAY_GET_S,          ARRAY_GET_S);
    row(Opcode.ARRAY_GET_U,          ARRAY_GET_U);
    row(Opcode.ARRAY_SET,            ARRAY_SET);
    row(Opcode.ARRAY_LEN,            ARRAY_LEN);
    row(Opcode.ARRAY_FILL,           ARRAY_FILL);
    row(Opcode.ARRAY_COPY,           ARRAY_COPY);
    row(Opcode.ARRAY_INIT_DATA,      ARRAY_INIT_DATA);
    row(Opcode.ARRAY_INIT_ELEM,      ARRAY_INIT_ELEM);

    // Vectors: the rest goes by name.
    row(Opcode.I8X16_SHUFFLE,        VSHUFFLE);
    // spotless:on
  }

  /** The rows of vector instructions; most programs never load them. */
  private static final class Vectors {
    private static final @Nullable Operator[] TABLE = new @Nullable Operator[OPCODES.length];

    static {
      for (Opcode opcode : OPCODES) {
        VectorOp op = opcode.prefix() == VECTOR_PREFIX ? VectorOp.of(opcode.mnemonic()) : null;
        if (op != null) {
          Type type = op.kind() == VectorOp.Kind.EXTRACT ? op.shape().scalar() : null;
          TABLE[opcode.ordinal()] = new Operator(op.kind().opcode(), type, op.ordinal(), 0);
        }
      }
    }

    static @Nullable Operator of(Opcode opcode) {
      return TABLE[opcode.ordinal()];
    }
  }

  private static void put(
      Opcode wasm, dev.jabiru.codegen.ir.Opcode opcode, @Nullable Type type, int code, int small) {
    TABLE[wasm.ordinal()] = new Operator(opcode, type, code, small);
  }

  private static void row(Opcode wasm, dev.jabiru.codegen.ir.Opcode opcode, Type type) {
    assert opcode.types().contains(type) : opcode;
    put(wasm, opcode, type, 0, 0);
  }

  private static void row(Opcode wasm, dev.jabiru.codegen.ir.Opcode opcode) {
    assert opcode.types() == TypeSet.NONE : opcode;
    put(wasm, opcode, null, 0, 0);
  }

  private static void test(Opcode wasm, dev.jabiru.codegen.ir.Opcode opcode, boolean takesNull) {
    put(wasm, opcode, null, 0, takesNull ? 1 : 0);
  }

  /** The instructions from {@code clz} to {@code rotr}, which both integer types have in a row. */
  private static void integers(Opcode first, Type type) {
    dev.jabiru.codegen.ir.Opcode[] inOrder = {
      CLZ, CTZ, POPCNT, IADD, ISUB, IMUL, SDIV, UDIV, SREM, UREM, BAND, BOR, BXOR, ISHL, SSHR, USHR,
      ROTL, ROTR
    };
    for (int i = 0; i < inOrder.length; i++) {
      row(OPCODES[first.ordinal() + i], inOrder[i], type);
    }
  }

  /** The instructions from {@code eq} to {@code ge_u}, which both integer types have in a row. */
  private static void comparisons(Opcode first, Type type) {
    IntCondition[] inOrder = {
      IntCondition.EQ, IntCondition.NE, IntCondition.SLT, IntCondition.ULT, IntCondition.SGT,
      IntCondition.UGT, IntCondition.SLE, IntCondition.ULE, IntCondition.SGE, IntCondition.UGE
    };
    for (int i = 0; i < inOrder.length; i++) {
      put(OPCODES[first.ordinal() + i], ICMP, type, inOrder[i].ordinal(), 0);
    }
  }

  /**
   * The instructions from {@code abs} to {@code copysign} and those from {@code eq} to {@code ge}.
   */
  private static void floats(Opcode firstOperation, Opcode firstComparison, Type type) {
    dev.jabiru.codegen.ir.Opcode[] operations = {
      FABS, FNEG, CEIL, FLOOR, TRUNC, NEAREST, SQRT, FADD, FSUB, FMUL, FDIV, FMIN, FMAX, FCOPYSIGN
    };
    for (int i = 0; i < operations.length; i++) {
      row(OPCODES[firstOperation.ordinal() + i], operations[i], type);
    }
    FloatCondition[] conditions = {
      FloatCondition.EQ,
      FloatCondition.NE,
      FloatCondition.LT,
      FloatCondition.GT,
      FloatCondition.LE,
      FloatCondition.GE
    };
    for (int i = 0; i < conditions.length; i++) {
      put(OPCODES[firstComparison.ordinal() + i], FCMP, type, conditions[i].ordinal(), 0);
    }
  }

  /** One group of seven atomic accesses, which each operation has in a row. */
  private static void atomics(
      Opcode first, dev.jabiru.codegen.ir.Opcode opcode, @Nullable AtomicOp op) {
    Type[] types = {I32, I64, I32, I32, I64, I64, I64};
    Type[] widths = {I32, I64, I8, I16, I8, I16, I32};
    for (int i = 0; i < types.length; i++) {
      int code = op == null ? 0 : op.ordinal();
      put(OPCODES[first.ordinal() + i], opcode, types[i], code, widths[i].ordinal());
    }
  }
}
