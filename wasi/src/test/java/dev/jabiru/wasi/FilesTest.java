// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import static dev.jabiru.wasi.Errno.BADF;
import static dev.jabiru.wasi.Errno.FAULT;
import static dev.jabiru.wasi.Errno.INVAL;
import static dev.jabiru.wasi.Errno.ISDIR;
import static dev.jabiru.wasi.Errno.NOTCAPABLE;
import static dev.jabiru.wasi.Errno.NOTDIR;
import static dev.jabiru.wasi.Errno.ROFS;
import static dev.jabiru.wasi.Errno.SPIPE;
import static dev.jabiru.wasi.Errno.SUCCESS;
import static dev.jabiru.wasi.TestGuest.DATA;
import static dev.jabiru.wasi.TestGuest.END;
import static dev.jabiru.wasi.TestGuest.OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasi.TestGuest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The functions on descriptors, over files and directories held in each of the three ways. */
class FilesTest {
  private static final int CREATE = 1;
  private static final long READ = Rights.FILE & ~Rights.FILE_CHANGES;
  private static final long WRITE = Rights.FILE & ~Rights.FD_READ;

  @TempDir Path root;

  private TestGuest guest(Kind kind) throws IOException {
    return new TestGuest(kind.open(root), false);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsRead(Kind kind) throws IOException {
    try (TestGuest g = guest(kind)) {
      int fd = g.open("f", CREATE, Rights.FILE);
      assertThat(fd).isEqualTo(4);
      assertThat(g.write(fd, "hello world")).isEqualTo(SUCCESS);
      assertThat(root.resolve("f")).hasContent("hello world");
      assertThat(g.call("fd_tell", fd, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int64(OUT)).isEqualTo(11);
      assertThat(g.call("fd_seek", fd, -5L, 2, OUT)).isEqualTo(SUCCESS);
      assertThat(g.read(fd, 100)).isEqualTo("world");
      assertThat(g.read(fd, 100)).isEmpty();
      g.vectors(DATA + 100, 3, DATA + 200, 0, DATA + 300, 50);
      assertThat(g.call("fd_pread", fd, DATA, 3, 6L, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int32(OUT)).isEqualTo(5);
      assertThat(g.text(DATA + 100, 3) + g.text(DATA + 300, 2)).isEqualTo("world");
      g.vectors(DATA + 100, 3);
      assertThat(g.call("fd_pwrite", fd, DATA, 1, 20L, OUT)).isEqualTo(SUCCESS);
      assertThat(root.resolve("f")).hasContent("hello world" + "\0".repeat(9) + "wor");
      assertThat(g.call("fd_seek", fd, 0L, 1, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int64(OUT)).as("the position stays").isEqualTo(11);
      assertThat(g.call("fd_sync", fd)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_datasync", fd)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_advise", fd, 0L, 10L, 4)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_close", fd)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_close", fd)).isEqualTo(BADF);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingHappensBeforeAllPointersAreChecked(Kind kind) throws IOException {
    try (TestGuest g = guest(kind)) {
      int fd = g.open("f", CREATE, Rights.FILE);
      g.vectors(DATA + 100, 4, END - 1, 2);
      assertThat(g.call("fd_write", fd, DATA, 2, OUT)).isEqualTo(FAULT);
      assertThat(g.call("fd_pwrite", fd, DATA, 2, 0L, OUT)).isEqualTo(FAULT);
      assertThat(g.call("fd_write", fd, DATA, 1, END - 3)).isEqualTo(FAULT);
      assertThat(g.call("fd_write", fd, END - 7, 1, OUT)).isEqualTo(FAULT);
      assertThat(g.call("fd_write", fd, DATA, -1, OUT)).isEqualTo(FAULT);
      assertThat(g.call("fd_read", fd, DATA, 0x2000_0001, OUT)).isEqualTo(FAULT);
      assertThat(Files.size(root.resolve("f"))).isZero();
      assertThat(g.write(fd, "abc")).isEqualTo(SUCCESS);
      assertThat(g.call("fd_seek", fd, 0L, 0, END - 7)).isEqualTo(FAULT);
      assertThat(g.call("fd_tell", fd, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int64(OUT)).isEqualTo(3);
      assertThat(g.call("path_open", 3, 0, "new", CREATE, WRITE, 0L, 0, -2)).isEqualTo(FAULT);
      assertThat(root.resolve("new")).doesNotExist();
      g.vectors(DATA, 0, DATA, 0);
      assertThat(g.call("fd_write", fd, DATA, 2, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int32(OUT)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void seekingAndSizesKnowTheirLimits(Kind kind) throws IOException {
    try (TestGuest g = guest(kind)) {
      int fd = g.open("f", CREATE, Rights.FILE);
      assertThat(g.call("fd_seek", fd, -1L, 0, OUT)).isEqualTo(INVAL);
      assertThat(g.call("fd_seek", fd, 0L, 3, OUT)).isEqualTo(INVAL);
      assertThat(g.call("fd_seek", fd, 100L, 0, OUT)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_seek", fd, Long.MAX_VALUE, 1, OUT)).isEqualTo(INVAL);
      assertThat(g.call("fd_seek", 3, 0L, 0, OUT)).isEqualTo(BADF);
      assertThat(g.call("fd_seek", 1, 0L, 0, OUT)).isEqualTo(SPIPE);
      assertThat(g.call("fd_tell", 1, OUT)).isEqualTo(SPIPE);
      assertThat(g.call("fd_tell", 77, OUT)).isEqualTo(BADF);
      assertThat(g.call("fd_filestat_set_size", fd, 10L)).isEqualTo(SUCCESS);
      assertThat(Files.size(root.resolve("f"))).isEqualTo(10);
      assertThat(g.call("fd_filestat_set_size", fd, 3L)).isEqualTo(SUCCESS);
      assertThat(Files.size(root.resolve("f"))).isEqualTo(3);
      assertThat(g.call("fd_filestat_set_size", fd, -1L)).isEqualTo(INVAL);
      assertThat(g.call("fd_tell", fd, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int64(OUT)).isEqualTo(100);
      assertThat(g.call("fd_allocate", fd, 2L, 6L)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_allocate", fd, 0L, 1L)).isEqualTo(SUCCESS);
      assertThat(Files.size(root.resolve("f"))).isEqualTo(8);
      assertThat(g.call("fd_allocate", fd, 0L, 0L)).isEqualTo(INVAL);
      assertThat(g.call("fd_allocate", fd, Long.MAX_VALUE, 1L)).isEqualTo(INVAL);
      assertThat(g.call("fd_pread", fd, DATA, 0, -1L, OUT)).isEqualTo(INVAL);
      assertThat(g.call("fd_pwrite", 1, DATA, 0, 0L, OUT)).isEqualTo(SPIPE);
      assertThat(g.call("fd_advise", fd, 0L, 0L, 6)).isEqualTo(INVAL);
      assertThat(g.call("fd_advise", 3, 0L, 0L, 0)).isEqualTo(BADF);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rightsAreGivenUpAndNeverGained(Kind kind) throws IOException {
    Files.writeString(root.resolve("f"), "text");
    try (TestGuest g = guest(kind)) {
      int fd = g.open("f", 0, READ);
      assertThat(g.write(fd, "x")).isEqualTo(NOTCAPABLE);
      assertThat(g.call("fd_filestat_set_size", fd, 0L)).isEqualTo(NOTCAPABLE);
      assertThat(g.call("fd_fdstat_set_rights", fd, Rights.FILE, 0L)).isEqualTo(NOTCAPABLE);
      assertThat(g.call("fd_fdstat_get", fd, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT)).isEqualTo(FileType.REGULAR_FILE.ordinal());
      assertThat(g.int64(OUT + 8)).isEqualTo(READ);
      assertThat(g.int64(OUT + 16)).isZero();
      assertThat(g.call("fd_fdstat_set_rights", fd, Rights.FD_READ, 0L)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_seek", fd, 1L, 0, OUT)).isEqualTo(NOTCAPABLE);
      assertThat(g.call("fd_filestat_get", fd, OUT)).isEqualTo(NOTCAPABLE);
      assertThat(g.read(fd, 9)).isEqualTo("text");
      int writer = g.open("f", 0, WRITE);
      assertThat(g.call("fd_read", writer, DATA, 0, OUT)).isEqualTo(NOTCAPABLE);
      assertThat(g.call("fd_read", 3, DATA, 0, OUT)).isEqualTo(ISDIR);
      assertThat(g.call("fd_write", 3, DATA, 0, OUT)).isEqualTo(BADF);
      long noUnlink = Rights.DIRECTORY & ~Rights.PATH_UNLINK_FILE;
      assertThat(g.call("fd_fdstat_set_rights", 3, noUnlink, Rights.FD_READ)).isEqualTo(SUCCESS);
      assertThat(g.call("path_unlink_file", 3, "f")).isEqualTo(NOTCAPABLE);
      assertThat(g.call("path_open", 3, 0, "f", 0, WRITE, 0L, 0, OUT)).isEqualTo(NOTCAPABLE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void appendingIsAFlagOfTheDescriptor(Kind kind) throws IOException {
    Files.writeString(root.resolve("f"), "one");
    try (TestGuest g = guest(kind)) {
      assertThat(g.call("path_open", 3, 0, "f", 0, Rights.FILE, 0L, 1, OUT)).isEqualTo(SUCCESS);
      int fd = g.int32(OUT);
      assertThat(g.read(fd, 1)).as("reading begins at the start").isEqualTo("o");
      assertThat(g.write(fd, "two")).isEqualTo(SUCCESS);
      assertThat(root.resolve("f")).hasContent("onetwo");
      assertThat(g.call("fd_fdstat_get", fd, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT + 2)).isEqualTo(1);
      assertThat(g.call("fd_fdstat_set_flags", fd, 16)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_seek", fd, 0L, 0, OUT)).isEqualTo(SUCCESS);
      assertThat(g.write(fd, "ONE")).isEqualTo(SUCCESS);
      assertThat(root.resolve("f")).hasContent("ONEtwo");
      assertThat(g.call("fd_fdstat_set_flags", fd, 32)).isEqualTo(INVAL);
      assertThat(g.call("path_open", 3, 0, "f", 0, READ, 0L, 32, OUT)).isEqualTo(INVAL);
    }
  }

  @ParameterizedTest
  @EnumSource
  void renumberingMovesAndClosesAndNumbersAreUsedAgain(Kind kind) throws IOException {
    try (TestGuest g = guest(kind)) {
      int a = g.open("a", CREATE, WRITE);
      int b = g.open("b", CREATE, WRITE);
      assertThat(g.call("fd_renumber", b, a)).isEqualTo(SUCCESS);
      assertThat(g.write(b, "x")).isEqualTo(BADF);
      assertThat(g.write(a, "x")).isEqualTo(SUCCESS);
      assertThat(root.resolve("b")).hasContent("x");
      assertThat(g.call("fd_renumber", a, a)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_renumber", a, 50)).isEqualTo(BADF);
      assertThat(g.call("fd_renumber", 50, a)).isEqualTo(BADF);
      assertThat(g.open("c", CREATE, WRITE)).isEqualTo(b);
      assertThat(g.call("fd_close", 0)).isEqualTo(SUCCESS);
      assertThat(g.open("d", CREATE, WRITE)).isZero();
      assertThat(g.call("fd_renumber", a, 1)).as("onto a stream").isEqualTo(SUCCESS);
      assertThat(g.write(1, "y")).isEqualTo(SUCCESS);
      assertThat(root.resolve("b")).hasContent("xy");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryIsListedInPieces(Kind kind) throws IOException {
    Set<String> names = new TreeSet<>(Set.of(".", ".."));
    for (int i = 0; i < 20; i++) {
      names.add("file-" + i);
      Files.createFile(root.resolve("file-" + i));
    }
    Files.createDirectory(root.resolve("ünder"));
    names.add("ünder");
    try (TestGuest g = guest(kind)) {
      List<String> found = new ArrayList<>();
      long cookie = 0;
      while (true) {
        // Room for two or three: the last is cut off, and asked for again.
        assertThat(g.call("fd_readdir", 3, DATA, 90, cookie, OUT)).isEqualTo(SUCCESS);
        int used = g.int32(OUT);
        int at = 0;
        while (at + 24 <= used && at + 24 + g.int32(DATA + at + 16) <= used) {
          int length = g.int32(DATA + at + 16);
          String name = g.text(DATA + at + 24, length);
          found.add(name);
          boolean folder = name.startsWith(".") || name.equals("ünder");
          FileType type = folder ? FileType.DIRECTORY : FileType.REGULAR_FILE;
          assertThat(g.int8(DATA + at + 20)).as(name).isEqualTo(type.ordinal());
          cookie = g.int64(DATA + at);
          at += 24 + length;
        }
        if (used < 90) {
          break;
        }
      }
      assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(names);
      assertThat(g.call("fd_readdir", 3, DATA, 90, 1000L, OUT)).isEqualTo(INVAL);
      assertThat(g.call("fd_readdir", 3, DATA, END, 0L, OUT)).isEqualTo(FAULT);
      assertThat(g.call("fd_readdir", 1, DATA, 90, 0L, OUT)).isEqualTo(NOTDIR);
      assertThat(g.call("fd_readdir", 9, DATA, 90, 0L, OUT)).isEqualTo(BADF);
    }
  }

  @ParameterizedTest
  @EnumSource
  void attributesAreTheFiles(Kind kind) throws IOException {
    Files.writeString(root.resolve("f"), "12345");
    try (TestGuest g = guest(kind)) {
      int fd = g.open("f", 0, Rights.FILE);
      long time = 1_500_000_000_123_456_000L;
      assertThat(g.call("fd_filestat_set_times", fd, time, time + 1000, 5)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_filestat_get", fd, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT + 16)).isEqualTo(FileType.REGULAR_FILE.ordinal());
      assertThat(g.int64(OUT + 24)).isEqualTo(1);
      assertThat(g.int64(OUT + 32)).isEqualTo(5);
      assertThat(g.int64(OUT + 40)).isEqualTo(time);
      assertThat(g.int64(OUT + 48)).isEqualTo(time + 1000);
      long inode = g.int64(OUT + 8);
      assertThat(inode).isEqualTo(Files.getAttribute(root.resolve("f"), "unix:ino"));
      assertThat(g.call("fd_filestat_set_times", fd, 0L, 0L, 2)).isEqualTo(SUCCESS);
      assertThat(g.call("path_filestat_get", 3, 0, "f", OUT)).isEqualTo(SUCCESS);
      assertThat(g.int64(OUT + 8)).isEqualTo(inode);
      assertThat(g.int64(OUT + 40)).as("now").isGreaterThan(time);
      assertThat(g.int64(OUT + 48)).as("left alone").isEqualTo(time + 1000);
      assertThat(g.call("fd_filestat_set_times", fd, 0L, 0L, 3)).isEqualTo(INVAL);
      assertThat(g.call("fd_filestat_set_times", fd, 0L, 0L, 16)).isEqualTo(INVAL);
      assertThat(g.call("fd_filestat_set_times", 3, time, time, 5)).isEqualTo(SUCCESS);
      assertThat(g.call("fd_filestat_get", 3, OUT)).isEqualTo(SUCCESS);
      assertThat(g.int8(OUT + 16)).isEqualTo(FileType.DIRECTORY.ordinal());
      assertThat(g.int64(OUT + 48)).isEqualTo(time);
      assertThat(g.call("fd_filestat_get", fd, END - 63)).isEqualTo(FAULT);
      assertThat(g.call("path_unlink_file", 3, "f")).isEqualTo(SUCCESS);
      assertThat(g.write(fd, "1234567")).isEqualTo(SUCCESS);
      assertThat(g.call("fd_filestat_get", fd, OUT)).as("without a name").isEqualTo(SUCCESS);
      assertThat(g.int64(OUT + 24)).isZero();
      assertThat(g.int64(OUT + 32)).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyDirectoryBehavesAsMountedSo(Kind kind) throws IOException {
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("d/f"), "text");
    try (TestGuest g = new TestGuest(kind.open(root), true)) {
      assertThat(g.read(g.open("d/f", 0, READ), 9)).isEqualTo("text");
      assertThat(g.call("path_open", 3, 0, "d/f", 0, Rights.FILE, 0L, 0, OUT)).isEqualTo(ROFS);
      assertThat(g.call("path_open", 3, 0, "d/f", 8, READ, 0L, 0, OUT)).isEqualTo(ROFS);
      assertThat(g.call("path_open", 3, 0, "n", CREATE, READ, 0L, 0, OUT)).isEqualTo(ROFS);
      assertThat(g.call("path_unlink_file", 3, "d/f")).isEqualTo(ROFS);
      assertThat(g.call("path_create_directory", 3, "e")).isEqualTo(ROFS);
      assertThat(g.call("path_remove_directory", 3, "d")).isEqualTo(ROFS);
      assertThat(g.call("path_rename", 3, "d", 3, "e")).isEqualTo(ROFS);
      assertThat(g.call("path_symlink", "x", 3, "e")).isEqualTo(ROFS);
      assertThat(g.call("path_link", 3, 0, "d/f", 3, "e")).isEqualTo(ROFS);
      assertThat(g.call("path_filestat_set_times", 3, 0, "d", 0L, 0L, 5)).isEqualTo(ROFS);
      assertThat(g.call("fd_filestat_set_times", 3, 0L, 0L, 5)).isEqualTo(ROFS);
      int below = g.open("d", 2, Rights.DIRECTORY);
      assertThat(g.call("path_unlink_file", below, "f")).isEqualTo(ROFS);
      int file = g.open("d/f", 0, READ);
      assertThat(g.call("fd_filestat_set_times", file, 0L, 0L, 5)).isEqualTo(NOTCAPABLE);
      assertThat(g.call("fd_sync", file)).isEqualTo(SUCCESS);
      assertThat(root.resolve("d/f")).hasContent("text");
    }
  }
}
