// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Connects a Java method with a WebAssembly function.
 *
 * <p>On a method of an object given to {@link Linker#bind}: guests may import the method. On a
 * method of an interface given to {@link Instance#as}: the export behind the method, where the
 * names differ.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface WasmFunction {
  /** {@return the function's name; the method's own name if empty} */
  String value() default "";
}
