// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static dev.jabiru.wasm.Feature.*;
import static dev.jabiru.wasm.Immediate.*;
import static dev.jabiru.wasm.Signature.*;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every WebAssembly instruction, one row each, in binary order: the table that the decoder, the
 * validator, the text format and the translator read.
 *
 * <p>A row gives the mnemonic of the text format, the prefix byte if there is one, the code, the
 * kind of immediates, the types taken and left on the stack where these are fixed, for a memory
 * access the number of bytes it touches, and the proposal that brought it unless that was the first
 * version of WebAssembly.
 */
@SuppressWarnings("doclint:missing") // a row is its own documentation
public enum Opcode {
  // spotless:off  name, mnemonic, (prefix,) code, immediates, stack, (bytes accessed,) (feature)
  // Control
  UNREACHABLE("unreachable",                   0x00,         NONE,          BY_HAND),
  NOP("nop",                                   0x01,         NONE,          __),
  BLOCK("block",                               0x02,         BLOCK_TYPE,    BY_HAND),
  LOOP("loop",                                 0x03,         BLOCK_TYPE,    BY_HAND),
  IF("if",                                     0x04,         BLOCK_TYPE,    BY_HAND),
  ELSE("else",                                 0x05,         NONE,          BY_HAND),
  TRY("try",                                   0x06,         BLOCK_TYPE,    BY_HAND, LEGACY_EXCEPTIONS),
  CATCH("catch",                               0x07,         TAG,           BY_HAND, LEGACY_EXCEPTIONS),
  THROW("throw",                               0x08,         TAG,           BY_HAND, EXCEPTIONS),
  RETHROW("rethrow",                           0x09,         LABEL,         BY_HAND, LEGACY_EXCEPTIONS),
  THROW_REF("throw_ref",                       0x0A,         NONE,          BY_HAND, EXCEPTIONS),
  END("end",                                   0x0B,         NONE,          BY_HAND),
  BR("br",                                     0x0C,         LABEL,         BY_HAND),
  BR_IF("br_if",                               0x0D,         LABEL,         BY_HAND),
  BR_TABLE("br_table",                         0x0E,         LABELS,        BY_HAND),
  RETURN("return",                             0x0F,         NONE,          BY_HAND),
  CALL("call",                                 0x10,         FUNC,          BY_HAND),
  CALL_INDIRECT("call_indirect",               0x11,         TYPE_TABLE,    BY_HAND),
  RETURN_CALL("return_call",                   0x12,         FUNC,          BY_HAND, TAIL_CALLS),
  RETURN_CALL_INDIRECT("return_call_indirect", 0x13,         TYPE_TABLE,    BY_HAND, TAIL_CALLS),
  CALL_REF("call_ref",                         0x14,         TYPE,          BY_HAND, FUNCTION_REFERENCES),
  RETURN_CALL_REF("return_call_ref",           0x15,         TYPE,          BY_HAND, FUNCTION_REFERENCES),
  DELEGATE("delegate",                         0x18,         LABEL,         BY_HAND, LEGACY_EXCEPTIONS),
  CATCH_ALL("catch_all",                       0x19,         NONE,          BY_HAND, LEGACY_EXCEPTIONS),
  DROP("drop",                                 0x1A,         NONE,          BY_HAND),
  SELECT("select",                             0x1B,         NONE,          BY_HAND),
  SELECT_T("select",                           0x1C,         VAL_TYPES,     BY_HAND, REFERENCE_TYPES),
  TRY_TABLE("try_table",                       0x1F,         CATCHES,       BY_HAND, EXCEPTIONS),
  // Variables and tables
  LOCAL_GET("local.get",                       0x20,         LOCAL,         BY_HAND),
  LOCAL_SET("local.set",                       0x21,         LOCAL,         BY_HAND),
  LOCAL_TEE("local.tee",                       0x22,         LOCAL,         BY_HAND),
  GLOBAL_GET("global.get",                     0x23,         GLOBAL,        BY_HAND),
  GLOBAL_SET("global.set",                     0x24,         GLOBAL,        BY_HAND),
  TABLE_GET("table.get",                       0x25,         TABLE,         BY_HAND, REFERENCE_TYPES),
  TABLE_SET("table.set",                       0x26,         TABLE,         BY_HAND, REFERENCE_TYPES),
  // Memory
  I32_LOAD("i32.load",                         0x28,         MEMARG,        a_i, 4),
  I64_LOAD("i64.load",                         0x29,         MEMARG,        a_l, 8),
  F32_LOAD("f32.load",                         0x2A,         MEMARG,        a_f, 4),
  F64_LOAD("f64.load",                         0x2B,         MEMARG,        a_d, 8),
  I32_LOAD8_S("i32.load8_s",                   0x2C,         MEMARG,        a_i, 1),
  I32_LOAD8_U("i32.load8_u",                   0x2D,         MEMARG,        a_i, 1),
  I32_LOAD16_S("i32.load16_s",                 0x2E,         MEMARG,        a_i, 2),
  I32_LOAD16_U("i32.load16_u",                 0x2F,         MEMARG,        a_i, 2),
  I64_LOAD8_S("i64.load8_s",                   0x30,         MEMARG,        a_l, 1),
  I64_LOAD8_U("i64.load8_u",                   0x31,         MEMARG,        a_l, 1),
  I64_LOAD16_S("i64.load16_s",                 0x32,         MEMARG,        a_l, 2),
  I64_LOAD16_U("i64.load16_u",                 0x33,         MEMARG,        a_l, 2),
  I64_LOAD32_S("i64.load32_s",                 0x34,         MEMARG,        a_l, 4),
  I64_LOAD32_U("i64.load32_u",                 0x35,         MEMARG,        a_l, 4),
  I32_STORE("i32.store",                       0x36,         MEMARG,        ai_, 4),
  I64_STORE("i64.store",                       0x37,         MEMARG,        al_, 8),
  F32_STORE("f32.store",                       0x38,         MEMARG,        af_, 4),
  F64_STORE("f64.store",                       0x39,         MEMARG,        ad_, 8),
  I32_STORE8("i32.store8",                     0x3A,         MEMARG,        ai_, 1),
  I32_STORE16("i32.store16",                   0x3B,         MEMARG,        ai_, 2),
  I64_STORE8("i64.store8",                     0x3C,         MEMARG,        al_, 1),
  I64_STORE16("i64.store16",                   0x3D,         MEMARG,        al_, 2),
  I64_STORE32("i64.store32",                   0x3E,         MEMARG,        al_, 4),
  MEMORY_SIZE("memory.size",                   0x3F,         MEMORY,        _a),
  MEMORY_GROW("memory.grow",                   0x40,         MEMORY,        a_a),
  // Constants
  I32_CONST("i32.const",                       0x41,         I32,           _i),
  I64_CONST("i64.const",                       0x42,         I64,           _l),
  F32_CONST("f32.const",                       0x43,         F32,           _f),
  F64_CONST("f64.const",                       0x44,         F64,           _d),
  // Numbers
  I32_EQZ("i32.eqz",                           0x45,         NONE,          i_i),
  I32_EQ("i32.eq",                             0x46,         NONE,          ii_i),
  I32_NE("i32.ne",                             0x47,         NONE,          ii_i),
  I32_LT_S("i32.lt_s",                         0x48,         NONE,          ii_i),
  I32_LT_U("i32.lt_u",                         0x49,         NONE,          ii_i),
  I32_GT_S("i32.gt_s",                         0x4A,         NONE,          ii_i),
  I32_GT_U("i32.gt_u",                         0x4B,         NONE,          ii_i),
  I32_LE_S("i32.le_s",                         0x4C,         NONE,          ii_i),
  I32_LE_U("i32.le_u",                         0x4D,         NONE,          ii_i),
  I32_GE_S("i32.ge_s",                         0x4E,         NONE,          ii_i),
  I32_GE_U("i32.ge_u",                         0x4F,         NONE,          ii_i),
  I64_EQZ("i64.eqz",                           0x50,         NONE,          l_i),
  I64_EQ("i64.eq",                             0x51,         NONE,          ll_i),
  I64_NE("i64.ne",                             0x52,         NONE,          ll_i),
  I64_LT_S("i64.lt_s",                         0x53,         NONE,          ll_i),
  I64_LT_U("i64.lt_u",                         0x54,         NONE,          ll_i),
  I64_GT_S("i64.gt_s",                         0x55,         NONE,          ll_i),
  I64_GT_U("i64.gt_u",                         0x56,         NONE,          ll_i),
  I64_LE_S("i64.le_s",                         0x57,         NONE,          ll_i),
  I64_LE_U("i64.le_u",                         0x58,         NONE,          ll_i),
  I64_GE_S("i64.ge_s",                         0x59,         NONE,          ll_i),
  I64_GE_U("i64.ge_u",                         0x5A,         NONE,          ll_i),
  F32_EQ("f32.eq",                             0x5B,         NONE,          ff_i),
  F32_NE("f32.ne",                             0x5C,         NONE,          ff_i),
  F32_LT("f32.lt",                             0x5D,         NONE,          ff_i),
  F32_GT("f32.gt",                             0x5E,         NONE,          ff_i),
  F32_LE("f32.le",                             0x5F,         NONE,          ff_i),
  F32_GE("f32.ge",                             0x60,         NONE,          ff_i),
  F64_EQ("f64.eq",                             0x61,         NONE,          dd_i),
  F64_NE("f64.ne",                             0x62,         NONE,          dd_i),
  F64_LT("f64.lt",                             0x63,         NONE,          dd_i),
  F64_GT("f64.gt",                             0x64,         NONE,          dd_i),
  F64_LE("f64.le",                             0x65,         NONE,          dd_i),
  F64_GE("f64.ge",                             0x66,         NONE,          dd_i),
  I32_CLZ("i32.clz",                           0x67,         NONE,          i_i),
  I32_CTZ("i32.ctz",                           0x68,         NONE,          i_i),
  I32_POPCNT("i32.popcnt",                     0x69,         NONE,          i_i),
  I32_ADD("i32.add",                           0x6A,         NONE,          ii_i),
  I32_SUB("i32.sub",                           0x6B,         NONE,          ii_i),
  I32_MUL("i32.mul",                           0x6C,         NONE,          ii_i),
  I32_DIV_S("i32.div_s",                       0x6D,         NONE,          ii_i),
  I32_DIV_U("i32.div_u",                       0x6E,         NONE,          ii_i),
  I32_REM_S("i32.rem_s",                       0x6F,         NONE,          ii_i),
  I32_REM_U("i32.rem_u",                       0x70,         NONE,          ii_i),
  I32_AND("i32.and",                           0x71,         NONE,          ii_i),
  I32_OR("i32.or",                             0x72,         NONE,          ii_i),
  I32_XOR("i32.xor",                           0x73,         NONE,          ii_i),
  I32_SHL("i32.shl",                           0x74,         NONE,          ii_i),
  I32_SHR_S("i32.shr_s",                       0x75,         NONE,          ii_i),
  I32_SHR_U("i32.shr_u",                       0x76,         NONE,          ii_i),
  I32_ROTL("i32.rotl",                         0x77,         NONE,          ii_i),
  I32_ROTR("i32.rotr",                         0x78,         NONE,          ii_i),
  I64_CLZ("i64.clz",                           0x79,         NONE,          l_l),
  I64_CTZ("i64.ctz",                           0x7A,         NONE,          l_l),
  I64_POPCNT("i64.popcnt",                     0x7B,         NONE,          l_l),
  I64_ADD("i64.add",                           0x7C,         NONE,          ll_l),
  I64_SUB("i64.sub",                           0x7D,         NONE,          ll_l),
  I64_MUL("i64.mul",                           0x7E,         NONE,          ll_l),
  I64_DIV_S("i64.div_s",                       0x7F,         NONE,          ll_l),
  I64_DIV_U("i64.div_u",                       0x80,         NONE,          ll_l),
  I64_REM_S("i64.rem_s",                       0x81,         NONE,          ll_l),
  I64_REM_U("i64.rem_u",                       0x82,         NONE,          ll_l),
  I64_AND("i64.and",                           0x83,         NONE,          ll_l),
  I64_OR("i64.or",                             0x84,         NONE,          ll_l),
  I64_XOR("i64.xor",                           0x85,         NONE,          ll_l),
  I64_SHL("i64.shl",                           0x86,         NONE,          ll_l),
  I64_SHR_S("i64.shr_s",                       0x87,         NONE,          ll_l),
  I64_SHR_U("i64.shr_u",                       0x88,         NONE,          ll_l),
  I64_ROTL("i64.rotl",                         0x89,         NONE,          ll_l),
  I64_ROTR("i64.rotr",                         0x8A,         NONE,          ll_l),
  F32_ABS("f32.abs",                           0x8B,         NONE,          f_f),
  F32_NEG("f32.neg",                           0x8C,         NONE,          f_f),
  F32_CEIL("f32.ceil",                         0x8D,         NONE,          f_f),
  F32_FLOOR("f32.floor",                       0x8E,         NONE,          f_f),
  F32_TRUNC("f32.trunc",                       0x8F,         NONE,          f_f),
  F32_NEAREST("f32.nearest",                   0x90,         NONE,          f_f),
  F32_SQRT("f32.sqrt",                         0x91,         NONE,          f_f),
  F32_ADD("f32.add",                           0x92,         NONE,          ff_f),
  F32_SUB("f32.sub",                           0x93,         NONE,          ff_f),
  F32_MUL("f32.mul",                           0x94,         NONE,          ff_f),
  F32_DIV("f32.div",                           0x95,         NONE,          ff_f),
  F32_MIN("f32.min",                           0x96,         NONE,          ff_f),
  F32_MAX("f32.max",                           0x97,         NONE,          ff_f),
  F32_COPYSIGN("f32.copysign",                 0x98,         NONE,          ff_f),
  F64_ABS("f64.abs",                           0x99,         NONE,          d_d),
  F64_NEG("f64.neg",                           0x9A,         NONE,          d_d),
  F64_CEIL("f64.ceil",                         0x9B,         NONE,          d_d),
  F64_FLOOR("f64.floor",                       0x9C,         NONE,          d_d),
  F64_TRUNC("f64.trunc",                       0x9D,         NONE,          d_d),
  F64_NEAREST("f64.nearest",                   0x9E,         NONE,          d_d),
  F64_SQRT("f64.sqrt",                         0x9F,         NONE,          d_d),
  F64_ADD("f64.add",                           0xA0,         NONE,          dd_d),
  F64_SUB("f64.sub",                           0xA1,         NONE,          dd_d),
  F64_MUL("f64.mul",                           0xA2,         NONE,          dd_d),
  F64_DIV("f64.div",                           0xA3,         NONE,          dd_d),
  F64_MIN("f64.min",                           0xA4,         NONE,          dd_d),
  F64_MAX("f64.max",                           0xA5,         NONE,          dd_d),
  F64_COPYSIGN("f64.copysign",                 0xA6,         NONE,          dd_d),
  I32_WRAP_I64("i32.wrap_i64",                 0xA7,         NONE,          l_i),
  I32_TRUNC_F32_S("i32.trunc_f32_s",           0xA8,         NONE,          f_i),
  I32_TRUNC_F32_U("i32.trunc_f32_u",           0xA9,         NONE,          f_i),
  I32_TRUNC_F64_S("i32.trunc_f64_s",           0xAA,         NONE,          d_i),
  I32_TRUNC_F64_U("i32.trunc_f64_u",           0xAB,         NONE,          d_i),
  I64_EXTEND_I32_S("i64.extend_i32_s",         0xAC,         NONE,          i_l),
  I64_EXTEND_I32_U("i64.extend_i32_u",         0xAD,         NONE,          i_l),
  I64_TRUNC_F32_S("i64.trunc_f32_s",           0xAE,         NONE,          f_l),
  I64_TRUNC_F32_U("i64.trunc_f32_u",           0xAF,         NONE,          f_l),
  I64_TRUNC_F64_S("i64.trunc_f64_s",           0xB0,         NONE,          d_l),
  I64_TRUNC_F64_U("i64.trunc_f64_u",           0xB1,         NONE,          d_l),
  F32_CONVERT_I32_S("f32.convert_i32_s",       0xB2,         NONE,          i_f),
  F32_CONVERT_I32_U("f32.convert_i32_u",       0xB3,         NONE,          i_f),
  F32_CONVERT_I64_S("f32.convert_i64_s",       0xB4,         NONE,          l_f),
  F32_CONVERT_I64_U("f32.convert_i64_u",       0xB5,         NONE,          l_f),
  F32_DEMOTE_F64("f32.demote_f64",             0xB6,         NONE,          d_f),
  F64_CONVERT_I32_S("f64.convert_i32_s",       0xB7,         NONE,          i_d),
  F64_CONVERT_I32_U("f64.convert_i32_u",       0xB8,         NONE,          i_d),
  F64_CONVERT_I64_S("f64.convert_i64_s",       0xB9,         NONE,          l_d),
  F64_CONVERT_I64_U("f64.convert_i64_u",       0xBA,         NONE,          l_d),
  F64_PROMOTE_F32("f64.promote_f32",           0xBB,         NONE,          f_d),
  I32_REINTERPRET_F32("i32.reinterpret_f32",   0xBC,         NONE,          f_i),
  I64_REINTERPRET_F64("i64.reinterpret_f64",   0xBD,         NONE,          d_l),
  F32_REINTERPRET_I32("f32.reinterpret_i32",   0xBE,         NONE,          i_f),
  F64_REINTERPRET_I64("f64.reinterpret_i64",   0xBF,         NONE,          l_d),
  I32_EXTEND8_S("i32.extend8_s",               0xC0,         NONE,          i_i, SIGN_EXTENSION),
  I32_EXTEND16_S("i32.extend16_s",             0xC1,         NONE,          i_i, SIGN_EXTENSION),
  I64_EXTEND8_S("i64.extend8_s",               0xC2,         NONE,          l_l, SIGN_EXTENSION),
  I64_EXTEND16_S("i64.extend16_s",             0xC3,         NONE,          l_l, SIGN_EXTENSION),
  I64_EXTEND32_S("i64.extend32_s",             0xC4,         NONE,          l_l, SIGN_EXTENSION),
  // References
  REF_NULL("ref.null",                         0xD0,         HEAP_TYPE,     BY_HAND, REFERENCE_TYPES),
  REF_IS_NULL("ref.is_null",                   0xD1,         NONE,          BY_HAND, REFERENCE_TYPES),
  REF_FUNC("ref.func",                         0xD2,         FUNC,          BY_HAND, REFERENCE_TYPES),
  REF_EQ("ref.eq",                             0xD3,         NONE,          BY_HAND, GC),
  REF_AS_NON_NULL("ref.as_non_null",           0xD4,         NONE,          BY_HAND, FUNCTION_REFERENCES),
  BR_ON_NULL("br_on_null",                     0xD5,         LABEL,         BY_HAND, FUNCTION_REFERENCES),
  BR_ON_NON_NULL("br_on_non_null",             0xD6,         LABEL,         BY_HAND, FUNCTION_REFERENCES),
  // Structures, arrays, casts
  STRUCT_NEW("struct.new",                     0xFB, 0x00,   TYPE,          BY_HAND, GC),
  STRUCT_NEW_DEFAULT("struct.new_default",     0xFB, 0x01,   TYPE,          BY_HAND, GC),
  STRUCT_GET("struct.get",                     0xFB, 0x02,   TYPE_FIELD,    BY_HAND, GC),
  STRUCT_GET_S("struct.get_s",                 0xFB, 0x03,   TYPE_FIELD,    BY_HAND, GC),
  STRUCT_GET_U("struct.get_u",                 0xFB, 0x04,   TYPE_FIELD,    BY_HAND, GC),
  STRUCT_SET("struct.set",                     0xFB, 0x05,   TYPE_FIELD,    BY_HAND, GC),
  ARRAY_NEW("array.new",                       0xFB, 0x06,   TYPE,          BY_HAND, GC),
  ARRAY_NEW_DEFAULT("array.new_default",       0xFB, 0x07,   TYPE,          BY_HAND, GC),
  ARRAY_NEW_FIXED("array.new_fixed",           0xFB, 0x08,   TYPE_N,        BY_HAND, GC),
  ARRAY_NEW_DATA("array.new_data",             0xFB, 0x09,   TYPE_DATA,     BY_HAND, GC),
  ARRAY_NEW_ELEM("array.new_elem",             0xFB, 0x0A,   TYPE_ELEM,     BY_HAND, GC),
  ARRAY_GET("array.get",                       0xFB, 0x0B,   TYPE,          BY_HAND, GC),
  ARRAY_GET_S("array.get_s",                   0xFB, 0x0C,   TYPE,          BY_HAND, GC),
  ARRAY_GET_U("array.get_u",                   0xFB, 0x0D,   TYPE,          BY_HAND, GC),
  ARRAY_SET("array.set",                       0xFB, 0x0E,   TYPE,          BY_HAND, GC),
  ARRAY_LEN("array.len",                       0xFB, 0x0F,   NONE,          BY_HAND, GC),
  ARRAY_FILL("array.fill",                     0xFB, 0x10,   TYPE,          BY_HAND, GC),
  ARRAY_COPY("array.copy",                     0xFB, 0x11,   TYPE_TYPE,     BY_HAND, GC),
  ARRAY_INIT_DATA("array.init_data",           0xFB, 0x12,   TYPE_DATA,     BY_HAND, GC),
  ARRAY_INIT_ELEM("array.init_elem",           0xFB, 0x13,   TYPE_ELEM,     BY_HAND, GC),
  REF_TEST("ref.test",                         0xFB, 0x14,   HEAP_TYPE,     BY_HAND, GC),
  REF_TEST_NULL("ref.test",                    0xFB, 0x15,   HEAP_TYPE,     BY_HAND, GC),
  REF_CAST("ref.cast",                         0xFB, 0x16,   HEAP_TYPE,     BY_HAND, GC),
  REF_CAST_NULL("ref.cast",                    0xFB, 0x17,   HEAP_TYPE,     BY_HAND, GC),
  BR_ON_CAST("br_on_cast",                     0xFB, 0x18,   CAST,          BY_HAND, GC),
  BR_ON_CAST_FAIL("br_on_cast_fail",           0xFB, 0x19,   CAST,          BY_HAND, GC),
  ANY_CONVERT_EXTERN("any.convert_extern",     0xFB, 0x1A,   NONE,          BY_HAND, GC),
  EXTERN_CONVERT_ANY("extern.convert_any",     0xFB, 0x1B,   NONE,          BY_HAND, GC),
  REF_I31("ref.i31",                           0xFB, 0x1C,   NONE,          BY_HAND, GC),
  I31_GET_S("i31.get_s",                       0xFB, 0x1D,   NONE,          BY_HAND, GC),
  I31_GET_U("i31.get_u",                       0xFB, 0x1E,   NONE,          BY_HAND, GC),
  // Saturating conversions, bulk memory and tables, wide arithmetic
  I32_TRUNC_SAT_F32_S("i32.trunc_sat_f32_s",   0xFC, 0x00,   NONE,          f_i, SATURATING_FLOAT_TO_INT),
  I32_TRUNC_SAT_F32_U("i32.trunc_sat_f32_u",   0xFC, 0x01,   NONE,          f_i, SATURATING_FLOAT_TO_INT),
  I32_TRUNC_SAT_F64_S("i32.trunc_sat_f64_s",   0xFC, 0x02,   NONE,          d_i, SATURATING_FLOAT_TO_INT),
  I32_TRUNC_SAT_F64_U("i32.trunc_sat_f64_u",   0xFC, 0x03,   NONE,          d_i, SATURATING_FLOAT_TO_INT),
  I64_TRUNC_SAT_F32_S("i64.trunc_sat_f32_s",   0xFC, 0x04,   NONE,          f_l, SATURATING_FLOAT_TO_INT),
  I64_TRUNC_SAT_F32_U("i64.trunc_sat_f32_u",   0xFC, 0x05,   NONE,          f_l, SATURATING_FLOAT_TO_INT),
  I64_TRUNC_SAT_F64_S("i64.trunc_sat_f64_s",   0xFC, 0x06,   NONE,          d_l, SATURATING_FLOAT_TO_INT),
  I64_TRUNC_SAT_F64_U("i64.trunc_sat_f64_u",   0xFC, 0x07,   NONE,          d_l, SATURATING_FLOAT_TO_INT),
  MEMORY_INIT("memory.init",                   0xFC, 0x08,   DATA_MEMORY,   aii_, BULK_MEMORY),
  DATA_DROP("data.drop",                       0xFC, 0x09,   DATA,          __, BULK_MEMORY),
  MEMORY_COPY("memory.copy",                   0xFC, 0x0A,   MEMORY_MEMORY, BY_HAND, BULK_MEMORY),
  MEMORY_FILL("memory.fill",                   0xFC, 0x0B,   MEMORY,        aia_, BULK_MEMORY),
  TABLE_INIT("table.init",                     0xFC, 0x0C,   ELEM_TABLE,    BY_HAND, BULK_MEMORY),
  ELEM_DROP("elem.drop",                       0xFC, 0x0D,   ELEM,          __, BULK_MEMORY),
  TABLE_COPY("table.copy",                     0xFC, 0x0E,   TABLE_TABLE,   BY_HAND, BULK_MEMORY),
  TABLE_GROW("table.grow",                     0xFC, 0x0F,   TABLE,         BY_HAND, REFERENCE_TYPES),
  TABLE_SIZE("table.size",                     0xFC, 0x10,   TABLE,         BY_HAND, REFERENCE_TYPES),
  TABLE_FILL("table.fill",                     0xFC, 0x11,   TABLE,         BY_HAND, REFERENCE_TYPES),
  I64_ADD128("i64.add128",                     0xFC, 0x13,   NONE,          llll_ll, WIDE_ARITHMETIC),
  I64_SUB128("i64.sub128",                     0xFC, 0x14,   NONE,          llll_ll, WIDE_ARITHMETIC),
  I64_MUL_WIDE_S("i64.mul_wide_s",             0xFC, 0x15,   NONE,          ll_ll, WIDE_ARITHMETIC),
  I64_MUL_WIDE_U("i64.mul_wide_u",             0xFC, 0x16,   NONE,          ll_ll, WIDE_ARITHMETIC),
  // Vectors
  V128_LOAD("v128.load",                       0xFD, 0x00,   MEMARG,        a_v, 16, SIMD),
  V128_LOAD8X8_S("v128.load8x8_s",             0xFD, 0x01,   MEMARG,        a_v, 8, SIMD),
  V128_LOAD8X8_U("v128.load8x8_u",             0xFD, 0x02,   MEMARG,        a_v, 8, SIMD),
  V128_LOAD16X4_S("v128.load16x4_s",           0xFD, 0x03,   MEMARG,        a_v, 8, SIMD),
  V128_LOAD16X4_U("v128.load16x4_u",           0xFD, 0x04,   MEMARG,        a_v, 8, SIMD),
  V128_LOAD32X2_S("v128.load32x2_s",           0xFD, 0x05,   MEMARG,        a_v, 8, SIMD),
  V128_LOAD32X2_U("v128.load32x2_u",           0xFD, 0x06,   MEMARG,        a_v, 8, SIMD),
  V128_LOAD8_SPLAT("v128.load8_splat",         0xFD, 0x07,   MEMARG,        a_v, 1, SIMD),
  V128_LOAD16_SPLAT("v128.load16_splat",       0xFD, 0x08,   MEMARG,        a_v, 2, SIMD),
  V128_LOAD32_SPLAT("v128.load32_splat",       0xFD, 0x09,   MEMARG,        a_v, 4, SIMD),
  V128_LOAD64_SPLAT("v128.load64_splat",       0xFD, 0x0A,   MEMARG,        a_v, 8, SIMD),
  V128_STORE("v128.store",                     0xFD, 0x0B,   MEMARG,        av_, 16, SIMD),
  V128_CONST("v128.const",                     0xFD, 0x0C,   V128,          _v, SIMD),
  I8X16_SHUFFLE("i8x16.shuffle",               0xFD, 0x0D,   SHUFFLE,       vv_v, SIMD),
  I8X16_SWIZZLE("i8x16.swizzle",               0xFD, 0x0E,   NONE,          vv_v, SIMD),
  I8X16_SPLAT("i8x16.splat",                   0xFD, 0x0F,   NONE,          i_v, SIMD),
  I16X8_SPLAT("i16x8.splat",                   0xFD, 0x10,   NONE,          i_v, SIMD),
  I32X4_SPLAT("i32x4.splat",                   0xFD, 0x11,   NONE,          i_v, SIMD),
  I64X2_SPLAT("i64x2.splat",                   0xFD, 0x12,   NONE,          l_v, SIMD),
  F32X4_SPLAT("f32x4.splat",                   0xFD, 0x13,   NONE,          f_v, SIMD),
  F64X2_SPLAT("f64x2.splat",                   0xFD, 0x14,   NONE,          d_v, SIMD),
  I8X16_EXTRACT_LANE_S("i8x16.extract_lane_s", 0xFD, 0x15,   LANE,          v_i, SIMD),
  I8X16_EXTRACT_LANE_U("i8x16.extract_lane_u", 0xFD, 0x16,   LANE,          v_i, SIMD),
  I8X16_REPLACE_LANE("i8x16.replace_lane",     0xFD, 0x17,   LANE,          vi_v, SIMD),
  I16X8_EXTRACT_LANE_S("i16x8.extract_lane_s", 0xFD, 0x18,   LANE,          v_i, SIMD),
  I16X8_EXTRACT_LANE_U("i16x8.extract_lane_u", 0xFD, 0x19,   LANE,          v_i, SIMD),
  I16X8_REPLACE_LANE("i16x8.replace_lane",     0xFD, 0x1A,   LANE,          vi_v, SIMD),
  I32X4_EXTRACT_LANE("i32x4.extract_lane",     0xFD, 0x1B,   LANE,          v_i, SIMD),
  I32X4_REPLACE_LANE("i32x4.replace_lane",     0xFD, 0x1C,   LANE,          vi_v, SIMD),
  I64X2_EXTRACT_LANE("i64x2.extract_lane",     0xFD, 0x1D,   LANE,          v_l, SIMD),
  I64X2_REPLACE_LANE("i64x2.replace_lane",     0xFD, 0x1E,   LANE,          vl_v, SIMD),
  F32X4_EXTRACT_LANE("f32x4.extract_lane",     0xFD, 0x1F,   LANE,          v_f, SIMD),
  F32X4_REPLACE_LANE("f32x4.replace_lane",     0xFD, 0x20,   LANE,          vf_v, SIMD),
  F64X2_EXTRACT_LANE("f64x2.extract_lane",     0xFD, 0x21,   LANE,          v_d, SIMD),
  F64X2_REPLACE_LANE("f64x2.replace_lane",     0xFD, 0x22,   LANE,          vd_v, SIMD),
  I8X16_EQ("i8x16.eq",                         0xFD, 0x23,   NONE,          vv_v, SIMD),
  I8X16_NE("i8x16.ne",                         0xFD, 0x24,   NONE,          vv_v, SIMD),
  I8X16_LT_S("i8x16.lt_s",                     0xFD, 0x25,   NONE,          vv_v, SIMD),
  I8X16_LT_U("i8x16.lt_u",                     0xFD, 0x26,   NONE,          vv_v, SIMD),
  I8X16_GT_S("i8x16.gt_s",                     0xFD, 0x27,   NONE,          vv_v, SIMD),
  I8X16_GT_U("i8x16.gt_u",                     0xFD, 0x28,   NONE,          vv_v, SIMD),
  I8X16_LE_S("i8x16.le_s",                     0xFD, 0x29,   NONE,          vv_v, SIMD),
  I8X16_LE_U("i8x16.le_u",                     0xFD, 0x2A,   NONE,          vv_v, SIMD),
  I8X16_GE_S("i8x16.ge_s",                     0xFD, 0x2B,   NONE,          vv_v, SIMD),
  I8X16_GE_U("i8x16.ge_u",                     0xFD, 0x2C,   NONE,          vv_v, SIMD),
  I16X8_EQ("i16x8.eq",                         0xFD, 0x2D,   NONE,          vv_v, SIMD),
  I16X8_NE("i16x8.ne",                         0xFD, 0x2E,   NONE,          vv_v, SIMD),
  I16X8_LT_S("i16x8.lt_s",                     0xFD, 0x2F,   NONE,          vv_v, SIMD),
  I16X8_LT_U("i16x8.lt_u",                     0xFD, 0x30,   NONE,          vv_v, SIMD),
  I16X8_GT_S("i16x8.gt_s",                     0xFD, 0x31,   NONE,          vv_v, SIMD),
  I16X8_GT_U("i16x8.gt_u",                     0xFD, 0x32,   NONE,          vv_v, SIMD),
  I16X8_LE_S("i16x8.le_s",                     0xFD, 0x33,   NONE,          vv_v, SIMD),
  I16X8_LE_U("i16x8.le_u",                     0xFD, 0x34,   NONE,          vv_v, SIMD),
  I16X8_GE_S("i16x8.ge_s",                     0xFD, 0x35,   NONE,          vv_v, SIMD),
  I16X8_GE_U("i16x8.ge_u",                     0xFD, 0x36,   NONE,          vv_v, SIMD),
  I32X4_EQ("i32x4.eq",                         0xFD, 0x37,   NONE,          vv_v, SIMD),
  I32X4_NE("i32x4.ne",                         0xFD, 0x38,   NONE,          vv_v, SIMD),
  I32X4_LT_S("i32x4.lt_s",                     0xFD, 0x39,   NONE,          vv_v, SIMD),
  I32X4_LT_U("i32x4.lt_u",                     0xFD, 0x3A,   NONE,          vv_v, SIMD),
  I32X4_GT_S("i32x4.gt_s",                     0xFD, 0x3B,   NONE,          vv_v, SIMD),
  I32X4_GT_U("i32x4.gt_u",                     0xFD, 0x3C,   NONE,          vv_v, SIMD),
  I32X4_LE_S("i32x4.le_s",                     0xFD, 0x3D,   NONE,          vv_v, SIMD),
  I32X4_LE_U("i32x4.le_u",                     0xFD, 0x3E,   NONE,          vv_v, SIMD),
  I32X4_GE_S("i32x4.ge_s",                     0xFD, 0x3F,   NONE,          vv_v, SIMD),
  I32X4_GE_U("i32x4.ge_u",                     0xFD, 0x40,   NONE,          vv_v, SIMD),
  F32X4_EQ("f32x4.eq",                         0xFD, 0x41,   NONE,          vv_v, SIMD),
  F32X4_NE("f32x4.ne",                         0xFD, 0x42,   NONE,          vv_v, SIMD),
  F32X4_LT("f32x4.lt",                         0xFD, 0x43,   NONE,          vv_v, SIMD),
  F32X4_GT("f32x4.gt",                         0xFD, 0x44,   NONE,          vv_v, SIMD),
  F32X4_LE("f32x4.le",                         0xFD, 0x45,   NONE,          vv_v, SIMD),
  F32X4_GE("f32x4.ge",                         0xFD, 0x46,   NONE,          vv_v, SIMD),
  F64X2_EQ("f64x2.eq",                         0xFD, 0x47,   NONE,          vv_v, SIMD),
  F64X2_NE("f64x2.ne",                         0xFD, 0x48,   NONE,          vv_v, SIMD),
  F64X2_LT("f64x2.lt",                         0xFD, 0x49,   NONE,          vv_v, SIMD),
  F64X2_GT("f64x2.gt",                         0xFD, 0x4A,   NONE,          vv_v, SIMD),
  F64X2_LE("f64x2.le",                         0xFD, 0x4B,   NONE,          vv_v, SIMD),
  F64X2_GE("f64x2.ge",                         0xFD, 0x4C,   NONE,          vv_v, SIMD),
  V128_NOT("v128.not",                         0xFD, 0x4D,   NONE,          v_v, SIMD),
  V128_AND("v128.and",                         0xFD, 0x4E,   NONE,          vv_v, SIMD),
  V128_ANDNOT("v128.andnot",                   0xFD, 0x4F,   NONE,          vv_v, SIMD),
  V128_OR("v128.or",                           0xFD, 0x50,   NONE,          vv_v, SIMD),
  V128_XOR("v128.xor",                         0xFD, 0x51,   NONE,          vv_v, SIMD),
  V128_BITSELECT("v128.bitselect",             0xFD, 0x52,   NONE,          vvv_v, SIMD),
  V128_ANY_TRUE("v128.any_true",               0xFD, 0x53,   NONE,          v_i, SIMD),
  V128_LOAD8_LANE("v128.load8_lane",           0xFD, 0x54,   MEMARG_LANE,   av_v, 1, SIMD),
  V128_LOAD16_LANE("v128.load16_lane",         0xFD, 0x55,   MEMARG_LANE,   av_v, 2, SIMD),
  V128_LOAD32_LANE("v128.load32_lane",         0xFD, 0x56,   MEMARG_LANE,   av_v, 4, SIMD),
  V128_LOAD64_LANE("v128.load64_lane",         0xFD, 0x57,   MEMARG_LANE,   av_v, 8, SIMD),
  V128_STORE8_LANE("v128.store8_lane",         0xFD, 0x58,   MEMARG_LANE,   av_, 1, SIMD),
  V128_STORE16_LANE("v128.store16_lane",       0xFD, 0x59,   MEMARG_LANE,   av_, 2, SIMD),
  V128_STORE32_LANE("v128.store32_lane",       0xFD, 0x5A,   MEMARG_LANE,   av_, 4, SIMD),
  V128_STORE64_LANE("v128.store64_lane",       0xFD, 0x5B,   MEMARG_LANE,   av_, 8, SIMD),
  V128_LOAD32_ZERO("v128.load32_zero",         0xFD, 0x5C,   MEMARG,        a_v, 4, SIMD),
  V128_LOAD64_ZERO("v128.load64_zero",         0xFD, 0x5D,   MEMARG,        a_v, 8, SIMD),
  F32X4_DEMOTE_F64X2_ZERO("f32x4.demote_f64x2_zero", 0xFD, 0x5E,   NONE,          v_v, SIMD),
  F64X2_PROMOTE_LOW_F32X4("f64x2.promote_low_f32x4", 0xFD, 0x5F,   NONE,          v_v, SIMD),
  I8X16_ABS("i8x16.abs",                       0xFD, 0x60,   NONE,          v_v, SIMD),
  I8X16_NEG("i8x16.neg",                       0xFD, 0x61,   NONE,          v_v, SIMD),
  I8X16_POPCNT("i8x16.popcnt",                 0xFD, 0x62,   NONE,          v_v, SIMD),
  I8X16_ALL_TRUE("i8x16.all_true",             0xFD, 0x63,   NONE,          v_i, SIMD),
  I8X16_BITMASK("i8x16.bitmask",               0xFD, 0x64,   NONE,          v_i, SIMD),
  I8X16_NARROW_I16X8_S("i8x16.narrow_i16x8_s", 0xFD, 0x65,   NONE,          vv_v, SIMD),
  I8X16_NARROW_I16X8_U("i8x16.narrow_i16x8_u", 0xFD, 0x66,   NONE,          vv_v, SIMD),
  F32X4_CEIL("f32x4.ceil",                     0xFD, 0x67,   NONE,          v_v, SIMD),
  F32X4_FLOOR("f32x4.floor",                   0xFD, 0x68,   NONE,          v_v, SIMD),
  F32X4_TRUNC("f32x4.trunc",                   0xFD, 0x69,   NONE,          v_v, SIMD),
  F32X4_NEAREST("f32x4.nearest",               0xFD, 0x6A,   NONE,          v_v, SIMD),
  I8X16_SHL("i8x16.shl",                       0xFD, 0x6B,   NONE,          vi_v, SIMD),
  I8X16_SHR_S("i8x16.shr_s",                   0xFD, 0x6C,   NONE,          vi_v, SIMD),
  I8X16_SHR_U("i8x16.shr_u",                   0xFD, 0x6D,   NONE,          vi_v, SIMD),
  I8X16_ADD("i8x16.add",                       0xFD, 0x6E,   NONE,          vv_v, SIMD),
  I8X16_ADD_SAT_S("i8x16.add_sat_s",           0xFD, 0x6F,   NONE,          vv_v, SIMD),
  I8X16_ADD_SAT_U("i8x16.add_sat_u",           0xFD, 0x70,   NONE,          vv_v, SIMD),
  I8X16_SUB("i8x16.sub",                       0xFD, 0x71,   NONE,          vv_v, SIMD),
  I8X16_SUB_SAT_S("i8x16.sub_sat_s",           0xFD, 0x72,   NONE,          vv_v, SIMD),
  I8X16_SUB_SAT_U("i8x16.sub_sat_u",           0xFD, 0x73,   NONE,          vv_v, SIMD),
  F64X2_CEIL("f64x2.ceil",                     0xFD, 0x74,   NONE,          v_v, SIMD),
  F64X2_FLOOR("f64x2.floor",                   0xFD, 0x75,   NONE,          v_v, SIMD),
  I8X16_MIN_S("i8x16.min_s",                   0xFD, 0x76,   NONE,          vv_v, SIMD),
  I8X16_MIN_U("i8x16.min_u",                   0xFD, 0x77,   NONE,          vv_v, SIMD),
  I8X16_MAX_S("i8x16.max_s",                   0xFD, 0x78,   NONE,          vv_v, SIMD),
  I8X16_MAX_U("i8x16.max_u",                   0xFD, 0x79,   NONE,          vv_v, SIMD),
  F64X2_TRUNC("f64x2.trunc",                   0xFD, 0x7A,   NONE,          v_v, SIMD),
  I8X16_AVGR_U("i8x16.avgr_u",                 0xFD, 0x7B,   NONE,          vv_v, SIMD),
  I16X8_EXTADD_PAIRWISE_I8X16_S("i16x8.extadd_pairwise_i8x16_s", 0xFD, 0x7C,   NONE,          v_v, SIMD),
  I16X8_EXTADD_PAIRWISE_I8X16_U("i16x8.extadd_pairwise_i8x16_u", 0xFD, 0x7D,   NONE,          v_v, SIMD),
  I32X4_EXTADD_PAIRWISE_I16X8_S("i32x4.extadd_pairwise_i16x8_s", 0xFD, 0x7E,   NONE,          v_v, SIMD),
  I32X4_EXTADD_PAIRWISE_I16X8_U("i32x4.extadd_pairwise_i16x8_u", 0xFD, 0x7F,   NONE,          v_v, SIMD),
  I16X8_ABS("i16x8.abs",                       0xFD, 0x80,   NONE,          v_v, SIMD),
  I16X8_NEG("i16x8.neg",                       0xFD, 0x81,   NONE,          v_v, SIMD),
  I16X8_Q15MULR_SAT_S("i16x8.q15mulr_sat_s",   0xFD, 0x82,   NONE,          vv_v, SIMD),
  I16X8_ALL_TRUE("i16x8.all_true",             0xFD, 0x83,   NONE,          v_i, SIMD),
  I16X8_BITMASK("i16x8.bitmask",               0xFD, 0x84,   NONE,          v_i, SIMD),
  I16X8_NARROW_I32X4_S("i16x8.narrow_i32x4_s", 0xFD, 0x85,   NONE,          vv_v, SIMD),
  I16X8_NARROW_I32X4_U("i16x8.narrow_i32x4_u", 0xFD, 0x86,   NONE,          vv_v, SIMD),
  I16X8_EXTEND_LOW_I8X16_S("i16x8.extend_low_i8x16_s", 0xFD, 0x87,   NONE,          v_v, SIMD),
  I16X8_EXTEND_HIGH_I8X16_S("i16x8.extend_high_i8x16_s", 0xFD, 0x88,   NONE,          v_v, SIMD),
  I16X8_EXTEND_LOW_I8X16_U("i16x8.extend_low_i8x16_u", 0xFD, 0x89,   NONE,          v_v, SIMD),
  I16X8_EXTEND_HIGH_I8X16_U("i16x8.extend_high_i8x16_u", 0xFD, 0x8A,   NONE,          v_v, SIMD),
  I16X8_SHL("i16x8.shl",                       0xFD, 0x8B,   NONE,          vi_v, SIMD),
  I16X8_SHR_S("i16x8.shr_s",                   0xFD, 0x8C,   NONE,          vi_v, SIMD),
  I16X8_SHR_U("i16x8.shr_u",                   0xFD, 0x8D,   NONE,          vi_v, SIMD),
  I16X8_ADD("i16x8.add",                       0xFD, 0x8E,   NONE,          vv_v, SIMD),
  I16X8_ADD_SAT_S("i16x8.add_sat_s",           0xFD, 0x8F,   NONE,          vv_v, SIMD),
  I16X8_ADD_SAT_U("i16x8.add_sat_u",           0xFD, 0x90,   NONE,          vv_v, SIMD),
  I16X8_SUB("i16x8.sub",                       0xFD, 0x91,   NONE,          vv_v, SIMD),
  I16X8_SUB_SAT_S("i16x8.sub_sat_s",           0xFD, 0x92,   NONE,          vv_v, SIMD),
  I16X8_SUB_SAT_U("i16x8.sub_sat_u",           0xFD, 0x93,   NONE,          vv_v, SIMD),
  F64X2_NEAREST("f64x2.nearest",               0xFD, 0x94,   NONE,          v_v, SIMD),
  I16X8_MUL("i16x8.mul",                       0xFD, 0x95,   NONE,          vv_v, SIMD),
  I16X8_MIN_S("i16x8.min_s",                   0xFD, 0x96,   NONE,          vv_v, SIMD),
  I16X8_MIN_U("i16x8.min_u",                   0xFD, 0x97,   NONE,          vv_v, SIMD),
  I16X8_MAX_S("i16x8.max_s",                   0xFD, 0x98,   NONE,          vv_v, SIMD),
  I16X8_MAX_U("i16x8.max_u",                   0xFD, 0x99,   NONE,          vv_v, SIMD),
  I16X8_AVGR_U("i16x8.avgr_u",                 0xFD, 0x9B,   NONE,          vv_v, SIMD),
  I16X8_EXTMUL_LOW_I8X16_S("i16x8.extmul_low_i8x16_s", 0xFD, 0x9C,   NONE,          vv_v, SIMD),
  I16X8_EXTMUL_HIGH_I8X16_S("i16x8.extmul_high_i8x16_s", 0xFD, 0x9D,   NONE,          vv_v, SIMD),
  I16X8_EXTMUL_LOW_I8X16_U("i16x8.extmul_low_i8x16_u", 0xFD, 0x9E,   NONE,          vv_v, SIMD),
  I16X8_EXTMUL_HIGH_I8X16_U("i16x8.extmul_high_i8x16_u", 0xFD, 0x9F,   NONE,          vv_v, SIMD),
  I32X4_ABS("i32x4.abs",                       0xFD, 0xA0,   NONE,          v_v, SIMD),
  I32X4_NEG("i32x4.neg",                       0xFD, 0xA1,   NONE,          v_v, SIMD),
  I32X4_ALL_TRUE("i32x4.all_true",             0xFD, 0xA3,   NONE,          v_i, SIMD),
  I32X4_BITMASK("i32x4.bitmask",               0xFD, 0xA4,   NONE,          v_i, SIMD),
  I32X4_EXTEND_LOW_I16X8_S("i32x4.extend_low_i16x8_s", 0xFD, 0xA7,   NONE,          v_v, SIMD),
  I32X4_EXTEND_HIGH_I16X8_S("i32x4.extend_high_i16x8_s", 0xFD, 0xA8,   NONE,          v_v, SIMD),
  I32X4_EXTEND_LOW_I16X8_U("i32x4.extend_low_i16x8_u", 0xFD, 0xA9,   NONE,          v_v, SIMD),
  I32X4_EXTEND_HIGH_I16X8_U("i32x4.extend_high_i16x8_u", 0xFD, 0xAA,   NONE,          v_v, SIMD),
  I32X4_SHL("i32x4.shl",                       0xFD, 0xAB,   NONE,          vi_v, SIMD),
  I32X4_SHR_S("i32x4.shr_s",                   0xFD, 0xAC,   NONE,          vi_v, SIMD),
  I32X4_SHR_U("i32x4.shr_u",                   0xFD, 0xAD,   NONE,          vi_v, SIMD),
  I32X4_ADD("i32x4.add",                       0xFD, 0xAE,   NONE,          vv_v, SIMD),
  I32X4_SUB("i32x4.sub",                       0xFD, 0xB1,   NONE,          vv_v, SIMD),
  I32X4_MUL("i32x4.mul",                       0xFD, 0xB5,   NONE,          vv_v, SIMD),
  I32X4_MIN_S("i32x4.min_s",                   0xFD, 0xB6,   NONE,          vv_v, SIMD),
  I32X4_MIN_U("i32x4.min_u",                   0xFD, 0xB7,   NONE,          vv_v, SIMD),
  I32X4_MAX_S("i32x4.max_s",                   0xFD, 0xB8,   NONE,          vv_v, SIMD),
  I32X4_MAX_U("i32x4.max_u",                   0xFD, 0xB9,   NONE,          vv_v, SIMD),
  I32X4_DOT_I16X8_S("i32x4.dot_i16x8_s",       0xFD, 0xBA,   NONE,          vv_v, SIMD),
  I32X4_EXTMUL_LOW_I16X8_S("i32x4.extmul_low_i16x8_s", 0xFD, 0xBC,   NONE,          vv_v, SIMD),
  I32X4_EXTMUL_HIGH_I16X8_S("i32x4.extmul_high_i16x8_s", 0xFD, 0xBD,   NONE,          vv_v, SIMD),
  I32X4_EXTMUL_LOW_I16X8_U("i32x4.extmul_low_i16x8_u", 0xFD, 0xBE,   NONE,          vv_v, SIMD),
  I32X4_EXTMUL_HIGH_I16X8_U("i32x4.extmul_high_i16x8_u", 0xFD, 0xBF,   NONE,          vv_v, SIMD),
  I64X2_ABS("i64x2.abs",                       0xFD, 0xC0,   NONE,          v_v, SIMD),
  I64X2_NEG("i64x2.neg",                       0xFD, 0xC1,   NONE,          v_v, SIMD),
  I64X2_ALL_TRUE("i64x2.all_true",             0xFD, 0xC3,   NONE,          v_i, SIMD),
  I64X2_BITMASK("i64x2.bitmask",               0xFD, 0xC4,   NONE,          v_i, SIMD),
  I64X2_EXTEND_LOW_I32X4_S("i64x2.extend_low_i32x4_s", 0xFD, 0xC7,   NONE,          v_v, SIMD),
  I64X2_EXTEND_HIGH_I32X4_S("i64x2.extend_high_i32x4_s", 0xFD, 0xC8,   NONE,          v_v, SIMD),
  I64X2_EXTEND_LOW_I32X4_U("i64x2.extend_low_i32x4_u", 0xFD, 0xC9,   NONE,          v_v, SIMD),
  I64X2_EXTEND_HIGH_I32X4_U("i64x2.extend_high_i32x4_u", 0xFD, 0xCA,   NONE,          v_v, SIMD),
  I64X2_SHL("i64x2.shl",                       0xFD, 0xCB,   NONE,          vi_v, SIMD),
  I64X2_SHR_S("i64x2.shr_s",                   0xFD, 0xCC,   NONE,          vi_v, SIMD),
  I64X2_SHR_U("i64x2.shr_u",                   0xFD, 0xCD,   NONE,          vi_v, SIMD),
  I64X2_ADD("i64x2.add",                       0xFD, 0xCE,   NONE,          vv_v, SIMD),
  I64X2_SUB("i64x2.sub",                       0xFD, 0xD1,   NONE,          vv_v, SIMD),
  I64X2_MUL("i64x2.mul",                       0xFD, 0xD5,   NONE,          vv_v, SIMD),
  I64X2_EQ("i64x2.eq",                         0xFD, 0xD6,   NONE,          vv_v, SIMD),
  I64X2_NE("i64x2.ne",                         0xFD, 0xD7,   NONE,          vv_v, SIMD),
  I64X2_LT_S("i64x2.lt_s",                     0xFD, 0xD8,   NONE,          vv_v, SIMD),
  I64X2_GT_S("i64x2.gt_s",                     0xFD, 0xD9,   NONE,          vv_v, SIMD),
  I64X2_LE_S("i64x2.le_s",                     0xFD, 0xDA,   NONE,          vv_v, SIMD),
  I64X2_GE_S("i64x2.ge_s",                     0xFD, 0xDB,   NONE,          vv_v, SIMD),
  I64X2_EXTMUL_LOW_I32X4_S("i64x2.extmul_low_i32x4_s", 0xFD, 0xDC,   NONE,          vv_v, SIMD),
  I64X2_EXTMUL_HIGH_I32X4_S("i64x2.extmul_high_i32x4_s", 0xFD, 0xDD,   NONE,          vv_v, SIMD),
  I64X2_EXTMUL_LOW_I32X4_U("i64x2.extmul_low_i32x4_u", 0xFD, 0xDE,   NONE,          vv_v, SIMD),
  I64X2_EXTMUL_HIGH_I32X4_U("i64x2.extmul_high_i32x4_u", 0xFD, 0xDF,   NONE,          vv_v, SIMD),
  F32X4_ABS("f32x4.abs",                       0xFD, 0xE0,   NONE,          v_v, SIMD),
  F32X4_NEG("f32x4.neg",                       0xFD, 0xE1,   NONE,          v_v, SIMD),
  F32X4_SQRT("f32x4.sqrt",                     0xFD, 0xE3,   NONE,          v_v, SIMD),
  F32X4_ADD("f32x4.add",                       0xFD, 0xE4,   NONE,          vv_v, SIMD),
  F32X4_SUB("f32x4.sub",                       0xFD, 0xE5,   NONE,          vv_v, SIMD),
  F32X4_MUL("f32x4.mul",                       0xFD, 0xE6,   NONE,          vv_v, SIMD),
  F32X4_DIV("f32x4.div",                       0xFD, 0xE7,   NONE,          vv_v, SIMD),
  F32X4_MIN("f32x4.min",                       0xFD, 0xE8,   NONE,          vv_v, SIMD),
  F32X4_MAX("f32x4.max",                       0xFD, 0xE9,   NONE,          vv_v, SIMD),
  F32X4_PMIN("f32x4.pmin",                     0xFD, 0xEA,   NONE,          vv_v, SIMD),
  F32X4_PMAX("f32x4.pmax",                     0xFD, 0xEB,   NONE,          vv_v, SIMD),
  F64X2_ABS("f64x2.abs",                       0xFD, 0xEC,   NONE,          v_v, SIMD),
  F64X2_NEG("f64x2.neg",                       0xFD, 0xED,   NONE,          v_v, SIMD),
  F64X2_SQRT("f64x2.sqrt",                     0xFD, 0xEF,   NONE,          v_v, SIMD),
  F64X2_ADD("f64x2.add",                       0xFD, 0xF0,   NONE,          vv_v, SIMD),
  F64X2_SUB("f64x2.sub",                       0xFD, 0xF1,   NONE,          vv_v, SIMD),
  F64X2_MUL("f64x2.mul",                       0xFD, 0xF2,   NONE,          vv_v, SIMD),
  F64X2_DIV("f64x2.div",                       0xFD, 0xF3,   NONE,          vv_v, SIMD),
  F64X2_MIN("f64x2.min",                       0xFD, 0xF4,   NONE,          vv_v, SIMD),
  F64X2_MAX("f64x2.max",                       0xFD, 0xF5,   NONE,          vv_v, SIMD),
  F64X2_PMIN("f64x2.pmin",                     0xFD, 0xF6,   NONE,          vv_v, SIMD),
  F64X2_PMAX("f64x2.pmax",                     0xFD, 0xF7,   NONE,          vv_v, SIMD),
  I32X4_TRUNC_SAT_F32X4_S("i32x4.trunc_sat_f32x4_s", 0xFD, 0xF8,   NONE,          v_v, SIMD),
  I32X4_TRUNC_SAT_F32X4_U("i32x4.trunc_sat_f32x4_u", 0xFD, 0xF9,   NONE,          v_v, SIMD),
  F32X4_CONVERT_I32X4_S("f32x4.convert_i32x4_s", 0xFD, 0xFA,   NONE,          v_v, SIMD),
  F32X4_CONVERT_I32X4_U("f32x4.convert_i32x4_u", 0xFD, 0xFB,   NONE,          v_v, SIMD),
  I32X4_TRUNC_SAT_F64X2_S_ZERO("i32x4.trunc_sat_f64x2_s_zero", 0xFD, 0xFC,   NONE,          v_v, SIMD),
  I32X4_TRUNC_SAT_F64X2_U_ZERO("i32x4.trunc_sat_f64x2_u_zero", 0xFD, 0xFD,   NONE,          v_v, SIMD),
  F64X2_CONVERT_LOW_I32X4_S("f64x2.convert_low_i32x4_s", 0xFD, 0xFE,   NONE,          v_v, SIMD),
  F64X2_CONVERT_LOW_I32X4_U("f64x2.convert_low_i32x4_u", 0xFD, 0xFF,   NONE,          v_v, SIMD),
  // Relaxed vectors
  I8X16_RELAXED_SWIZZLE("i8x16.relaxed_swizzle", 0xFD, 0x100,  NONE,          vv_v, RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F32X4_S("i32x4.relaxed_trunc_f32x4_s", 0xFD, 0x101,  NONE,          v_v, RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F32X4_U("i32x4.relaxed_trunc_f32x4_u", 0xFD, 0x102,  NONE,          v_v, RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F64X2_S_ZERO("i32x4.relaxed_trunc_f64x2_s_zero", 0xFD, 0x103,  NONE,          v_v, RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F64X2_U_ZERO("i32x4.relaxed_trunc_f64x2_u_zero", 0xFD, 0x104,  NONE,          v_v, RELAXED_SIMD),
  F32X4_RELAXED_MADD("f32x4.relaxed_madd",     0xFD, 0x105,  NONE,          vvv_v, RELAXED_SIMD),
  F32X4_RELAXED_NMADD("f32x4.relaxed_nmadd",   0xFD, 0x106,  NONE,          vvv_v, RELAXED_SIMD),
  F64X2_RELAXED_MADD("f64x2.relaxed_madd",     0xFD, 0x107,  NONE,          vvv_v, RELAXED_SIMD),
  F64X2_RELAXED_NMADD("f64x2.relaxed_nmadd",   0xFD, 0x108,  NONE,          vvv_v, RELAXED_SIMD),
  I8X16_RELAXED_LANESELECT("i8x16.relaxed_laneselect", 0xFD, 0x109,  NONE,          vvv_v, RELAXED_SIMD),
  I16X8_RELAXED_LANESELECT("i16x8.relaxed_laneselect", 0xFD, 0x10A,  NONE,          vvv_v, RELAXED_SIMD),
  I32X4_RELAXED_LANESELECT("i32x4.relaxed_laneselect", 0xFD, 0x10B,  NONE,          vvv_v, RELAXED_SIMD),
  I64X2_RELAXED_LANESELECT("i64x2.relaxed_laneselect", 0xFD, 0x10C,  NONE,          vvv_v, RELAXED_SIMD),
  F32X4_RELAXED_MIN("f32x4.relaxed_min",       0xFD, 0x10D,  NONE,          vv_v, RELAXED_SIMD),
  F32X4_RELAXED_MAX("f32x4.relaxed_max",       0xFD, 0x10E,  NONE,          vv_v, RELAXED_SIMD),
  F64X2_RELAXED_MIN("f64x2.relaxed_min",       0xFD, 0x10F,  NONE,          vv_v, RELAXED_SIMD),
  F64X2_RELAXED_MAX("f64x2.relaxed_max",       0xFD, 0x110,  NONE,          vv_v, RELAXED_SIMD),
  I16X8_RELAXED_Q15MULR_S("i16x8.relaxed_q15mulr_s", 0xFD, 0x111,  NONE,          vv_v, RELAXED_SIMD),
  I16X8_RELAXED_DOT_I8X16_I7X16_S("i16x8.relaxed_dot_i8x16_i7x16_s", 0xFD, 0x112,  NONE,          vv_v, RELAXED_SIMD),
  I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S("i32x4.relaxed_dot_i8x16_i7x16_add_s", 0xFD, 0x113,  NONE,          vvv_v, RELAXED_SIMD),
  // Atomics
  MEMORY_ATOMIC_NOTIFY("memory.atomic.notify", 0xFE, 0x00,   MEMARG,        ai_i, 4, THREADS),
  MEMORY_ATOMIC_WAIT32("memory.atomic.wait32", 0xFE, 0x01,   MEMARG,        ail_i, 4, THREADS),
  MEMORY_ATOMIC_WAIT64("memory.atomic.wait64", 0xFE, 0x02,   MEMARG,        all_i, 8, THREADS),
  ATOMIC_FENCE("atomic.fence",                 0xFE, 0x03,   ZERO,          __, THREADS),
  I32_ATOMIC_LOAD("i32.atomic.load",           0xFE, 0x10,   MEMARG,        a_i, 4, THREADS),
  I64_ATOMIC_LOAD("i64.atomic.load",           0xFE, 0x11,   MEMARG,        a_l, 8, THREADS),
  I32_ATOMIC_LOAD8_U("i32.atomic.load8_u",     0xFE, 0x12,   MEMARG,        a_i, 1, THREADS),
  I32_ATOMIC_LOAD16_U("i32.atomic.load16_u",   0xFE, 0x13,   MEMARG,        a_i, 2, THREADS),
  I64_ATOMIC_LOAD8_U("i64.atomic.load8_u",     0xFE, 0x14,   MEMARG,        a_l, 1, THREADS),
  I64_ATOMIC_LOAD16_U("i64.atomic.load16_u",   0xFE, 0x15,   MEMARG,        a_l, 2, THREADS),
  I64_ATOMIC_LOAD32_U("i64.atomic.load32_u",   0xFE, 0x16,   MEMARG,        a_l, 4, THREADS),
  I32_ATOMIC_STORE("i32.atomic.store",         0xFE, 0x17,   MEMARG,        ai_, 4, THREADS),
  I64_ATOMIC_STORE("i64.atomic.store",         0xFE, 0x18,   MEMARG,        al_, 8, THREADS),
  I32_ATOMIC_STORE8("i32.atomic.store8",       0xFE, 0x19,   MEMARG,        ai_, 1, THREADS),
  I32_ATOMIC_STORE16("i32.atomic.store16",     0xFE, 0x1A,   MEMARG,        ai_, 2, THREADS),
  I64_ATOMIC_STORE8("i64.atomic.store8",       0xFE, 0x1B,   MEMARG,        al_, 1, THREADS),
  I64_ATOMIC_STORE16("i64.atomic.store16",     0xFE, 0x1C,   MEMARG,        al_, 2, THREADS),
  I64_ATOMIC_STORE32("i64.atomic.store32",     0xFE, 0x1D,   MEMARG,        al_, 4, THREADS),
  I32_ATOMIC_RMW_ADD("i32.atomic.rmw.add",     0xFE, 0x1E,   MEMARG,        ai_i, 4, THREADS),
  I64_ATOMIC_RMW_ADD("i64.atomic.rmw.add",     0xFE, 0x1F,   MEMARG,        al_l, 8, THREADS),
  I32_ATOMIC_RMW8_ADD_U("i32.atomic.rmw8.add_u", 0xFE, 0x20,   MEMARG,        ai_i, 1, THREADS),
  I32_ATOMIC_RMW16_ADD_U("i32.atomic.rmw16.add_u", 0xFE, 0x21,   MEMARG,        ai_i, 2, THREADS),
  I64_ATOMIC_RMW8_ADD_U("i64.atomic.rmw8.add_u", 0xFE, 0x22,   MEMARG,        al_l, 1, THREADS),
  I64_ATOMIC_RMW16_ADD_U("i64.atomic.rmw16.add_u", 0xFE, 0x23,   MEMARG,        al_l, 2, THREADS),
  I64_ATOMIC_RMW32_ADD_U("i64.atomic.rmw32.add_u", 0xFE, 0x24,   MEMARG,        al_l, 4, THREADS),
  I32_ATOMIC_RMW_SUB("i32.atomic.rmw.sub",     0xFE, 0x25,   MEMARG,        ai_i, 4, THREADS),
  I64_ATOMIC_RMW_SUB("i64.atomic.rmw.sub",     0xFE, 0x26,   MEMARG,        al_l, 8, THREADS),
  I32_ATOMIC_RMW8_SUB_U("i32.atomic.rmw8.sub_u", 0xFE, 0x27,   MEMARG,        ai_i, 1, THREADS),
  I32_ATOMIC_RMW16_SUB_U("i32.atomic.rmw16.sub_u", 0xFE, 0x28,   MEMARG,        ai_i, 2, THREADS),
  I64_ATOMIC_RMW8_SUB_U("i64.atomic.rmw8.sub_u", 0xFE, 0x29,   MEMARG,        al_l, 1, THREADS),
  I64_ATOMIC_RMW16_SUB_U("i64.atomic.rmw16.sub_u", 0xFE, 0x2A,   MEMARG,        al_l, 2, THREADS),
  I64_ATOMIC_RMW32_SUB_U("i64.atomic.rmw32.sub_u", 0xFE, 0x2B,   MEMARG,        al_l, 4, THREADS),
  I32_ATOMIC_RMW_AND("i32.atomic.rmw.and",     0xFE, 0x2C,   MEMARG,        ai_i, 4, THREADS),
  I64_ATOMIC_RMW_AND("i64.atomic.rmw.and",     0xFE, 0x2D,   MEMARG,        al_l, 8, THREADS),
  I32_ATOMIC_RMW8_AND_U("i32.atomic.rmw8.and_u", 0xFE, 0x2E,   MEMARG,        ai_i, 1, THREADS),
  I32_ATOMIC_RMW16_AND_U("i32.atomic.rmw16.and_u", 0xFE, 0x2F,   MEMARG,        ai_i, 2, THREADS),
  I64_ATOMIC_RMW8_AND_U("i64.atomic.rmw8.and_u", 0xFE, 0x30,   MEMARG,        al_l, 1, THREADS),
  I64_ATOMIC_RMW16_AND_U("i64.atomic.rmw16.and_u", 0xFE, 0x31,   MEMARG,        al_l, 2, THREADS),
  I64_ATOMIC_RMW32_AND_U("i64.atomic.rmw32.and_u", 0xFE, 0x32,   MEMARG,        al_l, 4, THREADS),
  I32_ATOMIC_RMW_OR("i32.atomic.rmw.or",       0xFE, 0x33,   MEMARG,        ai_i, 4, THREADS),
  I64_ATOMIC_RMW_OR("i64.atomic.rmw.or",       0xFE, 0x34,   MEMARG,        al_l, 8, THREADS),
  I32_ATOMIC_RMW8_OR_U("i32.atomic.rmw8.or_u", 0xFE, 0x35,   MEMARG,        ai_i, 1, THREADS),
  I32_ATOMIC_RMW16_OR_U("i32.atomic.rmw16.or_u", 0xFE, 0x36,   MEMARG,        ai_i, 2, THREADS),
  I64_ATOMIC_RMW8_OR_U("i64.atomic.rmw8.or_u", 0xFE, 0x37,   MEMARG,        al_l, 1, THREADS),
  I64_ATOMIC_RMW16_OR_U("i64.atomic.rmw16.or_u", 0xFE, 0x38,   MEMARG,        al_l, 2, THREADS),
  I64_ATOMIC_RMW32_OR_U("i64.atomic.rmw32.or_u", 0xFE, 0x39,   MEMARG,        al_l, 4, THREADS),
  I32_ATOMIC_RMW_XOR("i32.atomic.rmw.xor",     0xFE, 0x3A,   MEMARG,        ai_i, 4, THREADS),
  I64_ATOMIC_RMW_XOR("i64.atomic.rmw.xor",     0xFE, 0x3B,   MEMARG,        al_l, 8, THREADS),
  I32_ATOMIC_RMW8_XOR_U("i32.atomic.rmw8.xor_u", 0xFE, 0x3C,   MEMARG,        ai_i, 1, THREADS),
  I32_ATOMIC_RMW16_XOR_U("i32.atomic.rmw16.xor_u", 0xFE, 0x3D,   MEMARG,        ai_i, 2, THREADS),
  I64_ATOMIC_RMW8_XOR_U("i64.atomic.rmw8.xor_u", 0xFE, 0x3E,   MEMARG,        al_l, 1, THREADS),
  I64_ATOMIC_RMW16_XOR_U("i64.atomic.rmw16.xor_u", 0xFE, 0x3F,   MEMARG,        al_l, 2, THREADS),
  I64_ATOMIC_RMW32_XOR_U("i64.atomic.rmw32.xor_u", 0xFE, 0x40,   MEMARG,        al_l, 4, THREADS),
  I32_ATOMIC_RMW_XCHG("i32.atomic.rmw.xchg",   0xFE, 0x41,   MEMARG,        ai_i, 4, THREADS),
  I64_ATOMIC_RMW_XCHG("i64.atomic.rmw.xchg",   0xFE, 0x42,   MEMARG,        al_l, 8, THREADS),
  I32_ATOMIC_RMW8_XCHG_U("i32.atomic.rmw8.xchg_u", 0xFE, 0x43,   MEMARG,        ai_i, 1, THREADS),
  I32_ATOMIC_RMW16_XCHG_U("i32.atomic.rmw16.xchg_u", 0xFE, 0x44,   MEMARG,        ai_i, 2, THREADS),
  I64_ATOMIC_RMW8_XCHG_U("i64.atomic.rmw8.xchg_u", 0xFE, 0x45,   MEMARG,        al_l, 1, THREADS),
  I64_ATOMIC_RMW16_XCHG_U("i64.atomic.rmw16.xchg_u", 0xFE, 0x46,   MEMARG,        al_l, 2, THREADS),
  I64_ATOMIC_RMW32_XCHG_U("i64.atomic.rmw32.xchg_u", 0xFE, 0x47,   MEMARG,        al_l, 4, THREADS),
  I32_ATOMIC_RMW_CMPXCHG("i32.atomic.rmw.cmpxchg", 0xFE, 0x48,   MEMARG,        aii_i, 4, THREADS),
  I64_ATOMIC_RMW_CMPXCHG("i64.atomic.rmw.cmpxchg", 0xFE, 0x49,   MEMARG,        all_l, 8, THREADS),
  I32_ATOMIC_RMW8_CMPXCHG_U("i32.atomic.rmw8.cmpxchg_u", 0xFE, 0x4A,   MEMARG,        aii_i, 1, THREADS),
  I32_ATOMIC_RMW16_CMPXCHG_U("i32.atomic.rmw16.cmpxchg_u", 0xFE, 0x4B,   MEMARG,        aii_i, 2, THREADS),
  I64_ATOMIC_RMW8_CMPXCHG_U("i64.atomic.rmw8.cmpxchg_u", 0xFE, 0x4C,   MEMARG,        all_l, 1, THREADS),
  I64_ATOMIC_RMW16_CMPXCHG_U("i64.atomic.rmw16.cmpxchg_u", 0xFE, 0x4D,   MEMARG,        all_l, 2, THREADS),
  I64_ATOMIC_RMW32_CMPXCHG_U("i64.atomic.rmw32.cmpxchg_u", 0xFE, 0x4E,   MEMARG,        all_l, 4, THREADS);
  // spotless:on

  private static final int PREFIX_FIRST = 0xFB;
  private static final int PREFIX_LAST = 0xFE;
  private static final @Nullable Opcode[] PLAIN = new @Nullable Opcode[256];
  private static final @Nullable Opcode[][] PREFIXED =
      new @Nullable Opcode[PREFIX_LAST - PREFIX_FIRST + 1][0x120];

  static {
    for (Opcode opcode : values()) {
      if (opcode.prefix == 0) {
        PLAIN[opcode.code] = opcode;
      } else {
        PREFIXED[opcode.prefix - PREFIX_FIRST][opcode.code] = opcode;
      }
    }
  }

  private final String mnemonic;
  private final int prefix;
  private final int code;
  private final Immediate immediate;
  private final Signature signature;
  private final int accessBytes;
  private final Feature feature;

  Opcode(
      String mnemonic,
      int prefix,
      int code,
      Immediate immediate,
      Signature signature,
      int accessBytes,
      Feature feature) {
    this.mnemonic = mnemonic;
    this.prefix = prefix;
    this.code = code;
    this.immediate = immediate;
    this.signature = signature;
    this.accessBytes = accessBytes;
    this.feature = feature;
  }

  Opcode(
      String mnemonic, int prefix, int code, Immediate immediate, Signature sig, Feature feature) {
    this(mnemonic, prefix, code, immediate, sig, 0, feature);
  }

  Opcode(String mnemonic, int code, Immediate immediate, Signature signature) {
    this(mnemonic, 0, code, immediate, signature, 0, MVP);
  }

  Opcode(String mnemonic, int code, Immediate immediate, Signature signature, int accessBytes) {
    this(mnemonic, 0, code, immediate, signature, accessBytes, MVP);
  }

  Opcode(String mnemonic, int code, Immediate immediate, Signature signature, Feature feature) {
    this(mnemonic, 0, code, immediate, signature, 0, feature);
  }

  /** {@return the name of the instruction in the text format} */
  public String mnemonic() {
    return mnemonic;
  }

  /** {@return the byte before the code, {@code 0xFB} to {@code 0xFE}, or 0 if there is none} */
  public int prefix() {
    return prefix;
  }

  /** {@return the code: one byte, or after a prefix a number in unsigned LEB128} */
  public int code() {
    return code;
  }

  /** {@return what follows the code} */
  public Immediate immediate() {
    return immediate;
  }

  /** {@return the types taken and left, or {@link Signature#BY_HAND} where they vary} */
  public Signature signature() {
    return signature;
  }

  /** {@return the number of bytes a memory access touches, 0 for other instructions} */
  public int accessBytes() {
    return accessBytes;
  }

  /** {@return the base-2 logarithm of the natural alignment of a memory access} */
  public int naturalAlignmentLog2() {
    return 31 - Integer.numberOfLeadingZeros(Math.max(accessBytes, 1));
  }

  /** {@return the proposal that brought the instruction} */
  public Feature feature() {
    return feature;
  }

  /** {@return whether this is an atomic memory access, which must be aligned exactly} */
  public boolean isAtomicAccess() {
    return prefix == 0xFE && accessBytes != 0;
  }

  /**
   * Looks an instruction up by its binary form.
   *
   * @param prefix the prefix byte, or 0
   * @param code the code after it
   * @return the instruction, or null if there is none
   */
  public static @Nullable Opcode of(int prefix, int code) {
    if (prefix == 0) {
      return code >= 0 && code < PLAIN.length ? PLAIN[code] : null;
    }
    if (prefix < PREFIX_FIRST || prefix > PREFIX_LAST) {
      return null;
    }
    @Nullable Opcode[] row = PREFIXED[prefix - PREFIX_FIRST];
    return code >= 0 && code < row.length ? row[code] : null;
  }

  /**
   * Looks an instruction up by its name in the text format. Where several share a name ({@code
   * select}, {@code ref.test}, {@code ref.cast}) the first row is meant.
   *
   * @param mnemonic the name
   * @return the instruction, or null if there is none
   */
  public static @Nullable Opcode ofMnemonic(String mnemonic) {
    return ByMnemonic.MAP.get(mnemonic);
  }

  @Override
  public String toString() {
    return mnemonic;
  }

  /** Built on first use: only the text format asks. */
  private static final class ByMnemonic {
    static final Map<String, Opcode> MAP = new HashMap<>();

    static {
      for (Opcode opcode : values()) {
        MAP.putIfAbsent(opcode.mnemonic, opcode);
      }
    }
  }
}
