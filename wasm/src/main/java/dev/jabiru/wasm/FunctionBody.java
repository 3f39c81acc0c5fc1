// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The body of a function: a slice of the module's bytes that holds its locals and instructions.
 *
 * @param offset where it begins, after its size, in bytes from the start of the module
 * @param length its length in bytes
 */
public record FunctionBody(int offset, int length) {
  /** {@return where it ends, in bytes from the start of the module} */
  public int endOffset() {
    return offset + length;
  }
}
