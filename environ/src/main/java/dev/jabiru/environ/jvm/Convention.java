// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * How a function type becomes the type of a Java method: the parameters as far as they fit, the
 * first result.
 *
 * <p>Parameters that do not fit travel in the store's {@link VMStore#tailArgs} and {@link
 * VMStore#tailRefs}, each at its position among all parameters; results after the first in {@link
 * VMStore#results} and {@link VMStore#refResults}.
 */
public final class Convention {
  /**
   * Argument slots for parameters, of which {@code long} and {@code double} take two: the class
   * file format allows 255, and method handles need some for themselves.
   */
  public static final int MAX_SLOTS = 250;

  private Convention() {}

  /**
   * {@return how many parameters of a function are parameters of its Java method}
   *
   * @param type the function's type
   */
  public static int directParams(FuncType type) {
    int slots = 0;
    for (int i = 0; i < type.params().size(); i++) {
      ValType param = type.params().get(i);
      slots += param == NumType.I64 || param == NumType.F64 ? 2 : 1;
      if (slots > MAX_SLOTS) {
        return i;
      }
    }
    return type.params().size();
  }

  /**
   * {@return the type of a function's Java method, the context not counted}
   *
   * @param type the function's type
   */
  public static MethodType methodType(FuncType type) {
    int count = directParams(type);
    List<Class<?>> params = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      params.add(javaType(type.params().get(i)));
    }
    Class<?> result = type.results().isEmpty() ? void.class : javaType(type.results().getFirst());
    return MethodType.methodType(result, params);
  }

  private static Class<?> javaType(ValType type) {
    // No switch over classes, which would need a bootstrap at every start.
    if (type instanceof NumType num) {
      return switch (num) {
        case I32 -> int.class;
        case I64 -> long.class;
        case F32 -> float.class;
        case F64 -> double.class;
      };
    }
    if (type instanceof RefType) {
      return Object.class;
    }
    throw new AssertionError("vectors are not compiled on this target");
  }
}
