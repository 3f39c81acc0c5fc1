// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.ir.Function;

/**
 * Compiles functions to bytecode.
 *
 * <p>A function with a signature {@code (p1, p2…) -> (r1, r2…)} becomes a static method {@code r1
 * name(context, p1, p2…)}; see {@link JvmAbi} for the types of the world around and {@link
 * Convention} for parameters that do not fit and further results.
 *
 * <p>Stateless; any thread may compile any function that no other thread works on.
 */
public final class JvmTarget {
  private JvmTarget() {}

  /**
   * Compiles a function.
   *
   * @param function the function, verified and without aliases; it may be changed
   * @param abi the world it will live in
   * @return the code and all that describes it
   * @throws UnsupportedOperationException if it uses a feature that this target lacks; the message
   *     names it
   */
  public static CompiledFunction compile(Function function, JvmAbi abi) {
    FunctionCompiler compiler = new FunctionCompiler(function, abi);
    return compiler.compile();
  }
}
