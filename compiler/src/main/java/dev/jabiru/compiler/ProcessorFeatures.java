// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.x64.CpuFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What the processor can do, as Linux tells. */
final class ProcessorFeatures {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private ProcessorFeatures() {}

  /** {@return the features of this machine; none where they are not known} */
  static Set<CpuFeature> ofThisMachine() {
    try {
      for (String line : Files.readAllLines(CPUINFO)) {
        if (line.startsWith("flags")) {
          return ofFlags(line);
        }
      }
    } catch (IOException e) {
      // Not Linux, or not to be read: the baseline serves every processor.
    }
    return Set.of();
  }

  /** {@return the features among the words of a line of flags} */
  static Set<CpuFeature> ofFlags(String line) {
    Set<String> words = new java.util.HashSet<>(java.util.Arrays.asList(line.split("\\s+")));
    EnumSet<CpuFeature> features = EnumSet.noneOf(CpuFeature.class);
    for (CpuFeature feature : CpuFeature.values()) {
      if (words.contains(feature.flag())) {
        features.add(feature);
      }
    }
    return Collections.unmodifiableSet(features);
  }
}
