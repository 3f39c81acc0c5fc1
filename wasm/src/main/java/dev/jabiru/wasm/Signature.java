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
@SuppressWarnings("doclint:missing") // a row is its own documentation
public enum Signature {
  /** The types depend on immediates or on the stack; the validator knows the instruction. */
  BY_HAND,
  // spotless:off
  __, _a, _i, _l, _f, _d, _v, a_a, a_i, a_l, a_f, a_d, a_v, ai_, al_, af_, ad_, av_, i_i, i_l,
  i_f, i_d, i_v, l_i, l_l, l_f, l_d, l_v, f_i, f_l, f_f, f_d, f_v, d_i, d_l, d_f, d_d, d_v,
  v_i, v_l, v_f, v_d, v_v, ai_i, aia_, aii_, al_l, av_v, ii_i, ll_i, ll_l, ff_i, ff_f, dd_i,
  dd_d, vi_v, vl_v, vf_v, vd_v, vv_v, aii_i, ail_i, all_i, all_l, vvv_v, ll_ll, llll_ll;
  // spotless:on

  /** Stands for the address type before it is replaced. */
  private static final int ADDRESS = 0;

  private final int[] params32;
  private final int[] params64;
  private final int[] results32;
  private final int[] results64;

  Signature() {
    String name = name();
    int split = name.indexOf('_');
    boolean isFixed = !name.equals("BY_HAND");
    String before = isFixed ? name.substring(0, split) : "";
    String after = isFixed ? name.substring(split + 1).replace("_", "") : "";
    params32 = codes(before, TypeCode.I32);
    params64 = codes(before, TypeCode.I64);
    results32 = codes(after, TypeCode.I32);
    results64 = codes(after, TypeCode.I64);
  }

  private static int[] codes(String letters, int addressCode) {
    int[] codes = new int[letters.length()];
    for (int i = 0; i < codes.length; i++) {
      // The codes of TypeCode: 1 to 5 for i32, i64, f32, f64, v128.
      int code = "ailfdv".indexOf(letters.charAt(i));
      codes[i] = code == ADDRESS ? addressCode : code;
    }
    return codes;
  }

  /** Operands as {@link TypeCode}s, bottom first. */
  int[] paramCodes(int addressCode) {
    return addressCode == TypeCode.I64 ? params64 : params32;
  }

  /** Results as {@link TypeCode}s, bottom first. */
  int[] resultCodes(int addressCode) {
    return addressCode == TypeCode.I64 ? results64 : results32;
  }

  /**
   * {@return the operands, bottom first}
   *
   * @param address the type of the addresses of the memory
   */
  public List<ValType> params(AddressType address) {
    return types(paramCodes(TypeCode.of(address.valType())));
  }

  /**
   * {@return the results, bottom first}
   *
   * @param address the type of the addresses of the memory
   */
  public List<ValType> results(AddressType address) {
    return types(resultCodes(TypeCode.of(address.valType())));
  }

  private static List<ValType> types(int[] codes) {
    ValType[] types = new ValType[codes.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = TypeCode.toValType(codes[i]);
    }
    return List.of(types);
  }
}
