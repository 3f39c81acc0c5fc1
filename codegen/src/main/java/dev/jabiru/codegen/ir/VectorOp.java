// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import static dev.jabiru.codegen.ir.VectorOp.Kind.*;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of vector operations, named and defined as the instructions of WebAssembly.
 *
 * <p>The constant's name says all but the kind: the text is its name in lower case with a period
 * for the first underscore, and the part before the period is the {@link Shape}. A new operation is
 * a row here and a row where a front end maps to it; builder, printer, parser and verifier follow.
 */
public enum VectorOp {
  // spotless:off
  // One vector.
  /** {@code i8x16.abs}. */ I8X16_ABS                           (UNARY),
  /** {@code i8x16.neg}. */ I8X16_NEG                           (UNARY),
  /** {@code i8x16.popcnt}. */ I8X16_POPCNT                        (UNARY),
  /** {@code i16x8.abs}. */ I16X8_ABS                           (UNARY),
  /** {@code i16x8.neg}. */ I16X8_NEG                           (UNARY),
  /** {@code i16x8.extadd_pairwise_i8x16_s}. */ I16X8_EXTADD_PAIRWISE_I8X16_S       (UNARY),
  /** {@code i16x8.extadd_pairwise_i8x16_u}. */ I16X8_EXTADD_PAIRWISE_I8X16_U       (UNARY),
  /** {@code i16x8.extend_low_i8x16_s}. */ I16X8_EXTEND_LOW_I8X16_S            (UNARY),
  /** {@code i16x8.extend_low_i8x16_u}. */ I16X8_EXTEND_LOW_I8X16_U            (UNARY),
  /** {@code i16x8.extend_high_i8x16_s}. */ I16X8_EXTEND_HIGH_I8X16_S           (UNARY),
  /** {@code i16x8.extend_high_i8x16_u}. */ I16X8_EXTEND_HIGH_I8X16_U           (UNARY),
  /** {@code i32x4.abs}. */ I32X4_ABS                           (UNARY),
  /** {@code i32x4.neg}. */ I32X4_NEG                           (UNARY),
  /** {@code i32x4.extadd_pairwise_i16x8_s}. */ I32X4_EXTADD_PAIRWISE_I16X8_S       (UNARY),
  /** {@code i32x4.extadd_pairwise_i16x8_u}. */ I32X4_EXTADD_PAIRWISE_I16X8_U       (UNARY),
  /** {@code i32x4.extend_low_i16x8_s}. */ I32X4_EXTEND_LOW_I16X8_S            (UNARY),
  /** {@code i32x4.extend_low_i16x8_u}. */ I32X4_EXTEND_LOW_I16X8_U            (UNARY),
  /** {@code i32x4.extend_high_i16x8_s}. */ I32X4_EXTEND_HIGH_I16X8_S           (UNARY),
  /** {@code i32x4.extend_high_i16x8_u}. */ I32X4_EXTEND_HIGH_I16X8_U           (UNARY),
  /** {@code i64x2.abs}. */ I64X2_ABS                           (UNARY),
  /** {@code i64x2.neg}. */ I64X2_NEG                           (UNARY),
  /** {@code i64x2.extend_low_i32x4_s}. */ I64X2_EXTEND_LOW_I32X4_S            (UNARY),
  /** {@code i64x2.extend_low_i32x4_u}. */ I64X2_EXTEND_LOW_I32X4_U            (UNARY),
  /** {@code i64x2.extend_high_i32x4_s}. */ I64X2_EXTEND_HIGH_I32X4_S           (UNARY),
  /** {@code i64x2.extend_high_i32x4_u}. */ I64X2_EXTEND_HIGH_I32X4_U           (UNARY),
  /** {@code v128.not}. */ V128_NOT                            (UNARY),
  /** {@code f32x4.abs}. */ F32X4_ABS                           (UNARY),
  /** {@code f32x4.neg}. */ F32X4_NEG                           (UNARY),
  /** {@code f32x4.sqrt}. */ F32X4_SQRT                          (UNARY),
  /** {@code f32x4.ceil}. */ F32X4_CEIL                          (UNARY),
  /** {@code f32x4.floor}. */ F32X4_FLOOR                         (UNARY),
  /** {@code f32x4.trunc}. */ F32X4_TRUNC                         (UNARY),
  /** {@code f32x4.nearest}. */ F32X4_NEAREST                       (UNARY),
  /** {@code f64x2.abs}. */ F64X2_ABS                           (UNARY),
  /** {@code f64x2.neg}. */ F64X2_NEG                           (UNARY),
  /** {@code f64x2.sqrt}. */ F64X2_SQRT                          (UNARY),
  /** {@code f64x2.ceil}. */ F64X2_CEIL                          (UNARY),
  /** {@code f64x2.floor}. */ F64X2_FLOOR                         (UNARY),
  /** {@code f64x2.trunc}. */ F64X2_TRUNC                         (UNARY),
  /** {@code f64x2.nearest}. */ F64X2_NEAREST                       (UNARY),
  /** {@code i32x4.trunc_sat_f32x4_s}. */ I32X4_TRUNC_SAT_F32X4_S             (UNARY),
  /** {@code i32x4.trunc_sat_f32x4_u}. */ I32X4_TRUNC_SAT_F32X4_U             (UNARY),
  /** {@code i32x4.trunc_sat_f64x2_s_zero}. */ I32X4_TRUNC_SAT_F64X2_S_ZERO        (UNARY),
  /** {@code i32x4.trunc_sat_f64x2_u_zero}. */ I32X4_TRUNC_SAT_F64X2_U_ZERO        (UNARY),
  /** {@code f32x4.convert_i32x4_s}. */ F32X4_CONVERT_I32X4_S               (UNARY),
  /** {@code f32x4.convert_i32x4_u}. */ F32X4_CONVERT_I32X4_U               (UNARY),
  /** {@code f64x2.convert_low_i32x4_s}. */ F64X2_CONVERT_LOW_I32X4_S           (UNARY),
  /** {@code f64x2.convert_low_i32x4_u}. */ F64X2_CONVERT_LOW_I32X4_U           (UNARY),
  /** {@code f32x4.demote_f64x2_zero}. */ F32X4_DEMOTE_F64X2_ZERO             (UNARY),
  /** {@code f64x2.promote_low_f32x4}. */ F64X2_PROMOTE_LOW_F32X4             (UNARY),
  /** {@code i32x4.relaxed_trunc_f32x4_s}. */ I32X4_RELAXED_TRUNC_F32X4_S         (UNARY),
  /** {@code i32x4.relaxed_trunc_f32x4_u}. */ I32X4_RELAXED_TRUNC_F32X4_U         (UNARY),
  /** {@code i32x4.relaxed_trunc_f64x2_s_zero}. */ I32X4_RELAXED_TRUNC_F64X2_S_ZERO    (UNARY),
  /** {@code i32x4.relaxed_trunc_f64x2_u_zero}. */ I32X4_RELAXED_TRUNC_F64X2_U_ZERO    (UNARY),
  // Two vectors.
  /** {@code i8x16.swizzle}. */ I8X16_SWIZZLE                       (BINARY),
  /** {@code i8x16.relaxed_swizzle}. */ I8X16_RELAXED_SWIZZLE               (BINARY),
  /** {@code i8x16.eq}. */ I8X16_EQ                            (BINARY),
  /** {@code i8x16.ne}. */ I8X16_NE                            (BINARY),
  /** {@code i8x16.lt_s}. */ I8X16_LT_S                          (BINARY),
  /** {@code i8x16.lt_u}. */ I8X16_LT_U                          (BINARY),
  /** {@code i8x16.gt_s}. */ I8X16_GT_S                          (BINARY),
  /** {@code i8x16.gt_u}. */ I8X16_GT_U                          (BINARY),
  /** {@code i8x16.le_s}. */ I8X16_LE_S                          (BINARY),
  /** {@code i8x16.le_u}. */ I8X16_LE_U                          (BINARY),
  /** {@code i8x16.ge_s}. */ I8X16_GE_S                          (BINARY),
  /** {@code i8x16.ge_u}. */ I8X16_GE_U                          (BINARY),
  /** {@code i16x8.eq}. */ I16X8_EQ                            (BINARY),
  /** {@code i16x8.ne}. */ I16X8_NE                            (BINARY),
  /** {@code i16x8.lt_s}. */ I16X8_LT_S                          (BINARY),
  /** {@code i16x8.lt_u}. */ I16X8_LT_U                          (BINARY),
  /** {@code i16x8.gt_s}. */ I16X8_GT_S                          (BINARY),
  /** {@code i16x8.gt_u}. */ I16X8_GT_U                          (BINARY),
  /** {@code i16x8.le_s}. */ I16X8_LE_S                          (BINARY),
  /** {@code i16x8.le_u}. */ I16X8_LE_U                          (BINARY),
  /** {@code i16x8.ge_s}. */ I16X8_GE_S                          (BINARY),
  /** {@code i16x8.ge_u}. */ I16X8_GE_U                          (BINARY),
  /** {@code i32x4.eq}. */ I32X4_EQ                            (BINARY),
  /** {@code i32x4.ne}. */ I32X4_NE                            (BINARY),
  /** {@code i32x4.lt_s}. */ I32X4_LT_S                          (BINARY),
  /** {@code i32x4.lt_u}. */ I32X4_LT_U                          (BINARY),
  /** {@code i32x4.gt_s}. */ I32X4_GT_S                          (BINARY),
  /** {@code i32x4.gt_u}. */ I32X4_GT_U                          (BINARY),
  /** {@code i32x4.le_s}. */ I32X4_LE_S                          (BINARY),
  /** {@code i32x4.le_u}. */ I32X4_LE_U                          (BINARY),
  /** {@code i32x4.ge_s}. */ I32X4_GE_S                          (BINARY),
  /** {@code i32x4.ge_u}. */ I32X4_GE_U                          (BINARY),
  /** {@code i64x2.eq}. */ I64X2_EQ                            (BINARY),
  /** {@code i64x2.ne}. */ I64X2_NE                            (BINARY),
  /** {@code i64x2.lt_s}. */ I64X2_LT_S                          (BINARY),
  /** {@code i64x2.gt_s}. */ I64X2_GT_S                          (BINARY),
  /** {@code i64x2.le_s}. */ I64X2_LE_S                          (BINARY),
  /** {@code i64x2.ge_s}. */ I64X2_GE_S                          (BINARY),
  /** {@code f32x4.eq}. */ F32X4_EQ                            (BINARY),
  /** {@code f32x4.ne}. */ F32X4_NE                            (BINARY),
  /** {@code f32x4.lt}. */ F32X4_LT                            (BINARY),
  /** {@code f32x4.gt}. */ F32X4_GT                            (BINARY),
  /** {@code f32x4.le}. */ F32X4_LE                            (BINARY),
  /** {@code f32x4.ge}. */ F32X4_GE                            (BINARY),
  /** {@code f64x2.eq}. */ F64X2_EQ                            (BINARY),
  /** {@code f64x2.ne}. */ F64X2_NE                            (BINARY),
  /** {@code f64x2.lt}. */ F64X2_LT                            (BINARY),
  /** {@code f64x2.gt}. */ F64X2_GT                            (BINARY),
  /** {@code f64x2.le}. */ F64X2_LE                            (BINARY),
  /** {@code f64x2.ge}. */ F64X2_GE                            (BINARY),
  /** {@code v128.and}. */ V128_AND                            (BINARY),
  /** {@code v128.andnot}. */ V128_ANDNOT                         (BINARY),
  /** {@code v128.or}. */ V128_OR                             (BINARY),
  /** {@code v128.xor}. */ V128_XOR                            (BINARY),
  /** {@code i8x16.add}. */ I8X16_ADD                           (BINARY),
  /** {@code i8x16.sub}. */ I8X16_SUB                           (BINARY),
  /** {@code i8x16.add_sat_s}. */ I8X16_ADD_SAT_S                     (BINARY),
  /** {@code i8x16.add_sat_u}. */ I8X16_ADD_SAT_U                     (BINARY),
  /** {@code i8x16.sub_sat_s}. */ I8X16_SUB_SAT_S                     (BINARY),
  /** {@code i8x16.sub_sat_u}. */ I8X16_SUB_SAT_U                     (BINARY),
  /** {@code i8x16.avgr_u}. */ I8X16_AVGR_U                        (BINARY),
  /** {@code i8x16.min_s}. */ I8X16_MIN_S                         (BINARY),
  /** {@code i8x16.min_u}. */ I8X16_MIN_U                         (BINARY),
  /** {@code i8x16.max_s}. */ I8X16_MAX_S                         (BINARY),
  /** {@code i8x16.max_u}. */ I8X16_MAX_U                         (BINARY),
  /** {@code i16x8.add}. */ I16X8_ADD                           (BINARY),
  /** {@code i16x8.sub}. */ I16X8_SUB                           (BINARY),
  /** {@code i16x8.mul}. */ I16X8_MUL                           (BINARY),
  /** {@code i16x8.add_sat_s}. */ I16X8_ADD_SAT_S                     (BINARY),
  /** {@code i16x8.add_sat_u}. */ I16X8_ADD_SAT_U                     (BINARY),
  /** {@code i16x8.sub_sat_s}. */ I16X8_SUB_SAT_S                     (BINARY),
  /** {@code i16x8.sub_sat_u}. */ I16X8_SUB_SAT_U                     (BINARY),
  /** {@code i16x8.avgr_u}. */ I16X8_AVGR_U                        (BINARY),
  /** {@code i16x8.min_s}. */ I16X8_MIN_S                         (BINARY),
  /** {@code i16x8.min_u}. */ I16X8_MIN_U                         (BINARY),
  /** {@code i16x8.max_s}. */ I16X8_MAX_S                         (BINARY),
  /** {@code i16x8.max_u}. */ I16X8_MAX_U                         (BINARY),
  /** {@code i16x8.extmul_low_i8x16_s}. */ I16X8_EXTMUL_LOW_I8X16_S            (BINARY),
  /** {@code i16x8.extmul_low_i8x16_u}. */ I16X8_EXTMUL_LOW_I8X16_U            (BINARY),
  /** {@code i16x8.extmul_high_i8x16_s}. */ I16X8_EXTMUL_HIGH_I8X16_S           (BINARY),
  /** {@code i16x8.extmul_high_i8x16_u}. */ I16X8_EXTMUL_HIGH_I8X16_U           (BINARY),
  /** {@code i32x4.add}. */ I32X4_ADD                           (BINARY),
  /** {@code i32x4.sub}. */ I32X4_SUB                           (BINARY),
  /** {@code i32x4.mul}. */ I32X4_MUL                           (BINARY),
  /** {@code i32x4.min_s}. */ I32X4_MIN_S                         (BINARY),
  /** {@code i32x4.min_u}. */ I32X4_MIN_U                         (BINARY),
  /** {@code i32x4.max_s}. */ I32X4_MAX_S                         (BINARY),
  /** {@code i32x4.max_u}. */ I32X4_MAX_U                         (BINARY),
  /** {@code i32x4.extmul_low_i16x8_s}. */ I32X4_EXTMUL_LOW_I16X8_S            (BINARY),
  /** {@code i32x4.extmul_low_i16x8_u}. */ I32X4_EXTMUL_LOW_I16X8_U            (BINARY),
  /** {@code i32x4.extmul_high_i16x8_s}. */ I32X4_EXTMUL_HIGH_I16X8_S           (BINARY),
  /** {@code i32x4.extmul_high_i16x8_u}. */ I32X4_EXTMUL_HIGH_I16X8_U           (BINARY),
  /** {@code i64x2.add}. */ I64X2_ADD                           (BINARY),
  /** {@code i64x2.sub}. */ I64X2_SUB                           (BINARY),
  /** {@code i64x2.mul}. */ I64X2_MUL                           (BINARY),
  /** {@code i64x2.extmul_low_i32x4_s}. */ I64X2_EXTMUL_LOW_I32X4_S            (BINARY),
  /** {@code i64x2.extmul_low_i32x4_u}. */ I64X2_EXTMUL_LOW_I32X4_U            (BINARY),
  /** {@code i64x2.extmul_high_i32x4_s}. */ I64X2_EXTMUL_HIGH_I32X4_S           (BINARY),
  /** {@code i64x2.extmul_high_i32x4_u}. */ I64X2_EXTMUL_HIGH_I32X4_U           (BINARY),
  /** {@code i8x16.narrow_i16x8_s}. */ I8X16_NARROW_I16X8_S                (BINARY),
  /** {@code i8x16.narrow_i16x8_u}. */ I8X16_NARROW_I16X8_U                (BINARY),
  /** {@code i16x8.narrow_i32x4_s}. */ I16X8_NARROW_I32X4_S                (BINARY),
  /** {@code i16x8.narrow_i32x4_u}. */ I16X8_NARROW_I32X4_U                (BINARY),
  /** {@code i16x8.q15mulr_sat_s}. */ I16X8_Q15MULR_SAT_S                 (BINARY),
  /** {@code i32x4.dot_i16x8_s}. */ I32X4_DOT_I16X8_S                   (BINARY),
  /** {@code i16x8.relaxed_q15mulr_s}. */ I16X8_RELAXED_Q15MULR_S             (BINARY),
  /** {@code i16x8.relaxed_dot_i8x16_i7x16_s}. */ I16X8_RELAXED_DOT_I8X16_I7X16_S     (BINARY),
  /** {@code f32x4.add}. */ F32X4_ADD                           (BINARY),
  /** {@code f32x4.sub}. */ F32X4_SUB                           (BINARY),
  /** {@code f32x4.mul}. */ F32X4_MUL                           (BINARY),
  /** {@code f32x4.div}. */ F32X4_DIV                           (BINARY),
  /** {@code f32x4.min}. */ F32X4_MIN                           (BINARY),
  /** {@code f32x4.max}. */ F32X4_MAX                           (BINARY),
  /** {@code f32x4.pmin}. */ F32X4_PMIN                          (BINARY),
  /** {@code f32x4.pmax}. */ F32X4_PMAX                          (BINARY),
  /** {@code f32x4.relaxed_min}. */ F32X4_RELAXED_MIN                   (BINARY),
  /** {@code f32x4.relaxed_max}. */ F32X4_RELAXED_MAX                   (BINARY),
  /** {@code f64x2.add}. */ F64X2_ADD                           (BINARY),
  /** {@code f64x2.sub}. */ F64X2_SUB                           (BINARY),
  /** {@code f64x2.mul}. */ F64X2_MUL                           (BINARY),
  /** {@code f64x2.div}. */ F64X2_DIV                           (BINARY),
  /** {@code f64x2.min}. */ F64X2_MIN                           (BINARY),
  /** {@code f64x2.max}. */ F64X2_MAX                           (BINARY),
  /** {@code f64x2.pmin}. */ F64X2_PMIN                          (BINARY),
  /** {@code f64x2.pmax}. */ F64X2_PMAX                          (BINARY),
  /** {@code f64x2.relaxed_min}. */ F64X2_RELAXED_MIN                   (BINARY),
  /** {@code f64x2.relaxed_max}. */ F64X2_RELAXED_MAX                   (BINARY),
  // Three vectors.
  /** {@code v128.bitselect}. */ V128_BITSELECT                      (TERNARY),
  /** {@code i8x16.relaxed_laneselect}. */ I8X16_RELAXED_LANESELECT            (TERNARY),
  /** {@code i16x8.relaxed_laneselect}. */ I16X8_RELAXED_LANESELECT            (TERNARY),
  /** {@code i32x4.relaxed_laneselect}. */ I32X4_RELAXED_LANESELECT            (TERNARY),
  /** {@code i64x2.relaxed_laneselect}. */ I64X2_RELAXED_LANESELECT            (TERNARY),
  /** {@code f32x4.relaxed_madd}. */ F32X4_RELAXED_MADD                  (TERNARY),
  /** {@code f32x4.relaxed_nmadd}. */ F32X4_RELAXED_NMADD                 (TERNARY),
  /** {@code f64x2.relaxed_madd}. */ F64X2_RELAXED_MADD                  (TERNARY),
  /** {@code f64x2.relaxed_nmadd}. */ F64X2_RELAXED_NMADD                 (TERNARY),
  /** {@code i32x4.relaxed_dot_i8x16_i7x16_add_s}. */ I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S (TERNARY),
  // A vector and an i32, the count modulo the lane width.
  /** {@code i8x16.shl}. */ I8X16_SHL                           (SHIFT),
  /** {@code i8x16.shr_s}. */ I8X16_SHR_S                         (SHIFT),
  /** {@code i8x16.shr_u}. */ I8X16_SHR_U                         (SHIFT),
  /** {@code i16x8.shl}. */ I16X8_SHL                           (SHIFT),
  /** {@code i16x8.shr_s}. */ I16X8_SHR_S                         (SHIFT),
  /** {@code i16x8.shr_u}. */ I16X8_SHR_U                         (SHIFT),
  /** {@code i32x4.shl}. */ I32X4_SHL                           (SHIFT),
  /** {@code i32x4.shr_s}. */ I32X4_SHR_S                         (SHIFT),
  /** {@code i32x4.shr_u}. */ I32X4_SHR_U                         (SHIFT),
  /** {@code i64x2.shl}. */ I64X2_SHL                           (SHIFT),
  /** {@code i64x2.shr_s}. */ I64X2_SHR_S                         (SHIFT),
  /** {@code i64x2.shr_u}. */ I64X2_SHR_U                         (SHIFT),
  // A vector to an i32.
  /** {@code v128.any_true}. */ V128_ANY_TRUE                       (TEST),
  /** {@code i8x16.all_true}. */ I8X16_ALL_TRUE                      (TEST),
  /** {@code i8x16.bitmask}. */ I8X16_BITMASK                       (TEST),
  /** {@code i16x8.all_true}. */ I16X8_ALL_TRUE                      (TEST),
  /** {@code i16x8.bitmask}. */ I16X8_BITMASK                       (TEST),
  /** {@code i32x4.all_true}. */ I32X4_ALL_TRUE                      (TEST),
  /** {@code i32x4.bitmask}. */ I32X4_BITMASK                       (TEST),
  /** {@code i64x2.all_true}. */ I64X2_ALL_TRUE                      (TEST),
  /** {@code i64x2.bitmask}. */ I64X2_BITMASK                       (TEST),
  // A scalar to every lane.
  /** {@code i8x16.splat}. */ I8X16_SPLAT                         (SPLAT),
  /** {@code i16x8.splat}. */ I16X8_SPLAT                         (SPLAT),
  /** {@code i32x4.splat}. */ I32X4_SPLAT                         (SPLAT),
  /** {@code i64x2.splat}. */ I64X2_SPLAT                         (SPLAT),
  /** {@code f32x4.splat}. */ F32X4_SPLAT                         (SPLAT),
  /** {@code f64x2.splat}. */ F64X2_SPLAT                         (SPLAT),
  // A lane to a scalar.
  /** {@code i8x16.extract_lane_s}. */ I8X16_EXTRACT_LANE_S                (EXTRACT),
  /** {@code i8x16.extract_lane_u}. */ I8X16_EXTRACT_LANE_U                (EXTRACT),
  /** {@code i16x8.extract_lane_s}. */ I16X8_EXTRACT_LANE_S                (EXTRACT),
  /** {@code i16x8.extract_lane_u}. */ I16X8_EXTRACT_LANE_U                (EXTRACT),
  /** {@code i32x4.extract_lane}. */ I32X4_EXTRACT_LANE                  (EXTRACT),
  /** {@code i64x2.extract_lane}. */ I64X2_EXTRACT_LANE                  (EXTRACT),
  /** {@code f32x4.extract_lane}. */ F32X4_EXTRACT_LANE                  (EXTRACT),
  /** {@code f64x2.extract_lane}. */ F64X2_EXTRACT_LANE                  (EXTRACT),
  // A scalar into a lane.
  /** {@code i8x16.replace_lane}. */ I8X16_REPLACE_LANE                  (REPLACE),
  /** {@code i16x8.replace_lane}. */ I16X8_REPLACE_LANE                  (REPLACE),
  /** {@code i32x4.replace_lane}. */ I32X4_REPLACE_LANE                  (REPLACE),
  /** {@code i64x2.replace_lane}. */ I64X2_REPLACE_LANE                  (REPLACE),
  /** {@code f32x4.replace_lane}. */ F32X4_REPLACE_LANE                  (REPLACE),
  /** {@code f64x2.replace_lane}. */ F64X2_REPLACE_LANE                  (REPLACE),
  // Bytes of memory to a whole vector.
  /** {@code v128.load8x8_s}. */ V128_LOAD8X8_S                      (LOAD, 8),
  /** {@code v128.load8x8_u}. */ V128_LOAD8X8_U                      (LOAD, 8),
  /** {@code v128.load16x4_s}. */ V128_LOAD16X4_S                     (LOAD, 8),
  /** {@code v128.load16x4_u}. */ V128_LOAD16X4_U                     (LOAD, 8),
  /** {@code v128.load32x2_s}. */ V128_LOAD32X2_S                     (LOAD, 8),
  /** {@code v128.load32x2_u}. */ V128_LOAD32X2_U                     (LOAD, 8),
  /** {@code v128.load8_splat}. */ V128_LOAD8_SPLAT                    (LOAD, 1),
  /** {@code v128.load16_splat}. */ V128_LOAD16_SPLAT                   (LOAD, 2),
  /** {@code v128.load32_splat}. */ V128_LOAD32_SPLAT                   (LOAD, 4),
  /** {@code v128.load64_splat}. */ V128_LOAD64_SPLAT                   (LOAD, 8),
  /** {@code v128.load32_zero}. */ V128_LOAD32_ZERO                    (LOAD, 4),
  /** {@code v128.load64_zero}. */ V128_LOAD64_ZERO                    (LOAD, 8),
  // Bytes of memory to a lane.
  /** {@code v128.load8_lane}. */ V128_LOAD8_LANE                     (LOAD_LANE, 1),
  /** {@code v128.load16_lane}. */ V128_LOAD16_LANE                    (LOAD_LANE, 2),
  /** {@code v128.load32_lane}. */ V128_LOAD32_LANE                    (LOAD_LANE, 4),
  /** {@code v128.load64_lane}. */ V128_LOAD64_LANE                    (LOAD_LANE, 8),
  // A lane to memory.
  /** {@code v128.store8_lane}. */ V128_STORE8_LANE                    (STORE_LANE, 1),
  /** {@code v128.store16_lane}. */ V128_STORE16_LANE                   (STORE_LANE, 2),
  /** {@code v128.store32_lane}. */ V128_STORE32_LANE                   (STORE_LANE, 4),
  /** {@code v128.store64_lane}. */ V128_STORE64_LANE                   (STORE_LANE, 8);
  // spotless:on

  /** What an operation takes and yields, and so the opcode it goes with. */
  public enum Kind {
    /** {@link Opcode#VUNARY}. */
    UNARY(Opcode.VUNARY),
    /** {@link Opcode#VBINARY}. */
    BINARY(Opcode.VBINARY),
    /** {@link Opcode#VTERNARY}. */
    TERNARY(Opcode.VTERNARY),
    /** {@link Opcode#VSHIFT}. */
    SHIFT(Opcode.VSHIFT),
    /** {@link Opcode#VTEST}. */
    TEST(Opcode.VTEST),
    /** {@link Opcode#VSPLAT}. */
    SPLAT(Opcode.VSPLAT),
    /** {@link Opcode#VEXTRACT}. */
    EXTRACT(Opcode.VEXTRACT),
    /** {@link Opcode#VREPLACE}. */
    REPLACE(Opcode.VREPLACE),
    /** {@link Opcode#VLOAD}. */
    LOAD(Opcode.VLOAD),
    /** {@link Opcode#VLOAD_LANE}. */
    LOAD_LANE(Opcode.VLOAD_LANE),
    /** {@link Opcode#VSTORE_LANE}. */
    STORE_LANE(Opcode.VSTORE_LANE);

    private final Opcode opcode;

    Kind(Opcode opcode) {
      this.opcode = opcode;
    }

    /** {@return the opcode that operations of this kind go with} */
    public Opcode opcode() {
      return opcode;
    }
  }

  /** How an operation divides the 128 bits. */
  public enum Shape {
    /** No lanes. */
    V128(Type.V128, 16),
    /** Sixteen bytes. */
    I8X16(Type.I32, 1),
    /** Eight 16-bit integers. */
    I16X8(Type.I32, 2),
    /** Four 32-bit integers. */
    I32X4(Type.I32, 4),
    /** Two 64-bit integers. */
    I64X2(Type.I64, 8),
    /** Four 32-bit floats. */
    F32X4(Type.F32, 4),
    /** Two 64-bit floats. */
    F64X2(Type.F64, 8);

    private final Type scalar;
    private final int laneBytes;

    Shape(Type scalar, int laneBytes) {
      this.scalar = scalar;
      this.laneBytes = laneBytes;
    }

    /** {@return the type of a lane as a value of its own; i32 for the narrow ones} */
    public Type scalar() {
      return scalar;
    }

    /** {@return the size of a lane} */
    public int laneBytes() {
      return laneBytes;
    }

    /** {@return the number of lanes} */
    public int lanes() {
      return 16 / laneBytes;
    }
  }

  private static final VectorOp[] ALL = values();
  private static final Map<String, VectorOp> BY_TEXT = new HashMap<>();

  static {
    for (VectorOp op : ALL) {
      BY_TEXT.put(op.text, op);
    }
  }

  private final Kind kind;
  private final int accessBytes;
  private final Shape shape;
  private final String text;

  VectorOp(Kind kind) {
    this(kind, 0);
  }

  VectorOp(Kind kind, int accessBytes) {
    this.kind = kind;
    this.accessBytes = accessBytes;
    int split = name().indexOf('_');
    this.shape = Shape.valueOf(name().substring(0, split));
    this.text =
        (name().substring(0, split) + '.' + name().substring(split + 1)).toLowerCase(Locale.ROOT);
  }

  /**
   * Finds an operation by its name in the text formats of the IR and of WebAssembly.
   *
   * @param text the name, such as {@code i8x16.add}
   * @return the operation, or null if there is none of that name
   */
  public static @Nullable VectorOp of(String text) {
    return BY_TEXT.get(text);
  }

  /** Keeps this big table unloaded until an instruction has a vector operation. */
  static VectorOp ofOrdinal(int ordinal) {
    return ALL[ordinal];
  }

  /** {@return what it takes and yields} */
  public Kind kind() {
    return kind;
  }

  /** {@return how it divides the vector it yields or, where it yields none, takes} */
  public Shape shape() {
    return shape;
  }

  /** {@return the number of bytes it accesses in memory, 0 if it does not} */
  public int accessBytes() {
    return accessBytes;
  }

  /** {@return the number of lanes its lane immediate may name} */
  public int laneCount() {
    return accessBytes != 0 ? 16 / accessBytes : shape.lanes();
  }

  /** {@return the name in the text format} */
  @Override
  public String toString() {
    return text;
  }
}
