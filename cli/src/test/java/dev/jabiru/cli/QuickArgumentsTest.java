// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without the option parser is what the option parser reads. */
class QuickArgumentsTest {
  private static final List<String> WORDS =
      List.of(
          "--dir",
          "--env",
          "--invoke",
          "--module",
          "--fuel",
          "--timeout",
          "--max-memory",
          "--max-stack",
          "--large-memories",
          "--trap-unknown-imports",
          "--no-cache",
          "x64",
          "jvm",
          "auto",
          "X64",
          "--target",
          "--dir=a",
          "--",
          "-",
          "-x",
          "a.wasm",
          "a::b",
          "K=V",
          "K",
          "=V",
          "",
          "1",
          "-1",
          "0x10",
          "10s",
          "soon",
          "64M",
          "99999999999999999999",
          "@a",
          "'a'",
          "\"a\"",
          "a b",
          "::",
          "+1",
          "\u00e9");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.wasm",
        "a.wasm --dir x -- @y -",
        "--dir . --dir a::/b --env K=V --env HOME a.wasm b c",
        "--invoke add a.wat 1 -2",
        "--target x64 --no-cache --large-memories --trap-unknown-imports a.wasm",
        "--module m --fuel 7 --timeout 1.5s --max-memory 64M --max-stack 8M a.jabiru"
      })
  void plainCommandLinesAreReadAlike(String line) {
    String[] words = ("run " + line).split(" ");
    assertThat(QuickArguments.read(words)).isNotNull().isEqualTo(Main.parseRun(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "compile a.wasm",
        "run --help",
        "run -- a.wasm",
        "run --fuel soon a.wasm",
        "run --fuel 1 --fuel 2 a.wasm",
        "run --env =V a.wasm",
        "run --timeout soon a.wasm",
        "run --fuel -1 a.wasm",
        "run --dir",
        "run --max-stack 0 a.wasm",
        "run --large-memories --large-memories a.wasm",
        "run --target x65 a.wasm",
        "run -",
        "run --features all a.wasm"
      })
  void everythingElseIsLeftToTheOptionParser(String line) {
    assertThat(QuickArguments.read(line.split(" "))).isNull();
  }

  @Test
  void randomCommandLinesAreReadAlikeOrLeft() {
    Random random = new Random(20);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      List<String> line = new ArrayList<>(List.of("run"));
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        line.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      String[] words = line.toArray(String[]::new);
      @Nullable RunRequest quick = QuickArguments.read(words);
      if (quick != null) {
        read++;
        assertThat(quick).as("%s", line).isEqualTo(Main.parseRun(words));
      }
    }
    assertThat(read).isGreaterThan(2_000);
  }
}
