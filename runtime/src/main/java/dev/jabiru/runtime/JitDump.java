// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.wasm.DefinedFuncIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Gives the profiler {@code perf} the machine code of functions with their lines, so that it can
 * annotate instructions; {@link PerfMap} says no more than names. Only written where the system
 * property {@value #PROPERTY} names a folder when machine code is first loaded. Thread-safe.
 *
 * <p>The file {@code jit-PID.dump} is of the form that the Linux kernel describes in {@code
 * tools/perf/Documentation/jitdump-specification.txt}. It is mapped executable once, as perf finds
 * it by that; and it has the clock of {@code perf record -k mono}. A line is the offset of an
 * instruction in the Wasm binary.
 */
final class JitDump {
  static final String PROPERTY = "dev.jabiru.jitDump";

  private static final int MAGIC = 0x4A695444;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 40;
  private static final int MACHINE_X86_64 = 62;
  private static final int CODE_LOAD = 0;
  private static final int DEBUG_INFO = 2;
  private static final int RECORD_HEADER_BYTES = 16;
  private static final int CODE_LOAD_BYTES = 40;

  /** The dump of this process, null if none is wanted or it cannot be written. */
  private static final @Nullable JitDump DUMP = open(System.getProperty(PROPERTY));

  private final Path file;
  private long nextIndex;

  private JitDump(Path file) {
    this.file = file;
  }

  private static @Nullable JitDump open(@Nullable String folder) {
    if (folder == null) {
      return null;
    }
    Path file = Path.of(folder).resolve("jit-" + ProcessHandle.current().pid() + ".dump");
    ByteBuffer header = record(HEADER_BYTES).putInt(MAGIC).putInt(VERSION).putInt(HEADER_BYTES);
    header.putInt(MACHINE_X86_64).putInt(0).putInt(pid()).putLong(System.nanoTime());
    try {
      Files.createDirectories(Path.of(folder));
      Files.write(
          file,
          header.array(),
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
      Posix.mapExecutable(file);
      return new JitDump(file);
    } catch (IOException e) {
      warn(file, e);
      return null;
    }
  }

  private static void warn(Path file, IOException reason) {
    System.getLogger("dev.jabiru.runtime")
        .log(Level.WARNING, "cannot write {0}: {1}", file, reason);
  }

  private static int pid() {
    return (int) ProcessHandle.current().pid();
  }

  private static ByteBuffer record(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds the functions of a module, of which the first has a number in the code. */
  static void add(NativeText text, Module module, int first) {
    if (DUMP != null) {
      DUMP.write(text, module, first);
    }
  }

  private synchronized void write(NativeText text, Module module, int first) {
    byte[] bytes = text.code().text().toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (DefinedFuncIndex each : module.wasm().definedFuncs()) {
      int start = text.code().functionOffset(first + each.index());
      int end = text.code().functionOffset(first + each.index() + 1);
      debugInfo(out, text, start, end, module.name() + ".wasm");
      String name = PerfMap.name(module, module.wasm().funcIndex(each).index());
      load(out, text.address() + start, name, bytes, start, end - start);
    }
    try {
      Files.write(file, out.toByteArray(), StandardOpenOption.APPEND);
    } catch (IOException e) {
      warn(file, e);
    }
  }

  /** Where a function's code comes from; stands before the code. */
  private static void debugInfo(
      ByteArrayOutputStream out, NativeText text, int start, int end, String source) {
    byte[] name = terminated(source);
    int[] lines = text.code().linesBetween(start, end);
    int entries = 0;
    ByteBuffer record =
        record(RECORD_HEADER_BYTES + 16 + lines.length / 2 * (16 + name.length))
            .position(RECORD_HEADER_BYTES + 16);
    for (int i = 0; i < lines.length; i += 2) {
      if (lines[i + 1] >= 0) {
        record.putLong(text.address() + lines[i]).putInt(lines[i + 1]).putInt(0).put(name);
        entries++;
      }
    }
    int length = record.position();
    record.putLong(RECORD_HEADER_BYTES, text.address() + start);
    record.putLong(RECORD_HEADER_BYTES + 8, entries);
    finish(out, record, DEBUG_INFO, length);
  }

  private void load(
      ByteArrayOutputStream out,
      long address,
      String function,
      byte[] text,
      int start,
      int length) {
    byte[] name = terminated(function);
    ByteBuffer record = record(RECORD_HEADER_BYTES + CODE_LOAD_BYTES + name.length + length);
    record.position(RECORD_HEADER_BYTES).putInt(pid()).putInt(pid());
    record.putLong(address).putLong(address).putLong(length).putLong(nextIndex++);
    record.put(name).put(text, start, length);
    finish(out, record, CODE_LOAD, record.position());
  }

  private static void finish(ByteArrayOutputStream out, ByteBuffer record, int id, int length) {
    record.putInt(0, id).putInt(4, length).putLong(8, System.nanoTime());
    out.write(record.array(), 0, length);
  }

  private static byte[] terminated(String text) {
    return (text.replace('\0', '?') + '\0').getBytes(StandardCharsets.UTF_8);
  }
}
