// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a guest can do to a path. Each is done to a name in a directory that {@link
 * #plant} has filled, and throws {@link Escape} if what it saw there was {@link #SECRET}; what it
 * changed there {@link #state} tells.
 */
enum PathOperation {
  STAT((f, t, d) -> checkSize(f.filestat(3, 1, d + "/file"))),
  READ((f, t, d) -> read(t, f.open(3, 1, d + "/file", 0, Rights.FD_READ, 0, 0))),
  WRITE((f, t, d) -> write(t, f.open(3, 1, d + "/file", 0, Rights.FD_WRITE, 0, 0))),
  TRUNCATE((f, t, d) -> t.close(f.open(3, 1, d + "/file", 8, Rights.FD_WRITE, 0, 0))),
  CREATE((f, t, d) -> t.close(f.open(3, 1, d + "/new", 5, Rights.FD_WRITE, 0, 0))),
  OPEN_DIRECTORY((f, t, d) -> list(t, f.open(3, 1, d + "/sub", 2, Rights.FD_READDIR, 0, 0))),
  READDIR((f, t, d) -> {
    int fd = f.open(3, 1, d, 2, Rights.FD_READDIR, 0, 0);
    for (int i = 0; i < 5; i++) {
      list(t.folder(fd, 0).directory);
    }
    t.close(fd);
  }),
  MAKE_DIRECTORY((f, t, d) -> f.createDirectory(3, d + "/new")),
  REMOVE_DIRECTORY((f, t, d) -> f.removeDirectory(3, d + "/empty")),
  UNLINK((f, t, d) -> f.unlink(3, d + "/file")),
  RENAME_FROM((f, t, d) -> f.rename(3, d + "/file", 3, "stolen")),
  RENAME_TO((f, t, d) -> f.rename(3, "mine", 3, d + "/new")),
  RENAME_OVER((f, t, d) -> f.rename(3, "mine", 3, d + "/file")),
  LINK_FROM((f, t, d) -> f.link(3, 0, d + "/file", 3, "stolen")),
  LINK_TO((f, t, d) -> f.link(3, 0, "mine", 3, d + "/new")),
  SYMLINK((f, t, d) -> f.symlink("x", 3, d + "/new")),
  READLINK((f, t, d) -> check(f.readlink(3, d + "/link"))),
  SET_TIMES((f, t, d) -> f.setTimes(3, 1, d + "/file", 0, 0, 5));

  /** What the host keeps for itself, and what lies in the guest's own directory in its place. */
  static final String SECRET = "secret";

  static final String DECOY = "mine";
  private static final String SECRET_TEXT = SECRET.repeat(3);

  /** The guest has seen or reached what lies outside. */
  static final class Escape extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private interface Body {
    void run(PathFunctions functions, DescriptorTable table, String directory) throws IOException;
  }

  private final Body body;

  PathOperation(Body body) {
    this.body = body;
  }

  /**
   * Does it; {@code mine} and {@code stolen} lie beside.
   *
   * @param table descriptor 3 is the guest's directory
   * @param directory a path to the directory with the names
   */
  void run(DescriptorTable table, String directory) throws IOException {
    PathFunctions functions = new PathFunctions(table);
    body.run(functions, table, directory);
    if (this == RENAME_FROM || this == LINK_FROM) {
      read(table, functions.open(3, 0, "stolen", 0, Rights.FD_READ, 0, 0));
    }
  }

  /** Makes what is missing of a file, a link, an empty directory and a full one. */
  static void plant(Path directory, String text) throws IOException {
    Files.createDirectories(directory.resolve("sub"));
    for (String file : new String[] {"file", "sub/" + text}) {
      Path path = directory.resolve(file);
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.writeString(path, text.repeat(3));
        Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_000_000_000)));
      }
    }
    if (!Files.exists(directory.resolve("link"), LinkOption.NOFOLLOW_LINKS)) {
      Files.createSymbolicLink(directory.resolve("link"), Path.of(text.repeat(3)));
    }
    if (!Files.exists(directory.resolve("empty"), LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(directory.resolve("empty"));
    }
    // Only there is to tell whose the directory is.
    Files.createDirectories(directory.resolve(text));
    Files.deleteIfExists(directory.resolve("new"));
  }

  /** Everything below a directory: names, kinds, sizes, contents and times. */
  static Map<String, String> state(Path directory) throws IOException {
    Map<String, String> state = new TreeMap<>();
    try (var tree = Files.walk(directory)) {
      for (Path each : tree.toList()) {
        BasicFileAttributes is =
            Files.readAttributes(each, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String content =
            is.isSymbolicLink()
                ? Files.readSymbolicLink(each).toString()
                : is.isRegularFile() ? Files.readString(each) : "directory";
        state.put(directory.relativize(each).toString(), is.lastModifiedTime() + " " + content);
      }
    }
    return state;
  }

  private static void list(DescriptorTable table, int fd) throws IOException {
    list(table.folder(fd, 0).directory);
    table.close(fd);
  }

  private static void list(Directory directory) throws IOException {
    for (Directory.Entry each : directory.list()) {
      reject(each.name().equals(SECRET));
    }
  }

  private static void read(DescriptorTable table, int fd) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(SECRET_TEXT.length());
    table.file(fd, 0).file.channel().read(buffer);
    check(buffer.array());
    table.close(fd);
  }

  private static void write(DescriptorTable table, int fd) throws IOException {
    table.file(fd, 0).file.channel().write(ByteBuffer.wrap(new byte[] {'!'}));
    table.close(fd);
  }

  private static void check(byte[] seen) {
    reject(new String(seen, StandardCharsets.UTF_8).equals(SECRET_TEXT));
  }

  private static void checkSize(FileStat seen) {
    reject(seen.size() == SECRET_TEXT.length());
  }

  private static void reject(boolean escaped) {
    if (escaped) {
      throw new Escape();
    }
  }
}
