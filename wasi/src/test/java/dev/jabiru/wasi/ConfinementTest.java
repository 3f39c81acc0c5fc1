// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasi.TestGuest.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing a guest can say leads out of a pre-opened directory.
 *
 * <p>Outside lies {@code outside/secret}; every attempt must leave it untouched and unread.
 */
class ConfinementTest {
  private static final String SECRET = "the host's own";

  /** What a guest can do to a path; each may fail, none may reach outside. */
  private interface Operation {
    void run(PathFunctions functions, DescriptorTable table, String path) throws IOException;
  }

  private record Named(String name, Operation operation) {}

  private static final List<Named> OPERATIONS =
      List.of(
          new Named("stat", (f, t, p) -> reject(f.filestat(3, 1, p).size() == SECRET.length())),
          new Named("read", (f, t, p) -> read(t, f.open(3, 1, p, 0, Rights.FD_READ, 0, 0))),
          new Named("write", (f, t, p) -> write(t, f.open(3, 1, p, 0, Rights.FD_WRITE, 0, 0))),
          new Named("truncate", (f, t, p) -> t.close(f.open(3, 1, p, 8, Rights.FD_WRITE, 0, 0))),
          new Named(
              "create", (f, t, p) -> t.close(f.open(3, 1, p + "2", 5, Rights.FD_WRITE, 0, 0))),
          new Named("mkdir", (f, t, p) -> f.createDirectory(3, p + "3")),
          new Named("symlink", (f, t, p) -> f.symlink("x", 3, p + "4")),
          new Named("link out", (f, t, p) -> f.link(3, 1, "inside", 3, p + "5")),
          new Named("link in", (f, t, p) -> readAfter(f, t, () -> f.link(3, 1, p, 3, "stolen"))),
          new Named("rename in", (f, t, p) -> readAfter(f, t, () -> f.rename(3, p, 3, "stolen"))),
          new Named("rename out", (f, t, p) -> f.rename(3, "inside", 3, p)),
          new Named("unlink", (f, t, p) -> f.unlink(3, p)),
          new Named("rmdir", (f, t, p) -> f.removeDirectory(3, p + "/../empty")),
          new Named("times", (f, t, p) -> f.setTimes(3, 1, p, 0, 0, 5)),
          new Named("readlink", (f, t, p) -> f.readlink(3, p)));

  private interface Step {
    void run() throws IOException;
  }

  @TempDir Path root;
  private Path inside;
  private Path outside;

  @BeforeEach
  void plant() throws IOException {
    inside = Files.createDirectory(root.resolve("preopened"));
    outside = Files.createDirectory(root.resolve("outside"));
    Files.writeString(outside.resolve("secret"), SECRET);
    Files.createDirectory(outside.resolve("empty"));
    Files.writeString(inside.resolve("inside"), "guest");
  }

  @AfterEach
  void nothingOutsideHasChanged() throws IOException {
    assertThat(outside.resolve("secret")).hasContent(SECRET);
    assertThat(Files.getLastModifiedTime(outside.resolve("secret")).toMillis()).isPositive();
    try (var names = Files.list(outside)) {
      assertThat(names.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("secret", "empty");
    }
  }

  @ParameterizedTest
  @EnumSource
  void noPathLeadsOutside(Kind kind) throws IOException {
    Files.createDirectories(inside.resolve("a/b"));
    Files.createSymbolicLink(inside.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(inside.resolve("abs"), outside.toAbsolutePath());
    Files.createSymbolicLink(inside.resolve("rel"), Path.of("../outside"));
    Files.createSymbolicLink(inside.resolve("file"), Path.of("../outside/secret"));
    Files.createSymbolicLink(inside.resolve("a/rel"), Path.of("../../outside"));
    Files.createSymbolicLink(inside.resolve("a/b/chain"), Path.of("../rel"));
    Files.createSymbolicLink(inside.resolve("loop"), Path.of("loop"));
    List<String> paths = new ArrayList<>();
    for (String way : List.of("..", "a/../..", "a/b/../../..", "up", "a/../up", "./up")) {
      paths.add(way + "/outside/secret");
    }
    for (String way : List.of("abs", "rel", "a/rel", "a/b/chain", "a/b/../rel", "loop/..")) {
      paths.add(way + "/secret");
    }
    paths.add("file");
    paths.add(outside.resolve("secret").toString());
    paths.add("/" + outside.resolve("secret"));
    paths.add("a//../../outside/secret");
    for (String path : paths) {
      for (Named each : OPERATIONS) {
        attempt(kind, each, path);
      }
    }
  }

  private void attempt(Kind kind, Named named, String path) throws IOException {
    try (DescriptorTable table = table(kind)) {
      named.operation().run(new PathFunctions(table), table, path);
    } catch (IOException e) {
      assertThat(Errno.of(e)).as("%s %s: %s", named.name(), path, e).isNotEqualTo(Errno.IO);
    }
  }

  private DescriptorTable table(Kind kind) throws IOException {
    DescriptorTable table = new DescriptorTable();
    for (int i = 0; i < 3; i++) {
      table.add(new Descriptor.Stream(null, java.io.OutputStream.nullOutputStream(), false));
    }
    table.add(
        new Descriptor.Folder(
            kind.open(inside), "/", false, Rights.DIRECTORY, Rights.DIRECTORY | Rights.FILE));
    return table;
  }

  /** A thread swaps a directory for a link outside, while each operation runs again and again. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"NATIVE", "SECURE"})
  void swappingADirectoryForALinkLeadsNowhere(Kind kind) throws Exception {
    for (Named each : OPERATIONS) {
      Path real = Files.createDirectories(inside.resolve("real"));
      Files.writeString(real.resolve("secret"), "decoy");
      Path link = inside.resolve("link");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, outside);
      AtomicBoolean stop = new AtomicBoolean();
      Thread swapper = new Thread(() -> swap(real, link, stop));
      swapper.start();
      int attempts = 0;
      long end = System.nanoTime() + 150_000_000L;
      try {
        while (System.nanoTime() < end) {
          attempt(kind, each, "real/secret");
          attempts++;
        }
      } finally {
        stop.set(true);
        swapper.join();
      }
      assertThat(attempts).as(each.name()).isGreaterThan(10);
      nothingOutsideHasChanged();
      deleteTree(inside.resolve("real"));
      deleteTree(inside.resolve("real-away"));
      Files.deleteIfExists(inside.resolve("stolen"));
      Files.writeString(inside.resolve("inside"), "guest");
    }
  }

  private void swap(Path real, Path link, AtomicBoolean stop) {
    Path away = inside.resolve("real-away");
    while (!stop.get()) {
      try {
        Files.move(real, away, StandardCopyOption.ATOMIC_MOVE);
        Files.move(link, real, StandardCopyOption.ATOMIC_MOVE);
        Files.move(real, link, StandardCopyOption.ATOMIC_MOVE);
        Files.move(away, real, StandardCopyOption.ATOMIC_MOVE);
        Path secret = real.resolve("secret");
        if (!Files.exists(secret, LinkOption.NOFOLLOW_LINKS)) {
          Files.writeString(secret, "decoy");
        }
      } catch (IOException e) {
        // The guest was quicker: go on from what is there.
        restore(real, away, link);
      }
    }
    restore(real, away, link);
  }

  private static void restore(Path real, Path away, Path link) {
    try {
      if (Files.isSymbolicLink(real)) {
        Files.move(real, link, StandardCopyOption.ATOMIC_MOVE);
      }
      if (Files.isDirectory(away, LinkOption.NOFOLLOW_LINKS) && !Files.exists(real)) {
        Files.move(away, real, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var tree = Files.walk(path)) {
      for (Path each : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void readAfter(PathFunctions functions, DescriptorTable table, Step step)
      throws IOException {
    step.run();
    read(table, functions.open(3, 0, "stolen", 0, Rights.FD_READ, 0, 0));
    functions.unlink(3, "stolen");
  }

  private static void read(DescriptorTable table, int fd) throws IOException {
    if (table.get(fd) instanceof Descriptor.File file) {
      ByteBuffer buffer = ByteBuffer.allocate(64);
      file.file.channel().read(buffer);
      reject(new String(buffer.array(), StandardCharsets.UTF_8).startsWith(SECRET));
    }
    table.close(fd);
  }

  private static void write(DescriptorTable table, int fd) throws IOException {
    if (table.get(fd) instanceof Descriptor.File file) {
      file.file.channel().write(ByteBuffer.wrap(new byte[] {'!'}));
    }
    table.close(fd);
  }

  private static void reject(boolean escaped) {
    assertThat(escaped).as("reached the file outside").isFalse();
  }
}
