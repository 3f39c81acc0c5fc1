// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.Features;
import java.util.Optional;

/**
 * The settings of an {@link Engine}. Immutable; each {@code with} returns a changed copy.
 *
 * {@snippet lang="java" :
 * Config config = Config.defaults().withTarget(Config.TargetChoice.JVM).withFuel(true);
 * try (Engine engine = Engine.of(config);
 *     Store store = Store.of(engine)) {
 *   store.setFuel(1_000_000);
 *   Instance.of(store, Module.of(engine, Path.of("add.wasm"))).func("add").call(1, 2);
 *   long left = store.fuel();
 * }
 * }
 *
 * @param features the WebAssembly features that modules may use
 * @param target what guest code is compiled to
 * @param code what code is generated; guard pages in it are allowed, and used where they can be
 * @param cpu what machine code that is compiled may use of the processor; empty for all that this
 *     machine has
 * @param limits what a store may take unless it is created with limits of its own
 * @param cache where machine code is kept for the next time, if anywhere
 */
public record Config(
    Features features,
    TargetChoice target,
    Tunables code,
    Optional<CpuFeatures> cpu,
    StoreLimits limits,
    Optional<CodeCache> cache) {
  private static final Config DEFAULTS =
      new Config(
          Features.defaults(),
          TargetChoice.AUTO,
          Tunables.defaults().withGuardPages(true),
          Optional.empty(),
          StoreLimits.defaults(),
          Optional.empty());

  /** How an engine comes by its target. */
  public enum TargetChoice {
    /** The best target that this platform and this program allow. */
    AUTO,
    /** Class files; runs on every JVM. */
    JVM,
    /** Machine code; runs on Linux for x86-64 where native access is enabled. */
    X64
  }

  /** {@return Wasm 3.0, target chosen by the engine, interruptible, no fuel, optimised} */
  public static Config defaults() {
    return DEFAULTS;
  }

  /** {@return whether {@link Store#interrupt} and deadlines can stop guest code} */
  public boolean interruptible() {
    return code.interruptible();
  }

  /** {@return whether guest code counts fuel; see {@link Store#setFuel}} */
  public boolean fuel() {
    return code.fuel();
  }

  /** {@return whether the compiler's optional optimisations run} */
  public boolean optimize() {
    return code.optimize();
  }

  /**
   * {@return whether memories that do not declare how far they may grow may grow to more than 2
   * GiB; all memories without a declared maximum are slower then}
   */
  public boolean largeMemories() {
    return code.largeMemories();
  }

  /** {@return whether memories may have guard pages; see {@link #withGuardPages}} */
  public boolean guardPages() {
    return code.guardPages();
  }

  private Config withCode(Tunables other) {
    return new Config(features, target, other, cpu, limits, cache);
  }

  /**
   * {@return this configuration with other features}
   *
   * @param features the WebAssembly features that modules may use
   */
  public Config withFeatures(Features features) {
    return new Config(features, target, code, cpu, limits, cache);
  }

  /**
   * {@return this configuration with another target}
   *
   * @param target what guest code is compiled to
   */
  public Config withTarget(TargetChoice target) {
    return new Config(features, target, code, cpu, limits, cache);
  }

  /**
   * {@return this configuration with interruption on or off}
   *
   * @param interruptible whether guest code can be stopped
   */
  public Config withInterruptible(boolean interruptible) {
    return withCode(code.withInterruptible(interruptible));
  }

  /**
   * {@return this configuration with fuel on or off}
   *
   * @param fuel whether guest code counts fuel
   */
  public Config withFuel(boolean fuel) {
    return withCode(code.withFuel(fuel));
  }

  /**
   * {@return this configuration with the optional optimisations on or off}
   *
   * @param optimize whether the compiler's optional optimisations run
   */
  public Config withOptimize(boolean optimize) {
    return withCode(code.withOptimize(optimize));
  }

  /**
   * {@return this configuration with large memories on or off}
   *
   * <p>A memory that declares a minimum of 2 GiB or a maximum of more may have 4 GiB anyway.
   *
   * @param largeMemories whether memories that do not declare how far they may grow may grow to
   *     more than 2 GiB
   */
  public Config withLargeMemories(boolean largeMemories) {
    return withCode(code.withLargeMemories(largeMemories));
  }

  /**
   * {@return this configuration with guard pages allowed or not}
   *
   * <p>Machine code checks no bounds of a memory with 32-bit addresses behind which other addresses
   * are reserved: accesses there fault, and a handler of the signals SIGSEGV and SIGBUS that passes
   * on all faults but these makes traps of them. A memory takes 8 GiB of addresses then, without
   * memory, so that a process can have about twelve thousand. Where the system limits address space
   * or refuses the handler, or this is off, code checks. {@link Engine#targetReason} says which.
   *
   * @param guardPages whether memories may have guard pages
   */
  public Config withGuardPages(boolean guardPages) {
    return withCode(code.withGuardPages(guardPages));
  }

  /**
   * {@return this configuration for other processors}
   *
   * <p>It is about machine code that the engine compiles, which otherwise uses all that this
   * machine has. An artifact is loaded if this machine has what its code needs. If this machine
   * lacks one of the features, the engine's target cannot be x64.
   *
   * @param cpu what machine code may use of the processor
   */
  public Config withCpu(CpuFeatures cpu) {
    return new Config(features, target, code, Optional.of(cpu), limits, cache);
  }

  /**
   * {@return this configuration with other limits}
   *
   * @param limits what a store may take unless it is created with limits of its own
   */
  public Config withLimits(StoreLimits limits) {
    return new Config(features, target, code, cpu, limits, cache);
  }

  /**
   * {@return this configuration with a cache}
   *
   * @param cache where machine code is kept for the next time, and classes, which get there when
   *     the engine is closed and some seconds after they were generated
   */
  public Config withCache(CodeCache cache) {
    return new Config(features, target, code, cpu, limits, Optional.of(cache));
  }
}
