// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.ArrayList;
import java.util.List;

/** An immutable set of {@link Feature}s. {@link Feature#MVP} is always in it. */
public final class Features {
  private static final Features MVP = new Features(Feature.MVP.bit());
  private static final Features ALL = new Features((1L << Feature.values().length) - 1);
  private static final Features WASM3 =
      ALL.without(Feature.THREADS)
          .without(Feature.CUSTOM_PAGE_SIZES)
          .without(Feature.WIDE_ARITHMETIC)
          .without(Feature.LEGACY_EXCEPTIONS);

  private final long bits;

  private Features(long bits) {
    this.bits = bits;
  }

  /** {@return the features of WebAssembly 3.0} */
  public static Features defaults() {
    return WASM3;
  }

  /** {@return the first version of WebAssembly, without any proposal} */
  public static Features mvp() {
    return MVP;
  }

  /** {@return every feature there is} */
  public static Features all() {
    return ALL;
  }

  /**
   * {@return whether the feature is on}
   *
   * @param feature the feature asked about
   */
  public boolean has(Feature feature) {
    return (bits & feature.bit()) != 0;
  }

  /**
   * {@return this set with the features in it}
   *
   * @param features what to add
   */
  public Features with(Feature... features) {
    long result = bits;
    for (Feature feature : features) {
      result |= feature.bit();
    }
    return new Features(result);
  }

  /**
   * {@return this set without the features}; {@link Feature#MVP} stays.
   *
   * @param features what to take away
   */
  public Features without(Feature... features) {
    long result = bits;
    for (Feature feature : features) {
      result &= ~feature.bit();
    }
    return new Features(result | Feature.MVP.bit());
  }

  /** {@return the features in the order of their declaration} */
  public List<Feature> list() {
    List<Feature> list = new ArrayList<>();
    for (Feature feature : Feature.values()) {
      if (has(feature)) {
        list.add(feature);
      }
    }
    return list;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Features that && bits == that.bits;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Feature feature : list()) {
      text.append(text.isEmpty() ? "" : ",").append(feature.key());
    }
    return text.toString();
  }
}
