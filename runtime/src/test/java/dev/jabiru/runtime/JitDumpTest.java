// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The code and lines that {@code perf inject --jit} reads, of a program of its own. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class JitDumpTest {
  private static final int RET = 0xC3;

  @TempDir Path folder;

  @Test
  void functionsHaveTheirCodeAndLines() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-D" + JitDump.PROPERTY + "=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                PerfMapTest.Program.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("output")).hasContent("none");
    ByteBuffer dump = dump(java.pid());
    assertThat(dump.getInt()).isEqualTo(0x4A695444);
    assertThat(dump.getInt()).as("version").isEqualTo(1);
    assertThat(dump.getInt()).as("bytes of the header").isEqualTo(40);
    assertThat(dump.getInt()).as("x86-64").isEqualTo(62);
    assertThat(dump.position(20).getInt()).isEqualTo((int) java.pid());
    List<String> names = new ArrayList<>();
    long time = dump.getLong();
    int lines = 0;
    for (dump.position(40); dump.hasRemaining(); ) {
      int start = dump.position();
      int id = dump.getInt();
      int length = dump.getInt();
      long next = dump.getLong();
      assertThat(next).isGreaterThanOrEqualTo(time);
      time = next;
      if (id == 2) {
        lines += lines(dump);
      } else {
        names.add(code(dump, start + length));
      }
      assertThat(dump.position()).isEqualTo(start + length);
    }
    assertThat(names).containsExactly("answer [deep]", "f [deep]");
    assertThat(lines).isPositive();
  }

  private ByteBuffer dump(long pid) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve("jit-" + pid + ".dump")))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@return how many lines there are} They are before the code that they are of. */
  private static int lines(ByteBuffer dump) {
    long start = dump.getLong();
    long count = dump.getLong();
    for (long i = 0; i < count; i++) {
      assertThat(dump.getLong()).isBetween(start, start + 256);
      assertThat(dump.getInt()).as("offset in the binary").isBetween(8, 256);
      assertThat(dump.getInt()).isZero();
      assertThat(string(dump)).isEqualTo("deep.wasm");
    }
    return (int) count;
  }

  private static String code(ByteBuffer dump, int end) {
    long address = dump.position(dump.position() + 8).getLong();
    assertThat(dump.getLong()).isEqualTo(address);
    long size = dump.getLong();
    dump.getLong(); // the number of the function
    String name = string(dump);
    assertThat(end - dump.position()).as(name).isEqualTo((int) size);
    byte[] code = new byte[(int) size];
    dump.get(code);
    assertThat(code[0]).as("push rbp").isEqualTo((byte) 0x55);
    assertThat(code).contains(RET);
    return name;
  }

  private static String string(ByteBuffer dump) {
    int start = dump.position();
    while (dump.get() != 0) {}
    return new String(dump.array(), start, dump.position() - 1 - start, StandardCharsets.UTF_8);
  }
}
