// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.TrapCode;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the tables of {@link NativeCode}. Entries are added in ascending order of their places.
 */
public final class NativeCodeBuilder {
  private final IntColumn functions = new IntColumn();
  private final IntColumn trapPlaces = new IntColumn();
  private final IntColumn trapSources = new IntColumn();
  private final IntColumn trapCodes = new IntColumn();
  private final LineTable.Builder lines = new LineTable.Builder();

  /** Creates a builder of code without functions. */
  public NativeCodeBuilder() {}

  /**
   * Adds a function.
   *
   * @param offset where it begins
   */
  public void function(int offset) {
    functions.add(offset);
  }

  /**
   * Adds a place that may trap.
   *
   * @param offset the place
   * @param code why
   * @param wasmOffset the offset of the instruction in its module, -1 if it belongs to none
   */
  public void trap(int offset, TrapCode code, int wasmOffset) {
    trapPlaces.add(offset);
    trapSources.add(wasmOffset);
    trapCodes.add(code.ordinal());
  }

  /**
   * Says where code comes from, unless that is where the code before it comes from.
   *
   * @param offset from where on
   * @param wasmOffset the offset of the instruction in its module, -1 for none
   */
  public void line(int offset, int wasmOffset) {
    lines.add(offset, wasmOffset);
  }

  /**
   * {@return the code with its tables}
   *
   * @param text functions and stubs; not to be changed any more
   * @param stubsOffset where in there the stubs begin
   * @param stubOffsets where each stub begins, counted from there
   */
  public NativeCode build(byte[] text, int stubsOffset, List<Integer> stubOffsets) {
    functions.add(stubsOffset);
    Bytes code = Bytes.of(text);
    return new NativeCode(
        code,
        code.checksum(),
        stubOffsets,
        Bytes.of(IntColumn.table(functions)),
        Bytes.of(withBytes(IntColumn.table(trapPlaces, trapSources), trapCodes)),
        lines.build());
  }

  private static byte[] withBytes(byte[] table, IntColumn last) {
    byte[] bytes = Arrays.copyOf(table, table.length + last.size());
    for (int i = 0; i < last.size(); i++) {
      bytes[table.length + i] = (byte) last.get(i);
    }
    return bytes;
  }
}
