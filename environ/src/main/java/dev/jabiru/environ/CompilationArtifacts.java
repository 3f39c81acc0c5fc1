// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.environ.x64.NativeCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What compiling a set of modules leaves behind for running them, and nothing else.
 *
 * <p>{@code dev.jabiru.environ.artifact} writes it to a file and reads it back, every field of it.
 * Immutable and thread-safe.
 *
 * @param compiler name and version of the compiler that made it, for people to read
 * @param tunables the settings it was compiled with
 * @param modules one entry a module, in the order in which they are numbered
 * @param nativeCode the machine code of all of them, if they were compiled to it
 */
public record CompilationArtifacts(
    String compiler,
    Tunables tunables,
    List<ModuleArtifact> modules,
    Optional<NativeCode> nativeCode) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if machine code has no debug information though the tunables
   *     want it, or the other way round
   */
  public CompilationArtifacts {
    modules = List.copyOf(modules);
    if (nativeCode.isPresent()
        && nativeCode.get().debugInfo().isPresent() != tunables.debugInfo()) {
      throw new IllegalArgumentException("debug information is not what the tunables say");
    }
  }

  /**
   * {@return the same with another name for the only module}
   *
   * @param name the name it goes by
   */
  public CompilationArtifacts named(String name) {
    ModuleArtifact only = modules.getFirst();
    ModuleArtifact named =
        new ModuleArtifact(
            name,
            only.inputHash(),
            only.isLinked(),
            only.skeleton(),
            only.classes(),
            only.functions());
    return new CompilationArtifacts(compiler, tunables, List.of(named), nativeCode);
  }

  /** {@return what the modules are compiled to} */
  public Set<Target> targets() {
    Set<Target> targets = new LinkedHashSet<>();
    if (!modules.isEmpty() && !modules.getFirst().classes().isEmpty()) {
      targets.add(Target.JVM);
    }
    if (nativeCode.isPresent()) {
      targets.add(Target.X64);
    }
    return targets;
  }

  /**
   * One module. If it is not compiled to classes, there are none, and no functions here.
   *
   * @param name the name it goes by in the set
   * @param inputHash the SHA-256 of the binary that was compiled
   * @param isLinked whether imports of the others from this name are its exports, see {@link
   *     LinkedSet}
   * @param skeleton the module without its code
   * @param classes its class files, the context class first
   * @param functions its functions with bodies, in index order
   */
  public record ModuleArtifact(
      String name,
      Bytes inputHash,
      boolean isLinked,
      Skeleton skeleton,
      List<ClassArtifact> classes,
      List<FunctionArtifact> functions) {
    /** The size of a hash of an input. */
    public static final int HASH_BYTES = 32;

    /** Copies the lists. */
    public ModuleArtifact {
      classes = List.copyOf(classes);
      functions = List.copyOf(functions);
    }
  }

  /**
   * One class file.
   *
   * @param name its binary name
   * @param bytes the class file
   */
  public record ClassArtifact(String name, Bytes bytes) {}

  /**
   * Where one function is and what its methods' line numbers mean.
   *
   * @param classIndex position of its class among the module's classes
   * @param methods its methods, the plain entry first
   */
  public record FunctionArtifact(int classIndex, List<MethodArtifact> methods) {
    /** Copies the list. */
    public FunctionArtifact {
      methods = List.copyOf(methods);
    }
  }

  /**
   * One generated method.
   *
   * @param name its name, unique in its class
   * @param lines what its line numbers mean
   */
  public record MethodArtifact(String name, LineMap lines) {}
}
