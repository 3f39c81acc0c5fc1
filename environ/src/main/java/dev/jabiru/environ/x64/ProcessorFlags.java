// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.StringTokenizer;

/** What the processor of this machine can do, as Linux tells. */
public final class ProcessorFlags {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private ProcessorFlags() {}

  /** {@return the flags of the first processor, only to be looked up; none where not known} */
  public static Set<String> ofThisMachine() {
    try (BufferedReader lines = Files.newBufferedReader(CPUINFO)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("flags")) {
          return ofLine(line);
        }
      }
    } catch (IOException e) {
      // Not Linux, or not to be read: the baseline serves every processor.
    }
    return Set.of();
  }

  /**
   * {@return the flags in a line of them}
   *
   * @param line the line
   */
  public static Set<String> ofLine(String line) {
    Set<String> flags = new HashSet<>();
    StringTokenizer words = new StringTokenizer(line);
    while (words.hasMoreTokens()) {
      flags.add(words.nextToken());
    }
    return flags;
  }
}
