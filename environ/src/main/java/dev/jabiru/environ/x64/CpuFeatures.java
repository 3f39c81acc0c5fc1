// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A set of features of processors: what machine code may use, or what a machine has. Immutable.
 *
 * @param bits bit {@code i} for the feature of ordinal {@code i}
 */
public record CpuFeatures(int bits) {
  /** What every x86-64 has, and so none of these features. */
  public static final CpuFeatures BASELINE = new CpuFeatures(0);

  /**
   * What artifacts are compiled for unless something else is asked for: {@code x86-64-v2}, which
   * processors have had since about 2009. It does not depend on the machine that compiles.
   */
  public static final CpuFeatures PORTABLE = ofLevel(2);

  /**
   * The system property that hides features of this machine: those that it does not name, in the
   * words of {@link #parse}, are as good as not there.
   */
  public static final String PROPERTY = "dev.jabiru.cpu";

  private static final String NATIVE = "native";
  private static final List<String> LEVELS = List.of("x86-64", "x86-64-v2", "x86-64-v3");
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** What Linux tells of this machine; read when first wanted. */
  private static final class Detected {
    static final CpuFeatures FEATURES = read();
  }

  /**
   * Checks the bits.
   *
   * @throws IllegalArgumentException if one stands for no feature
   */
  public CpuFeatures {
    if (bits >>> CpuFeature.values().length != 0) {
      throw new IllegalArgumentException("bits that stand for no CPU feature: " + bits);
    }
  }

  /**
   * {@return the features that this machine has; none where that is not known} Those that the
   * {@linkplain #PROPERTY property} hides are not among them.
   *
   * @throws IllegalArgumentException if the property has words that {@link #parse} does not know
   */
  public static CpuFeatures ofThisMachine() {
    String shown = System.getProperty(PROPERTY);
    CpuFeatures detected = Detected.FEATURES;
    if (shown == null) {
      return detected;
    }
    try {
      return new CpuFeatures(detected.bits & parse(shown, detected, detected).bits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("-D" + PROPERTY + ": " + e.getMessage(), e);
    }
  }

  /**
   * {@return the features that words stand for} Words are separated by commas. Each is {@code
   * native} for what this machine has, a level, {@code x86-64}, {@code x86-64-v2} or {@code
   * x86-64-v3}, or the name of a feature with {@code +} or {@code -} in front, which adds it to
   * what stands before it or takes it away.
   *
   * @param words the words
   * @param start what the first word adds to or takes from, if it does
   * @throws IllegalArgumentException if a word is none of these; the message lists them
   */
  public static CpuFeatures parse(String words, CpuFeatures start) {
    return parse(words, start, null);
  }

  private static CpuFeatures parse(
      String words, CpuFeatures start, @Nullable CpuFeatures ofThisMachine) {
    CpuFeatures features = start;
    for (String word : words.split(",", -1)) {
      int level = LEVELS.indexOf(word);
      if (level >= 0) {
        features = ofLevel(level + 1);
      } else if (word.equals(NATIVE)) {
        features = ofThisMachine != null ? ofThisMachine : ofThisMachine();
      } else {
        CpuFeature feature = word.isEmpty() ? null : named(word.substring(1));
        char sign = word.isEmpty() ? ' ' : word.charAt(0);
        if (feature == null || sign != '+' && sign != '-') {
          throw new IllegalArgumentException("'" + word + "' is none of " + known());
        }
        int bit = 1 << feature.ordinal();
        features = new CpuFeatures(sign == '+' ? features.bits | bit : features.bits & ~bit);
      }
    }
    return features;
  }

  private static @Nullable CpuFeature named(String name) {
    for (CpuFeature feature : CpuFeature.values()) {
      if (name.equals(feature.key()) || name.equals(feature.flag())) {
        return feature;
      }
    }
    return null;
  }

  private static String known() {
    StringBuilder known = new StringBuilder(NATIVE);
    for (String level : LEVELS) {
      known.append(", ").append(level);
    }
    for (CpuFeature feature : CpuFeature.values()) {
      known.append(", +").append(feature.key());
    }
    return known + ", or one of the last with - for +";
  }

  private static CpuFeatures ofLevel(int level) {
    int bits = 0;
    for (CpuFeature feature : CpuFeature.values()) {
      bits |= feature.level() <= level ? 1 << feature.ordinal() : 0;
    }
    return new CpuFeatures(bits);
  }

  private static CpuFeatures read() {
    try (BufferedReader lines = Files.newBufferedReader(CPUINFO)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("flags")) {
          return ofFlags(line);
        }
      }
    } catch (IOException e) {
      // Not Linux, or not to be read: the baseline serves every processor.
    }
    return BASELINE;
  }

  /** {@return the features in a line of flags, as Linux lists them} */
  static CpuFeatures ofFlags(String line) {
    Set<String> flags = new HashSet<>();
    StringTokenizer words = new StringTokenizer(line);
    while (words.hasMoreTokens()) {
      flags.add(words.nextToken());
    }
    int bits = 0;
    for (CpuFeature feature : CpuFeature.values()) {
      bits |= flags.contains(feature.flag()) ? 1 << feature.ordinal() : 0;
    }
    return new CpuFeatures(bits);
  }

  /**
   * {@return whether a feature is among these}
   *
   * @param feature the feature
   */
  public boolean contains(CpuFeature feature) {
    return (bits & 1 << feature.ordinal()) != 0;
  }

  /** {@return the names of those of these features that this machine lacks} */
  public List<String> lackingHere() {
    // Nobody asks the machine in vain, as that takes time.
    return bits == 0 ? List.of() : new CpuFeatures(bits & ~ofThisMachine().bits).keys();
  }

  /** {@return the names that compilers know the features by, in the order of the table} */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (CpuFeature feature : CpuFeature.values()) {
      if (contains(feature)) {
        keys.add(feature.key());
      }
    }
    return keys;
  }

  /** {@return the features as {@link #parse} reads them} */
  @Override
  public String toString() {
    StringBuilder words = new StringBuilder(LEVELS.getFirst());
    for (String key : keys()) {
      words.append(",+").append(key);
    }
    return words.toString();
  }
}
