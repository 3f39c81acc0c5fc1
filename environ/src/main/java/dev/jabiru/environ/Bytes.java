// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A run of bytes that nobody changes: a slice of an array that its owner has given away.
 *
 * <p>Immutable and thread-safe. Equality is by content.
 */
public final class Bytes {
  private final byte[] array;
  private final int from;
  private final int to;

  private Bytes(byte[] array, int from, int to) {
    this.array = array;
    this.from = from;
    this.to = to;
  }

  /**
   * {@return all of an array, which the caller must not change any more}
   *
   * @param array the bytes
   */
  public static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /**
   * {@return part of an array, which the caller must not change any more}
   *
   * @param array the bytes
   * @param from the first
   * @param to past the last
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  public static Bytes of(byte[] array, int from, int to) {
    Objects.checkFromToIndex(from, to, array.length);
    return new Bytes(array, from, to);
  }

  /** {@return how many bytes there are} */
  public int length() {
    return to - from;
  }

  /**
   * {@return one byte, sign-extended}
   *
   * @param index its position
   * @throws IndexOutOfBoundsException if it lies outside
   */
  public byte get(int index) {
    return array[from + Objects.checkIndex(index, to - from)];
  }

  /**
   * {@return four bytes as a number, the lowest first}
   *
   * @param index the position of the first
   * @throws IndexOutOfBoundsException if one lies outside
   */
  public int i32(int index) {
    int at = from + Objects.checkFromIndexSize(index, 4, to - from);
    return array[at] & 0xff
        | (array[at + 1] & 0xff) << 8
        | (array[at + 2] & 0xff) << 16
        | array[at + 3] << 24;
  }

  /**
   * {@return part of these bytes}
   *
   * @param start the first
   * @param end past the last
   * @throws IndexOutOfBoundsException if there is no such part
   */
  public Bytes slice(int start, int end) {
    Objects.checkFromToIndex(start, end, to - from);
    return new Bytes(array, from + start, from + end);
  }

  /** {@return the CRC32C of all of it} */
  public int checksum() {
    CRC32C checksum = new CRC32C();
    checksum.update(array, from, to - from);
    return (int) checksum.getValue();
  }

  /** {@return a copy} */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, from, to);
  }

  /**
   * Copies all of it into an array.
   *
   * @param target where to
   * @param at where the first byte goes
   * @throws IndexOutOfBoundsException if it does not fit
   */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, from, target, at, to - from);
  }

  /**
   * Copies all of it into memory.
   *
   * @param target where to
   * @param at where the first byte goes
   * @throws IndexOutOfBoundsException if it does not fit
   */
  public void copyTo(MemorySegment target, long at) {
    MemorySegment.copy(array, from, target, ValueLayout.JAVA_BYTE, at, to - from);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(array, from, to, that.array, that.from, that.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Bytes[" + length() + "]";
  }
}
