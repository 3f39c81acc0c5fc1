// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.wasm.DefinedFuncIndex;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Tells the profiler {@code perf} what machine code is where: {@code /tmp/perf-PID.map} has a line
 * for each function of the modules that are loaded. Only written where the system property {@value
 * #PROPERTY} is {@code true} when machine code is first loaded. Thread-safe.
 *
 * <p>Lines stay when code goes; perf takes the last line for an address.
 */
final class PerfMap {
  static final String PROPERTY = "dev.jabiru.perfMap";

  private static final boolean IS_WANTED = Boolean.getBoolean(PROPERTY);

  private PerfMap() {}

  /** Adds the functions of a module, of which the first has a number in the code. */
  static void add(NativeText text, Module module, int first) {
    if (!IS_WANTED) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < module.wasm().definedFuncCount(); i++) {
      int function = module.wasm().funcIndex(new DefinedFuncIndex(i)).index();
      long start = text.functionAddress(first + i);
      append(lines, start, text.functionAddress(first + i + 1) - start);
      String name = name(module, function);
      for (int c = 0; c < name.length(); c++) {
        lines.append(name.charAt(c) < ' ' ? '?' : name.charAt(c));
      }
      lines.append('\n');
    }
    write(lines);
  }

  /** {@return what a function is called} */
  static String name(Module module, int function) {
    return module.functionName(function) + " [" + module.name() + "]";
  }

  /** Adds a piece of code that is no function of a module. */
  static void add(long start, long bytes, String name) {
    if (IS_WANTED) {
      StringBuilder lines = new StringBuilder();
      append(lines, start, bytes);
      write(lines.append(name).append('\n'));
    }
  }

  private static void append(StringBuilder lines, long start, long bytes) {
    lines.append(Long.toHexString(start)).append(' ').append(Long.toHexString(bytes)).append(' ');
  }

  private static synchronized void write(CharSequence lines) {
    Path file = Path.of("/tmp/perf-" + ProcessHandle.current().pid() + ".map");
    try {
      Files.writeString(
          file,
          lines,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      System.getLogger("dev.jabiru.runtime").log(Level.WARNING, "cannot write {0}: {1}", file, e);
    }
  }
}
