// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import java.util.List;

/**
 * What compiling a set of modules leaves behind for running them, and nothing else.
 *
 * <p>{@code dev.jabiru.environ.artifact} writes it to a file and reads it back, every field of it.
 * Immutable and thread-safe.
 *
 * @param compiler name and version of the compiler that made it, for people to read
 * @param target what the code is for
 * @param tunables the settings it was compiled with
 * @param modules one entry a module, in the order in which they are numbered
 */
public record CompilationArtifacts(
    String compiler, Target target, Tunables tunables, List<ModuleArtifact> modules) {
  /** Copies the list. */
  public CompilationArtifacts {
    modules = List.copyOf(modules);
  }

  /**
   * One module.
   *
   * @param name the name it goes by in the set
   * @param skeleton the module's binary: every body replaced by {@code unreachable}, and of the
   *     custom sections only the names of the module and its functions
   * @param classes its class files, the context class first
   * @param functions its functions with bodies, in index order
   */
  public record ModuleArtifact(
      String name, Bytes skeleton, List<ClassArtifact> classes, List<FunctionArtifact> functions) {
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
