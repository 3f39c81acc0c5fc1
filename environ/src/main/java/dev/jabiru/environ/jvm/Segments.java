// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How numbers lie in memory segments: little-endian, unaligned. A class of its own, so that
 * programs without segments do not load what it needs.
 */
public final class Segments {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** View of bytes: takes a segment and an offset in it. */
  public static final VarHandle I8 = ValueLayout.JAVA_BYTE.varHandle();

  /** View of 16-bit numbers. */
  public static final VarHandle I16 = SHORT.varHandle();

  /** View of 32-bit numbers. */
  public static final VarHandle I32 = INT.varHandle();

  /** View of 64-bit numbers. */
  public static final VarHandle I64 = LONG.varHandle();

  private Segments() {}
}
