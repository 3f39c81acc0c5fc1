// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.FunctionArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.jvm.ModuleClassSource;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.WasmException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the class files of one module of an artifact.
 *
 * <p>Thread-safe.
 */
public final class ArtifactClassSource extends ModuleClassSource {
  private final ModuleArtifact artifact;
  private final int imports;

  /** By binary name; only looked up, never walked. */
  private final Map<String, Bytes> classes = new HashMap<>();

  /** Finds the class files where the artifact has only digests of them; else null. */
  private final @Nullable Function<String, byte @Nullable []> beside;

  private boolean hasFrames;

  private ArtifactClassSource(
      ModuleArtifact artifact,
      Module skeleton,
      @Nullable Function<String, byte @Nullable []> beside) {
    super(skeleton);
    this.beside = beside;
    this.artifact = artifact;
    this.imports = skeleton.importCount(ExternKind.FUNC);
    for (ClassArtifact c : artifact.classes()) {
      classes.put(c.name(), c.bytes());
    }
  }

  /**
   * Opens one module of an artifact.
   *
   * @param artifact the module
   * @return its classes; {@link #module} is its skeleton
   * @throws ArtifactException if the skeleton is no module or does not fit the functions
   */
  public static ArtifactClassSource of(ModuleArtifact artifact) {
    return of(artifact, null);
  }

  /**
   * Opens one module whose class files may be elsewhere.
   *
   * @param artifact the module
   * @param beside finds its class files, see {@link ArtifactJar.Opened}; null if they are in the
   *     artifact
   * @return its classes; {@link #module} is its skeleton
   * @throws ArtifactException if the skeleton is no module or does not fit the functions
   */
  public static ArtifactClassSource of(
      ModuleArtifact artifact, @Nullable Function<String, byte @Nullable []> beside) {
    Module skeleton = skeleton(artifact);
    if (skeleton.definedFuncCount() != artifact.functions().size()) {
      throw new ArtifactException(
          "damaged artifact: module \""
              + artifact.name()
              + "\" has "
              + skeleton.definedFuncCount()
              + " functions, but code for "
              + artifact.functions().size());
    }
    return new ArtifactClassSource(artifact, skeleton, beside);
  }

  /**
   * {@return the skeleton of a module, which tells all but its code}
   *
   * @param artifact the module
   * @throws ArtifactException if the skeleton is no module
   */
  public static Module skeleton(ModuleArtifact artifact) {
    try {
      return artifact.skeleton().module();
    } catch (WasmException e) {
      throw new ArtifactException(
          "damaged artifact: the skeleton of module \"" + artifact.name() + "\": " + e.getMessage(),
          e);
    }
  }

  @Override
  public String contextClass() {
    return artifact.classes().getFirst().name();
  }

  @Override
  public String classOf(int function) {
    return artifact.classes().get(function(function).classIndex()).name();
  }

  @Override
  public String methodOf(int function) {
    return function(function).methods().getFirst().name();
  }

  @Override
  public byte @Nullable [] classBytes(String className) {
    Bytes bytes = classes.get(className);
    if (bytes == null || beside == null) {
      return bytes == null ? null : bytes.toArray();
    }
    byte[] found = beside.apply(className);
    return ArtifactJar.check(className, bytes, found == null ? null : Bytes.of(found)).toArray();
  }

  /** Knows no methods until the first frame is asked for, since most programs never ask. */
  @Override
  public @Nullable Frame frame(String className, String method, int line) {
    synchronized (this) {
      if (!hasFrames) {
        for (int i = 0; i < artifact.functions().size(); i++) {
          addFrames(imports + i, artifact.functions().get(i).methods());
        }
        hasFrames = true;
      }
    }
    return super.frame(className, method, line);
  }

  private FunctionArtifact function(int index) {
    return artifact.functions().get(index - imports);
  }
}
