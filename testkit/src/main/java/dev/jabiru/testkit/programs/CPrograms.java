// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit.programs;

import dev.jabiru.testkit.programs.Packages.Package;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs in C, compiled for WASI with clang and wasi-libc, where both are installed. Each takes a
 * driver, the source with {@code main} or the exports, and further options of clang.
 *
 * <p>All methods throw {@link IOException} if fetching or compiling fails, and {@link
 * NotAvailableException} if there is no toolchain, or the sources are not cached and must not be
 * fetched.
 */
public final class CPrograms {
  private static final Path LIBC = Path.of("/usr/lib/wasm32-wasi/libc.a");

  private static final Package SQLITE =
      Packages.npm(
          "better-sqlite3",
          "12.4.1",
          "14398acbf00d1e8fe0a2753df7d4f15c13138e4b874f4e6e96791f65b4536d0d");

  private static final Package LUA =
      Packages.debianSource(
          "lua5.4",
          "5.4.4-3+deb12u1",
          "lua5.4_5.4.4.orig.tar.gz",
          "164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61");

  private static final String[] LUA_SOURCES = {
    "lapi",
    "lcode",
    "lctype",
    "ldebug",
    "ldo",
    "ldump",
    "lfunc",
    "lgc",
    "llex",
    "lmem",
    "lobject",
    "lopcodes",
    "lparser",
    "lstate",
    "lstring",
    "ltable",
    "ltm",
    "lundump",
    "lvm",
    "lzio",
    "lauxlib",
    "lbaselib",
    "lstrlib",
    "ltablib",
    "lmathlib",
    "lutf8lib"
  };

  private CPrograms() {}

  /**
   * {@return a module with SQLite 3.50 in it}
   *
   * @param driver a C source that includes {@code sqlite3.h}
   * @param options further options of clang
   * @throws IOException see the class
   */
  public static Path sqlite(Path driver, List<String> options) throws IOException {
    Path source = Packages.unpack(SQLITE).resolve("package/deps/sqlite3");
    List<String> all = new ArrayList<>(options);
    all.add("-I" + source);
    all.addAll(
        List.of(
            "-DSQLITE_THREADSAFE=0",
            "-DSQLITE_OMIT_LOAD_EXTENSION",
            "-DSQLITE_OMIT_WAL",
            "-D_WASI_EMULATED_GETPID",
            "-lwasi-emulated-getpid"));
    return compile("sqlite", List.of(driver, source.resolve("sqlite3.c")), all);
  }

  /**
   * {@return a module with Lua 5.4 in it} WASI has no {@code setjmp}: an error of Lua ends the
   * program.
   *
   * @param driver a C source that includes {@code lua.h}
   * @param options further options of clang
   * @throws IOException see the class
   */
  public static Path lua(Path driver, List<String> options) throws IOException {
    Path source;
    try (Stream<Path> files = Files.walk(Packages.unpack(LUA))) {
      source = files.filter(p -> Files.exists(p.resolve("lua.h"))).findFirst().orElseThrow();
    }
    List<Path> sources = new ArrayList<>(List.of(driver));
    for (String each : LUA_SOURCES) {
      sources.add(source.resolve(each + ".c"));
    }
    Path headers = Packages.cached("headers", "", CPrograms::makeHeaders);
    List<String> all = new ArrayList<>(options);
    all.add("-I" + headers);
    all.add("-I" + source);
    all.addAll(
        List.of(
            "-DLUAI_THROW(L,c)=abort()",
            "-DLUAI_TRY(L,c,a)={a}",
            "-Dluai_jmpbuf=int",
            "-D_WASI_EMULATED_SIGNAL",
            "-D_WASI_EMULATED_PROCESS_CLOCKS",
            "-lwasi-emulated-signal",
            "-lwasi-emulated-process-clocks"));
    return compile("lua", sources, all);
  }

  /**
   * {@return a module with a program of one source, which brings what it needs of WASI itself}
   *
   * @param source the C source, with a function exported as {@code _start}
   * @throws IOException see the class
   */
  public static Path alone(Path source) throws IOException {
    String name = source.getFileName().toString().replace(".c", "");
    return compile(name, List.of(source), List.of("-nostdlib", "-Wl,--no-entry"));
  }

  /** An empty {@code setjmp.h}, in place of one that refuses to be included. */
  private static void makeHeaders(Path folder) throws IOException {
    Files.delete(folder);
    Files.createDirectory(folder);
    Files.createFile(folder.resolve("setjmp.h"));
  }

  /** {@return the module; kept from before if sources and options are the same} */
  private static Path compile(String name, List<Path> sources, List<String> options)
      throws IOException {
    if (!Files.exists(LIBC) || !Files.isExecutable(Path.of("/usr/bin/clang"))) {
      throw new NotAvailableException(
          "no C toolchain for WASI: install clang, lld, wasi-libc, libclang-rt-14-dev-wasm32");
    }
    List<String> command =
        new ArrayList<>(List.of("clang", "--target=wasm32-wasi", "--sysroot=/usr", "-O2", "-w"));
    command.addAll(options);
    StringBuilder fingerprint = new StringBuilder();
    for (Path source : sources) {
      command.add(source.toString());
      fingerprint.append(Packages.sha256(Files.readAllBytes(source))).append('\n');
    }
    fingerprint.append(String.join(" ", options));
    return Packages.cached(
        name + ".wasm",
        fingerprint.toString(),
        out -> {
          List<String> whole = new ArrayList<>(command);
          whole.addAll(List.of("-o", out.toString()));
          Packages.run(Path.of("."), whole.toArray(String[]::new));
        });
  }
}
