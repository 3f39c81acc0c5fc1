// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What to make of which files.
 *
 * @param files the modules, in the order in which they are numbered
 * @param targets what to compile them to
 * @param features the features of WebAssembly that they may use
 * @param tunables settings of the generated code
 * @param resource the artifact's name as a resource
 * @param resources the folder of resources to write it to
 * @param sources the folder of Java sources to write to
 * @param packageName the package of the types that have none of their own; may be empty
 * @param loader the name of the class that loads the artifact
 * @param interfaces names of interfaces by name of the module, where they are given
 * @param nullMarked whether sources say with JSpecify's annotations what may be null
 */
record Request(
    List<SourceModule> files,
    Set<Target> targets,
    Features features,
    Tunables tunables,
    String resource,
    Path resources,
    Path sources,
    String packageName,
    String loader,
    Map<String, String> interfaces,
    boolean nullMarked) {

  /**
   * A module's file.
   *
   * @param name the module's name in the artifact
   * @param path the file
   * @param isLinked whether the others' imports from that name are this module's exports
   */
  record SourceModule(String name, Path path, boolean isLinked) {}

  /**
   * {@return the request that arguments describe}
   *
   * @param arguments each option is followed by its values; the plugin writes them
   * @throws BadBuildException if what the user configured has no meaning
   */
  static Request parse(List<String> arguments) {
    Deque<String> rest = new ArrayDeque<>(arguments);
    List<SourceModule> files = new ArrayList<>();
    Set<Target> targets = EnumSet.noneOf(Target.class);
    Features features = Features.defaults();
    Tunables tunables = Tunables.defaults();
    String resource = "";
    Path resources = Path.of("");
    Path sources = Path.of("");
    String packageName = "";
    String loader = "";
    Map<String, String> interfaces = new HashMap<>();
    boolean nullMarked = false;
    while (!rest.isEmpty()) {
      String option = rest.remove();
      switch (option) {
        case "--module", "--link" ->
            files.add(
                new SourceModule(rest.remove(), Path.of(rest.remove()), option.equals("--link")));
        case "--target" -> targets.add(target(rest.remove()));
        case "--feature" -> features = with(features, rest.remove());
        case "--fuel" -> tunables = tunables.withFuel(true);
        case "--not-interruptible" -> tunables = tunables.withInterruptible(false);
        case "--guard-pages" -> tunables = tunables.withGuardPages(true);
        case "--cpu" -> tunables = tunables.withCpu(cpu(rest.remove()));
        case "--large-memories" -> tunables = tunables.withLargeMemories(true);
        case "--resource" -> resource = rest.remove();
        case "--resources" -> resources = Path.of(rest.remove());
        case "--sources" -> sources = Path.of(rest.remove());
        case "--package" -> packageName = rest.remove();
        case "--loader" -> loader = rest.remove();
        case "--interface" -> interfaces.put(rest.remove(), rest.remove());
        case "--null-marked" -> nullMarked = true;
        default -> throw new AssertionError("unknown option " + option);
      }
    }
    // Only machine code has guard pages.
    tunables = tunables.withGuardPages(tunables.guardPages() && targets.contains(Target.X64));
    return new Request(
        files,
        targets,
        features,
        tunables,
        resource,
        resources,
        sources,
        packageName,
        loader,
        interfaces,
        nullMarked);
  }

  private static Target target(String name) {
    for (Target target : Target.values()) {
      if (target.name().toLowerCase(Locale.ROOT).equals(name)) {
        return target;
      }
    }
    throw new BadBuildException("unknown target " + name + "; known are jvm and x64");
  }

  private static CpuFeatures cpu(String words) {
    try {
      return CpuFeatures.parse(words, CpuFeatures.PORTABLE);
    } catch (IllegalArgumentException e) {
      throw new BadBuildException("unknown CPU: " + e.getMessage());
    }
  }

  private static Features with(Features features, String word) {
    boolean isOff = word.startsWith("-");
    Feature feature = Feature.ofKey(isOff ? word.substring(1) : word);
    if (feature == null) {
      throw new BadBuildException("unknown feature " + word);
    }
    return isOff ? features.without(feature) : features.with(feature);
  }
}
