// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Memory;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/**
 * A guest that exports every function it imports, so that a test calls it as a program would: out
 * of Wasm code, with pointers into its memory.
 *
 * <p>Strings are put into memory and passed as pointer and length; a result pointer is given as
 * {@link #OUT}.
 */
final class TestGuest implements AutoCloseable {
  /** Where results go. Not aligned: nothing in the standard asks for that. */
  static final int OUT = 0x101;

  /** Where a test's own data may lie; the memory ends at {@link #END}. */
  static final int DATA = 0x4000;

  static final int END = 0x20000;

  /** The standard's functions: {@code i} is 32 bits, {@code l} 64; all but one answer an errno. */
  static final List<String> SIGNATURES =
      List.of(
          "args_get ii",
          "args_sizes_get ii",
          "clock_res_get ii",
          "clock_time_get ili",
          "environ_get ii",
          "environ_sizes_get ii",
          "fd_advise illi",
          "fd_allocate ill",
          "fd_close i",
          "fd_datasync i",
          "fd_fdstat_get ii",
          "fd_fdstat_set_flags ii",
          "fd_fdstat_set_rights ill",
          "fd_filestat_get ii",
          "fd_filestat_set_size il",
          "fd_filestat_set_times illi",
          "fd_pread iiili",
          "fd_prestat_dir_name iii",
          "fd_prestat_get ii",
          "fd_pwrite iiili",
          "fd_read iiii",
          "fd_readdir iiili",
          "fd_renumber ii",
          "fd_seek ilii",
          "fd_sync i",
          "fd_tell ii",
          "fd_write iiii",
          "path_create_directory iii",
          "path_filestat_get iiiii",
          "path_filestat_set_times iiiilli",
          "path_link iiiiiii",
          "path_open iiiiillii",
          "path_readlink iiiiii",
          "path_remove_directory iii",
          "path_rename iiiiii",
          "path_symlink iiiii",
          "path_unlink_file iii",
          "poll_oneoff iiii",
          "proc_exit i",
          "proc_raise i",
          "random_get ii",
          "sched_yield ",
          "sock_accept iii",
          "sock_recv iiiiii",
          "sock_send iiiii",
          "sock_shutdown ii");

  /** The ways in which a directory can be held. */
  enum Kind {
    NATIVE,
    SECURE,
    PATH;

    Directory open(Path path) throws IOException {
      return switch (this) {
        case NATIVE -> NativeDirectory.open(path);
        case SECURE ->
            new SecureDirectory((SecureDirectoryStream<Path>) Files.newDirectoryStream(path));
        case PATH -> new PathDirectory(path);
      };
    }
  }

  private static final Engine ENGINE = Engine.create();
  private static final Module FORWARDER = Module.of(ENGINE, text());

  final Store store = Store.of(ENGINE);
  private final Instance instance;
  private final Memory memory;
  private final AutoCloseable files;
  private int strings;

  /** A guest with what a host gives it. */
  TestGuest(WasiPreview1.Builder builder) throws IOException {
    WasiPreview1 wasi = builder.build();
    Linker linker = Linker.of(ENGINE);
    wasi.addTo(linker);
    instance = linker.instantiate(store, FORWARDER);
    memory = instance.memory("memory");
    files = wasi;
  }

  /** A guest whose descriptor 3 is a directory held in a certain way. */
  TestGuest(Directory directory, boolean isReadOnly) throws IOException {
    DescriptorTable table = new DescriptorTable(DescriptorTable.DEFAULT_LIMIT);
    for (int i = 0; i < 3; i++) {
      table.add(new Descriptor.Stream(null, java.io.OutputStream.nullOutputStream(), false));
    }
    long all = Rights.DIRECTORY | Rights.FILE;
    table.add(new Descriptor.Folder(directory, "/", isReadOnly, Rights.DIRECTORY, all));
    Preview1 functions =
        new Preview1(
            List.of(), List.of(), new SecureRandom(), new Clocks(Clock.systemUTC()), table);
    Linker linker = Linker.of(ENGINE);
    functions.addTo(linker);
    instance = linker.instantiate(store, FORWARDER);
    memory = instance.memory("memory");
    files = table;
  }

  private static String text() {
    StringBuilder imports = new StringBuilder("(module\n");
    StringBuilder functions = new StringBuilder("(memory (export \"memory\") 2 2)\n");
    for (String signature : SIGNATURES) {
      String name = signature.substring(0, signature.indexOf(' '));
      String types = signature.substring(name.length() + 1);
      StringBuilder shape = new StringBuilder();
      StringBuilder gets = new StringBuilder();
      for (int i = 0; i < types.length(); i++) {
        shape.append(types.charAt(i) == 'i' ? " (param i32)" : " (param i64)");
        gets.append(" local.get ").append(i);
      }
      shape.append(name.equals("proc_exit") ? "" : " (result i32)");
      imports.append(
          "(import \"wasi_snapshot_preview1\" \"%s\" (func $%s%s))\n".formatted(name, name, shape));
      functions.append("(func (export \"%s\")%s%s call $%s)\n".formatted(name, shape, gets, name));
    }
    return imports.append(functions).append(")").toString();
  }

  /** Calls a function of the standard; a string stands for pointer and length. */
  Errno call(String name, Object... args) {
    String signature =
        SIGNATURES.stream().filter(s -> s.startsWith(name + " ")).findFirst().orElseThrow();
    String types = signature.substring(name.length() + 1);
    Object[] numbers = new Object[types.length()];
    int n = 0;
    strings = 0x1000;
    for (Object arg : args) {
      if (arg instanceof String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        memory.write(strings, bytes);
        numbers[n++] = strings;
        numbers[n++] = bytes.length;
        strings += bytes.length + 1;
      } else {
        long value = ((Number) arg).longValue();
        numbers[n] = types.charAt(n) == 'i' ? (Object) (int) value : (Object) value;
        n++;
      }
    }
    if (n != numbers.length) {
      throw new IllegalArgumentException(name + " takes " + types + ", not " + n + " numbers");
    }
    Object code = instance.func(name).call(numbers);
    return code == null ? Errno.SUCCESS : Errno.values()[(Integer) code];
  }

  /** Opens below descriptor 3 with all rights that a file can have, but these; fails loudly. */
  int open(String path, int how, long rights) {
    Errno errno = call("path_open", 3, 1, path, how, rights, -1L, 0, OUT);
    if (errno != Errno.SUCCESS) {
      throw new AssertionError(path + ": " + errno);
    }
    return int32(OUT);
  }

  /** Puts an array of iovecs at {@link #DATA}, from pairs of address and length. */
  void vectors(int... pairs) {
    for (int i = 0; i < pairs.length; i++) {
      memory.writeInt(DATA + 4L * i, pairs[i]);
    }
  }

  Errno write(int fd, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    memory.write(DATA + 0x1000, bytes);
    vectors(DATA + 0x1000, bytes.length);
    return call("fd_write", fd, DATA, 1, OUT);
  }

  /** Reads up to so many bytes; fails loudly. */
  String read(int fd, int count) {
    vectors(DATA + 0x1000, count);
    Errno errno = call("fd_read", fd, DATA, 1, OUT);
    if (errno != Errno.SUCCESS) {
      throw new AssertionError(errno.toString());
    }
    return text(DATA + 0x1000, int32(OUT));
  }

  int int8(int address) {
    return memory.readByte(address) & 0xff;
  }

  int int32(int address) {
    return memory.readInt(address);
  }

  long int64(int address) {
    return memory.readLong(address);
  }

  void int32(int address, int value) {
    memory.writeInt(address, value);
  }

  void int64(int address, long value) {
    memory.writeLong(address, value);
  }

  String text(int address, int count) {
    return new String(memory.read(address, count), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    store.close();
  }
}
