// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.wasm.Feature;
import java.util.Locale;

/** A valid module uses a feature that the chosen target does not compile. */
public final class UnsupportedFeatureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is refused. */
  private final Feature feature;

  /**
   * Creates the exception.
   *
   * @param feature what the target lacks
   * @param target the target
   * @param where what in the module uses it
   */
  public UnsupportedFeatureException(Feature feature, Target target, String where) {
    super(
        "unsupported feature "
            + feature.key()
            + " on target "
            + target.name().toLowerCase(Locale.ROOT)
            + ": "
            + where);
    this.feature = feature;
  }

  /** {@return what the target lacks} */
  public Feature feature() {
    return feature;
  }
}
