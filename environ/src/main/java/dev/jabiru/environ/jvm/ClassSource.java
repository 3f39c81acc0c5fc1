// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.environ.TrapCode;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Where the class files of one module come from: a compiler that makes them when first asked, or an
 * artifact that holds them.
 *
 * <p>Thread-safe. Function indices count imports first.
 */
public interface ClassSource {
  /** {@return the binary name of the generated context class} */
  String contextClass();

  /**
   * {@return the binary name of the class that holds a function with a body}
   *
   * @param function the function's index
   */
  String classOf(int function);

  /**
   * {@return the name of the static method that is the function's plain entry}
   *
   * @param function the function's index
   */
  String methodOf(int function);

  /**
   * {@return the method's type: the context class (as {@code VMContext} where a loader erases it),
   * then the parameters, returning the first result or void}
   *
   * @param function the function's index
   * @param context the loaded context class
   */
  MethodType methodTypeOf(int function, Class<?> context);

  /**
   * {@return the index, in the module's type space, of a function's type}
   *
   * @param function the function's index
   */
  int typeOf(int function);

  /**
   * {@return the bytes of a class, or null when this module has no such class}
   *
   * @param className a binary name
   */
  byte @Nullable [] classBytes(String className);

  /**
   * What a Java stack frame of generated code stands for.
   *
   * @param function the function's index
   * @param wasmOffset byte offset in the module of the instruction that was executing; -1 unknown
   * @param trap the trap this place raises by an implicit exception, or null
   */
  record Frame(int function, int wasmOffset, @Nullable TrapCode trap) {}

  /**
   * {@return what a Java stack frame stands for, or null when it is not of guest code}
   *
   * @param className the frame's class
   * @param method the frame's method
   * @param line the frame's line number
   */
  @Nullable Frame frame(String className, String method, int line);
}
