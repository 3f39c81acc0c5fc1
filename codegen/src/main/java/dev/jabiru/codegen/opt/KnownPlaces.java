// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be in a few places of memories, globals and tables. A place is named by the load
 * that reads it; when there are more than {@link #MOST}, the oldest is forgotten.
 */
final class KnownPlaces {
  private static final int MOST = 24;
  private static final int NO_ADDRESS = -1;

  /** Per place: load opcode, type, entity, address operand, width in bytes, value. */
  private static final int FIELDS = 6;

  private int[] fields;
  private long[] offsets;
  private int size;

  KnownPlaces() {
    fields = new int[4 * FIELDS];
    offsets = new long[4];
  }

  KnownPlaces(KnownPlaces other) {
    fields = other.fields.clone();
    offsets = other.offsets.clone();
    size = other.size;
  }

  int size() {
    return size;
  }

  /** Returns the index of the value that a load would yield, -1 if that is not known. */
  int find(Opcode load, Type type, int entity, @Nullable Value address, long offset) {
    for (int i = 0; i < size; i++) {
      if (opcode(i) == load.ordinal()
          && fields[i * FIELDS + 1] == type.ordinal()
          && fields[i * FIELDS + 2] == entity
          && address(i) == index(address)
          && offsets[i] == offset) {
        return fields[i * FIELDS + 5];
      }
    }
    return -1;
  }

  void put(
      Opcode load,
      Type type,
      int entity,
      @Nullable Value address,
      long offset,
      int bytes,
      Value value) {
    if (size == MOST) {
      System.arraycopy(fields, FIELDS, fields, 0, (MOST - 1) * FIELDS);
      System.arraycopy(offsets, 1, offsets, 0, MOST - 1);
      size--;
    } else if (size == offsets.length) {
      fields = Arrays.copyOf(fields, size * 2 * FIELDS);
      offsets = Arrays.copyOf(offsets, size * 2);
    }
    int at = size * FIELDS;
    fields[at] = load.ordinal();
    fields[at + 1] = type.ordinal();
    fields[at + 2] = entity;
    fields[at + 3] = index(address);
    fields[at + 4] = bytes;
    fields[at + 5] = value.index();
    offsets[size++] = offset;
  }

  /** Forgets what a store to some memory may change. */
  void overwrite(Value address, long offset, int bytes) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int width = fields[i * FIELDS + 4];
      boolean isApart =
          address(i) == address.index()
              && (offsets[i] + width <= offset || offset + bytes <= offsets[i]);
      if (width == 0 || isApart) {
        keep(i, kept++);
      }
    }
    size = kept;
  }

  /** Forgets the places that one kind of load reads in the entities named. */
  void forget(Opcode load, IntPredicate entities) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (opcode(i) != load.ordinal() || !entities.test(fields[i * FIELDS + 2])) {
        keep(i, kept++);
      }
    }
    size = kept;
  }

  /** Forgets all but the places that one kind of load reads in the entities named. */
  void forgetAllBut(Opcode load, IntPredicate entities) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (opcode(i) == load.ordinal() && entities.test(fields[i * FIELDS + 2])) {
        keep(i, kept++);
      }
    }
    size = kept;
  }

  private void keep(int from, int to) {
    System.arraycopy(fields, from * FIELDS, fields, to * FIELDS, FIELDS);
    offsets[to] = offsets[from];
  }

  private int opcode(int i) {
    return fields[i * FIELDS];
  }

  private int address(int i) {
    return fields[i * FIELDS + 3];
  }

  private static int index(@Nullable Value address) {
    return address == null ? NO_ADDRESS : address.index();
  }
}
