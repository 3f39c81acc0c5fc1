// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * What is known to be in a few {@link Place places} of memories, globals and tables. Beside each is
 * the access that it is known from: the value that this one loaded or stored, of which the lowest
 * bytes are in the place. When there are more than {@link #MOST}, the oldest is forgotten.
 */
final class KnownPlaces {
  private static final int MOST = 24;

  /** Per place: opcode and type of the access, entity, base, width in bytes, value, kind. */
  private static final int FIELDS = 7;

  /** Per place: where it is from its base on, offset of the access. */
  private static final int LONGS = 2;

  private int[] fields;
  private long[] longs;
  private int size;

  KnownPlaces() {
    fields = new int[4 * FIELDS];
    longs = new long[4 * LONGS];
  }

  KnownPlaces(KnownPlaces other) {
    fields = other.fields.clone();
    longs = other.longs.clone();
    size = other.size;
  }

  int size() {
    return size;
  }

  Value value(int i) {
    return new Value(fields[i * FIELDS + 5]);
  }

  /** Returns the number of a place whose access yields what a load would, -1 if there is none. */
  int find(Place place, Opcode load, Type type, boolean mayTrap) {
    for (int i = 0; i < size; i++) {
      if (fields[i * FIELDS] == load.ordinal()
          && fields[i * FIELDS + 1] == type.ordinal()
          && is(i, place, mayTrap)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the number of a place of a memory that is the same, -1 if there is none. */
  int findBytes(Place place, boolean mayTrap) {
    for (int i = 0; i < size; i++) {
      if (is(i, Place.Kind.MEMORY)
          && fields[i * FIELDS + 4] == place.bytes
          && is(i, place, mayTrap)) {
        return i;
      }
    }
    return -1;
  }

  private boolean is(int i, Place place, boolean mayTrap) {
    return is(i, place.kind)
        && fields[i * FIELDS + 3] == place.base
        && longs[i * LONGS] == place.at
        && fields[i * FIELDS + 2] == place.entity
        && (!mayTrap || Long.compareUnsigned(longs[i * LONGS + 1], place.offset) >= 0);
  }

  void put(Place place, Opcode access, Type type, Value value) {
    if (size == MOST) {
      System.arraycopy(fields, FIELDS, fields, 0, (MOST - 1) * FIELDS);
      System.arraycopy(longs, LONGS, longs, 0, (MOST - 1) * LONGS);
      size--;
    } else if (size * FIELDS == fields.length) {
      fields = Arrays.copyOf(fields, size * 2 * FIELDS);
      longs = Arrays.copyOf(longs, size * 2 * LONGS);
    }
    int at = size * FIELDS;
    fields[at] = access.ordinal();
    fields[at + 1] = type.ordinal();
    fields[at + 2] = place.entity;
    fields[at + 3] = place.base;
    fields[at + 4] = place.bytes;
    fields[at + 5] = value.index();
    fields[at + 6] = place.kind.ordinal();
    longs[size * LONGS] = place.at;
    longs[size * LONGS + 1] = place.offset;
    size++;
  }

  /** Forgets what a store to a place of some memory may change. */
  void overwriteMemory(Place place) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!is(i, Place.Kind.MEMORY) || isApart(i, place)) {
        keep(i, kept++);
      }
    }
    size = kept;
  }

  /** Forgets what a store to a place of some table may change. */
  void overwriteTable(Place place) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!is(i, Place.Kind.TABLE) || isApart(i, place)) {
        keep(i, kept++);
      }
    }
    size = kept;
  }

  private boolean isApart(int i, Place place) {
    return fields[i * FIELDS + 3] == place.base
        && place.isApart(longs[i * LONGS], fields[i * FIELDS + 4]);
  }

  /** Forgets the globals named. */
  void forgetGlobals(IntPredicate globals) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!is(i, Place.Kind.GLOBAL) || !globals.test(fields[i * FIELDS + 2])) {
        keep(i, kept++);
      }
    }
    size = kept;
  }

  /** Forgets all but the globals named. */
  void forgetAllBut(IntPredicate globals) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (is(i, Place.Kind.GLOBAL) && globals.test(fields[i * FIELDS + 2])) {
        keep(i, kept++);
      }
    }
    size = kept;
  }

  private void keep(int from, int to) {
    if (from != to) {
      System.arraycopy(fields, from * FIELDS, fields, to * FIELDS, FIELDS);
      System.arraycopy(longs, from * LONGS, longs, to * LONGS, LONGS);
    }
  }

  private boolean is(int i, Place.Kind kind) {
    return fields[i * FIELDS + 6] == kind.ordinal();
  }
}
