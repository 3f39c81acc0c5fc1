// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.x64.CpuFeature;
import dev.jabiru.environ.x64.ProcessorFlags;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What the processor can do, as Linux tells. */
final class ProcessorFeatures {
  private ProcessorFeatures() {}

  /** {@return the features of this machine; none where they are not known} */
  static Set<CpuFeature> ofThisMachine() {
    return of(ProcessorFlags.ofThisMachine());
  }

  /** {@return the features among flags} */
  static Set<CpuFeature> of(Set<String> flags) {
    EnumSet<CpuFeature> features = EnumSet.noneOf(CpuFeature.class);
    for (CpuFeature feature : CpuFeature.values()) {
      if (flags.contains(feature.flag())) {
        features.add(feature);
      }
    }
    return Collections.unmodifiableSet(features);
  }
}
