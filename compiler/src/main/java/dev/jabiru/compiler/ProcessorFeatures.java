// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.x64.CpuFeature;
import dev.jabiru.environ.x64.CpuFeatures;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What settings call features of processors, as the code generator knows them. */
final class ProcessorFeatures {
  private ProcessorFeatures() {}

  /** {@return the code generator's features of the same names} */
  static Set<CpuFeature> of(CpuFeatures chosen) {
    EnumSet<CpuFeature> features = EnumSet.noneOf(CpuFeature.class);
    for (dev.jabiru.environ.x64.CpuFeature each : dev.jabiru.environ.x64.CpuFeature.values()) {
      if (chosen.contains(each)) {
        features.add(CpuFeature.valueOf(each.name()));
      }
    }
    return Collections.unmodifiableSet(features);
  }
}
