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
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes and reads the file format that the package page describes.
 *
 * <p>What {@link #read} accepts, {@link #write} reproduces byte for byte. Reading allocates in
 * proportion to the file, whatever counts it declares; contents stay slices of the file.
 */
public final class ArtifactFile {
  /** The version of the format; it covers what generated classes refer to as well. */
  public static final int FORMAT_VERSION = 2;

  static final byte[] MAGIC = {(byte) 0x8a, 'J', 'A', 'B', 'I', 'R', 'U', '\n'};
  static final int VERSION_OFFSET = 8;
  static final int CHECKSUM_OFFSET = 12;
  static final int LENGTH_OFFSET = 16;
  static final int BODY_OFFSET = 24;

  private static final int INTERRUPTIBLE = 1;
  private static final int FUEL = 2;
  private static final int OPTIMIZE = 4;
  private static final int LARGE_MEMORIES = 8;
  private static final int GUARD_PAGES = 16;

  private ArtifactFile() {}

  /**
   * {@return whether a file begins like an artifact}
   *
   * @param file the file, or its first bytes
   */
  public static boolean isArtifact(byte[] file) {
    if (file.length < MAGIC.length) {
      return false;
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (file[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return the file that holds the artifacts}
   *
   * @param artifacts what to write
   */
  public static byte[] write(CompilationArtifacts artifacts) {
    ArtifactOutput out = new ArtifactOutput();
    out.string(artifacts.compiler());
    out.string(artifacts.target().name());
    Tunables tunables = artifacts.tunables();
    out.u8(
        (tunables.interruptible() ? INTERRUPTIBLE : 0)
            | (tunables.fuel() ? FUEL : 0)
            | (tunables.optimize() ? OPTIMIZE : 0)
            | (tunables.largeMemories() ? LARGE_MEMORIES : 0)
            | (tunables.guardPages() ? GUARD_PAGES : 0));
    out.varint(artifacts.modules().size());
    for (ModuleArtifact module : artifacts.modules()) {
      writeModule(out, module);
    }
    return out.finish();
  }

  private static void writeModule(ArtifactOutput out, ModuleArtifact module) {
    out.string(module.name());
    out.blob(module.skeleton());
    out.varint(module.classes().size());
    for (ClassArtifact c : module.classes()) {
      out.string(c.name());
      out.blob(c.bytes());
    }
    out.varint(module.functions().size());
    for (FunctionArtifact function : module.functions()) {
      out.varint(function.classIndex());
      out.varint(function.methods().size());
      for (MethodArtifact method : function.methods()) {
        out.string(method.name());
        out.blob(method.lines().encoded());
      }
    }
  }

  /**
   * {@return the artifacts that a file holds}
   *
   * @param file the file; the result keeps it, so the caller must not change it any more
   * @throws ArtifactException if the file is not an artifact of this version or is damaged
   */
  public static CompilationArtifacts read(byte[] file) {
    ArtifactInput in = ArtifactInput.open(file);
    String compiler = in.string();
    Target target = target(in);
    int bits = in.u8();
    if (bits > (INTERRUPTIBLE | FUEL | OPTIMIZE | LARGE_MEMORIES | GUARD_PAGES)) {
      throw in.corrupt("unknown tunables " + bits);
    }
    Tunables tunables =
        new Tunables(
            (bits & INTERRUPTIBLE) != 0,
            (bits & FUEL) != 0,
            (bits & OPTIMIZE) != 0,
            (bits & LARGE_MEMORIES) != 0,
            (bits & GUARD_PAGES) != 0);
    int count = in.count();
    List<ModuleArtifact> modules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      ModuleArtifact module = readModule(in);
      if (!names.add(module.name())) {
        throw in.corrupt("two modules are named \"" + module.name() + '"');
      }
      modules.add(module);
    }
    in.end();
    return new CompilationArtifacts(compiler, target, tunables, modules);
  }

  private static Target target(ArtifactInput in) {
    String name = in.string();
    for (Target target : Target.values()) {
      if (target.name().equals(name)) {
        return target;
      }
    }
    throw in.corrupt("unknown target \"" + name + '"');
  }

  private static ModuleArtifact readModule(ArtifactInput in) {
    String name = in.string();
    Bytes skeleton = in.blob();
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
    count = in.count();
    List<FunctionArtifact> functions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      functions.add(readFunction(in, classes.size()));
    }
    return new ModuleArtifact(name, skeleton, classes, functions);
  }

  private static FunctionArtifact readFunction(ArtifactInput in, int classes) {
    int classIndex = in.varint();
    if (classIndex < 0 || classIndex >= classes) {
      throw in.corrupt("class " + classIndex + " of " + classes);
    }
    int count = in.count();
    if (count == 0) {
      throw in.corrupt("a function without methods");
    }
    List<MethodArtifact> methods = new ArrayList<>(Math.min(count, 8));
    for (int i = 0; i < count; i++) {
      methods.add(new MethodArtifact(in.string(), new LineMap(in.blob())));
    }
    return new FunctionArtifact(classIndex, methods);
  }
}
