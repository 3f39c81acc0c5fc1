// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.CompiledFunction;

/**
 * The machine code of a function: code, then the constants and jump tables it reads. It begins at a
 * multiple of {@link #ALIGNMENT} wherever it is put, and has no absolute addresses. Immutable.
 */
public final class X64Code implements CompiledFunction.Code {
  /** What the address of the code is a multiple of. */
  public static final int ALIGNMENT = 16;

  private final byte[] bytes;
  private final int instructionBytes;

  /**
   * Code that was compiled before.
   *
   * @param bytes the code, not to be changed any more
   * @param instructionBytes how many of the bytes are instructions
   */
  public X64Code(byte[] bytes, int instructionBytes) {
    this.bytes = bytes;
    this.instructionBytes = instructionBytes;
  }

  @Override
  public int codeBytes() {
    return bytes.length;
  }

  /** {@return how many of the bytes are instructions; constants and tables follow} */
  public int instructionBytes() {
    return instructionBytes;
  }

  /**
   * Copies the code.
   *
   * @param to where to put it
   * @param offset where in there
   */
  public void copyTo(byte[] to, int offset) {
    System.arraycopy(bytes, 0, to, offset, bytes.length);
  }

  /** {@return a copy of the bytes} */
  public byte[] toBytes() {
    return bytes.clone();
  }
}
