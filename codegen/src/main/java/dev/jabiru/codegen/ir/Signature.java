// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import java.util.List;

/**
 * The types a function takes and yields. Immutable.
 *
 * @param params the types of the parameters
 * @param returns the types of the results
 */
public record Signature(List<Type> params, List<Type> returns) {
  /**
   * Copies the lists.
   *
   * @param params the types of the parameters
   * @param returns the types of the results
   */
  public Signature {
    params = List.copyOf(params);
    returns = List.copyOf(returns);
  }

  /** {@return the text form: {@code (i32, i64) -> f32}} */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("(");
    append(out, params).append(')');
    return returns.isEmpty() ? out.toString() : append(out.append(" -> "), returns).toString();
  }

  private static StringBuilder append(StringBuilder out, List<Type> types) {
    for (int i = 0; i < types.size(); i++) {
      out.append(i == 0 ? "" : ", ").append(types.get(i));
    }
    return out;
  }
}
