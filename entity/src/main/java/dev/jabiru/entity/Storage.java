// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.IOException;
import java.io.StreamCorruptedException;

/** How the arrays under the containers grow, and what a bad index says. */
final class Storage {
  private static final int SMALLEST = 8;

  /** The longest array that every JVM can make. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  /** The index from which on half as much again has to be reckoned with care. */
  static final int HUGE = 1 << 30;

  private Storage() {}

  /** Returns a length of at least {@code needed}, half as long again as the old one if possible. */
  static int grown(int oldLength, int needed) {
    if (needed < 0 || needed > LONGEST) {
      throw new OutOfMemoryError("more than " + LONGEST + " elements");
    }
    int half = (int) Math.min((long) oldLength + (oldLength >> 1), LONGEST);
    return Math.max(Math.max(half, needed), SMALLEST);
  }

  static IndexOutOfBoundsException outOfBounds(int index, int size) {
    return new IndexOutOfBoundsException("no element " + index + ": there are " + size);
  }

  /** Reads how many elements follow; the caller allocates as they arrive, never by this number. */
  static int readCount(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      throw new StreamCorruptedException("wanted a count, found " + count);
    }
    return count;
  }

  /** Reads the index of an entity, or -1 for none. */
  static int readOption(DataInput in) throws IOException {
    int index = in.readInt();
    if (index < Entity.RESERVED) {
      throw new StreamCorruptedException("wanted an index or -1, found " + index);
    }
    return index;
  }

  /** Reads the index of an entity. */
  static int readIndex(DataInput in) throws IOException {
    int index = in.readInt();
    if (index < 0) {
      throw new StreamCorruptedException("wanted an index, found " + index);
    }
    return index;
  }
}
