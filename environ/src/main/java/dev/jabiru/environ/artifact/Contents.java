// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.FunctionArtifact;
import dev.jabiru.environ.CompilationArtifacts.MethodArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.LineMap;
import dev.jabiru.environ.Skeleton;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.x64.CpuFeature;
import dev.jabiru.environ.x64.CpuFeatures;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is in the sections that are ours, written and read. */
final class Contents {
  private static final int JVM = 1;
  private static final int X64 = 2;

  private static final int INTERRUPTIBLE = 1;
  private static final int FUEL = 2;
  private static final int OPTIMIZE = 4;
  private static final int LARGE_MEMORIES = 8;
  private static final int GUARD_PAGES = 16;
  private static final int DEBUG_INFO = 32;

  private Contents() {}

  // ---- Header -------------------------------------------------------------------------------

  static int bits(Set<Target> targets) {
    return (targets.contains(Target.JVM) ? JVM : 0) | (targets.contains(Target.X64) ? X64 : 0);
  }

  static Set<Target> targets(int bits) {
    if (bits > (JVM | X64)) {
      throw new ArtifactException("damaged artifact: unknown targets " + bits);
    }
    Set<Target> targets = new LinkedHashSet<>();
    if ((bits & JVM) != 0) {
      targets.add(Target.JVM);
    }
    if ((bits & X64) != 0) {
      targets.add(Target.X64);
    }
    return targets;
  }

  static int bits(Tunables tunables) {
    return (tunables.interruptible() ? INTERRUPTIBLE : 0)
        | (tunables.fuel() ? FUEL : 0)
        | (tunables.optimize() ? OPTIMIZE : 0)
        | (tunables.largeMemories() ? LARGE_MEMORIES : 0)
        | (tunables.guardPages() ? GUARD_PAGES : 0)
        | (tunables.debugInfo() ? DEBUG_INFO : 0);
  }

  static Tunables tunables(int bits, int cpu) {
    if (bits > (INTERRUPTIBLE | FUEL | OPTIMIZE | LARGE_MEMORIES | GUARD_PAGES | DEBUG_INFO)) {
      throw new ArtifactException("damaged artifact: unknown tunables " + bits);
    }
    if (cpu >>> CpuFeature.values().length != 0) {
      throw new ArtifactException("damaged artifact: unknown CPU features " + cpu);
    }
    return new Tunables(
        (bits & INTERRUPTIBLE) != 0,
        (bits & FUEL) != 0,
        (bits & OPTIMIZE) != 0,
        (bits & LARGE_MEMORIES) != 0,
        (bits & GUARD_PAGES) != 0,
        (bits & DEBUG_INFO) != 0,
        new CpuFeatures(cpu));
  }

  /** {@return what follows the fixed part of the header} */
  static Bytes header(CompilationArtifacts artifacts) {
    ArtifactOutput out = new ArtifactOutput();
    out.string(artifacts.compiler());
    artifacts
        .nativeCode()
        .ifPresent(code -> {
          out.varint(code.stubOffsets().size());
          for (int offset : code.stubOffsets()) {
            out.varint(offset);
          }
        });
    return out.finish();
  }

  // ---- Modules ------------------------------------------------------------------------------

  static Bytes modules(List<ModuleArtifact> modules) {
    ArtifactOutput out = new ArtifactOutput();
    out.varint(modules.size());
    for (ModuleArtifact module : modules) {
      out.string(module.name());
      out.raw(module.inputHash());
      out.u8(module.isLinked() ? 1 : 0);
      out.blob(module.skeleton().bytes());
    }
    return out.finish();
  }

  /** {@return the modules, without their classes} */
  static List<ModuleArtifact> readModules(ArtifactInput in) {
    int count = in.count();
    List<ModuleArtifact> modules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String name = in.string();
      if (!names.add(name)) {
        throw in.corrupt("two modules are named \"" + name + '"');
      }
      Bytes hash = in.raw(ModuleArtifact.HASH_BYTES);
      int linked = in.u8();
      if (linked > 1) {
        throw in.corrupt("a module that is linked " + linked);
      }
      modules.add(
          new ModuleArtifact(
              name, hash, linked == 1, new Skeleton(in.blob()), List.of(), List.of()));
    }
    in.end();
    return modules;
  }

  // ---- Classes ------------------------------------------------------------------------------

  static Bytes classes(List<ModuleArtifact> modules) {
    ArtifactOutput out = new ArtifactOutput();
    for (ModuleArtifact module : modules) {
      classes(out, module.classes());
      out.varint(module.functions().size());
      for (FunctionArtifact function : module.functions()) {
        out.varint(function.classIndex());
        methods(out, function.methods());
      }
    }
    return out.finish();
  }

  static void classes(ArtifactOutput out, List<ClassArtifact> classes) {
    out.varint(classes.size());
    for (ClassArtifact c : classes) {
      out.string(c.name());
      out.blob(c.bytes());
    }
  }

  static void methods(ArtifactOutput out, List<MethodArtifact> methods) {
    out.varint(methods.size());
    for (MethodArtifact method : methods) {
      out.string(method.name());
      out.blob(method.lines().encoded());
    }
  }

  /** {@return the modules, with their classes} */
  static List<ModuleArtifact> readClasses(ArtifactInput in, List<ModuleArtifact> modules) {
    List<ModuleArtifact> whole = new ArrayList<>();
    for (ModuleArtifact module : modules) {
      List<ClassArtifact> classes = readClasses(in);
      int count = in.count();
      List<FunctionArtifact> functions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        functions.add(readFunction(in, classes.size()));
      }
      whole.add(
          new ModuleArtifact(
              module.name(),
              module.inputHash(),
              module.isLinked(),
              module.skeleton(),
              classes,
              functions));
    }
    in.end();
    return whole;
  }

  private static List<ClassArtifact> readClasses(ArtifactInput in) {
    int count = in.count();
    if (count == 0) {
      throw in.corrupt("no context class");
    }
    List<ClassArtifact> classes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String className = in.string();
      if (!names.add(className)) {
        throw in.corrupt("two classes are named " + className);
      }
      classes.add(new ClassArtifact(className, in.blob()));
    }
    return classes;
  }

  private static FunctionArtifact readFunction(ArtifactInput in, int classes) {
    int classIndex = in.varint();
    if (classIndex < 0 || classIndex >= classes) {
      throw in.corrupt("class " + classIndex + " of " + classes);
    }
    return new FunctionArtifact(classIndex, readMethods(in));
  }

  static List<MethodArtifact> readMethods(ArtifactInput in) {
    int count = in.count();
    if (count == 0) {
      throw in.corrupt("a function without methods");
    }
    List<MethodArtifact> methods = new ArrayList<>(Math.min(count, 8));
    for (int i = 0; i < count; i++) {
      methods.add(new MethodArtifact(in.string(), new LineMap(in.blob())));
    }
    return methods;
  }
}
