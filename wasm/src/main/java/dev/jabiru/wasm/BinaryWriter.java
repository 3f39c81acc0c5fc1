// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with the primitives of the binary format.
 *
 * <p>Things whose size stands before them are written by {@link #beginSized} and {@link #endSized}:
 *
 * <pre>{@code
 * writer.header();
 * int section = writer.beginSection(SectionId.TYPE);
 * writer.u32(1).u8(0x60).u32(0).u32(0);
 * writer.endSized(section);
 * }</pre>
 *
 * <p>Belongs to one thread.
 */
public final class BinaryWriter {
  private byte[] bytes = new byte[256];
  private int size;

  /** Makes an empty writer. */
  public BinaryWriter() {}

  /** {@return the number of bytes written} */
  public int size() {
    return size;
  }

  /** {@return a copy of the bytes written} */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Forgets everything written and keeps the storage. */
  public void clear() {
    size = 0;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
    }
  }

  /**
   * Writes {@code "\0asm"} and version 1, with which every module begins.
   *
   * @return this writer
   */
  public BinaryWriter header() {
    return u32le(0x6D736100).u32le(1);
  }

  /**
   * Writes a byte.
   *
   * @param value its low 8 bits are written
   * @return this writer
   */
  public BinaryWriter u8(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /**
   * Writes bytes as they are.
   *
   * @param values what to write
   * @return this writer
   */
  public BinaryWriter bytes(byte[] values) {
    return bytes(values, 0, values.length);
  }

  /**
   * Writes part of an array as it is.
   *
   * @param values the array
   * @param offset where the part begins
   * @param length its length in bytes
   * @return this writer
   */
  public BinaryWriter bytes(byte[] values, int offset, int length) {
    ensure(length);
    System.arraycopy(values, offset, bytes, size, length);
    size += length;
    return this;
  }

  /**
   * Writes all that another writer holds.
   *
   * @param other the other writer
   * @return this writer
   */
  public BinaryWriter bytes(BinaryWriter other) {
    return bytes(other.bytes, 0, other.size);
  }

  /**
   * Writes an unsigned 32-bit number in LEB128.
   *
   * @param value the number
   * @return this writer
   */
  public BinaryWriter u32(int value) {
    return u64(Integer.toUnsignedLong(value));
  }

  /**
   * Writes an unsigned 64-bit number in LEB128.
   *
   * @param value the number
   * @return this writer
   */
  public BinaryWriter u64(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /**
   * Writes a signed 32-bit number in LEB128.
   *
   * @param value the number
   * @return this writer
   */
  public BinaryWriter s32(int value) {
    return s64(value);
  }

  /**
   * Writes a signed 64-bit number (or one of 33 bits) in LEB128.
   *
   * @param value the number
   * @return this writer
   */
  public BinaryWriter s64(long value) {
    ensure(10);
    long rest = value;
    while (rest < -0x40 || rest > 0x3F) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>= 7;
    }
    bytes[size++] = (byte) (rest & 0x7F);
    return this;
  }

  /**
   * Writes four bytes, the lowest first.
   *
   * @param value the number
   * @return this writer
   */
  public BinaryWriter u32le(int value) {
    return u8(value).u8(value >> 8).u8(value >> 16).u8(value >> 24);
  }

  /**
   * Writes eight bytes, the lowest first.
   *
   * @param value the number
   * @return this writer
   */
  public BinaryWriter u64le(long value) {
    return u32le((int) value).u32le((int) (value >>> 32));
  }

  /**
   * Writes a name: its length in bytes and its UTF-8 form.
   *
   * @param name the name
   * @return this writer
   */
  public BinaryWriter name(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return u32(utf8.length).bytes(utf8);
  }

  /**
   * Writes the code of an instruction, with its prefix.
   *
   * @param opcode the instruction
   * @return this writer
   */
  public BinaryWriter opcode(Opcode opcode) {
    return opcode.prefix() == 0 ? u8(opcode.code()) : u8(opcode.prefix()).u32(opcode.code());
  }

  /**
   * Writes a value type or packed type.
   *
   * @param type the type
   * @return this writer
   */
  public BinaryWriter type(StorageType type) {
    return switch (type) {
      case NumType num -> u8(0x7F - num.ordinal());
      case VecType vec -> u8(0x7B);
      case PackedType packed -> u8(packed == PackedType.I8 ? 0x78 : 0x77);
      case RefType(boolean nullable, AbstractHeapType heap) when nullable -> u8(heap.code());
      case RefType ref -> u8(ref.nullable() ? 0x63 : 0x64).heapType(ref.heapType());
    };
  }

  /**
   * Writes a heap type.
   *
   * @param type the type
   * @return this writer
   */
  public BinaryWriter heapType(HeapType type) {
    return switch (type) {
      case AbstractHeapType heap -> u8(heap.code());
      case ConcreteHeapType heap -> s64(heap.type().index());
    };
  }

  /**
   * Begins a section, to be ended by {@link #endSized}.
   *
   * @param id the section's id
   * @return what to hand to {@code endSized}
   */
  public int beginSection(int id) {
    u8(id);
    return beginSized();
  }

  /**
   * Begins something that is written with its size in bytes before it.
   *
   * @return what to hand to {@link #endSized}
   */
  public int beginSized() {
    return size;
  }

  /**
   * Ends what {@link #beginSized} began: puts its size before it, in as few bytes as it takes.
   *
   * @param start what {@code beginSized} returned
   */
  public void endSized(int start) {
    int length = size - start;
    int lengthBytes = u32Bytes(length);
    ensure(lengthBytes);
    System.arraycopy(bytes, start, bytes, start + lengthBytes, length);
    size = start;
    u32(length);
    size = start + lengthBytes + length;
  }

  /**
   * {@return how many bytes {@link #u32} writes}
   *
   * @param value the number
   */
  public static int u32Bytes(int value) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
  }
}
