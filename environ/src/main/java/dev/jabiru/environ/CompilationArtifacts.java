// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ;

import java.util.List;

/**
 * What compiling a set of modules leaves behind for running them, and nothing else.
 *
 * @param target what the code is for
 * @param tunables the settings it was compiled with
 * @param modules one entry a module, in the order in which they are numbered
 */
public record CompilationArtifacts(Target target, Tunables tunables, List<ModuleArtifact> modules) {
  /** Copies the list. */
  public CompilationArtifacts {
    modules = List.copyOf(modules);
  }

  /**
   * One module.
   *
   * @param name the name it goes by in the set
   * @param skeleton the module's binary without function bodies and unneeded custom sections
   * @param classes its class files
   */
  public record ModuleArtifact(String name, byte[] skeleton, List<ClassArtifact> classes) {}

  /**
   * One class file.
   *
   * @param name its binary name
   * @param bytes the class file
   */
  public record ClassArtifact(String name, byte[] bytes) {}
}
