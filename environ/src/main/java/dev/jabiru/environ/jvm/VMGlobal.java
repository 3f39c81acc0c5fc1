// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ.jvm;

import org.jspecify.annotations.Nullable;

/** A global that more than one instance can see, or that found no field in its context. */
public final class VMGlobal {
  /** A number's raw bits: an {@code i32} or {@code f32} in the low half, upper half ignored. */
  public long bits;

  /** A reference. */
  public @Nullable Object ref;

  /** Creates a global that holds zero and null. */
  public VMGlobal() {}
}
