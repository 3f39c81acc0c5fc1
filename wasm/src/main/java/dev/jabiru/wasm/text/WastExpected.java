// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.List;

/** What a script expects of a result. */
public sealed interface WastExpected {
  /**
   * Exactly this value; floats bit by bit.
   *
   * @param value the value
   */
  record Exactly(WastValue value) implements WastExpected {}

  /**
   * A NaN.
   *
   * @param bits the width of the number, 32 or 64
   * @param canonical whether only the top bit of its payload may be set; else that bit must be set
   */
  record Nan(int bits, boolean canonical) implements WastExpected {}

  /**
   * A vector, lane by lane.
   *
   * @param laneBits the width of a lane
   * @param lanes what is expected of each lane: {@link Exactly} an {@code i32} (for lanes of up to
   *     32 bits, zero-extended), {@code i64}, {@code f32} or {@code f64}, or {@link Nan}
   */
  record Lanes(int laneBits, List<WastExpected> lanes) implements WastExpected {}

  /**
   * A reference that is not null, of this kind.
   *
   * @param kind {@code func}, {@code extern}, {@code any}, {@code eq}, {@code i31}, {@code struct},
   *     {@code array}, {@code exn}
   */
  record RefOf(String kind) implements WastExpected {}

  /**
   * One of several.
   *
   * @param alternatives of which one must hold
   */
  record Either(List<WastExpected> alternatives) implements WastExpected {}
}
