// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static dev.jabiru.wasi.Errno.BADF;
import static dev.jabiru.wasi.Errno.EXIST;
import static dev.jabiru.wasi.Errno.ILSEQ;
import static dev.jabiru.wasi.Errno.INVAL;
import static dev.jabiru.wasi.Errno.ISDIR;
import static dev.jabiru.wasi.Errno.LOOP;
import static dev.jabiru.wasi.Errno.NAMETOOLONG;
import static dev.jabiru.wasi.Errno.NOENT;
import static dev.jabiru.wasi.Errno.NOTCAPABLE;
import static dev.jabiru.wasi.Errno.NOTDIR;
import static dev.jabiru.wasi.Errno.NOTEMPTY;
import static dev.jabiru.wasi.Errno.NOTSUP;
import static dev.jabiru.wasi.Errno.PERM;
import static dev.jabiru.wasi.Errno.SUCCESS;
import static dev.jabiru.wasi.TestGuest.DATA;
import static dev.jabiru.wasi.TestGuest.OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasi.TestGuest.Kind;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The functions on paths, below directories held in each of the three ways. */
class PathsTest {
  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  @TempDir Path root;

  private TestGuest guest(Kind kind) throws IOException {
    return new TestGuest(kind.open(root), false);
  }

  /** Opens with all rights of a file that reads, or reads and writes. */
  private static Errno open(TestGuest g, int lookup, String path, int how, boolean writes) {
    long rights = writes ? Rights.FILE : Rights.FILE & ~Rights.FILE_CHANGES;
    return g.call("path_open", 3, lookup, path, how, rights, 0L, 0, OUT);
  }

  @ParameterizedTest
  @EnumSource
  void openingTakesEveryFlag(Kind kind) throws IOException {
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("f"), "text");
    try (TestGuest g = guest(kind)) {
      assertThat(open(g, 0, "none", 0, false)).isEqualTo(NOENT);
      assertThat(open(g, 0, "none/f", CREATE, true)).isEqualTo(NOENT);
      assertThat(open(g, 0, "f/x", CREATE, true)).isEqualTo(NOTDIR);
      assertThat(open(g, 0, "f/", 0, false)).isEqualTo(NOTDIR);
      assertThat(open(g, 0, "f", DIRECTORY, false)).isEqualTo(NOTDIR);
      assertThat(open(g, 0, "new/", CREATE, true)).isEqualTo(ISDIR);
      assertThat(open(g, 0, "f", CREATE | EXCLUSIVE, true)).isEqualTo(EXIST);
      assertThat(open(g, 0, "d", CREATE | EXCLUSIVE, true)).isEqualTo(EXIST);
      assertThat(open(g, 0, "d", 0, true)).isEqualTo(ISDIR);
      assertThat(open(g, 0, "d", TRUNCATE, true)).isEqualTo(ISDIR);
      assertThat(open(g, 0, "f", CREATE | DIRECTORY, true)).isEqualTo(INVAL);
      assertThat(open(g, 0, "f", 16, true)).isEqualTo(INVAL);
      assertThat(open(g, 2, "f", 0, true)).isEqualTo(INVAL);
      assertThat(open(g, 0, "", 0, false)).isEqualTo(NOENT);
      assertThat(open(g, 0, "/f", 0, false)).isEqualTo(NOTCAPABLE);
      assertThat(open(g, 0, "../f", 0, false)).isEqualTo(NOTCAPABLE);
      assertThat(open(g, 0, "d/../..", 0, false)).isEqualTo(NOTCAPABLE);
      assertThat(open(g, 0, "f\0", 0, false)).isEqualTo(ILSEQ);
      assertThat(open(g, 0, "x".repeat(300), 0, false)).isEqualTo(NAMETOOLONG);
      assertThat(open(g, 0, "d/".repeat(3000), 0, false)).isEqualTo(NAMETOOLONG);
      g.int32(DATA, 0xff);
      assertThat(g.call("path_open", 3, 0, DATA, 1, 0, -1L, 0L, 0, OUT)).isEqualTo(ILSEQ);
      assertThat(g.call("path_open", 1, 0, "f", 0, -1L, 0L, 0, OUT)).isEqualTo(NOTDIR);
      assertThat(g.call("path_open", 9, 0, "f", 0, -1L, 0L, 0, OUT)).isEqualTo(BADF);

      assertThat(open(g, 0, "./d//.././/f", 0, false)).isEqualTo(SUCCESS);
      assertThat(g.read(g.int32(OUT), 9)).isEqualTo("text");
      assertThat(open(g, 0, "d/..", 0, false)).isEqualTo(SUCCESS);
      assertThat(open(g, 0, "d/", DIRECTORY, false)).isEqualTo(SUCCESS);
      assertThat(open(g, 0, "d/new", CREATE | EXCLUSIVE, true)).isEqualTo(SUCCESS);
      assertThat(g.write(g.int32(OUT), "new")).isEqualTo(SUCCESS);
      assertThat(open(g, 0, "d/new", CREATE, true)).isEqualTo(SUCCESS);
      assertThat(g.read(g.int32(OUT), 9)).isEqualTo("new");
      assertThat(open(g, 0, "f", TRUNCATE, false)).isEqualTo(SUCCESS);
      assertThat(root.resolve("f")).isEmptyFile();
    }
  }

  @ParameterizedTest
  @EnumSource
  void directoriesComeAndGo(Kind kind) throws IOException {
    try (TestGuest g = guest(kind)) {
      if (kind == Kind.SECURE) {
        assertThat(g.call("path_create_directory", 3, "d")).isEqualTo(NOTSUP);
        Files.createDirectories(root.resolve("d/e"));
      } else {
        assertThat(g.call("path_create_directory", 3, "d")).isEqualTo(SUCCESS);
        assertThat(g.call("path_create_directory", 3, "d/e/")).isEqualTo(SUCCESS);
        assertThat(g.call("path_create_directory", 3, "d")).isEqualTo(EXIST);
        assertThat(g.call("path_create_directory", 3, ".")).isEqualTo(EXIST);
      }
      assertThat(g.call("path_create_directory", 3, "x/y")).isEqualTo(NOENT);
      assertThat(g.call("path_create_directory", 3, "")).isEqualTo(NOENT);
      Files.createFile(root.resolve("f"));
      assertThat(g.call("path_remove_directory", 3, "d")).isEqualTo(NOTEMPTY);
      assertThat(g.call("path_remove_directory", 3, "f")).isEqualTo(NOTDIR);
      assertThat(g.call("path_remove_directory", 3, "x")).isEqualTo(NOENT);
      assertThat(g.call("path_remove_directory", 3, ".")).isEqualTo(INVAL);
      assertThat(g.call("path_unlink_file", 3, "d/e")).isEqualTo(ISDIR);
      assertThat(g.call("path_unlink_file", 3, "f/")).isEqualTo(NOTDIR);
      assertThat(g.call("path_unlink_file", 3, "x")).isEqualTo(NOENT);
      assertThat(g.call("path_remove_directory", 3, "d/e/")).isEqualTo(SUCCESS);
      assertThat(g.call("path_remove_directory", 3, "d")).isEqualTo(SUCCESS);
      assertThat(g.call("path_unlink_file", 3, "f")).isEqualTo(SUCCESS);
      assertThat(root).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @EnumSource
  void renamingReplacesLikeByLike(Kind kind) throws IOException {
    Files.createDirectories(root.resolve("d/full"));
    Files.createDirectory(root.resolve("empty"));
    Files.writeString(root.resolve("f"), "f");
    Files.writeString(root.resolve("g"), "g");
    try (TestGuest g = guest(kind)) {
      assertThat(g.call("path_rename", 3, "x", 3, "y")).isEqualTo(NOENT);
      assertThat(g.call("path_rename", 3, "f", 3, "x/y")).isEqualTo(NOENT);
      assertThat(g.call("path_rename", 3, "f", 3, "d")).isEqualTo(ISDIR);
      assertThat(g.call("path_rename", 3, "d", 3, "f")).isEqualTo(NOTDIR);
      assertThat(g.call("path_rename", 3, "f", 3, "new/")).isEqualTo(NOTDIR);
      assertThat(g.call("path_rename", 3, "empty", 3, "d")).isEqualTo(NOTEMPTY);
      assertThat(g.call("path_rename", 3, "d", 3, "d/full/x")).isEqualTo(INVAL);
      assertThat(g.call("path_rename", 3, "f", 3, "../f")).isEqualTo(NOTCAPABLE);
      assertThat(g.call("path_rename", 3, "f", 1, "f")).isEqualTo(NOTDIR);
      assertThat(g.call("path_rename", 3, "f", 3, "f")).isEqualTo(SUCCESS);
      assertThat(g.call("path_rename", 3, "f", 3, "g")).isEqualTo(SUCCESS);
      assertThat(root.resolve("g")).hasContent("f");
      assertThat(g.call("path_rename", 3, "d", 3, "empty/")).isEqualTo(SUCCESS);
      assertThat(root.resolve("empty/full")).isDirectory();
      int below = g.open("empty", DIRECTORY, Rights.DIRECTORY);
      assertThat(g.call("path_rename", 3, "g", below, "full/g")).isEqualTo(SUCCESS);
      assertThat(root.resolve("empty/full/g")).hasContent("f");
    }
  }

  @ParameterizedTest
  @EnumSource
  void symbolicLinksAreReadAndWalked(Kind kind) throws IOException {
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("d/f"), "text");
    try (TestGuest g = guest(kind)) {
      if (kind == Kind.SECURE) {
        assertThat(g.call("path_symlink", "d", 3, "l")).isEqualTo(NOTSUP);
        Files.createSymbolicLink(root.resolve("l"), Path.of("d"));
        assertThat(g.call("path_readlink", 3, "l", DATA, 100, OUT)).isEqualTo(NOTSUP);
        assertThat(open(g, 1, "l/f", 0, false)).isEqualTo(NOTSUP);
        assertThat(open(g, 0, "l", 0, false)).isEqualTo(LOOP);
        assertThat(g.call("path_filestat_get", 3, 0, "l", OUT)).isEqualTo(SUCCESS);
        return;
      }
      assertThat(g.call("path_symlink", "d", 3, "l")).isEqualTo(SUCCESS);
      assertThat(g.call("path_symlink", "../l/f", 3, "d/up")).isEqualTo(SUCCESS);
      assertThat(g.call("path_symlink", "loop", 3, "loop")).isEqualTo(SUCCESS);
      assertThat(g.call("path_symlink", "later", 3, "dangling")).isEqualTo(SUCCESS);
      assertThat(g.call("path_symlink", "x", 3, "l")).isEqualTo(EXIST);
      assertThat(g.call("path_symlink", "x", 3, "d/")).isEqualTo(EXIST);
      assertThat(g.call("path_symlink", "x", 3, "new/")).isEqualTo(NOENT);
      assertThat(g.call("path_symlink", "", 3, "new")).isEqualTo(NOENT);
      assertThat(g.call("path_symlink", "/etc", 3, "new")).isEqualTo(NOTCAPABLE);

      assertThat(g.call("path_readlink", 3, "d/up", DATA, 100, OUT)).isEqualTo(SUCCESS);
      assertThat(g.text(DATA, g.int32(OUT))).isEqualTo("../l/f");
      assertThat(g.call("path_readlink", 3, "d/up", DATA, 3, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int32(OUT)).as("cut off").isEqualTo(3);
      assertThat(g.call("path_readlink", 3, "d", DATA, 3, OUT)).isEqualTo(INVAL);
      assertThat(g.call("path_readlink", 3, "x", DATA, 3, OUT)).isEqualTo(NOENT);

      assertThat(open(g, 1, "d/up", 0, false)).isEqualTo(SUCCESS);
      assertThat(g.read(g.int32(OUT), 9)).isEqualTo("text");
      assertThat(open(g, 0, "l/up", 0, false)).isEqualTo(LOOP);
      assertThat(open(g, 1, "loop", 0, false)).isEqualTo(LOOP);
      assertThat(open(g, 1, "loop/x", 0, false)).isEqualTo(LOOP);
      assertThat(open(g, 1, "dangling", 0, false)).isEqualTo(NOENT);
      assertThat(open(g, 1, "dangling", CREATE | EXCLUSIVE, true)).isEqualTo(EXIST);
      assertThat(open(g, 1, "dangling", CREATE, true)).isEqualTo(SUCCESS);
      assertThat(root.resolve("later")).isEmptyFile();

      assertThat(g.call("path_filestat_get", 3, 0, "l", OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT + 16)).isEqualTo(FileType.SYMBOLIC_LINK.ordinal());
      assertThat(g.call("path_filestat_get", 3, 1, "l", OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT + 16)).isEqualTo(FileType.DIRECTORY.ordinal());
      assertThat(g.call("path_filestat_get", 3, 0, "l/", OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT + 16)).isEqualTo(FileType.DIRECTORY.ordinal());
      assertThat(g.call("path_remove_directory", 3, "l/")).isEqualTo(NOTDIR);
      assertThat(g.call("path_unlink_file", 3, "l")).isEqualTo(SUCCESS);
      assertThat(root.resolve("d/f")).exists();
      assertThat(root.resolve("l")).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource
  void hardLinksAreSecondNames(Kind kind) throws IOException {
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("f"), "text");
    Files.createSymbolicLink(root.resolve("l"), Path.of("f"));
    try (TestGuest g = guest(kind)) {
      if (kind == Kind.SECURE) {
        assertThat(g.call("path_link", 3, 0, "f", 3, "d/f")).isEqualTo(NOTSUP);
        return;
      }
      assertThat(g.call("path_link", 3, 0, "f", 3, "d/f")).isEqualTo(SUCCESS);
      assertThat(g.call("path_filestat_get", 3, 0, "f", OUT)).isEqualTo(SUCCESS);
      assertThat(g.int64(OUT + 24)).as("names").isEqualTo(2);
      assertThat(g.call("path_link", 3, 0, "f", 3, "d/f")).isEqualTo(EXIST);
      assertThat(g.call("path_link", 3, 0, "f", 3, "d/")).isEqualTo(EXIST);
      assertThat(g.call("path_link", 3, 0, "f", 3, "new/")).isEqualTo(NOENT);
      assertThat(g.call("path_link", 3, 0, "f/", 3, "new")).isEqualTo(NOTDIR);
      assertThat(g.call("path_link", 3, 0, "d", 3, "new")).isEqualTo(PERM);
      assertThat(g.call("path_link", 3, 0, "x", 3, "new")).isEqualTo(NOENT);
      assertThat(g.call("path_link", 3, 0, "l", 3, "link")).isEqualTo(SUCCESS);
      assertThat(Files.isSymbolicLink(root.resolve("link"))).isTrue();
      assertThat(g.call("path_link", 3, 1, "l", 3, "file")).isEqualTo(SUCCESS);
      assertThat(Files.isRegularFile(root.resolve("file"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void timesOfPathsCanBeSet(Kind kind) throws IOException {
    Files.writeString(root.resolve("f"), "text");
    try (TestGuest g = guest(kind)) {
      long time = 1_500_000_000_000_000_000L;
      assertThat(g.call("path_filestat_set_times", 3, 0, "f", time, time, 5)).isEqualTo(SUCCESS);
      assertThat(Files.getLastModifiedTime(root.resolve("f")).toMillis())
          .isEqualTo(time / 1_000_000);
      assertThat(g.call("path_filestat_set_times", 3, 0, ".", time, time, 5)).isEqualTo(SUCCESS);
      assertThat(g.call("path_filestat_set_times", 3, 0, "x", 0L, 0L, 5)).isEqualTo(NOENT);
      assertThat(g.call("path_filestat_set_times", 3, 0, "f", 0L, 0L, 12)).isEqualTo(INVAL);
      assertThat(g.call("path_filestat_set_times", 3, 0, "f/", 0L, 0L, 5)).isEqualTo(NOTDIR);
      assertThat(g.call("path_filestat_set_times", 0, 0, "f", 0L, 0L, 5)).isEqualTo(NOTDIR);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCouldBlockIsNotOpened(Kind kind) throws Exception {
    Process made = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
    assertThat(made.waitFor()).isZero();
    try (TestGuest g = guest(kind)) {
      assertThat(open(g, 0, "pipe", 0, false)).isEqualTo(NOTSUP);
      assertThat(open(g, 0, "pipe", 0, true)).isEqualTo(NOTSUP);
    }
  }

  /** A file system out of a JAR: no links, no inodes, no open directories. */
  @Test
  void anyFileSystemCanBeGiven() throws IOException {
    Path zip = root.resolve("some.zip");
    try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Files.createDirectory(inside.getPath("/dir"));
      Files.writeString(inside.getPath("/dir/f"), "zipped");
      WasiPreview1.Builder builder =
          WasiPreview1.builder().preopen("/", inside.getPath("/"), Sharing.UNSHARED);
      try (TestGuest g = new TestGuest(builder)) {
        assertThat(open(g, 0, "dir/f", 0, false)).isEqualTo(SUCCESS);
        assertThat(g.read(g.int32(OUT), 9)).isEqualTo("zipped");
        assertThat(g.call("fd_close", g.int32(OUT))).isNotNull();
        assertThat(g.call("path_create_directory", 3, "made")).isEqualTo(SUCCESS);
        int fd = g.open("made/new", CREATE, Rights.FILE & ~Rights.FD_READ);
        assertThat(g.write(fd, "by a guest")).isEqualTo(SUCCESS);
        assertThat(g.call("fd_close", fd)).isEqualTo(SUCCESS);
        assertThat(inside.getPath("/made/new")).hasContent("by a guest");
        assertThat(g.call("path_rename", 3, "made/new", 3, "dir/f")).isEqualTo(SUCCESS);
        assertThat(inside.getPath("/dir/f")).hasContent("by a guest");
        assertThat(g.call("path_remove_directory", 3, "dir")).isEqualTo(NOTEMPTY);
        assertThat(g.call("path_symlink", "dir", 3, "l")).isEqualTo(NOTSUP);
        assertThat(open(g, 0, "../f", 0, false)).isEqualTo(NOTCAPABLE);
        assertThat(g.call("fd_readdir", 3, DATA, 24 + 1 + 24 + 2 + 24 + 3, 0L, OUT))
            .isEqualTo(SUCCESS);
        assertThat(g.text(DATA + 24 + 1 + 24 + 2 + 24, 3)).isIn("dir", "mad");
      }
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> WasiPreview1.builder().preopen("/", inside.getPath("/")).build()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("UNSHARED");
    }
  }
}
