// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Type;
import java.util.List;

/**
 * How a signature becomes a Java method's: the context, then the parameters as far as they fit; the
 * first result.
 *
 * <p>Parameters that do not fit are passed in the store's {@code tailArgs} and {@code tailRefs},
 * each at its position among all parameters; results after the first in {@code results} and {@code
 * refResults}.
 */
final class Convention {
  /** Argument slots for parameters; the JVM allows 255, method handles need some themselves. */
  static final int MAX_SLOTS = 250;

  private Convention() {}

  /** How many parameters are parameters of the Java method. */
  static int directParams(Signature signature) {
    List<Type> params = signature.params();
    int slots = 0;
    for (int i = 0; i < params.size(); i++) {
      slots += Body.jvmType(params.get(i)).slots();
      if (slots > MAX_SLOTS) {
        return i;
      }
    }
    return params.size();
  }

  /**
   * The descriptor of a method.
   *
   * @param signature its signature
   * @param context the descriptor of the first parameter, empty for none
   */
  static String descriptor(Signature signature, String context) {
    StringBuilder out = new StringBuilder("(").append(context);
    for (int i = 0, n = directParams(signature); i < n; i++) {
      out.append(Body.jvmType(signature.params().get(i)).descriptor());
    }
    out.append(')');
    return out.append(returnDescriptor(signature)).toString();
  }

  static String returnDescriptor(Signature signature) {
    List<Type> returns = signature.returns();
    return returns.isEmpty() ? "V" : Body.jvmType(returns.get(0)).descriptor();
  }

  /** The verification type of the first result, {@link VerificationType#TOP} for none. */
  static int returnType(Signature signature) {
    List<Type> returns = signature.returns();
    return returns.isEmpty()
        ? VerificationType.TOP
        : VerificationType.of(Body.jvmType(returns.get(0)));
  }
}
