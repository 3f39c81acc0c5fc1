// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import static dev.jabiru.codegen.ir.InstructionFormat.*;
import static dev.jabiru.codegen.ir.Trait.*;
import static dev.jabiru.codegen.ir.TypeSet.*;

/**
 * The table of every instruction of the IR.
 *
 * <p>A row is the mnemonic, the {@link InstructionFormat immediates}, the <em>shape</em>, the types
 * its type variable ranges over, and its {@link Trait traits}. The shape has one letter per
 * operand, an underscore, and one letter per result:
 *
 * <table>
 * <caption>Letters of a shape</caption>
 * <tr><td>{@code T}</td><td>the type variable: {@link InstructionData#type}</td></tr>
 * <tr><td>{@code I L F D V R}</td><td>i32, i64, f32, f64, v128, ref</td></tr>
 * <tr><td>{@code A}</td><td>the address type of the memory or table named</td></tr>
 * <tr><td>{@code G}</td><td>the type of the global named</td></tr>
 * <tr><td>{@code E}</td><td>the scalar type of the vector operation named</td></tr>
 * <tr><td>{@code P}</td><td>the type of the field or element named, i32 if that is packed</td></tr>
 * <tr><td>{@code X}</td><td>a type checked by a rule of its own; see {@link Verifier}</td></tr>
 * <tr><td>{@code *}</td><td>any number, given by the signature, tag or type named; in a result, the
 *     results of the signature</td></tr>
 * </table>
 *
 * <p>The text form writes the type variable after the mnemonic, {@code iconst.i32}, unless an
 * operand has it. Booleans are i32, zero or one: {@code icmp} and {@code fcmp} yield one, and any
 * number but zero counts as true where {@code brif}, {@code select}, {@code trapz} and {@code
 * trapnz} ask.
 */
@SuppressWarnings("doclint:missing") // a row is its own documentation
public enum Opcode {
  // spotless:off
  // Constants.
  ICONST           ("iconst",            INTEGER,       "_T",      INT),
  F32CONST         ("f32const",          FLOAT32,       "_F",      NONE),
  F64CONST         ("f64const",          FLOAT64,       "_D",      NONE),
  VCONST           ("vconst",            CONSTANT,      "_V",      NONE),
  REF_NULL         ("ref_null",          PLAIN,         "_R",      NONE),
  REF_FUNC         ("ref_func",          FUNCTION,      "_R",      NONE),

  // Integers. Counts of shifts and rotations are taken modulo the width.
  IADD             ("iadd",              PLAIN,         "TT_T",    INT,   COMMUTATIVE),
  ISUB             ("isub",              PLAIN,         "TT_T",    INT),
  IMUL             ("imul",              PLAIN,         "TT_T",    INT,   COMMUTATIVE),
  SDIV             ("sdiv",              PLAIN,         "TT_T",    INT,   TRAPS),
  UDIV             ("udiv",              PLAIN,         "TT_T",    INT,   TRAPS),
  SREM             ("srem",              PLAIN,         "TT_T",    INT,   TRAPS),
  UREM             ("urem",              PLAIN,         "TT_T",    INT,   TRAPS),
  SMUL_HI          ("smul_hi",           PLAIN,         "TT_T",    INT,   COMMUTATIVE),
  UMUL_HI          ("umul_hi",           PLAIN,         "TT_T",    INT,   COMMUTATIVE),
  IADD128          ("iadd128",           PLAIN,         "LLLL_LL", NONE),
  ISUB128          ("isub128",           PLAIN,         "LLLL_LL", NONE),
  SMUL_WIDE        ("smul_wide",         PLAIN,         "LL_LL",   NONE,  COMMUTATIVE),
  UMUL_WIDE        ("umul_wide",         PLAIN,         "LL_LL",   NONE,  COMMUTATIVE),
  BAND             ("band",              PLAIN,         "TT_T",    INT,   COMMUTATIVE),
  BOR              ("bor",               PLAIN,         "TT_T",    INT,   COMMUTATIVE),
  BXOR             ("bxor",              PLAIN,         "TT_T",    INT,   COMMUTATIVE),
  ISHL             ("ishl",              PLAIN,         "TT_T",    INT),
  USHR             ("ushr",              PLAIN,         "TT_T",    INT),
  SSHR             ("sshr",              PLAIN,         "TT_T",    INT),
  ROTL             ("rotl",              PLAIN,         "TT_T",    INT),
  ROTR             ("rotr",              PLAIN,         "TT_T",    INT),
  CLZ              ("clz",               PLAIN,         "T_T",     INT),
  CTZ              ("ctz",               PLAIN,         "T_T",     INT),
  POPCNT           ("popcnt",            PLAIN,         "T_T",     INT),
  SEXTEND8         ("sextend8",          PLAIN,         "T_T",     INT),
  SEXTEND16        ("sextend16",         PLAIN,         "T_T",     INT),
  SEXTEND32        ("sextend32",         PLAIN,         "L_L",     NONE),
  SEXTEND          ("sextend",           PLAIN,         "I_L",     NONE),
  UEXTEND          ("uextend",           PLAIN,         "I_L",     NONE),
  IREDUCE          ("ireduce",           PLAIN,         "L_I",     NONE),
  ICMP             ("icmp",              INT_COMPARE,   "TT_I",    INT),

  // Floating point. fmin and fmax yield a NaN if an operand is one, and order -0 before +0.
  FADD             ("fadd",              PLAIN,         "TT_T",    FLOAT, COMMUTATIVE),
  FSUB             ("fsub",              PLAIN,         "TT_T",    FLOAT),
  FMUL             ("fmul",              PLAIN,         "TT_T",    FLOAT, COMMUTATIVE),
  FDIV             ("fdiv",              PLAIN,         "TT_T",    FLOAT),
  FMIN             ("fmin",              PLAIN,         "TT_T",    FLOAT, COMMUTATIVE),
  FMAX             ("fmax",              PLAIN,         "TT_T",    FLOAT, COMMUTATIVE),
  FCOPYSIGN        ("fcopysign",         PLAIN,         "TT_T",    FLOAT),
  FNEG             ("fneg",              PLAIN,         "T_T",     FLOAT),
  FABS             ("fabs",              PLAIN,         "T_T",     FLOAT),
  SQRT             ("sqrt",              PLAIN,         "T_T",     FLOAT),
  CEIL             ("ceil",              PLAIN,         "T_T",     FLOAT),
  FLOOR            ("floor",             PLAIN,         "T_T",     FLOAT),
  TRUNC            ("trunc",             PLAIN,         "T_T",     FLOAT),
  NEAREST          ("nearest",           PLAIN,         "T_T",     FLOAT),
  FCMP             ("fcmp",              FLOAT_COMPARE, "TT_I",    FLOAT),

  // Conversions. T is the type of the result where X stands for the operand.
  FPROMOTE         ("fpromote",          PLAIN,         "F_D",     NONE),
  FDEMOTE          ("fdemote",           PLAIN,         "D_F",     NONE),
  FCVT_FROM_SINT   ("fcvt_from_sint",    PLAIN,         "X_T",     FLOAT),
  FCVT_FROM_UINT   ("fcvt_from_uint",    PLAIN,         "X_T",     FLOAT),
  FCVT_TO_SINT     ("fcvt_to_sint",      PLAIN,         "X_T",     INT,   TRAPS),
  FCVT_TO_UINT     ("fcvt_to_uint",      PLAIN,         "X_T",     INT,   TRAPS),
  FCVT_TO_SINT_SAT ("fcvt_to_sint_sat",  PLAIN,         "X_T",     INT),
  FCVT_TO_UINT_SAT ("fcvt_to_uint_sat",  PLAIN,         "X_T",     INT),
  BITCAST          ("bitcast",           PLAIN,         "X_T",     NUMBER),

  // The first value if the condition, which comes first, is not zero; else the second.
  SELECT           ("select",            PLAIN,         "ITT_T",   ANY),

  // Memory: address first, then what is stored. The address of an access is the operand, unsigned,
  // plus the offset, and does not wrap. Narrow loads extend to T, narrow stores wrap T.
  LOAD             ("load",              MEMORY_ACCESS, "A_T",     STORABLE, READS, TRAPS),
  ULOAD8           ("uload8",            MEMORY_ACCESS, "A_T",     INT,      READS, TRAPS),
  SLOAD8           ("sload8",            MEMORY_ACCESS, "A_T",     INT,      READS, TRAPS),
  ULOAD16          ("uload16",           MEMORY_ACCESS, "A_T",     INT,      READS, TRAPS),
  SLOAD16          ("sload16",           MEMORY_ACCESS, "A_T",     INT,      READS, TRAPS),
  ULOAD32          ("uload32",           MEMORY_ACCESS, "A_L",     NONE,     READS, TRAPS),
  SLOAD32          ("sload32",           MEMORY_ACCESS, "A_L",     NONE,     READS, TRAPS),
  STORE            ("store",             MEMORY_ACCESS, "AT_",     STORABLE, WRITES, TRAPS),
  ISTORE8          ("istore8",           MEMORY_ACCESS, "AT_",     INT,      WRITES, TRAPS),
  ISTORE16         ("istore16",          MEMORY_ACCESS, "AT_",     INT,      WRITES, TRAPS),
  ISTORE32         ("istore32",          MEMORY_ACCESS, "AL_",     NONE,     WRITES, TRAPS),
  MEMORY_SIZE      ("memory_size",       InstructionFormat.MEMORY, "_A", NONE, READS),
  STACK_LOAD       ("stack_load",        STACK_ACCESS,  "_T",      ANY,      READS),
  STACK_STORE      ("stack_store",       STACK_ACCESS,  "T_",      ANY,      WRITES),

  // Atomics, sequentially consistent; narrow ones zero-extend what they read.
  ATOMIC_LOAD      ("atomic_load",       ATOMIC_ACCESS, "A_T",     INT,   READS, WRITES, TRAPS),
  ATOMIC_STORE     ("atomic_store",      ATOMIC_ACCESS, "AT_",     INT,   READS, WRITES, TRAPS),
  ATOMIC_RMW       ("atomic_rmw",        InstructionFormat.ATOMIC_RMW, "AT_T", INT, READS, WRITES, TRAPS),
  ATOMIC_CAS       ("atomic_cas",        ATOMIC_ACCESS, "ATT_T",   INT,   READS, WRITES, TRAPS),
  ATOMIC_FENCE     ("atomic_fence",      PLAIN,         "_",       NONE,  READS, WRITES),
  ATOMIC_WAIT      ("atomic_wait",       MEMORY_ACCESS, "ATL_I",   INT,   READS, WRITES, TRAPS, EXITS),
  ATOMIC_NOTIFY    ("atomic_notify",     MEMORY_ACCESS, "AI_I",    NONE,  READS, WRITES, TRAPS, EXITS),

  // Globals and tables.
  GLOBAL_GET       ("global_get",        GLOBAL,        "_G",      NONE,  READS),
  GLOBAL_SET       ("global_set",        GLOBAL,        "G_",      NONE,  WRITES),
  TABLE_GET        ("table_get",         TABLE,         "A_R",     NONE,  READS, TRAPS),
  TABLE_SET        ("table_set",         TABLE,         "AR_",     NONE,  WRITES, TRAPS),
  TABLE_SIZE       ("table_size",        TABLE,         "_A",      NONE,  READS),

  // Calls. The operands of call_indirect are the table index, then the arguments; of call_ref, the
  // callee, then the arguments. A try call ends its block: the first edge is the normal way on, and
  // the block it leads to takes the results as its parameters; see Edge.
  CALL             ("call",              FUNCTION,        "*_*",   NONE,  CALLS, READS, WRITES, TRAPS, EXITS),
  CALL_INDIRECT    ("call_indirect",     SIGNATURE_TABLE, "A*_*",  NONE,  CALLS, READS, WRITES, TRAPS, EXITS),
  CALL_REF         ("call_ref",          SIGNATURE,       "R*_*",  NONE,  CALLS, READS, WRITES, TRAPS, EXITS),
  TRY_CALL         ("try_call",          FUNCTION,        "*_",    NONE,  TERMINATOR, BRANCHES, CALLS, READS, WRITES, TRAPS, EXITS),
  TRY_CALL_INDIRECT("try_call_indirect", SIGNATURE_TABLE, "A*_",   NONE,  TERMINATOR, BRANCHES, CALLS, READS, WRITES, TRAPS, EXITS),
  TRY_CALL_REF     ("try_call_ref",      SIGNATURE,       "R*_",   NONE,  TERMINATOR, BRANCHES, CALLS, READS, WRITES, TRAPS, EXITS),
  RETURN_CALL      ("return_call",       FUNCTION,        "*_",    NONE,  TERMINATOR, LEAVES, CALLS, READS, WRITES, TRAPS, EXITS),
  RETURN_CALL_INDIRECT("return_call_indirect", SIGNATURE_TABLE, "A*_", NONE, TERMINATOR, LEAVES, CALLS, READS, WRITES, TRAPS, EXITS),
  RETURN_CALL_REF  ("return_call_ref",   SIGNATURE,       "R*_",   NONE,  TERMINATOR, LEAVES, CALLS, READS, WRITES, TRAPS, EXITS),

  // Exceptions. The edges are the handlers of this function in the order they are asked; where none
  // matches, the exception leaves the function.
  THROW            ("throw",             TAG,           "*_",      NONE,  TERMINATOR, BRANCHES, READS, WRITES, EXITS),
  THROW_REF        ("throw_ref",         PLAIN,         "R_",      NONE,  TERMINATOR, BRANCHES, READS, WRITES, TRAPS, EXITS),

  // Control.
  JUMP             ("jump",              PLAIN,         "_",       NONE,  TERMINATOR, BRANCHES),
  BRIF             ("brif",              PLAIN,         "I_",      NONE,  TERMINATOR, BRANCHES),
  BR_TABLE         ("br_table",          PLAIN,         "I_",      NONE,  TERMINATOR, BRANCHES),
  RETURN           ("return",            PLAIN,         "*_",      NONE,  TERMINATOR, LEAVES),
  TRAP             ("trap",              InstructionFormat.TRAP, "_",  NONE, TERMINATOR, LEAVES, TRAPS),
  TRAPZ            ("trapz",             InstructionFormat.TRAP, "I_", NONE, TRAPS),
  TRAPNZ           ("trapnz",            InstructionFormat.TRAP, "I_", NONE, TRAPS),
  INTERRUPT_CHECK  ("interrupt_check",   PLAIN,         "_",       NONE,  READS, WRITES, TRAPS, EXITS),
  FUEL             ("fuel",              INTEGER,       "_",       NONE,  READS, WRITES, TRAPS, EXITS),

  // References.
  REF_IS_NULL      ("ref_is_null",       PLAIN,         "R_I",     NONE),
  REF_EQ           ("ref_eq",            PLAIN,         "RR_I",    NONE,  COMMUTATIVE),
  REF_I31          ("ref_i31",           PLAIN,         "I_R",     NONE),
  I31_GET_S        ("i31_get_s",         PLAIN,         "R_I",     NONE,  TRAPS),
  I31_GET_U        ("i31_get_u",         PLAIN,         "R_I",     NONE,  TRAPS),
  REF_TEST         ("ref_test",          TYPE_TEST,     "R_I",     NONE),
  REF_CAST         ("ref_cast",          TYPE_TEST,     "R_R",     NONE,  TRAPS),
  ANY_CONVERT_EXTERN("any_convert_extern", PLAIN,       "R_R",     NONE),
  EXTERN_CONVERT_ANY("extern_convert_any", PLAIN,       "R_R",     NONE),

  // Structures and arrays. Allocation may exit to collect garbage and traps when refused.
  STRUCT_NEW       ("struct_new",        TYPE,          "*_R",     NONE,  WRITES, TRAPS, EXITS),
  STRUCT_NEW_DEFAULT("struct_new_default", TYPE,        "_R",      NONE,  WRITES, TRAPS, EXITS),
  STRUCT_GET       ("struct_get",        TYPE_FIELD,    "R_P",     NONE,  READS, TRAPS),
  STRUCT_GET_S     ("struct_get_s",      TYPE_FIELD,    "R_I",     NONE,  READS, TRAPS),
  STRUCT_GET_U     ("struct_get_u",      TYPE_FIELD,    "R_I",     NONE,  READS, TRAPS),
  STRUCT_SET       ("struct_set",        TYPE_FIELD,    "RP_",     NONE,  WRITES, TRAPS),
  ARRAY_NEW        ("array_new",         TYPE,          "PI_R",    NONE,  WRITES, TRAPS, EXITS),
  ARRAY_NEW_DEFAULT("array_new_default", TYPE,          "I_R",     NONE,  WRITES, TRAPS, EXITS),
  ARRAY_NEW_FIXED  ("array_new_fixed",   TYPE,          "*_R",     NONE,  WRITES, TRAPS, EXITS),
  ARRAY_NEW_DATA   ("array_new_data",    TYPE_SEGMENT,  "II_R",    NONE,  READS, WRITES, TRAPS, EXITS),
  ARRAY_NEW_ELEM   ("array_new_elem",    TYPE_SEGMENT,  "II_R",    NONE,  READS, WRITES, TRAPS, EXITS),
  ARRAY_GET        ("array_get",         TYPE,          "RI_P",    NONE,  READS, TRAPS),
  ARRAY_GET_S      ("array_get_s",       TYPE,          "RI_I",    NONE,  READS, TRAPS),
  ARRAY_GET_U      ("array_get_u",       TYPE,          "RI_I",    NONE,  READS, TRAPS),
  ARRAY_SET        ("array_set",         TYPE,          "RIP_",    NONE,  WRITES, TRAPS),
  ARRAY_LEN        ("array_len",         PLAIN,         "R_I",     NONE,  TRAPS),
  ARRAY_FILL       ("array_fill",        TYPE,          "RIPI_",   NONE,  WRITES, TRAPS),
  ARRAY_COPY       ("array_copy",        TYPE_TYPE,     "RIRII_",  NONE,  READS, WRITES, TRAPS),
  ARRAY_INIT_DATA  ("array_init_data",   TYPE_SEGMENT,  "RIII_",   NONE,  READS, WRITES, TRAPS),
  ARRAY_INIT_ELEM  ("array_init_elem",   TYPE_SEGMENT,  "RIII_",   NONE,  READS, WRITES, TRAPS),

  // Vectors: one opcode per form, the operation is a VectorOp.
  VUNARY           ("vunary",            VECTOR,        "V_V",     NONE),
  VBINARY          ("vbinary",           VECTOR,        "VV_V",    NONE),
  VTERNARY         ("vternary",          VECTOR,        "VVV_V",   NONE),
  VSHIFT           ("vshift",            VECTOR,        "VI_V",    NONE),
  VTEST            ("vtest",             VECTOR,        "V_I",     NONE),
  VSPLAT           ("vsplat",            VECTOR,        "E_V",     NONE),
  VEXTRACT         ("vextract",          VECTOR_LANE,   "V_E",     NONE),
  VREPLACE         ("vreplace",          VECTOR_LANE,   "VE_V",    NONE),
  VSHUFFLE         ("vshuffle",          CONSTANT,      "VV_V",    NONE),
  VLOAD            ("vload",             VECTOR_ACCESS, "A_V",     NONE,  READS, TRAPS),
  VLOAD_LANE       ("vload_lane",        VECTOR_LANE_ACCESS, "AV_V", NONE, READS, TRAPS),
  VSTORE_LANE      ("vstore_lane",       VECTOR_LANE_ACCESS, "AV_",  NONE, WRITES, TRAPS);
  // spotless:on

  private final String text;
  private final InstructionFormat format;
  private final String operands;
  private final String results;
  private final TypeSet types;
  private final int traits;

  Opcode(String text, InstructionFormat format, String shape, TypeSet types, Trait... traits) {
    this.text = text;
    this.format = format;
    int split = shape.indexOf('_');
    this.operands = shape.substring(0, split);
    this.results = shape.substring(split + 1);
    this.types = types;
    int bits = 0;
    for (Trait trait : traits) {
      bits |= trait.bit();
    }
    this.traits = bits;
  }

  /** {@return the immediates of the instruction} */
  public InstructionFormat format() {
    return format;
  }

  /** {@return the letters of the shape before the underscore, one per operand} */
  public String operandShape() {
    return operands;
  }

  /** {@return the letters of the shape after the underscore, one per result} */
  public String resultShape() {
    return results;
  }

  /** {@return the types that the type variable ranges over} */
  public TypeSet types() {
    return types;
  }

  /** {@return whether the type variable, if there is one, is the type of some operand} */
  public boolean infersType() {
    return operands.indexOf('T') >= 0;
  }

  /**
   * Tells whether a trait holds of every instruction with this opcode.
   *
   * @param trait the trait
   * @return whether it holds
   */
  public boolean is(Trait trait) {
    return (traits & trait.bit()) != 0;
  }

  /** {@return whether the instruction ends a block} */
  public boolean isTerminator() {
    return is(TERMINATOR);
  }

  /** {@return whether the instruction has edges to other blocks} */
  public boolean isBranch() {
    return is(BRANCHES);
  }

  /** {@return whether the instruction calls code that is not known here} */
  public boolean isCall() {
    return is(CALLS);
  }

  /** {@return whether the first two operands may be swapped} */
  public boolean isCommutative() {
    return is(COMMUTATIVE);
  }

  /** {@return whether the instruction may trap} */
  public boolean mayTrap() {
    return is(TRAPS);
  }

  /** {@return whether the instruction may leave the code and come back} */
  public boolean mayExit() {
    return is(EXITS);
  }

  /**
   * {@return whether the results are a function of operands and immediates and nothing else
   * happens}
   */
  public boolean isPure() {
    return (traits & ~COMMUTATIVE.bit()) == 0;
  }

  /** {@return whether an instruction whose results nobody uses may be dropped} */
  public boolean isRemovable() {
    return (traits & ~(COMMUTATIVE.bit() | READS.bit())) == 0;
  }

  /**
   * {@return whether a second such instruction with the same operands and immediates, where the
   * first has been executed, does nothing and yields the same} A trap is no obstacle: had it
   * happened, the second would not be reached.
   */
  public boolean isRepeatable() {
    return (traits & ~(COMMUTATIVE.bit() | TRAPS.bit())) == 0;
  }

  /** {@return the mnemonic of the text format} */
  @Override
  public String toString() {
    return text;
  }
}
