// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.environ.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

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
    Cursor cursor = new Cursor(table, place);
    int wasmOffset = -1;
    while (cursor.isThere && cursor.place <= place) {
      wasmOffset = cursor.wasmOffset;
      cursor.next();
    }
    return wasmOffset;
  }

  /** {@return alternately place and Wasm offset, of all entries that tell of some code} */
  static int[] between(Bytes table, int start, int end) {
    Cursor cursor = new Cursor(table, start);
    int[] found = new int[16];
    int count = 0;
    for (; cursor.isThere && cursor.place < end; cursor.next()) {
      if (count > 0 && cursor.place <= start) {
        count = 0; // the one before is not of this code
      }
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = Math.max(start, cursor.place);
      found[count++] = cursor.wasmOffset;
    }
    return Arrays.copyOf(found, count);
  }

  /** Walks over entries. */
  private static final class Cursor {
    private final int blocks;
    private final Bytes columns;
    private final Bytes rest;
    private int block;

    /** Where the next entry is, and where those of the block end. */
    private int at;

    private int end;

    // The entry.
    boolean isThere = true;
    int place;
    int wasmOffset;

    /** At the first entry of the block in which that for a place is. */
    Cursor(Bytes table, int place) {
      this.blocks = table.i32(0);
      int columnsEnd = COLUMNS + 3 * COLUMN_BYTES * blocks;
      this.columns = table.slice(COLUMNS, columnsEnd);
      this.rest = table.slice(columnsEnd, table.length());
      enter(Math.max(0, NativeCode.lastUpTo(columns, blocks, place)));
    }

    private void enter(int block) {
      this.block = block;
      isThere = block < blocks;
      if (isThere) {
        place = column(0, block);
        wasmOffset = column(1, block);
        at = column(2, block);
        end = block + 1 < blocks ? Math.min(column(2, block + 1), rest.length()) : rest.length();
        // Only a forged table has positions outside of it; what it says is of no use then.
        at = at < 0 ? end : at;
      }
    }

    private int column(int number, int block) {
      return columns.i32(COLUMN_BYTES * (number * blocks + block));
    }

    void next() {
      if (at >= end) {
        enter(block + 1);
        return;
      }
      place += varint();
      int zigzag = varint();
      wasmOffset += zigzag >>> 1 ^ -(zigzag & 1);
    }

    private int varint() {
      int value = 0;
      for (int shift = 0; at < rest.length(); shift += 7) {
        byte b = rest.get(at++);
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
