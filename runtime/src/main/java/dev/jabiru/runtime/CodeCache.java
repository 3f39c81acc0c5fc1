// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.ReusableCode;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.jvm.ClassSource;
import dev.jabiru.environ.x64.NativeCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of code that was compiled before: an artifact of machine code a module, or a file with
 * those of its classes that have been generated so far. What is in it is run, so nobody else may
 * write there.
 *
 * <p>An entry's name is a hash of the module, the compiler, the processor and all settings, so
 * artifacts never change, and files of classes only become more; they appear whole, by renaming,
 * and are checked when read: programs that share a folder need not know of each other, and may be
 * killed at any time. What cannot be read is compiled again, what cannot be written is left out.
 * When the folder is full, those go first that were not used for longest.
 *
 * <p>Beside the entries there is, for each {@linkplain ModuleCompiler#lineage lineage} of modules,
 * which entry was made last and what functions are in it, so that the next version of a module gets
 * from there the functions that have not changed.
 *
 * <p>Immutable and thread-safe. Nobody closes it: no file stays open.
 */
public final class CodeCache {
  /** How much the cache of the command line may hold: 2 GiB. */
  public static final long DEFAULT_BYTES = 2L << 30;

  /** What a module is called in its artifact, where that is not for anybody to see. */
  private static final String NAME = "main";

  private static final String ENTRY = ".jabiru";
  private static final String CLASSES = ".classes";
  private static final String LINEAGE = ".functions";
  private static final String UNFINISHED = ".tmp";

  /** What the name of a finished file begins with is a SHA-256. */
  private static final int HASH_DIGITS = 64;

  /** After so long nobody is still writing a file. */
  private static final Duration GIVEN_UP = Duration.ofHours(1);

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Path folder;
  private final long maxBytes;

  private CodeCache(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /**
   * What is in a cache.
   *
   * @param folder where it is
   * @param entries how many modules, each for a target and settings
   * @param bytes how much they take
   * @param maxBytes how much they may take
   */
  public record Info(Path folder, int entries, long bytes, long maxBytes) {}

  /**
   * Returns the cache in a folder, which is made if it is not there, for its owner alone.
   *
   * @param folder the folder
   * @param maxBytes how much it may hold
   * @return the cache
   * @throws IOException if it cannot be made, is no folder, belongs to somebody else, or others can
   *     write to it
   */
  public static CodeCache of(Path folder, long maxBytes) throws IOException {
    Path place = folder.toAbsolutePath();
    if (Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
      Path parent = place.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.createDirectory(
            place,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (java.nio.file.FileAlreadyExistsException e) {
        // Another program was faster; what it made is checked like any other.
      }
    }
    PosixFileAttributes found =
        Files.readAttributes(place, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isDirectory()) {
      throw new FileSystemException(place.toString(), null, "is no folder");
    }
    if (!found.permissions().stream().noneMatch(OTHERS_WRITE::contains)) {
      throw new FileSystemException(
          place.toString(), null, "others can write to it: chmod go-w, and clear it");
    }
    if (!found.owner().equals(self())) {
      throw new FileSystemException(place.toString(), null, "belongs to " + found.owner());
    }
    return new CodeCache(place, maxBytes);
  }

  private static Object self() throws IOException {
    Path process = Path.of("/proc/self");
    return Files.exists(process)
        ? Files.getOwner(process)
        : process
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
  }

  /**
   * Returns the folder of the present user's cache: {@code JABIRU_CACHE} in the environment, else
   * {@code jabiru} in {@code XDG_CACHE_HOME}, else {@code .cache/jabiru} in the user's home, which
   * Java takes from the system's list of users. An empty variable counts as none.
   *
   * @return the folder
   * @throws IOException if none is named and the user has no home
   */
  public static Path userFolder() throws IOException {
    String own = System.getenv("JABIRU_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    if (caches != null && caches.startsWith("/")) {
      return Path.of(caches, "jabiru");
    }
    Path home = Path.of(System.getProperty("user.home", ""));
    if (!home.isAbsolute()) { // Java says "?" for users that the system does not know
      throw new IOException("this user has no home for a cache; name a folder in JABIRU_CACHE");
    }
    return home.resolve(".cache").resolve("jabiru");
  }

  // ---- Modules ------------------------------------------------------------------------------

  /** {@return a module, from the cache or compiled and put there} */
  Module module(Engine engine, dev.jabiru.wasm.Module wasm, ModuleCompiler.Progress progress) {
    ModuleCompiler compiler = engine.compiler();
    ModuleCompiler.Input input = new ModuleCompiler.Input(NAME, wasm);
    Path entry = entry(compiler, input, Target.X64, engine.tunables());
    try {
      Module module = only(engine.load(entry));
      touch(entry);
      return module;
    } catch (NoSuchFileException e) {
      // compiled below
    } catch (IOException | ArtifactException e) {
      warn("the cache''s {0} is compiled again: {1}", entry, e);
    }
    return only(engine.load(compileAndPut(compiler, entry, input, engine.tunables(), progress)));
  }

  /** {@return where the classes of a module come from; what is generated goes to the cache} */
  ClassSource classes(Engine engine, dev.jabiru.wasm.Module wasm, Tunables tunables) {
    ModuleCompiler compiler = engine.compiler();
    ModuleCompiler.Input input = new ModuleCompiler.Input(NAME, wasm);
    Path file = entry(compiler, input, Target.JVM, tunables);
    Map<Integer, Bytes> found = readClasses(file);
    return compiler.prepare(
        wasm, tunables, new KeptClasses(this, file, found, engine.cacheWriter()));
  }

  /** {@return the groups of classes in a file, null if there is none} */
  @Nullable Map<Integer, Bytes> readClasses(Path file) {
    try {
      Map<Integer, Bytes> found = ClassesFile.read(Files.readAllBytes(file));
      touch(file);
      return found;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | ArtifactException e) {
      warn("the cache''s {0} is compiled again: {1}", file, e);
      return null;
    }
  }

  void putClasses(Path file, SortedMap<Integer, Bytes> groups) {
    if (put(file, ClassesFile.write(groups))) {
      makeRoom(file);
    }
  }

  /**
   * Gets the machine code of a module from the cache, or compiles it and puts it there; what it has
   * in common with an earlier version is taken from there. The result is the same.
   *
   * @param compiler what compiles
   * @param input the module, which is alone in its set
   * @param tunables settings of the generated code
   * @param progress hears what is compiled
   * @return what running it needs
   * @throws dev.jabiru.wasm.InvalidModuleException if the module is invalid
   * @throws dev.jabiru.environ.UnsupportedFeatureException if it uses a feature the target lacks
   */
  public CompilationArtifacts compile(
      ModuleCompiler compiler,
      ModuleCompiler.Input input,
      Tunables tunables,
      ModuleCompiler.Progress progress) {
    // Debug information has the name; other code is the same whatever the name is.
    ModuleCompiler.Input cached =
        tunables.debugInfo() ? input : new ModuleCompiler.Input(NAME, input.module());
    Path entry = entry(compiler, cached, Target.X64, tunables);
    try {
      CompilationArtifacts found = ArtifactFile.read(Files.readAllBytes(entry));
      NativeCode code = found.nativeCode().orElseThrow();
      if (code.text().checksum() == code.textChecksum()) {
        touch(entry);
        progress.taken(input.module().definedFuncCount());
        return found.named(input.name());
      }
    } catch (NoSuchFileException e) {
      // compiled below
    } catch (IOException | ArtifactException e) {
      warn("the cache''s {0} is compiled again: {1}", entry, e);
    }
    return compileAndPut(compiler, entry, cached, tunables, progress).named(input.name());
  }

  private CompilationArtifacts compileAndPut(
      ModuleCompiler compiler,
      Path entry,
      ModuleCompiler.Input input,
      Tunables tunables,
      ModuleCompiler.Progress progress) {
    Path lineage =
        folder.resolve(
            HexFormat.of().formatHex(compiler.lineage(input.module(), tunables).toArray())
                + LINEAGE);
    ReusableCode compiled = compiler.compileAgain(input, tunables, lastOf(lineage), progress);
    if (put(entry, ArtifactFile.write(compiled.artifacts()))) {
      put(lineage, LineageFile.write(entry.getFileName().toString(), compiled.functions()));
      makeRoom(entry);
    }
    return compiled.artifacts();
  }

  private static void touch(Path entry) throws IOException {
    try {
      Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
    } catch (NoSuchFileException e) {
      // Another program took it away, but we have read it.
    }
  }

  /** {@return what was compiled last of a lineage, if it is still there and whole} */
  private Optional<ReusableCode> lastOf(Path lineage) {
    try {
      LineageFile last = LineageFile.read(Files.readAllBytes(lineage));
      byte[] file = Files.readAllBytes(folder.resolve(last.entry()));
      return Optional.of(new ReusableCode(ArtifactFile.read(file), last.functions()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | ArtifactException e) {
      warn("nothing is reused of {0}: {1}", lineage, e);
      return Optional.empty();
    }
  }

  private static Module only(Artifact artifact) {
    return artifact.modules().values().iterator().next();
  }

  /** {@return where the code of a module is, if it is there} */
  Path entry(
      ModuleCompiler compiler, ModuleCompiler.Input input, Target target, Tunables tunables) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      String rest =
          compiler.identity()
              + "\n"
              + ArtifactFile.FORMAT_VERSION
              + "\n"
              + ClassesFile.FORMAT_VERSION
              + "\n"
              + target
              + "\n"
              + tunables
              + "\n"
              + input.module().features()
              + "\n"
              + input.name()
              + "\n";
      hash.update(rest.getBytes(StandardCharsets.UTF_8));
      String ending = target == Target.JVM ? CLASSES : ENTRY;
      return folder.resolve(HexFormat.of().formatHex(hash.digest(input.module().bytes())) + ending);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every Java has it
    }
  }

  // ---- Files --------------------------------------------------------------------------------

  /** {@return whether the file is there} */
  boolean put(Path entry, byte[] file) {
    try {
      Path unfinished = Files.createTempFile(folder, "", UNFINISHED); // for its owner alone
      try {
        Files.write(unfinished, file);
        Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      return true;
    } catch (IOException e) {
      warn("the cache does not take {0}: {1}", entry, e);
      return false;
    }
  }

  /** Loggers take some 20 ms of a start, so nobody makes one before there is something to say. */
  private static void warn(String message, Path entry, Exception reason) {
    System.getLogger("dev.jabiru.cache").log(System.Logger.Level.WARNING, message, entry, reason);
  }

  private record Entry(Path file, long bytes, FileTime used) {}

  private List<Entry> files(String ending) throws IOException {
    List<Entry> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(each -> isOurs(each, ending)).toList()) {
        try {
          BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
          files.add(new Entry(file, found.size(), found.lastModifiedTime()));
        } catch (NoSuchFileException e) {
          // Another program took it away.
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return files;
  }

  /** Whether a file has a name as the cache gives them; others are none of its business. */
  private static boolean isOurs(Path file, String ending) {
    String name = String.valueOf(file.getFileName());
    int stem = name.length() - ending.length();
    if (!name.endsWith(ending) || stem != HASH_DIGITS && !ending.equals(UNFINISHED)) {
      return false;
    }
    for (int i = 0; i < stem; i++) {
      if ("0123456789abcdef".indexOf(name.charAt(i)) < 0) {
        return false;
      }
    }
    return stem > 0;
  }

  private void makeRoom(Path newest) {
    try {
      deleteOldest(newest);
    } catch (IOException e) {
      warn("the cache is not cleaned up beside {0}: {1}", newest, e);
    }
  }

  private void deleteOldest(Path newest) throws IOException {
    Instant givenUp = Instant.now().minus(GIVEN_UP);
    for (Entry each : files(UNFINISHED)) {
      if (each.used().toInstant().isBefore(givenUp)) {
        Files.deleteIfExists(each.file());
      }
    }
    List<Entry> entries = files(ENTRY);
    entries.addAll(files(CLASSES));
    entries.addAll(files(LINEAGE));
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    entries.sort(Comparator.comparing(Entry::used));
    for (Entry each : entries) {
      if (bytes > maxBytes && !each.file().equals(newest)) {
        Files.deleteIfExists(each.file());
        bytes -= each.bytes();
      }
    }
  }

  /**
   * {@return what is in the cache}
   *
   * @throws IOException if it cannot be read
   */
  public Info info() throws IOException {
    List<Entry> entries = files(ENTRY);
    entries.addAll(files(CLASSES));
    long bytes = 0;
    for (List<Entry> each : List.of(entries, files(LINEAGE))) {
      bytes += each.stream().mapToLong(Entry::bytes).sum();
    }
    return new Info(folder, entries.size(), bytes, maxBytes);
  }

  /**
   * Deletes everything in the cache. Modules that are loaded stay as they are.
   *
   * @throws IOException if something cannot be deleted
   */
  public void clear() throws IOException {
    for (String ending : List.of(LINEAGE, ENTRY, CLASSES, UNFINISHED)) {
      for (Entry each : files(ending)) {
        Files.deleteIfExists(each.file());
      }
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
