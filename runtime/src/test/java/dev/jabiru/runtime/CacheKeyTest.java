// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.CpuFeature;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code is found again only where it is the code that would be made. */
class CacheKeyTest {
  private static final String TEXT = "(module (func (export \"f\") (result i32) (i32.const 7)))";
  private static final ModuleCompiler COMPILER = ModuleCompiler.find().orElseThrow();

  @TempDir Path folder;
  private CodeCache cache;

  @BeforeEach
  void makeCache() throws IOException {
    cache = CodeCache.of(folder.resolve("cache"), 1 << 20);
  }

  private static ModuleCompiler.Input input(Features features) {
    byte[] binary = WatParser.parse(TEXT, features).binary();
    return new ModuleCompiler.Input("main", Module.decode(binary, features));
  }

  /** {@return a record that differs from another in one component} */
  private static <T extends Record> T with(T from, RecordComponent changed, Object value)
      throws ReflectiveOperationException {
    RecordComponent[] all = from.getClass().getRecordComponents();
    Object[] values = new Object[all.length];
    for (int i = 0; i < all.length; i++) {
      values[i] =
          all[i].getName().equals(changed.getName()) ? value : all[i].getAccessor().invoke(from);
    }
    Class<?>[] types = Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
    @SuppressWarnings("unchecked") // of the same class
    T made = (T) from.getClass().getDeclaredConstructor(types).newInstance(values);
    return made;
  }

  private static Object otherThan(Object value) {
    return switch (value) {
      case Boolean on -> !on;
      case CpuFeatures cpu ->
          cpu.equals(CpuFeatures.BASELINE) ? CpuFeatures.PORTABLE : CpuFeatures.BASELINE;
      default -> throw new AssertionError("another value of " + value.getClass() + " is wanted");
    };
  }

  @Test
  void everySettingOfCodeMakesAnotherEntryAndAnotherLineage() throws Exception {
    ModuleCompiler.Input module = input(Features.defaults());
    List<Tunables> settings = new ArrayList<>(List.of(Tunables.defaults()));
    for (RecordComponent each : Tunables.class.getRecordComponents()) {
      Object value = each.getAccessor().invoke(Tunables.defaults());
      settings.add(with(Tunables.defaults(), each, otherThan(value)));
    }
    assertThat(settings).hasSizeGreaterThan(7).doesNotHaveDuplicates();
    Set<Object> keys = new HashSet<>();
    for (Tunables each : settings) {
      for (Target target : Target.values()) {
        assertThat(keys.add(cache.entry(COMPILER, module, target, each)))
            .as("another entry for %s, %s", target, each)
            .isTrue();
      }
      assertThat(keys.add(COMPILER.lineage(module.module(), each)))
          .as("lineage of %s", each)
          .isTrue();
    }
  }

  @Test
  void everyFeatureOfAProcessorMakesAnotherEntry() {
    ModuleCompiler.Input module = input(Features.defaults());
    Set<Path> entries = new HashSet<>();
    for (int i = 0; i < CpuFeature.values().length; i++) {
      Tunables settings = Tunables.defaults().withCpu(new CpuFeatures(1 << i));
      entries.add(cache.entry(COMPILER, module, Target.X64, settings));
    }
    assertThat(entries).hasSize(CpuFeature.values().length);
  }

  @Test
  void everyFeatureOfWebAssemblyMakesAnotherEntry() {
    Set<Features> sets = new HashSet<>(Set.of(Features.defaults()));
    for (Feature each : Feature.values()) {
      sets.add(Features.defaults().with(each));
      sets.add(Features.defaults().without(each));
    }
    assertThat(sets).as("the first of them is always on").hasSize(Feature.values().length);
    Set<Path> entries = new HashSet<>();
    for (Features each : sets) {
      entries.add(cache.entry(COMPILER, input(each), Target.X64, Tunables.defaults()));
    }
    assertThat(entries).hasSameSizeAs(sets);
  }

  /** What of a configuration is not in the key is asked for each time a module runs. */
  @Test
  void everyPartOfAConfigurationIsInTheKeyOrNotInTheCode() throws Exception {
    Set<String> inTheKey = Set.of("features", "target", "code", "cpu");
    Set<String> notInTheCode = Set.of("limits", "cache"); // stack and memory: fields of the store
    for (RecordComponent each : Config.class.getRecordComponents()) {
      String name = each.getName();
      assertThat(inTheKey.contains(name) ^ notInTheCode.contains(name)).as(name).isTrue();
    }
    for (Config.TargetChoice target : CacheProgram.targets()) {
      Config config = Config.defaults().withTarget(target).withCache(cache);
      cache.clear();
      run(config);
      int entries = cache.info().entries();
      run(config.withLimits(StoreLimits.defaults().withStackBytes(1 << 20).withMemoryBytes(1)));
      assertThat(cache.info().entries()).as("with other limits").isEqualTo(entries);
      run(config.withFuel(true));
      run(config.withInterruptible(false));
      run(config.withOptimize(false));
      run(config.withLargeMemories(true));
      assertThat(cache.info().entries()).as("with other code").isEqualTo(entries + 4);
    }
  }

  private static void run(Config config) {
    try (Engine engine = Engine.of(config);
        Store store = Store.of(engine)) {
      if (config.fuel()) {
        store.setFuel(1_000);
      }
      assertThat(Instance.of(store, dev.jabiru.runtime.Module.of(engine, TEXT)).func("f").call())
          .isEqualTo(7);
    }
  }

  @Test
  void artifactsOfAnotherFormatUnderTheRightNameAreCompiledAgain() throws Exception {
    if (!CacheProgram.targets().contains(Config.TargetChoice.X64)) {
      return;
    }
    Config config = Config.defaults().withTarget(Config.TargetChoice.X64).withCache(cache);
    run(config);
    Path entry;
    try (var files = Files.list(cache.info().folder())) {
      entry = files.filter(file -> file.toString().endsWith(".jabiru")).findFirst().orElseThrow();
    }
    byte[] good = Files.readAllBytes(entry);
    byte[] magic = {(byte) 0x8a, 'J', 'A', 'B', 'I', 'R', 'U', '\n'};
    int at = 0;
    while (!Arrays.equals(good, at, at + magic.length, magic, 0, magic.length)) {
      at++;
    }
    for (int version : new int[] {0, ArtifactFile.FORMAT_VERSION - 1, -1}) {
      byte[] other = good.clone();
      ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putInt(at + magic.length, version);
      Files.write(entry, other);
      run(config);
      assertThat(Files.readAllBytes(entry)).isEqualTo(good);
    }
  }
}
