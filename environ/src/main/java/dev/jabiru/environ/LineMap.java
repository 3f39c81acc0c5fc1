// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which Wasm instruction each line number of a generated method stands for, and which trap an
 * implicit exception raised there means.
 *
 * <p>Lines count from 1. The map stays in its encoded form, since it is read only when something
 * goes wrong: per line the difference of the Wasm offset from the line before (zigzag, LEB128),
 * then one byte, the trap's ordinal plus one or zero for none. An encoding that does not decode,
 * which only a forged artifact can hold, knows no lines from there on.
 *
 * <p>Immutable and thread-safe.
 *
 * @param encoded the encoded form
 */
public record LineMap(Bytes encoded) {
  /** Knows no line. */
  public static final LineMap EMPTY = new LineMap(Bytes.of(new byte[0]));

  private static final TrapCode[] TRAPS = TrapCode.values();

  /**
   * What a line stands for.
   *
   * @param wasmOffset byte offset of the Wasm instruction in its module; -1 unknown
   * @param trap the trap an implicit exception means, or null
   */
  public record Entry(int wasmOffset, @Nullable TrapCode trap) {}

  /**
   * {@return what a line stands for, or null when the map does not know it}
   *
   * @param line the line, from 1
   */
  public @Nullable Entry find(int line) {
    int offset = 0;
    int at = 0;
    for (int current = 1; ; current++) {
      int zigzag = 0;
      for (int shift = 0; ; shift += 7) {
        if (at >= encoded.length() || shift > 28) {
          return null;
        }
        byte b = encoded.get(at++);
        zigzag |= (b & 0x7f) << shift;
        if (b >= 0) {
          break;
        }
      }
      offset += (zigzag >>> 1) ^ -(zigzag & 1);
      if (at >= encoded.length()) {
        return null;
      }
      int trap = encoded.get(at++);
      if (trap < 0 || trap > TRAPS.length) {
        return null;
      }
      if (current == line) {
        return new Entry(offset, trap == 0 ? null : TRAPS[trap - 1]);
      }
    }
  }

  /** Collects lines in order. */
  public static final class Builder {
    private byte[] bytes = new byte[64];
    private int length;
    private int previous;

    /** Creates a builder of the empty map. */
    public Builder() {}

    /**
     * Adds the next line.
     *
     * @param wasmOffset byte offset of the Wasm instruction in its module; -1 unknown
     * @param trap the trap an implicit exception means, or null
     */
    public void add(int wasmOffset, @Nullable TrapCode trap) {
      if (bytes.length - length < 8) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      int delta = wasmOffset - previous;
      previous = wasmOffset;
      int zigzag = (delta << 1) ^ (delta >> 31);
      while ((zigzag & ~0x7f) != 0) {
        bytes[length++] = (byte) (zigzag | 0x80);
        zigzag >>>= 7;
      }
      bytes[length++] = (byte) zigzag;
      bytes[length++] = (byte) (trap == null ? 0 : trap.ordinal() + 1);
    }

    /** {@return the map of the lines so far} */
    public LineMap build() {
      return length == 0 ? EMPTY : new LineMap(Bytes.of(Arrays.copyOf(bytes, length)));
    }
  }
}
