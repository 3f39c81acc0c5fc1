// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import dev.jabiru.runtime.Memory;
import dev.jabiru.runtime.Store;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The calling guest's memory, addressed by 32-bit pointers; whatever lies outside fails with {@link
 * Errno#FAULT}.
 */
final class Guest {
  private final Store store;
  private final Memory memory;

  Guest(Store store, Memory memory) {
    this.store = store;
    this.memory = memory;
  }

  /** Stops the guest here if somebody has asked for that. */
  void checkInterrupt() {
    store.checkInterrupt();
  }

  /** Fails unless {@code count} bytes from {@code address} on are inside. */
  void check(int address, long count) throws WasiException {
    if (!memory.contains(Integer.toUnsignedLong(address), count)) {
      throw new WasiException(Errno.FAULT);
    }
  }

  /** Fails unless {@code count} bytes, a number of the guest's, are inside. */
  void check(int address, int count) throws WasiException {
    check(address, Integer.toUnsignedLong(count));
  }

  private long at(int address, int bytes) throws WasiException {
    check(address, (long) bytes);
    return Integer.toUnsignedLong(address);
  }

  int readByte(int address) throws WasiException {
    return memory.readByte(at(address, 1)) & 0xff;
  }

  int readShort(int address) throws WasiException {
    return memory.readShort(at(address, 2)) & 0xffff;
  }

  int readInt(int address) throws WasiException {
    return memory.readInt(at(address, 4));
  }

  long readLong(int address) throws WasiException {
    return memory.readLong(at(address, 8));
  }

  void writeByte(int address, int value) throws WasiException {
    memory.writeByte(at(address, 1), (byte) value);
  }

  void writeShort(int address, int value) throws WasiException {
    memory.writeShort(at(address, 2), (short) value);
  }

  void writeInt(int address, int value) throws WasiException {
    memory.writeInt(at(address, 4), value);
  }

  void writeLong(int address, long value) throws WasiException {
    memory.writeLong(at(address, 8), value);
  }

  byte[] read(int address, int count) throws WasiException {
    return memory.read(at(address, count), count);
  }

  void write(int address, byte[] source, int offset, int count) throws WasiException {
    memory.write(at(address, count), source, offset, count);
  }

  /**
   * Fails, before anything has happened, unless every {@code iovec} of an array lies inside and
   * names bytes inside, of which all together fit a count of 32 bits.
   */
  void checkVectors(int iovecs, int count) throws WasiException {
    check(iovecs, 8 * Integer.toUnsignedLong(count));
    long total = 0;
    for (int i = 0; i < count; i++) {
      int bytes = readInt(iovecs + 8 * i + 4);
      check(readInt(iovecs + 8 * i), bytes);
      total += Integer.toUnsignedLong(bytes);
    }
    if (total > Integer.MAX_VALUE) {
      throw new WasiException(Errno.INVAL);
    }
  }

  /** {@return the bytes an {@code iovec} names, as they are now} */
  ByteBuffer buffer(int iovec) throws WasiException {
    int address = readInt(iovec);
    int count = readInt(iovec + 4);
    check(address, count);
    return memory.segment().asSlice(Integer.toUnsignedLong(address), count).asByteBuffer();
  }

  /** {@return a path or name of the guest; {@link Errno#ILSEQ} unless it is UTF-8} */
  String readString(int address, int count) throws WasiException {
    check(address, count);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(memory.read(Integer.toUnsignedLong(address), count)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WasiException(Errno.ILSEQ);
    }
  }

  /** Writes a {@code filestat}. */
  void writeStat(int address, FileStat stat) throws WasiException {
    check(address, 64);
    writeLong(address, stat.device());
    writeLong(address + 8, stat.inode());
    writeLong(address + 16, stat.type().ordinal());
    writeLong(address + 24, stat.links());
    writeLong(address + 32, stat.size());
    writeLong(address + 40, stat.accessNanos());
    writeLong(address + 48, stat.modifyNanos());
    writeLong(address + 56, stat.changeNanos());
  }
}
