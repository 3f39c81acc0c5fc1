// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where code comes from: for ranges of code offsets the place in the source. Immutable.
 *
 * <p>Each entry holds from its code offset up to that of the next.
 */
public final class AddressMap {
  /** The map that knows nothing. */
  public static final AddressMap EMPTY = new AddressMap(new int[0], new int[0]);

  private final int[] codeOffsets;
  private final int[] sourceLocs;

  private AddressMap(int[] codeOffsets, int[] sourceLocs) {
    this.codeOffsets = codeOffsets;
    this.sourceLocs = sourceLocs;
  }

  /** {@return the number of entries} */
  public int size() {
    return codeOffsets.length;
  }

  /**
   * Returns where an entry begins.
   *
   * @param i the position of the entry
   * @return the code offset
   */
  public int codeOffset(int i) {
    return codeOffsets[i];
  }

  /**
   * Returns what an entry says.
   *
   * @param i the position of the entry
   * @return the place in the source, or {@link dev.jabiru.codegen.ir.Function#NO_SOURCE_LOC}
   */
  public int sourceLoc(int i) {
    return sourceLocs[i];
  }

  /**
   * Finds the place in the source that code comes from.
   *
   * @param codeOffset a code offset
   * @return the place, or {@link dev.jabiru.codegen.ir.Function#NO_SOURCE_LOC}
   */
  public int find(int codeOffset) {
    int at = Arrays.binarySearch(codeOffsets, codeOffset);
    int entry = at >= 0 ? at : -at - 2;
    return entry < 0 ? dev.jabiru.codegen.ir.Function.NO_SOURCE_LOC : sourceLocs[entry];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressMap map
        && Arrays.equals(codeOffsets, map.codeOffsets)
        && Arrays.equals(sourceLocs, map.sourceLocs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(codeOffsets) + Arrays.hashCode(sourceLocs);
  }

  /** Collects the entries of a map in ascending order. */
  public static final class Builder {
    private int[] codeOffsets = new int[16];
    private int[] sourceLocs = new int[16];
    private int size;

    /** A builder without entries. */
    public Builder() {}

    /**
     * Says where code comes from, from an offset on.
     *
     * @param codeOffset the offset, not less than that of the entry before
     * @param sourceLoc the place in the source, or {@link
     *     dev.jabiru.codegen.ir.Function#NO_SOURCE_LOC}
     */
    public void add(int codeOffset, int sourceLoc) {
      if (size > 0 && sourceLocs[size - 1] == sourceLoc) {
        return;
      }
      if (size > 0 && codeOffsets[size - 1] == codeOffset) {
        size--;
      }
      assert size == 0 || codeOffsets[size - 1] < codeOffset : codeOffset;
      if (size == codeOffsets.length) {
        codeOffsets = Arrays.copyOf(codeOffsets, size * 2);
        sourceLocs = Arrays.copyOf(sourceLocs, size * 2);
      }
      codeOffsets[size] = codeOffset;
      sourceLocs[size++] = sourceLoc;
    }

    /** {@return the map} */
    public AddressMap build() {
      return new AddressMap(Arrays.copyOf(codeOffsets, size), Arrays.copyOf(sourceLocs, size));
    }
  }
}
