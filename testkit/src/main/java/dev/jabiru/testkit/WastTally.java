// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.text.ModuleMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the commands of scripts that passed, failed and were skipped.
 *
 * <p>A command counts for the newest feature that its module uses, and a skipped one for the
 * feature that the target lacks. Safe for several threads.
 */
public final class WastTally {
  /**
   * A command that failed.
   *
   * @param file the script
   * @param line the line of the command, or of the mistake in its module
   * @param column the column of the mistake, 0 if it is none in a module's text
   * @param message what was wanted and what was found
   */
  public record Failure(Path file, int line, int column, String message) {
    /** A failure whose message may end with a place in the script, which is taken from it. */
    static Failure at(Path file, int line, String message) {
      ModuleMessage mistake = ModuleMessage.parse(message);
      return mistake.line() > 0
          ? new Failure(file, mistake.line(), mistake.column(), mistake.text())
          : new Failure(file, line, 0, message);
    }

    @Override
    public String toString() {
      return file + ":" + line + (column > 0 ? ":" + column : "") + ": " + message;
    }
  }

  private final Map<Feature, Integer> passed = new EnumMap<>(Feature.class);
  private final Map<Feature, Integer> skipped = new EnumMap<>(Feature.class);
  private int assertionsAtRunTime;
  private final List<Failure> failures = new ArrayList<>();

  /** Makes a tally of nothing. */
  public WastTally() {}

  synchronized void pass(Feature feature, boolean isAssertionAtRunTime) {
    passed.merge(feature, 1, Integer::sum);
    if (isAssertionAtRunTime) {
      assertionsAtRunTime++;
    }
  }

  synchronized void skip(Feature feature) {
    skipped.merge(feature, 1, Integer::sum);
  }

  synchronized void fail(Failure failure) {
    failures.add(failure);
  }

  /** {@return how many commands passed} */
  public synchronized int passed() {
    return sum(passed);
  }

  /**
   * {@return how many of the passed commands called a function and wanted certain results, a trap
   * or exhaustion}
   */
  public synchronized int passedAtRunTime() {
    return assertionsAtRunTime;
  }

  /** {@return how many commands were skipped} */
  public synchronized int skipped() {
    return sum(skipped);
  }

  /** {@return what failed, in order} */
  public synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }

  /**
   * {@return how many commands passed whose module's newest feature is this one}
   *
   * @param feature the feature
   */
  public synchronized int passed(Feature feature) {
    return passed.getOrDefault(feature, 0);
  }

  /**
   * {@return how many commands were skipped because the target lacks this feature}
   *
   * @param feature the feature
   */
  public synchronized int skipped(Feature feature) {
    return skipped.getOrDefault(feature, 0);
  }

  private static int sum(Map<Feature, Integer> counts) {
    int sum = 0;
    for (int count : counts.values()) {
      sum += count;
    }
    return sum;
  }

  /** {@return the totals on one line: {@code N passed, N failed, N skipped}} */
  public synchronized String summary() {
    return sum(passed) + " passed, " + failures.size() + " failed, " + sum(skipped) + " skipped";
  }
}
