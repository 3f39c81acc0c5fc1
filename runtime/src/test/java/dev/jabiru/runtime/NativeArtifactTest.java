// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.text.WatParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Artifacts that hold machine code, loaded and run. */
class NativeArtifactTest {
  private static final String DIVIDES =
      """
      (module $divides
        (func $quotient (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
        (func $go (export "go") (param i32) (result i32)
          (call $quotient (i32.const 100) (local.get 0))))
      """;
  private static final String LOADS =
      """
      (module $loads
        (import "host" "twice" (func $twice (param i32) (result i32)))
        (memory 1)
        (data (i32.const 8) "\\2a")
        (func $at (param i32) (result i32) (i32.load (local.get 0)))
        (func $go (export "go") (param i32) (result i32)
          (call $twice (call $at (local.get 0)))))
      """;

  private Engine engine = Engine.create();

  @BeforeEach
  void chooseTheTarget() {
    String reason = NativePlatform.reasonAgainst();
    Assumptions.assumeTrue(reason == null, () -> "NOT RUN: the target x64: " + reason);
    engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.X64));
  }

  private static CompilationArtifacts compile(Set<Target> targets, String... texts) {
    return compile(targets, Tunables.defaults().withGuardPages(true), texts);
  }

  private static CompilationArtifacts compile(
      Set<Target> targets, Tunables tunables, String... texts) {
    List<ModuleCompiler.Input> inputs = new ArrayList<>();
    for (String text : texts) {
      byte[] binary = WatParser.parse(text, Features.defaults()).binary();
      inputs.add(
          new ModuleCompiler.Input(
              "m" + inputs.size(), dev.jabiru.wasm.Module.decode(binary, Features.defaults())));
    }
    return ModuleCompiler.find()
        .orElseThrow()
        .compile(inputs, targets, tunables, ModuleCompiler.Progress.NONE);
  }

  private static byte[] file(String... texts) {
    return ArtifactFile.write(compile(Set.of(Target.X64), texts));
  }

  private Instance instance(Module module) {
    Linker linker = Linker.of(engine);
    linker.func(
        "host",
        "twice",
        new FuncType(List.of(NumType.I32), List.of(NumType.I32)),
        args -> 2 * (int) args[0]);
    return linker.instantiate(Store.of(engine), module);
  }

  @Test
  void modulesOfOneArtifactRunAndTrapWhereTheyShould() {
    Artifact modules = engine.load(file(DIVIDES, LOADS));
    Instance divides = instance(modules.module("m0"));
    Instance loads = instance(modules.module("m1"));
    assertThat(divides.func("go").call(7)).isEqualTo(14);
    assertThat(loads.func("go").call(8)).isEqualTo(84);
    assertThatThrownBy(() -> divides.func("go").call(0))
        .isInstanceOfSatisfying(
            Trap.class,
            trap -> {
              assertThat(trap).hasMessageStartingWith("integer divide by zero");
              assertThat(trap.backtrace()).extracting(WasmFrame::module).containsOnly("divides");
              assertThat(trap.backtrace())
                  .extracting(WasmFrame::name)
                  .containsExactly("quotient", "go");
            });
    assertThatThrownBy(() -> loads.func("go").call(65533))
        .isInstanceOfSatisfying(
            Trap.class,
            trap -> {
              assertThat(trap).hasMessageStartingWith("out of bounds memory access");
              assertThat(trap.backtrace()).extracting(WasmFrame::module).containsOnly("loads");
              assertThat(trap.backtrace()).extracting(WasmFrame::name).containsExactly("at", "go");
            });
  }

  @Test
  void backtracesAreThoseOfTheModuleCompiledHere() {
    Instance here = instance(Module.of(engine, LOADS));
    Instance loaded = instance(engine.load(file(DIVIDES, LOADS)).module("m1"));
    assertThat(backtrace(loaded)).isEqualTo(backtrace(here));
  }

  private static List<WasmFrame> backtrace(Instance instance) {
    try {
      instance.func("go").call(-1);
      throw new AssertionError("no trap");
    } catch (Trap trap) {
      return trap.backtrace();
    }
  }

  @Test
  void oneFileServesBothTargets() {
    byte[] file = ArtifactFile.write(compile(EnumSet.allOf(Target.class), DIVIDES, LOADS));
    Engine classes = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    assertThat(engine.load(file).module("m0").isNative()).isTrue();
    assertThat(instance(engine.load(file).module("m1")).func("go").call(8)).isEqualTo(84);
    Module module = classes.load(file).module("m0");
    assertThat(module.isNative()).isFalse();
    assertThat(Linker.of(classes).instantiate(Store.of(classes), module).func("go").call(7))
        .isEqualTo(14);
  }

  @Test
  void anArtifactForAnotherTargetIsRefused() {
    Engine classes = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    assertThatThrownBy(() -> classes.load(file(DIVIDES)))
        .hasMessage("the artifact is for x64, the engine runs jvm");
    byte[] jvm = ArtifactFile.write(compile(Set.of(Target.JVM), DIVIDES));
    assertThatThrownBy(() -> engine.load(jvm))
        .hasMessage("the artifact is for jvm, the engine runs x64");
  }

  @Test
  void codeForAnotherProcessorIsRefused() {
    byte[] code = fileFor("x86-64-v3", Set.of(Target.X64));
    byte[] codeAndClasses = fileFor("x86-64,+bmi2", Set.of(Target.X64, Target.JVM));
    byte[] old = fileFor("x86-64", Set.of(Target.X64));
    Engine classes = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    System.setProperty(CpuFeatures.PROPERTY, "x86-64-v2");
    try {
      assertThatThrownBy(() -> engine.load(code))
          .isInstanceOf(ArtifactException.class)
          .hasMessage(
              "the artifact's machine code is for processors with lzcnt, bmi1, bmi2, which this one"
                  + " lacks");
      assertThatThrownBy(() -> engine.load(codeAndClasses))
          .isInstanceOf(ArtifactException.class)
          .hasMessage(
              "the artifact's machine code is for processors with bmi2, which this one lacks; the"
                  + " target jvm runs its classes");
      assertThat(classes.load(codeAndClasses).module("m0").isNative()).isFalse();
      assertThat(instance(engine.load(old).module("m0")).func("go").call(7)).isEqualTo(14);
    } finally {
      System.clearProperty(CpuFeatures.PROPERTY);
    }
  }

  private static byte[] fileFor(String cpu, Set<Target> targets) {
    Tunables tunables =
        Tunables.defaults()
            .withGuardPages(true)
            .withCpu(CpuFeatures.parse(cpu, CpuFeatures.BASELINE));
    return ArtifactFile.write(compile(targets, tunables, DIVIDES));
  }

  @Test
  void codeForMoreFunctionsThanThereAreIsRefused() {
    CompilationArtifacts artifacts = compile(Set.of(Target.X64), DIVIDES, LOADS);
    byte[] file =
        ArtifactFile.write(
            new CompilationArtifacts(
                "c",
                artifacts.tunables(),
                artifacts.modules().subList(0, 1),
                artifacts.nativeCode()));
    assertThatThrownBy(() -> engine.load(file))
        .hasMessage("damaged artifact: modules with 2 functions, but code for 4");
  }

  /** Changes, cuts, grows, and shuffles a file: each time one clear message, and nothing else. */
  @Test
  void tenThousandMutatedFilesAreRefused() {
    long seed = 1;
    byte[] file = ArtifactFile.write(compile(EnumSet.allOf(Target.class), DIVIDES, LOADS));
    Engine classes = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
    Random random = new Random(seed);
    int text = 0;
    for (int round = 0; round < 10_000; round++) {
      byte[] mutant = mutant(file, random);
      if (Arrays.equals(mutant, file)) {
        continue;
      }
      try {
        engine.load(mutant);
        throw new AssertionError("loaded: round " + round + " of seed " + seed);
      } catch (ArtifactException refused) {
        assertThat(refused).hasMessageMatching("(damaged|truncated|not a|artifact of).*");
        text += refused.getMessage().contains(".text") ? 1 : 0;
      }
      try {
        // Classes do not care about the machine code beside them.
        classes.load(mutant);
      } catch (ArtifactException refused) {
        assertThat(refused).hasMessageMatching("(damaged|truncated|not a|artifact of).*");
      }
    }
    assertThat(text).as("changes of the code, found where it was to run").isPositive();
    assertThat(instance(engine.load(file).module("m0")).func("go").call(7)).isEqualTo(14);
  }

  private static byte[] mutant(byte[] file, Random random) {
    byte[] mutant = file.clone();
    switch (random.nextInt(5)) {
      case 0 -> mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int n = 1 + random.nextInt(20); n > 0; n--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
      }
      case 2 -> mutant = Arrays.copyOf(file, random.nextInt(file.length));
      case 3 -> mutant = Arrays.copyOf(file, file.length + 1 + random.nextInt(100));
      default -> {
        int length = 1 + random.nextInt(200);
        System.arraycopy(
            file,
            random.nextInt(file.length - length),
            mutant,
            random.nextInt(file.length - length),
            length);
      }
    }
    return mutant;
  }
}
