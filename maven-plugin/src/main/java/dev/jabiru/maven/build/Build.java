// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ImplementationLimitException;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.maven.build.Request.SourceModule;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Does what a {@link Request} asks for. Nothing is written unless all modules compile. */
final class Build {
  private final Request request;
  private final ModuleCompiler compiler =
      ModuleCompiler.find().orElseThrow(() -> new AssertionError("the plugin has no compiler"));

  private Build(Request request) {
    this.request = request;
  }

  /**
   * {@return the files that were made, artifact first}
   *
   * @param request what to do
   * @throws BadBuildException if it cannot be done
   * @throws IOException if a file cannot be read or written
   */
  static List<Path> run(Request request) throws IOException {
    return new Build(request).run();
  }

  private List<Path> run() throws IOException {
    List<String> interfaces = interfaces();
    List<SourceFile> modules = read();
    byte[] artifact = artifact(modules);
    Map<Path, byte[]> made = new LinkedHashMap<>();
    made.put(request.resources().resolve(request.resource()), artifact);
    for (int i = 0; i < modules.size(); i++) {
      SourceModule source = modules.get(i).source();
      String file = String.valueOf(source.path().getFileName());
      String type = interfaces.get(i);
      Module module = modules.get(i).module();
      add(made, type, InterfaceSource.of(type, module, source.name(), file, request.nullMarked()));
    }
    add(
        made,
        loader(),
        LoaderSource.of(
            loader(),
            request.resource(),
            request.files().stream().map(SourceModule::name).toList(),
            request.targets(),
            request.tunables(),
            request.nullMarked()));
    for (Map.Entry<Path, byte[]> each : made.entrySet()) {
      write(each.getKey(), each.getValue());
    }
    return List.copyOf(made.keySet());
  }

  /** Leaves a file alone that is as it should be: javac need not read it again. */
  private static void write(Path file, byte[] bytes) throws IOException {
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, bytes);
    }
  }

  private void add(Map<Path, byte[]> made, String type, String source) {
    Path file = request.sources().resolve(type.replace('.', '/') + ".java");
    made.put(file, source.getBytes(StandardCharsets.US_ASCII));
  }

  // ---- Names --------------------------------------------------------------------------------

  private String loader() {
    return qualified(request.loader());
  }

  private String qualified(String name) {
    return name.indexOf('.') >= 0 || request.packageName().isEmpty()
        ? name
        : request.packageName() + "." + name;
  }

  /** The interface of each module, in their order. */
  private List<String> interfaces() {
    List<String> wrong = new ArrayList<>();
    Map<String, SourceModule> ofModule = new HashMap<>();
    Map<String, String> ofType = new HashMap<>();
    List<String> interfaces = new ArrayList<>();
    check(loader(), "the loader", wrong);
    for (String part : request.resource().split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        wrong.add("'" + request.resource() + "' is no name of a resource");
        break;
      }
    }
    ofType.put(loader(), "the loader");
    for (SourceModule file : request.files()) {
      SourceModule same = ofModule.putIfAbsent(file.name(), file);
      if (same != null) {
        wrong.add("two modules are named " + file.name() + ": " + same.path() + ", " + file.path());
        continue;
      }
      String what = "the interface of " + file.name();
      String type = qualified(request.interfaces().getOrDefault(file.name(), typeName(file)));
      check(type, what, wrong);
      String taken = ofType.putIfAbsent(type, what);
      if (taken != null) {
        wrong.add(type + " is " + taken + " and " + what + "; give one another name in interfaces");
      }
      interfaces.add(type);
    }
    for (String name : request.interfaces().keySet().stream().sorted().toList()) {
      if (!ofModule.containsKey(name)) {
        wrong.add("interfaces names " + name + ", which is no module");
      }
    }
    if (!wrong.isEmpty()) {
      throw new BadBuildException(wrong);
    }
    return interfaces;
  }

  private static void check(String type, String what, List<String> wrong) {
    if (!JavaNames.isQualified(type)) {
      wrong.add(
          "'"
              + type
              + "', for "
              + what
              + ", is no name of a Java type: see packageName, interfaces");
    }
  }

  private static String typeName(SourceModule file) {
    String name = JavaNames.className(file.name());
    return isInJavaLang(name) ? name + "Module" : name;
  }

  /** Whether an interface of that name would hide a type that all of its package know. */
  private static boolean isInJavaLang(String name) {
    try {
      return Modifier.isPublic(Class.forName("java.lang." + name).getModifiers());
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // a linkage error where the file system takes other letters for the same
    }
  }

  // ---- Modules ------------------------------------------------------------------------------

  private List<SourceFile> read() throws IOException {
    List<SourceFile> read = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (SourceModule file : request.files()) {
      try {
        read.add(SourceFile.read(file, request.features()));
      } catch (BadBuildException e) {
        wrong.addAll(e.messages());
      }
    }
    if (!wrong.isEmpty()) {
      wrong.addAll(mistakes(read));
      throw new BadBuildException(wrong);
    }
    return read;
  }

  private byte[] artifact(List<SourceFile> modules) {
    List<ModuleCompiler.Input> inputs = new ArrayList<>();
    for (SourceFile each : modules) {
      SourceModule source = each.source();
      inputs.add(new ModuleCompiler.Input(source.name(), each.module(), source.isLinked()));
    }
    try {
      return ArtifactFile.write(compile(inputs));
    } catch (WasmException | UnsupportedFeatureException | ImplementationLimitException e) {
      List<String> mistakes = mistakes(modules);
      throw new BadBuildException(
          mistakes.isEmpty() ? List.of(String.valueOf(e.getMessage())) : mistakes);
    } catch (IllegalArgumentException e) {
      throw new BadBuildException(String.valueOf(e.getMessage())); // they cannot be linked
    }
  }

  /** The mistakes of each module that has one: of several, the compiler tells the first. */
  private List<String> mistakes(List<SourceFile> modules) {
    List<String> mistakes = new ArrayList<>();
    for (SourceFile each : modules) {
      try {
        compile(List.of(new ModuleCompiler.Input(each.source().name(), each.module())));
      } catch (WasmException | UnsupportedFeatureException | ImplementationLimitException e) {
        mistakes.add(each.message(e));
      }
    }
    return mistakes;
  }

  private CompilationArtifacts compile(List<ModuleCompiler.Input> inputs) {
    return compiler.compile(
        inputs, request.targets(), request.tunables(), ModuleCompiler.Progress.NONE);
  }
}
