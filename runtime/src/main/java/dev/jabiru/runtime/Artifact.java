// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.LinkedSet;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactClassSource;
import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactJar;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeStubs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Modules that were compiled before, together; made by {@link Engine#load}.
 *
 * <p>Some of them may be linked: they satisfy the imports of the others from their names. {@link
 * Linker#instantiate} then makes instances of these first, by itself.
 *
 * <p>Immutable and thread-safe. Nobody closes it: what it takes goes with the last of its modules.
 */
public final class Artifact {
  private final Engine engine;
  private final Map<String, Module> modules;
  private final List<String> programs;

  private Artifact(Engine engine, Map<String, Module> modules, List<String> programs) {
    this.engine = engine;
    this.modules = Collections.unmodifiableMap(modules);
    this.programs = List.copyOf(programs);
  }

  /** {@return the engine it was loaded into} */
  public Engine engine() {
    return engine;
  }

  /** {@return the names of the modules that are not there to be imported from, in order} */
  public List<String> programs() {
    return programs;
  }

  /** {@return the modules by name, in the order in which they were compiled} */
  public Map<String, Module> modules() {
    return modules;
  }

  /**
   * {@return a module}
   *
   * @param name the name it was compiled under
   * @throws IllegalArgumentException if there is none of that name
   */
  public Module module(String name) {
    Module module = modules.get(name);
    if (module == null) {
      throw new IllegalArgumentException(
          "no module " + name + " in the artifact: " + String.join(", ", modules.keySet()));
    }
    return module;
  }

  // ---- Loading ------------------------------------------------------------------------------

  static Artifact of(Engine engine, CompilationArtifacts artifacts) {
    return of(engine, artifacts, null);
  }

  /** The modules of the JAR that a class is from. */
  static Artifact of(Engine engine, Class<?> loader) {
    ArtifactJar.Opened opened = ArtifactJar.open(loader);
    return of(engine, opened.artifacts(), opened.classFiles());
  }

  private static Artifact of(
      Engine engine,
      CompilationArtifacts artifacts,
      @Nullable Function<String, byte @Nullable []> classFiles) {
    check(engine, artifacts);
    List<dev.jabiru.wasm.Module> skeletons = new ArrayList<>();
    List<@Nullable ArtifactClassSource> sources = new ArrayList<>();
    boolean isNative = engine.target() == Target.X64;
    for (ModuleArtifact module : artifacts.modules()) {
      ArtifactClassSource source = isNative ? null : ArtifactClassSource.of(module, classFiles);
      sources.add(source);
      skeletons.add(source == null ? ArtifactClassSource.skeleton(module) : source.module());
    }
    LinkedModules links = links(artifacts.modules(), skeletons);
    NativeText text =
        isNative
            ? text(engine, artifacts.tunables(), artifacts.nativeCode().orElseThrow(), skeletons)
            : null;
    Map<String, Module> modules = new LinkedHashMap<>();
    List<String> programs = new ArrayList<>();
    for (int i = 0; i < skeletons.size(); i++) {
      ModuleArtifact artifact = artifacts.modules().get(i);
      Module module =
          new Module(
              engine,
              skeletons.get(i),
              skeletons.size() > 1 ? artifact.name() : Module.NO_NAME,
              sources.get(i),
              text,
              artifacts.tunables().largeMemories(),
              false,
              links);
      modules.put(artifact.name(), module);
      if (!artifact.isLinked()) {
        programs.add(artifact.name());
      }
    }
    if (links != null && !isNative) {
      links.linkClasses();
    }
    return new Artifact(engine, modules, programs);
  }

  private static void check(Engine engine, CompilationArtifacts artifacts) {
    if (!artifacts.targets().contains(engine.target())) {
      throw new ArtifactException(
          "the artifact is for "
              + names(artifacts.targets())
              + ", the engine runs "
              + names(Set.of(engine.target())));
    }
    Tunables has = artifacts.tunables();
    if (engine.target() == Target.X64 && !has.cpu().lackingHere().isEmpty()) {
      throw new ArtifactException(
          "the artifact's machine code is for processors with "
              + String.join(", ", has.cpu().lackingHere())
              + ", which this one lacks"
              + (artifacts.targets().contains(Target.JVM)
                  ? "; the target jvm runs its classes"
                  : ""));
    }
    Config wanted = engine.config();
    if (has.fuel() != wanted.fuel()) {
      throw new ArtifactException(
          has.fuel()
              ? "the artifact counts fuel, the engine does not"
              : "the engine counts fuel, the artifact does not: compile it with fuel");
    }
    if (wanted.interruptible() && !has.interruptible()) {
      throw new ArtifactException(
          "the engine's guests can be interrupted, the artifact was compiled without the checks");
    }
  }

  private static String names(Set<Target> targets) {
    StringJoiner names = new StringJoiner(",");
    for (Target target : Target.values()) {
      if (targets.contains(target)) {
        names.add(target.toString().toLowerCase(Locale.ROOT));
      }
    }
    return names.toString();
  }

  private static @Nullable LinkedModules links(
      List<ModuleArtifact> artifacts, List<dev.jabiru.wasm.Module> skeletons) {
    List<String> names = new ArrayList<>();
    List<Boolean> areLinked = new ArrayList<>();
    for (ModuleArtifact module : artifacts) {
      names.add(module.name());
      areLinked.add(module.isLinked());
    }
    if (!areLinked.contains(true)) {
      return null;
    }
    try {
      return new LinkedModules(LinkedSet.of(names, skeletons, areLinked));
    } catch (IllegalArgumentException e) {
      throw new ArtifactException("damaged artifact: " + e.getMessage(), e);
    }
  }

  private static NativeText text(
      Engine engine, Tunables tunables, NativeCode code, List<dev.jabiru.wasm.Module> skeletons) {
    int functions = 0;
    for (dev.jabiru.wasm.Module skeleton : skeletons) {
      functions += skeleton.definedFuncCount();
    }
    if (functions != code.functionCount()) {
      throw new ArtifactException(
          "damaged artifact: modules with "
              + functions
              + " functions, but code for "
              + code.functionCount());
    }
    if (code.stubOffsets().size() != NativeStubs.COUNT) {
      throw new ArtifactException(
          "damaged artifact: " + code.stubOffsets().size() + " stubs of " + NativeStubs.COUNT);
    }
    NativeText text = new NativeText(code);
    if (tunables.guardPages() && !engine.tunables().guardPages()) {
      throw new ArtifactException(
          "the artifact's code needs guard pages behind memories, the engine has none: "
              + engine.targetReason());
    }
    return text;
  }
}
