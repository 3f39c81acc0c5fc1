// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ImplementationLimitException;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.runtime.Artifact;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Module;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads what {@code jabiru run} is given: a module in either format, or one of an artifact. */
final class Modules {
  private Modules() {}

  /**
   * A module as it was loaded.
   *
   * @param module the module
   * @param input its file; null for one of an artifact
   */
  record Loaded(Module module, @Nullable InputFile input) {}

  /**
   * {@return the module of a file}
   *
   * @param engine the engine it will belong to
   * @param file the file
   * @param name which module of an artifact; may be null where it holds one
   * @param loaded is added what the file holds
   */
  static Module load(Engine engine, Path file, @Nullable String name, List<Loaded> loaded)
      throws IOException {
    try (ProgramFile program = ProgramFile.open(file)) {
      return load(engine, program, name, loaded);
    }
  }

  /** The same of a file that is open. */
  static Module load(
      Engine engine, ProgramFile program, @Nullable String name, List<Loaded> loaded) {
    Path file = program.path();
    byte[] bytes = program.module();
    if (bytes == null) {
      return ofArtifact(engine, file, Objects.requireNonNull(program.artifacts()), name, loaded);
    }
    if (name != null) {
      throw new BadInput(file + ": --module is for artifacts, this is a module");
    }
    InputFile input = InputFile.of(file, bytes, engine.config().features());
    try (ProgressBar bar = new ProgressBar("compiling " + file.getFileName())) {
      Module module = Module.of(engine, input.bytes(), bar::at);
      loaded.add(new Loaded(module, input));
      return module;
    } catch (WasmException
        | UnsupportedFeatureException
        | ImplementationLimitException
        | UnsupportedOperationException e) {
      // The last is what an engine without a compiler says.
      throw input.badInput(e);
    }
  }

  /**
   * {@return the target to take for a file}
   *
   * @param program the file
   * @param asked the target that is asked for: if it is any, an artifact of one target has that,
   *     and one whose machine code needs what this processor lacks has its classes
   */
  static Config.TargetChoice target(ProgramFile program, Config.TargetChoice asked) {
    CompilationArtifacts artifacts = program.artifacts();
    if (asked != Config.TargetChoice.AUTO || artifacts == null) {
      return asked;
    }
    if (artifacts.targets().size() != 1) {
      boolean isServed = artifacts.tunables().cpu().lackingHere().isEmpty();
      return isServed ? asked : Config.TargetChoice.JVM;
    }
    return artifacts.targets().contains(Target.X64)
        ? Config.TargetChoice.X64
        : Config.TargetChoice.JVM;
  }

  private static Module ofArtifact(
      Engine engine,
      Path file,
      CompilationArtifacts artifacts,
      @Nullable String name,
      List<Loaded> loaded) {
    Artifact artifact;
    try {
      artifact = engine.load(artifacts);
    } catch (ArtifactException e) {
      throw new BadInput(file + ": " + mismatch(engine, file, artifacts, name, e));
    } catch (UncheckedIOException e) {
      throw new BadInput(file + ": cannot be read: " + e.getMessage());
    }
    if (engine.config().largeMemories()) {
      String mismatch = mismatch(artifacts.tunables(), engine.config());
      if (mismatch != null) {
        throw new BadInput(file + ": " + mismatch);
      }
    }
    for (Module each : artifact.modules().values()) {
      loaded.add(new Loaded(each, null));
    }
    return artifact.module(choose(artifact.modules().keySet(), artifact.programs(), file, name));
  }

  /** Why an artifact cannot be loaded, by the options that would help. */
  private static String mismatch(
      Engine engine,
      Path file,
      CompilationArtifacts artifacts,
      @Nullable String name,
      ArtifactException refusal) {
    // A wrong module is told before wrong options: these may be right for the right one's artifact.
    Set<String> names = new LinkedHashSet<>();
    List<String> programs = new ArrayList<>();
    for (CompilationArtifacts.ModuleArtifact module : artifacts.modules()) {
      names.add(module.name());
      if (!module.isLinked()) {
        programs.add(module.name());
      }
    }
    choose(names, programs, file, name);
    if (!artifacts.targets().contains(engine.target())) {
      String target = engine.target().name().toLowerCase(Locale.ROOT);
      return "the artifact has no code for the target "
          + target
          + ": compile it with --target "
          + target
          + ", or leave out --target";
    }
    String mismatch = mismatch(artifacts.tunables(), engine.config());
    return mismatch != null ? mismatch : String.valueOf(refusal.getMessage());
  }

  private static @Nullable String mismatch(Tunables has, Config wanted) {
    if (has.fuel() && !wanted.fuel()) {
      return "the artifact counts fuel: give it some with --fuel N";
    }
    if (!has.fuel() && wanted.fuel()) {
      return "the artifact does not count fuel: leave out --fuel, or compile it with --fuel";
    }
    if (!has.interruptible() && wanted.interruptible()) {
      return "the artifact has no checks through which a timeout could stop it: leave out --timeout,"
          + " or compile it without --not-interruptible";
    }
    if (!has.largeMemories() && wanted.largeMemories()) {
      return "the artifact was compiled without --large-memories: leave the option out, or compile it"
          + " with the option";
    }
    return null;
  }

  private static String choose(
      Set<String> modules, List<String> programs, Path file, @Nullable String name) {
    if (name == null && programs.size() == 1) {
      return programs.getFirst();
    }
    if (name == null || !modules.contains(name)) {
      throw new BadInput(
          file
              + (name == null ? ": choose a module with --module: " : ": no module " + name + ": ")
              + String.join(", ", modules));
    }
    return name;
  }
}
