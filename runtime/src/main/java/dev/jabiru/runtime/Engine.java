// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.artifact.Glance;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.CanonicalTypes;
import dev.jabiru.wasm.FuncType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where modules are compiled and types are shared: one configuration, one target.
 *
 * <p>Thread-safe; most programs have one. Whoever creates an engine closes it. Closing refuses new
 * modules and stores, and writes to the cache what is to be there; what exists keeps working, and
 * the garbage collector takes it.
 */
public final class Engine implements AutoCloseable {
  private final Config config;
  private final @Nullable String reasonAgainstNative;
  private final Target target;
  private final CanonicalTypes types = new CanonicalTypes();
  private final CacheWriter cacheWriter = new CacheWriter();
  private @Nullable ModuleCompiler compiler;
  private volatile boolean closed;

  private Engine(Config config) {
    this.config = config;
    String against = reasonAgainstNative(config);
    if (against != null && config.target() == Config.TargetChoice.X64) {
      throw new UnsupportedTargetException("the target x64 cannot be used: " + against);
    }
    this.reasonAgainstNative = against;
    this.target = against == null ? Target.X64 : Target.JVM;
    if (target == Target.JVM) {
      WarmUp.begin();
    }
  }

  /** {@return why not to take machine code, null if nothing speaks against it} */
  private static @Nullable String reasonAgainstNative(Config config) {
    return switch (config.target()) {
      case JVM -> "the configuration asks for the target jvm";
      case X64 -> reasonAgainstPlatform(config);
      case AUTO -> {
        String reason = reasonAgainstPlatform(config);
        if (reason == null && FaultHandler.isSpaceLimited()) {
          reason = "address space is limited, of which memories of machine code take 4 GiB each";
        }
        yield reason == null && ModuleCompiler.find().isEmpty()
            ? "there is no compiler for it"
            : reason;
      }
    };
  }

  private static @Nullable String reasonAgainstPlatform(Config config) {
    String reason = NativePlatform.reasonAgainst();
    if (reason != null || config.cpu().isEmpty()) {
      return reason;
    }
    List<String> lacking = config.cpu().get().lackingHere();
    return lacking.isEmpty()
        ? null
        : "the processor lacks "
            + String.join(", ", lacking)
            + ", which the configuration wants used";
  }

  /**
   * Begins what the first engine of a program does once, some 30 ms, on a thread of its own: for
   * programs whose start counts and which have something else to do first, such as reading files.
   * Nothing depends on it.
   *
   * @param target the target that the engine will be asked for
   * @param file the module or artifact that will be loaded first, whose first bytes tell what it
   *     needs
   */
  public static void prepare(Config.TargetChoice target, Path file) {
    Glance glance = Glance.of(file);
    if (target == Config.TargetChoice.JVM
        || target == Config.TargetChoice.AUTO && glance.isOfClasses()) {
      WarmUp.begin();
    } else {
      NativePlatform.prepare(glance.codeBytes());
    }
  }

  /** {@return an engine with the default configuration} */
  public static Engine create() {
    return of(Config.defaults());
  }

  /**
   * {@return an engine with a configuration}
   *
   * @param config the settings
   * @throws UnsupportedTargetException if the target asked for cannot be used here
   */
  public static Engine of(Config config) {
    return new Engine(config);
  }

  /** {@return the settings} */
  public Config config() {
    return config;
  }

  /** {@return what guest code is compiled to} */
  public Target target() {
    return target;
  }

  /** {@return which target was taken and why, for people to read} */
  public String targetReason() {
    if (reasonAgainstNative != null) {
      return "target jvm: "
          + (config.target() == Config.TargetChoice.JVM
              ? "the configuration asks for it"
              : reasonAgainstNative);
    }
    String against = knowsGuards() ? reasonAgainstGuards() : "";
    return "target x64: machine code can be run here"
        + (against.isEmpty() ? "" : "; it checks bounds itself: " + against);
  }

  /** {@return the settings of generated code} */
  Tunables tunables() {
    Tunables code = config.code();
    return target == Target.X64
        ? code.withGuardPages(reasonAgainstGuards().isEmpty())
            .withCpu(config.cpu().orElseGet(CpuFeatures::ofThisMachine))
        : code.withGuardPages(false).withCpu(CpuFeatures.BASELINE);
  }

  /** {@return why code cannot do without checks of bounds, empty if it can} */
  private String reasonAgainstGuards() {
    return config.guardPages()
        ? FaultHandler.install(NativeWays.stubs())
        : "the configuration says so";
  }

  /**
   * {@return whether memories are held so that code need not check bounds, where their type allows}
   */
  boolean hasGuardPages() {
    // Where nobody knows yet, there is no harm in holding them so.
    return config.guardPages() && (!knowsGuards() || reasonAgainstGuards().isEmpty());
  }

  /** Whether there is the code of the handler, from an artifact that was loaded or a compiler. */
  private static boolean knowsGuards() {
    return NativeWays.areKnown() || ModuleCompiler.find().isPresent();
  }

  /** {@return what writes to the cache what is generated while guests run} */
  CacheWriter cacheWriter() {
    return cacheWriter;
  }

  /** {@return the types of all modules of this engine, each once} */
  CanonicalTypes types() {
    return types;
  }

  /** {@return the canonical id of a function type that names no type of a module} */
  int typeId(FuncType type) {
    return types.register(type);
  }

  /** The compiler, looked up when first needed: running artifacts needs none. */
  synchronized ModuleCompiler compiler() {
    ModuleCompiler found = compiler;
    if (found == null) {
      found =
          ModuleCompiler.find()
              .orElseThrow(() ->
                  new UnsupportedOperationException(
                      "no compiler: put dev.jabiru:jabiru-compiler on the module path or class"
                          + " path, or load a precompiled artifact"));
      compiler = found;
    }
    return found;
  }

  void checkOpen() {
    if (closed) {
      throw new ClosedException("the engine is closed");
    }
  }

  /**
   * Loads modules that were compiled before; needs no compiler.
   *
   * @param file an artifact, also one in the form of a JAR
   * @return its modules
   * @throws IOException if the file cannot be read
   * @throws dev.jabiru.environ.artifact.ArtifactException as {@link #load(byte[])} does
   * @throws ClosedException if the engine is closed
   */
  public Artifact load(Path file) throws IOException {
    if (!Files.isRegularFile(file) || file.getFileSystem() != FileSystems.getDefault()) {
      return load(Files.readAllBytes(file));
    }
    // Code goes straight from the file to where it runs.
    try (FileChannel channel = FileChannel.open(file)) {
      return load(ArtifactFile.read(Bytes.of(channel)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Loads modules that were compiled before, such as from a resource; needs no compiler.
   *
   * @param artifact where to read an artifact, up to the end; it is not closed
   * @return its modules
   * @throws IOException if it cannot be read
   * @throws dev.jabiru.environ.artifact.ArtifactException as {@link #load(byte[])} does
   * @throws ClosedException if the engine is closed
   */
  public Artifact load(InputStream artifact) throws IOException {
    return load(artifact.readAllBytes());
  }

  /**
   * Loads the modules of a JAR on the class path or module path; needs no compiler. The JAR's class
   * {@code WasmModules} does so; nobody else need call this.
   *
   * <p>Class files are read from there, and checked, when they are first wanted. One that is not
   * what was compiled ends the call that wants it with an {@code ArtifactException}.
   *
   * @param loader that class
   * @return its modules
   * @throws dev.jabiru.environ.artifact.ArtifactException as {@link #load(byte[])} does, or if the
   *     class is of no such JAR
   * @throws UncheckedIOException if the JAR cannot be read
   * @throws ClosedException if the engine is closed
   */
  public Artifact load(Class<?> loader) {
    checkOpen();
    return Artifact.of(this, loader);
  }

  /**
   * Loads modules that were compiled before; needs no compiler.
   *
   * @param artifact the bytes of an artifact, which may be a JAR; not to be changed afterwards
   * @return its modules
   * @throws dev.jabiru.environ.artifact.ArtifactException if the bytes are no artifact of this
   *     version, are damaged, are for another target or processor, or hold code that lacks the
   *     checks that the engine's configuration asks for
   * @throws ClosedException if the engine is closed
   */
  public Artifact load(byte[] artifact) {
    return load(ArtifactFile.read(artifact));
  }

  /**
   * Loads modules that were compiled before; needs no compiler.
   *
   * @param artifacts what a compiler made or a file held; if their text is still in the file, that
   *     may be closed afterwards
   * @return their modules
   * @throws dev.jabiru.environ.artifact.ArtifactException as {@link #load(byte[])} does
   * @throws UncheckedIOException if the text is in a file that cannot be read
   * @throws ClosedException if the engine is closed
   */
  public Artifact load(CompilationArtifacts artifacts) {
    checkOpen();
    return Artifact.of(this, artifacts);
  }

  @Override
  public void close() {
    closed = true;
    cacheWriter.flush();
  }
}
