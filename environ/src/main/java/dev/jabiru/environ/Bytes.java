// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A run of bytes that nobody changes: a slice of an array that its owner has given away, or of a
 * file that is read when its bytes are asked for.
 *
 * <p>Immutable and thread-safe. Equality is by content. Every method but {@link #length} and {@link
 * #slice} throws {@link UncheckedIOException} if the bytes are in a file that cannot be read, or
 * has been closed or cut.
 */
public abstract sealed class Bytes {
  final int from;
  final int to;

  private Bytes(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /**
   * {@return all of an array, which the caller must not change any more}
   *
   * @param array the bytes
   */
  public static Bytes of(byte[] array) {
    return new InArray(array, 0, array.length);
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
    return new InArray(array, from, to);
  }

  /**
   * {@return all of a file, of which nothing is read yet}
   *
   * @param file the file, which the caller closes when nobody asks for bytes any more
   * @throws IOException if its size cannot be had, or is 2 GiB or more
   */
  public static Bytes of(FileChannel file) throws IOException {
    long size = file.size();
    if (size > Integer.MAX_VALUE) {
      throw new IOException("a file of " + size + " bytes is too large");
    }
    return new InFile(file, 0, (int) size);
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
  public abstract byte get(int index);

  /**
   * {@return four bytes as a number, the lowest first}
   *
   * @param index the position of the first
   * @throws IndexOutOfBoundsException if one lies outside
   */
  public abstract int i32(int index);

  /**
   * {@return part of these bytes}
   *
   * @param start the first
   * @param end past the last
   * @throws IndexOutOfBoundsException if there is no such part
   */
  public abstract Bytes slice(int start, int end);

  /** {@return these bytes in memory: the same, or what is read now} */
  public abstract Bytes inMemory();

  /** {@return the CRC32C of all of it} */
  public abstract int checksum();

  /** {@return a copy} */
  public abstract byte[] toArray();

  /**
   * Copies all of it into a buffer.
   *
   * @param target where to, from its position on
   * @throws java.nio.BufferOverflowException if it does not fit
   */
  public abstract void copyTo(ByteBuffer target);

  /**
   * Copies all of it into an array.
   *
   * @param target where to
   * @param at where the first byte goes
   * @throws IndexOutOfBoundsException if it does not fit
   */
  public void copyTo(byte[] target, int at) {
    Objects.checkFromIndexSize(at, length(), target.length);
    copyTo(ByteBuffer.wrap(target, at, length()));
  }

  /**
   * Copies all of it into memory.
   *
   * @param target where to
   * @param at where the first byte goes
   * @throws IndexOutOfBoundsException if it does not fit
   */
  public void copyTo(MemorySegment target, long at) {
    copyTo(target.asSlice(at, length()).asByteBuffer());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(toArray(), that.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toArray());
  }

  @Override
  public String toString() {
    return "Bytes[" + length() + "]";
  }

  private static final class InArray extends Bytes {
    private final byte[] array;

    InArray(byte[] array, int from, int to) {
      super(from, to);
      this.array = array;
    }

    @Override
    public byte get(int index) {
      return array[from + Objects.checkIndex(index, to - from)];
    }

    @Override
    public int i32(int index) {
      int at = from + Objects.checkFromIndexSize(index, 4, to - from);
      return array[at] & 0xff
          | (array[at + 1] & 0xff) << 8
          | (array[at + 2] & 0xff) << 16
          | array[at + 3] << 24;
    }

    @Override
    public Bytes slice(int start, int end) {
      Objects.checkFromToIndex(start, end, to - from);
      return new InArray(array, from + start, from + end);
    }

    @Override
    public Bytes inMemory() {
      return this;
    }

    @Override
    public int checksum() {
      CRC32C checksum = new CRC32C();
      checksum.update(array, from, to - from);
      return (int) checksum.getValue();
    }

    @Override
    public byte[] toArray() {
      return Arrays.copyOfRange(array, from, to);
    }

    @Override
    public void copyTo(ByteBuffer target) {
      target.put(array, from, to - from);
    }
  }

  private static final class InFile extends Bytes {
    private final FileChannel file;

    InFile(FileChannel file, int from, int to) {
      super(from, to);
      this.file = file;
    }

    @Override
    public byte get(int index) {
      return slice(index, Math.addExact(index, 1)).inMemory().get(0);
    }

    @Override
    public int i32(int index) {
      return slice(index, Math.addExact(index, 4)).inMemory().i32(0);
    }

    @Override
    public Bytes slice(int start, int end) {
      Objects.checkFromToIndex(start, end, to - from);
      return new InFile(file, from + start, from + end);
    }

    @Override
    public Bytes inMemory() {
      return of(toArray());
    }

    @Override
    public int checksum() {
      return inMemory().checksum();
    }

    @Override
    public byte[] toArray() {
      byte[] array = new byte[length()];
      copyTo(ByteBuffer.wrap(array));
      return array;
    }

    @Override
    public void copyTo(ByteBuffer target) {
      ByteBuffer part = target.slice(target.position(), length());
      try {
        while (part.hasRemaining()) {
          if (file.read(part, (long) from + part.position()) < 0) {
            throw new EOFException("the file ends too early");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      target.position(target.position() + length());
    }
  }
}
