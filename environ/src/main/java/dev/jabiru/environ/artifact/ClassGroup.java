// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.MethodArtifact;
import java.util.ArrayList;
import java.util.List;

/**
 * Classes that are generated together, and what the methods of their functions are. Its bytes are,
 * with numbers as in artifacts,
 *
 * <pre>
 *   varint   number of classes; each:
 *     string   binary name
 *     blob     class file
 *   varint   number of functions; each, in index order:
 *     varint   number of methods, the plain entry first; each:
 *       string   name
 *       blob     line map
 * </pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class ClassGroup {
  private final List<ClassArtifact> classes;
  private final Bytes functions;

  private ClassGroup(List<ClassArtifact> classes, Bytes functions) {
    this.classes = List.copyOf(classes);
    this.functions = functions;
  }

  /**
   * {@return a group}
   *
   * @param classes its classes
   * @param functions the methods of each function
   */
  public static ClassGroup of(List<ClassArtifact> classes, List<List<MethodArtifact>> functions) {
    ArtifactOutput out = new ArtifactOutput();
    out.varint(functions.size());
    for (List<MethodArtifact> methods : functions) {
      Contents.methods(out, methods);
    }
    return new ClassGroup(classes, out.finish());
  }

  /**
   * {@return the group that {@link #bytes} wrote} What is said of functions is not looked at yet.
   *
   * @param bytes the bytes, in memory
   * @throws ArtifactException if they are no group
   */
  public static ClassGroup read(Bytes bytes) {
    ArtifactInput in = new ArtifactInput(bytes, 0);
    int count = in.count();
    List<ClassArtifact> classes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      classes.add(new ClassArtifact(in.string(), in.blob()));
    }
    return new ClassGroup(classes, in.rest());
  }

  /** {@return what {@link #read} reads} */
  public Bytes bytes() {
    ArtifactOutput out = new ArtifactOutput();
    Contents.classes(out, classes);
    out.raw(functions);
    return out.finish();
  }

  /** {@return the classes} */
  public List<ClassArtifact> classes() {
    return classes;
  }

  /**
   * {@return the methods of each function, the plain entry first}
   *
   * @throws ArtifactException if the bytes that were read say something else
   */
  public List<List<MethodArtifact>> functions() {
    ArtifactInput in = new ArtifactInput(functions, 0);
    int count = in.count();
    List<List<MethodArtifact>> read = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      read.add(Contents.readMethods(in));
    }
    in.end();
    return read;
  }
}
