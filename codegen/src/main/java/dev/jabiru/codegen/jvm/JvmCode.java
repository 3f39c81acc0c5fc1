// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.CompiledFunction;
import java.util.List;

/**
 * The code of one function for the Java Virtual Machine: methods that belong to no class yet, the
 * plain entry first. Immutable.
 */
public final class JvmCode implements CompiledFunction.Code {
  private final List<Symbol> symbols;
  private final List<MethodCode> methods;

  JvmCode(List<Symbol> symbols, List<MethodCode> methods) {
    this.symbols = List.copyOf(symbols);
    this.methods = List.copyOf(methods);
  }

  List<Symbol> symbols() {
    return symbols;
  }

  List<MethodCode> methods() {
    return methods;
  }

  /** {@return the number of methods: the entry, and its regions if it has any} */
  public int methodCount() {
    return methods.size();
  }

  /**
   * {@return what is appended to the function's name to name a method; empty for the plain entry}
   *
   * @param method the method's position
   */
  public String suffixOf(int method) {
    return methods.get(method).suffix();
  }

  @Override
  public int codeBytes() {
    int total = 0;
    for (MethodCode method : methods) {
      total += method.code().length;
    }
    return total;
  }
}
