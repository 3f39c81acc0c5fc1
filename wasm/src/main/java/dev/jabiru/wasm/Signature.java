// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.List;

/**
 * The types that an instruction takes from the stack and those it leaves, for the many instructions
 * for which these are fixed.
 *
 * <p>The name of a constant is its meaning: the letters before the underscore are the operands,
 * bottom first, those after it the results. {@code i l f d v} are {@code i32 i64 f32 f64 v128},
 * {@code a} is the address type of the memory that the instruction names.
 */
public enum Signature {
  /** The types depend on immediates or on the stack; the validator knows the instruction. */
  BY_HAND,
  // spotless:off
  __, _a, _i, _l, _f, _d, _v, a_a, a_i, a_l, a_f, a_d, a_v, ai_, al_, af_, ad_, av_, i_i, i_l,
  i_f, i_d, i_v, l_i, l_l, l_f, l_d, l_v, f_i, f_l, f_f, f_d, f_v, d_i, d_l, d_f, d_d, d_v,
  v_i, v_l, v_f, v_d, v_v, ai_i, aia_, aii_, al_l, av_v, ii_i, ll_i, ll_l, ff_i, ff_f, dd_i,
  dd_d, vi_v, vl_v, vf_v, vd_v, vv_v, aii_i, ail_i, all_i, all_l, vvv_v, ll_ll, llll_ll;
  // spotless:on

  private final List<ValType> params;
  private final List<ValType> results;
  private final byte[] paramCodes;
  private final byte[] resultCodes;

  Signature() {
    String name = name();
    int split = name.indexOf('_');
    boolean isFixed = !name.equals("BY_HAND");
    String before = isFixed ? name.substring(0, split) : "";
    String after = isFixed ? name.substring(split + 1).replace("_", "") : "";
    paramCodes = codes(before);
    resultCodes = codes(after);
    params = types(paramCodes);
    results = types(resultCodes);
  }

  /** Stands for the address type of the memory in {@link #paramCodes} and {@link #resultCodes}. */
  static final byte ADDRESS = 0;

  private static byte[] codes(String letters) {
    byte[] codes = new byte[letters.length()];
    for (int i = 0; i < codes.length; i++) {
      // The codes of TypeCode: 1 to 5 for i32, i64, f32, f64, v128.
      codes[i] = (byte) "ailfdv".indexOf(letters.charAt(i));
    }
    return codes;
  }

  private static List<ValType> types(byte[] codes) {
    ValType[] types = new ValType[codes.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = codes[i] == ADDRESS ? NumType.I32 : TypeCode.toValType(codes[i]);
    }
    return List.of(types);
  }

  /** Operands, bottom first, in the codes of {@link TypeCode} or {@link #ADDRESS}. */
  byte[] paramCodes() {
    return paramCodes;
  }

  /** Results, bottom first, in the codes of {@link TypeCode} or {@link #ADDRESS}. */
  byte[] resultCodes() {
    return resultCodes;
  }

  /** {@return the operands, bottom first, with 32-bit addresses} */
  public List<ValType> params() {
    return params;
  }

  /** {@return the results, bottom first, with 32-bit addresses} */
  public List<ValType> results() {
    return results;
  }
}
