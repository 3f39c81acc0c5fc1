// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.environ.x64.CpuFeatures;

/**
 * The settings that shape generated code; part of every artifact's identity.
 *
 * @param interruptible whether loops and functions check for interruption
 * @param fuel whether code counts fuel
 * @param optimize whether the optional optimisations run
 * @param largeMemories whether memories that do not say how far they may grow are held, and
 *     imported ones reached, in a form that has no limit below that of their addresses; on the JVM
 *     target that form is slower
 * @param guardPages whether code does without checks of bounds where the addresses behind a memory
 *     are reserved so that accesses fault; the x64 target only. The memories must then be held so
 * @param debugInfo whether machine code comes with what debuggers want to know of it; the code is
 *     the same
 * @param cpu what machine code may use of the processor, and so needs
 */
public record Tunables(
    boolean interruptible,
    boolean fuel,
    boolean optimize,
    boolean largeMemories,
    boolean guardPages,
    boolean debugInfo,
    CpuFeatures cpu) {
  private static final Tunables DEFAULTS =
      new Tunables(true, false, true, false, false, false, CpuFeatures.PORTABLE);

  /**
   * {@return interruptible, no fuel, optimised, no large memories that do not say so, no guard
   * pages, no debug information, for the processors that artifacts are for by default}
   */
  public static Tunables defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these settings with interruption checks on or off}
   *
   * @param on whether loops check for interruption
   */
  public Tunables withInterruptible(boolean on) {
    return new Tunables(on, fuel, optimize, largeMemories, guardPages, debugInfo, cpu);
  }

  /**
   * {@return these settings with fuel counting on or off}
   *
   * @param on whether code counts fuel
   */
  public Tunables withFuel(boolean on) {
    return new Tunables(interruptible, on, optimize, largeMemories, guardPages, debugInfo, cpu);
  }

  /**
   * {@return these settings with the optional optimisations on or off}
   *
   * @param on whether to optimise
   */
  public Tunables withOptimize(boolean on) {
    return new Tunables(interruptible, fuel, on, largeMemories, guardPages, debugInfo, cpu);
  }

  /**
   * {@return these settings with large memories on or off}
   *
   * @param on whether memories that do not say how far they may grow may become large
   */
  public Tunables withLargeMemories(boolean on) {
    return new Tunables(interruptible, fuel, optimize, on, guardPages, debugInfo, cpu);
  }

  /**
   * {@return these settings with guard pages on or off}
   *
   * @param on whether code may rely on memories that have them
   */
  public Tunables withGuardPages(boolean on) {
    return new Tunables(interruptible, fuel, optimize, largeMemories, on, debugInfo, cpu);
  }

  /**
   * {@return these settings with debug information on or off}
   *
   * @param on whether machine code comes with it
   */
  public Tunables withDebugInfo(boolean on) {
    return new Tunables(interruptible, fuel, optimize, largeMemories, guardPages, on, cpu);
  }

  /**
   * {@return these settings for other processors}
   *
   * @param features what machine code may use
   */
  public Tunables withCpu(CpuFeatures features) {
    return new Tunables(
        interruptible, fuel, optimize, largeMemories, guardPages, debugInfo, features);
  }

  /** All settings by name. Written out, since what records come with takes 20 ms of a start. */
  @Override
  public String toString() {
    return new StringBuilder("interruptible=")
        .append(interruptible)
        .append(", fuel=")
        .append(fuel)
        .append(", optimize=")
        .append(optimize)
        .append(", largeMemories=")
        .append(largeMemories)
        .append(", guardPages=")
        .append(guardPages)
        .append(", debugInfo=")
        .append(debugInfo)
        .append(", cpu=")
        .append(cpu)
        .toString();
  }
}
