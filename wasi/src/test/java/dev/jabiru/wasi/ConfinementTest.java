// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasi.TestGuest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing a guest can say leads out of a pre-opened directory: every {@link PathOperation}, by
 * every way that could, and while another thread swaps a directory for a link.
 */
class ConfinementTest {
  /** What Java's own stream of an open directory cannot do. */
  private static final Set<PathOperation> NOT_IN_JAVA =
      EnumSet.of(
          PathOperation.MAKE_DIRECTORY,
          PathOperation.LINK_FROM,
          PathOperation.LINK_TO,
          PathOperation.SYMLINK,
          PathOperation.READLINK);

  private static final long RACE_NANOS = 150_000_000L;

  /** Enough for each operation to be caught many times where it can be. */
  private static final long LOST_RACE_NANOS = 20_000_000_000L;

  @TempDir Path root;
  private Path inside;
  private Path outside;
  private Map<String, String> untouched = Map.of();
  private volatile @Nullable IOException swapFailure;

  @BeforeEach
  void plant() throws IOException {
    inside = root.resolve("preopened");
    outside = root.resolve("outside");
    replant();
  }

  private void replant() throws IOException {
    deleteTree(outside);
    PathOperation.plant(outside, PathOperation.SECRET);
    untouched = PathOperation.state(outside);
    replantInside();
  }

  private void replantInside() throws IOException {
    deleteTree(inside);
    Files.createDirectories(inside.resolve("a/b"));
    Files.writeString(inside.resolve("mine"), "the guest's");
    PathOperation.plant(inside.resolve("real"), PathOperation.DECOY);
  }

  /** {@return whether the operation has been outside; it may fail, and does in most places} */
  private boolean escapes(Directory directory, PathOperation operation, String path)
      throws IOException {
    attempt(directory, operation, path);
    return !PathOperation.state(outside).equals(untouched);
  }

  /** How an operation ended, if not outside. */
  private static Errno attempt(Directory directory, PathOperation operation, String path)
      throws IOException {
    try (DescriptorTable table = table(directory)) {
      operation.run(table, path);
      return Errno.SUCCESS;
    } catch (IOException e) {
      assertThat(Errno.of(e)).as("%s %s: %s", operation, path, e).isNotEqualTo(Errno.IO);
      return Errno.of(e);
    }
  }

  private static DescriptorTable table(Directory directory) throws IOException {
    DescriptorTable table = new DescriptorTable(DescriptorTable.DEFAULT_LIMIT);
    for (int i = 0; i < 3; i++) {
      table.add(new Descriptor.Stream(null, java.io.OutputStream.nullOutputStream(), false));
    }
    table.add(
        new Descriptor.Folder(
            directory, "/", false, Rights.DIRECTORY, Rights.DIRECTORY | Rights.FILE));
    return table;
  }

  @ParameterizedTest
  @EnumSource
  void noPathLeadsOutside(Kind kind) throws IOException {
    List<String> ways = new ArrayList<>();
    for (String up :
        List.of("..", "a/../..", "a/b/../../..", "up", "a/../up", "./up", "a//../..")) {
      ways.add(up + "/outside");
    }
    ways.addAll(List.of("abs", "rel", "a/rel", "a/b/chain", "a/b/../rel", "loop/..", "names"));
    ways.add(outside.toAbsolutePath().toString());
    ways.add("/" + outside.toAbsolutePath());
    for (PathOperation operation : PathOperation.values()) {
      for (String way : ways) {
        replantInside();
        plantLinks();
        assertThat(escapes(kind.open(inside), operation, way))
            .as("%s %s", operation, way)
            .isFalse();
      }
    }
  }

  /** Links outside at every position of a path. */
  private void plantLinks() throws IOException {
    link("up", "..");
    link("abs", outside.toAbsolutePath().toString());
    link("rel", "../outside");
    link("a/rel", "../../outside");
    link("a/b/chain", "../rel");
    link("loop", "loop");
    Files.createDirectory(inside.resolve("names"));
    for (String name : List.of("file", "link", "empty", "sub", "new")) {
      link("names/" + name, "../../outside/" + name);
    }
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(inside.resolve(name), Path.of(target));
  }

  /** What every other test relies on: an escape is seen, whatever the operation. */
  @ParameterizedTest
  @EnumSource
  void anEscapeIsSeen(PathOperation operation) throws IOException {
    deleteTree(inside.resolve("real"));
    link("real", "../outside");
    boolean seen;
    try {
      seen = escapes(new NaiveDirectory(inside), operation, "real");
    } catch (PathOperation.Escape e) {
      seen = true;
    }
    assertThat(seen).isTrue();
  }

  /** Takes links for what they lead to. */
  private static final class NaiveDirectory extends PathDirectory {
    private final Path path;

    NaiveDirectory(Path path) {
      super(path);
      this.path = path;
    }

    @Override
    public Directory openDirectory(String name) {
      return new NaiveDirectory(path.resolve(name));
    }

    @Override
    public FileStat stat(String name) throws IOException {
      Path meant = path.resolve(name);
      return Files.isSymbolicLink(meant) && Files.exists(meant)
          ? Attributes.stat(meant)
          : super.stat(name);
    }
  }

  /** A thread swaps a directory for a link outside, while each operation runs again and again. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"NATIVE", "SECURE"})
  void swappingADirectoryForALinkLeadsNowhere(Kind kind) throws Exception {
    for (PathOperation operation : PathOperation.values()) {
      boolean canSucceed = kind == Kind.NATIVE || !NOT_IN_JAVA.contains(operation);
      assertThat(race(kind, operation, RACE_NANOS, canSucceed))
          .as("%s reached what lies outside", operation)
          .isFalse();
    }
  }

  /** The race is one: who holds directories by their paths loses it, with every operation. */
  @ParameterizedTest
  @EnumSource
  void whoGoesByPathsIsLedOutside(PathOperation operation) throws Exception {
    assertThat(race(Kind.PATH, operation, LOST_RACE_NANOS, false)).isTrue();
  }

  /** {@return whether an operation got outside before the time was over} */
  private boolean race(Kind kind, PathOperation operation, long nanos, boolean mustSucceed)
      throws Exception {
    replant();
    link("link", "../outside");
    AtomicBoolean stop = new AtomicBoolean();
    Thread swapper = new Thread(() -> swap(inside.resolve("real"), inside.resolve("link"), stop));
    swapper.start();
    int attempts = 0;
    int successes = 0;
    long end = System.nanoTime() + nanos;
    try {
      // On a machine with other things to do, longer: until it has worked at least once.
      long last = end + 20 * nanos;
      while (System.nanoTime() < (mustSucceed && successes == 0 ? last : end)) {
        Files.deleteIfExists(inside.resolve("stolen"));
        Files.writeString(inside.resolve("mine"), "the guest's");
        if (attempt(kind.open(inside), operation, "real") == Errno.SUCCESS) {
          successes++;
        }
        attempts++;
        if (attempts % 16 == 0 && !PathOperation.state(outside).equals(untouched)) {
          return true;
        }
      }
      assertThat(successes > 0)
          .as("%s works, %s attempts", operation, attempts)
          .isEqualTo(mustSucceed);
      return !PathOperation.state(outside).equals(untouched);
    } catch (PathOperation.Escape e) {
      return true;
    } finally {
      stop.set(true);
      swapper.join();
      assertThat(swapFailure).isNull();
    }
  }

  private void swap(Path real, Path link, AtomicBoolean stop) {
    Path away = inside.resolve("away");
    try {
      while (!stop.get()) {
        Files.move(real, away, StandardCopyOption.ATOMIC_MOVE);
        Files.move(link, real, StandardCopyOption.ATOMIC_MOVE);
        Files.move(real, link, StandardCopyOption.ATOMIC_MOVE);
        Files.move(away, real, StandardCopyOption.ATOMIC_MOVE);
        try {
          PathOperation.plant(real, PathOperation.DECOY);
        } catch (NoSuchFileException e) {
          // The guest was quicker; the next round mends it.
          continue;
        }
      }
    } catch (IOException e) {
      swapFailure = e;
    }
  }

  private static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
