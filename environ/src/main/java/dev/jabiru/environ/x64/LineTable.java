// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.environ.Bytes;
import java.io.ByteArrayOutputStream;

/**
 * Where code comes from: from which place on, from which Wasm offset.
 *
 * <p>There is an entry for most instructions, so entries are differences, a few bytes each, in
 * blocks of {@link #BLOCK}; what a block begins with is in columns, to be searched by bisection:
 *
 * <pre>
 *   u32       number of blocks
 *   u32 each  place with which it begins, in ascending order
 *   u32 each  Wasm offset there, ffffffff for none
 *   u32 each  where its other entries are, counted from behind the columns
 *   bytes     of each block, each other entry: varint place, zigzag varint Wasm offset, both as
 *             differences from the entry before
 * </pre>
 */
final class LineTable {
  /** How many entries a block has; the last one may have fewer. */
  static final int BLOCK = 64;

  private static final int COLUMNS = 4;
  private static final int COLUMN_BYTES = 4;

  private LineTable() {}

  /** {@return whether the columns of a table are there} */
  static boolean isWhole(Bytes table) {
    if (table.length() < COLUMNS) {
      return false;
    }
    int blocks = table.i32(0);
    return blocks >= 0 && blocks <= (table.length() - COLUMNS) / (3 * COLUMN_BYTES);
  }

  /** {@return the Wasm offset from which the code at a place comes, -1 for none} */
  static int find(Bytes table, int place) {
    int blocks = table.i32(0);
    int columnBytes = COLUMN_BYTES * blocks;
    Bytes columns = table.slice(COLUMNS, COLUMNS + 3 * columnBytes);
    Bytes rest = table.slice(COLUMNS + 3 * columnBytes, table.length());
    int block = NativeCode.lastUpTo(columns, blocks, place);
    if (block < 0) {
      return -1;
    }
    Cursor cursor = new Cursor(rest, columns.i32(2 * columnBytes + COLUMN_BYTES * block));
    int end =
        block + 1 < blocks
            ? Math.min(columns.i32(2 * columnBytes + COLUMN_BYTES * (block + 1)), rest.length())
            : rest.length();
    // Only a forged table has positions outside of it; what it says is of no use then.
    cursor.at = cursor.at < 0 ? end : cursor.at;
    int at = columns.i32(COLUMN_BYTES * block);
    int wasmOffset = columns.i32(columnBytes + COLUMN_BYTES * block);
    while (cursor.at < end) {
      at += cursor.varint();
      if (at > place) {
        break;
      }
      int zigzag = cursor.varint();
      wasmOffset += zigzag >>> 1 ^ -(zigzag & 1);
    }
    return wasmOffset;
  }

  private static final class Cursor {
    private final Bytes bytes;
    private int at;

    Cursor(Bytes bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    int varint() {
      int value = 0;
      for (int shift = 0; at < bytes.length(); shift += 7) {
        byte b = bytes.get(at++);
        value |= (b & 0x7f) << shift;
        if (b >= 0) {
          break;
        }
      }
      return value;
    }
  }

  /** Writes a table. */
  static final class Builder {
    private final IntColumn places = new IntColumn();
    private final IntColumn sources = new IntColumn();
    private final IntColumn starts = new IntColumn();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private int entries;
    private int lastPlace;
    private int lastSource;

    void add(int place, int wasmOffset) {
      if (entries > 0 && wasmOffset == lastSource) {
        return; // as before
      }
      if (entries++ % BLOCK == 0) {
        places.add(place);
        sources.add(wasmOffset);
        starts.add(rest.size());
      } else {
        int difference = wasmOffset - lastSource;
        varint(place - lastPlace);
        varint(difference << 1 ^ difference >> 31);
      }
      lastPlace = place;
      lastSource = wasmOffset;
    }

    private void varint(int value) {
      int left = value;
      while ((left & ~0x7f) != 0) {
        rest.write(left | 0x80);
        left >>>= 7;
      }
      rest.write(left);
    }

    Bytes build() {
      byte[] columns = IntColumn.table(places, sources, starts);
      byte[] table = new byte[COLUMNS + columns.length + rest.size()];
      IntColumn.put(table, 0, places.size());
      System.arraycopy(columns, 0, table, COLUMNS, columns.length);
      System.arraycopy(rest.toByteArray(), 0, table, COLUMNS + columns.length, rest.size());
      return Bytes.of(table);
    }
  }
}
