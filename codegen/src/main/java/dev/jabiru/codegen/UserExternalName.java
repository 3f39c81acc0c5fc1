// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

/**
 * Names a function across everything that is compiled together.
 *
 * @param namespace the number of a module in the set, or {@link #BUILTIN}
 * @param index the number in that module's function index space, imports included, or the number of
 *     the builtin
 */
public record UserExternalName(int namespace, int index) implements Comparable<UserExternalName> {
  /** The namespace of the functions that the runtime provides to compiled code. */
  public static final int BUILTIN = -1;

  /**
   * Names a function of a module.
   *
   * @param module the number of the module in the set
   * @param index the number of the function in the module's index space
   * @return the name
   */
  public static UserExternalName ofFunction(int module, int index) {
    return new UserExternalName(module, index);
  }

  /**
   * Names a builtin.
   *
   * @param index the number of the builtin
   * @return the name
   */
  public static UserExternalName ofBuiltin(int index) {
    return new UserExternalName(BUILTIN, index);
  }

  /** {@return whether this names a builtin} */
  public boolean isBuiltin() {
    return namespace == BUILTIN;
  }

  @Override
  public int compareTo(UserExternalName other) {
    int byNamespace = Integer.compare(namespace, other.namespace);
    return byNamespace != 0 ? byNamespace : Integer.compare(index, other.index);
  }

  /** {@return the text form: {@code u0:3}, or {@code builtin:3}} */
  @Override
  public String toString() {
    return (isBuiltin() ? "builtin:" : "u" + namespace + ":") + index;
  }
}
