// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a command, by its exit code. */
class ExitCodeTest {
  private static final String MODULE =
      """
      (module
        (func (export "loop") (loop $again (br $again)))
        (func (export "trap") unreachable)
        (func (export "fine")))
      """;

  @TempDir Path folder;
  private String file = "";

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("module.wat"), MODULE).toString();
  }

  @Test
  void successIsZero() {
    assertThat(Main.execute("run", "--invoke", "fine", file)).isZero();
    assertThat(Main.execute("validate", file)).isZero();
  }

  @Test
  void badInputIsOne() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.wat"), "(module (func i32.add))");
    assertThat(Main.execute("validate", bad.toString())).isEqualTo(1);
    assertThat(Main.execute("run", bad.toString())).isEqualTo(1);
    assertThat(Main.execute("run", "--invoke", "absent", file)).isEqualTo(1);
    assertThat(Main.execute("run", folder.resolve("absent.wasm").toString())).isEqualTo(1);
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(Main.execute("run", "--fuel", "-1", "--invoke", "fine", file)).isEqualTo(2);
    assertThat(Main.execute("run", "--timeout", "soon", file)).isEqualTo(2);
    assertThat(Main.execute("rum")).isEqualTo(2);
  }

  @Test
  void aTrapIs134() {
    assertThat(Main.execute("run", "--invoke", "trap", file)).isEqualTo(134);
  }

  @Test
  void timeAndFuelHaveTheirOwn() {
    assertThat(Main.execute("run", "--timeout", "200ms", "--invoke", "loop", file)).isEqualTo(124);
    assertThat(Main.execute("run", "--fuel", "1000", "--invoke", "loop", file)).isEqualTo(125);
  }
}
