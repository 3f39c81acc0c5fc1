// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

/**
 * One guest frame of a backtrace.
 *
 * <p>Immutable and thread-safe.
 *
 * @param module the module's name, or {@code wasm}
 * @param function the function's index, imports first
 * @param name the function's name, or {@code func[index]} where it has none
 * @param offset byte offset in the module's binary of the instruction that was executing; -1 if
 *     unknown
 */
public record WasmFrame(String module, int function, String name, int offset) {
  /** What stack traces of Java call the class of guests' functions. */
  static final String CLASS = "wasm";

  /** {@return {@code in func[3] "fib" at 0x5c}} */
  @Override
  public String toString() {
    String text = "in func[" + function + "]";
    if (!name.startsWith("func[")) {
      text += " \"" + name + "\"";
    }
    return offset < 0 ? text : text + " at 0x" + Integer.toHexString(offset);
  }

  StackTraceElement toStackTraceElement() {
    String file = offset < 0 ? module : module + ":0x" + Integer.toHexString(offset);
    return new StackTraceElement(CLASS, name, file, -1);
  }
}
