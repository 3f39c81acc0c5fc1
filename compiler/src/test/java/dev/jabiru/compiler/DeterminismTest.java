// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jabiru.codegen.x64.CpuFeature;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.InvalidModuleException;
import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeterminismTest {
  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void filesAreTheSameForAnyNumberOfThreads(boolean jvm, boolean x64) {
    byte[] one = file(1, jvm, x64);
    assertThat(file(2, jvm, x64)).isEqualTo(one);
    assertThat(file(8, jvm, x64)).isEqualTo(one);
  }

  @Test
  void filesAreTheSameOnEveryMachine() {
    byte[] here = file(2, true, true);
    System.setProperty(CpuFeatures.PROPERTY, "x86-64");
    try {
      assertThat(file(2, true, true)).isEqualTo(here);
    } finally {
      System.clearProperty(CpuFeatures.PROPERTY);
    }
  }

  /** So that an artifact says what its code needs, and no more: of class files, nothing. */
  @Test
  void whatIsChosenIsWhatTheCodeGeneratorGetsAndTheArtifactSays() {
    CpuFeatures all = CpuFeatures.parse("x86-64-v3", CpuFeatures.BASELINE);
    assertThat(ProcessorFeatures.of(all))
        .isEqualTo(EnumSet.complementOf(EnumSet.of(CpuFeature.AVX)));
    Module module =
        Modules.parse("(module (func (param i32) (result i32) (i32.ctz (local.get 0))))");
    List<ModuleCompiler.Input> inputs = List.of(new ModuleCompiler.Input("m", module));
    CodegenModuleCompiler compiler = new CodegenModuleCompiler(1);
    for (String words : List.of("x86-64", "x86-64,+bmi1", "x86-64-v2", "x86-64-v3")) {
      CpuFeatures cpu = CpuFeatures.parse(words, CpuFeatures.BASELINE);
      Tunables tunables = Tunables.defaults().withCpu(cpu);
      assertThat(compile(inputs, Target.X64, tunables).tunables().cpu()).isEqualTo(cpu);
      assertThat(compile(inputs, Target.JVM, tunables).tunables().cpu().keys()).isEmpty();
      String code =
          compiler.printNative(module, List.of(new DefinedFuncIndex(0)), tunables).getFirst();
      assertThat(code.contains("tzcnt")).as(code).isEqualTo(cpu.keys().contains("bmi1"));
    }
  }

  private static CompilationArtifacts compile(
      List<ModuleCompiler.Input> inputs, Target target, Tunables tunables) {
    return new CodegenModuleCompiler(1)
        .compile(inputs, Set.of(target), tunables, ModuleCompiler.Progress.NONE);
  }

  private static byte[] file(int threads, boolean jvm, boolean x64) {
    Set<Target> targets = EnumSet.noneOf(Target.class);
    if (jvm) {
      targets.add(Target.JVM);
    }
    if (x64) {
      targets.add(Target.X64);
    }
    return ArtifactFile.write(
        Modules.compile(threads, targets, Modules.large(150), Modules.large(20)));
  }

  @Test
  void theErrorOfTheLowestFunctionIsReported() {
    StringBuilder text = new StringBuilder("(module");
    for (int i = 0; i < 400; i++) {
      boolean isWrong = i == 91 || i > 93 && i % 3 == 0;
      text.append("(func (result i32) ")
          .append(isWrong ? "i64.const 1" : "i32.const 1")
          .append(")");
    }
    Module module = Modules.parse(text.append(")").toString());
    for (int round = 0; round < 40; round++) {
      Throwable error =
          catchThrowable(() -> new CodegenModuleCompiler(8).prepare(module, Tunables.defaults()));
      assertThat(error)
          .isInstanceOf(InvalidModuleException.class)
          .hasMessageStartingWith("type mismatch")
          .hasMessageContaining("func[91]");
    }
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void whatTheListenerThrowsCancels(Target target) {
    List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
    List<ModuleCompiler.Input> inputs = List.of(new ModuleCompiler.Input("m", Modules.large(600)));
    assertThatThrownBy(() ->
            new CodegenModuleCompiler(2)
                .compile(
                    inputs,
                    Set.of(target),
                    Tunables.defaults(),
                    (done, total) -> {
                      heard.add(done);
                      assertThat(total).isEqualTo(600);
                      throw new CancellationException("enough");
                    }))
        .isInstanceOf(CancellationException.class);
    assertThat(heard).hasSizeBetween(1, 3);
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void stagesAreHeardOfOncePerFunction(Target target) {
    ConcurrentMap<String, Integer> stages = new ConcurrentHashMap<>();
    ModuleCompiler.Progress progress =
        new ModuleCompiler.Progress() {
          @Override
          public void compiled(int done, int total) {}

          @Override
          public void stage(String name, long nanos) {
            assertThat(nanos).isNotNegative();
            stages.merge(name, 1, Integer::sum);
          }
        };
    new CodegenModuleCompiler(2)
        .compile(
            List.of(new ModuleCompiler.Input("m", Modules.large(50))),
            Set.of(target),
            Tunables.defaults(),
            progress);
    assertThat(stages).containsKeys("translate", "gvn", "emit");
    assertThat(stages.keySet().stream().filter(each -> each.equals("allocate registers")))
        .hasSize(target == Target.X64 ? 1 : 0);
    assertThat(stages.values()).allMatch(count -> count == 50);
  }

  @Test
  void stepsBelowAFailureAreAllDone() {
    CompilerThreads threads = new CompilerThreads(8);
    for (int round = 0; round < 200; round++) {
      AtomicInteger done = new AtomicInteger();
      Throwable error =
          catchThrowable(() ->
              threads.forEach(
                  100,
                  () -> done,
                  (counter, i) -> {
                    if (i >= 50) {
                      throw new IllegalStateException("step " + i);
                    }
                    counter.incrementAndGet();
                  }));
      assertThat(error).hasMessage("step 50");
      assertThat(done).hasValue(50);
    }
  }

  @Test
  void whereTheSystemRefusesAThreadTheOthersDoTheWork() {
    AtomicInteger asked = new AtomicInteger();
    CompilerThreads threads =
        new CompilerThreads(
            8,
            task -> {
              if (asked.incrementAndGet() == 3) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return Thread.ofPlatform().daemon().unstarted(task);
            });
    assertThat(threads.map(1000, () -> 2, (worker, i) -> worker * i))
        .hasSize(1000)
        .endsWith(1998)
        .doesNotContainNull();
    assertThat(asked).hasValue(3);
  }
}
