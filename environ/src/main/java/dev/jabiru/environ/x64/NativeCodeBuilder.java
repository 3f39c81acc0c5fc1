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
  private final IntColumn linePlaces = new IntColumn();
  private final IntColumn lineSources = new IntColumn();

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
    if (linePlaces.size == 0 || lineSources.values[lineSources.size - 1] != wasmOffset) {
      linePlaces.add(offset);
      lineSources.add(wasmOffset);
    }
  }

  /**
   * {@return the code with its tables}
   *
   * @param text functions and stubs; not to be changed any more
   * @param stubsOffset where in there the stubs begin
   * @param stubOffsets where each stub begins, counted from there
   * @param cpuFeatures what the processor must have, as Linux names it
   */
  public NativeCode build(
      byte[] text, int stubsOffset, List<Integer> stubOffsets, List<String> cpuFeatures) {
    functions.add(stubsOffset);
    Bytes code = Bytes.of(text);
    return new NativeCode(
        code,
        code.checksum(),
        stubOffsets,
        Bytes.of(table(functions)),
        Bytes.of(withBytes(table(trapPlaces, trapSources), trapCodes)),
        Bytes.of(table(linePlaces, lineSources)),
        cpuFeatures);
  }

  private static byte[] table(IntColumn... columns) {
    byte[] bytes = new byte[4 * columns.length * columns[0].size];
    int at = 0;
    for (IntColumn column : columns) {
      for (int i = 0; i < column.size; i++) {
        int value = column.values[i];
        bytes[at++] = (byte) value;
        bytes[at++] = (byte) (value >> 8);
        bytes[at++] = (byte) (value >> 16);
        bytes[at++] = (byte) (value >> 24);
      }
    }
    return bytes;
  }

  private static byte[] withBytes(byte[] table, IntColumn last) {
    byte[] bytes = Arrays.copyOf(table, table.length + last.size);
    for (int i = 0; i < last.size; i++) {
      bytes[table.length + i] = (byte) last.values[i];
    }
    return bytes;
  }

  private static final class IntColumn {
    private int[] values = new int[64];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }
  }
}
