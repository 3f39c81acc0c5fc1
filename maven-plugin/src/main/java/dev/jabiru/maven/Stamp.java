// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the last build of this project was made from, and what it made: a file whose first line is a
 * hash of all that went in, and whose others are each the hash of a file that came out, and its
 * name.
 */
final class Stamp {
  private final Path file;
  private final List<String> lines;

  private Stamp(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** {@return the stamp in a file; one of nothing if there is none} */
  static Stamp read(Path file) throws IOException {
    return new Stamp(file, Files.exists(file) ? List.copyOf(Files.readAllLines(file)) : List.of());
  }

  /**
   * {@return a hash of all that goes in}
   *
   * @param settings the plugin's configuration
   * @param files the files that are read, of which the content counts; folders for all in them
   */
  static String key(List<String> settings, List<Path> files) throws IOException {
    MessageDigest digest = sha256();
    for (String each : settings) {
      digest.update(each.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    for (Path each : files) {
      try (Stream<Path> all = Files.walk(each)) {
        for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(hash(file).getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** {@return whether this went in, and what came out is still as it was} */
  boolean isOf(String key) throws IOException {
    if (lines.isEmpty() || !lines.get(0).equals(key)) {
      return false;
    }
    for (String line : lines.subList(1, lines.size())) {
      Path made = made(line);
      if (!Files.isRegularFile(made) || !line.equals(line(made))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Removes what came out and is not made any more, and remembers what is.
   *
   * @param key what went in
   * @param made what came out
   */
  void replace(String key, List<Path> made) throws IOException {
    List<String> now = new ArrayList<>();
    now.add(key);
    for (Path each : made) {
      now.add(line(each));
    }
    removeAllBut(made);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, now);
  }

  /** Removes what came out, and the stamp itself. */
  void remove() throws IOException {
    removeAllBut(List.of());
    Files.deleteIfExists(file);
  }

  private void removeAllBut(List<Path> kept) throws IOException {
    for (int i = 1; i < lines.size(); i++) {
      Path made = made(lines.get(i));
      if (!kept.contains(made)) {
        Files.deleteIfExists(made);
      }
    }
  }

  private static String line(Path made) throws IOException {
    return hash(made) + " " + made;
  }

  private static Path made(String line) {
    return Path.of(line.substring(line.indexOf(' ') + 1));
  }

  private static String hash(Path file) throws IOException {
    return HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
