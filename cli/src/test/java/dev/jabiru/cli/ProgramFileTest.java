// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Config.TargetChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "jvm,     out.jabiru, JVM",
    "x64,     out.jabiru, AUTO",
    "'x64,jvm', out.jabiru, AUTO",
    "jvm,     out.jar,    JVM",
  })
  void artifactsOfClassesAreSeenAtTheirFirstBytes(String target, String name, TargetChoice likely)
      throws IOException {
    Path module = Files.writeString(folder.resolve("m.wat"), "(module (func (export \"f\")))");
    Path out = folder.resolve(name);
    Outcome compiled = Outcome.of("compile", "--target", target, module, "-o", out);
    assertThat(compiled.code()).as(compiled.err()).isZero();
    assertThat(ProgramFile.likelyTarget(out, TargetChoice.AUTO)).isEqualTo(likely);
    assertThat(ProgramFile.likelyTarget(out, TargetChoice.X64)).isEqualTo(TargetChoice.X64);
    assertThat(ProgramFile.likelyTarget(module, TargetChoice.AUTO)).isEqualTo(TargetChoice.AUTO);
  }

  @Test
  void whatCannotBeReadIsForOthersToTell() throws IOException {
    Path cut = Files.write(folder.resolve("cut"), new byte[] {0x7f, 'E', 'L', 'F'});
    for (Path each : new Path[] {folder, folder.resolve("missing"), cut}) {
      assertThat(ProgramFile.likelyTarget(each, TargetChoice.AUTO)).isEqualTo(TargetChoice.AUTO);
    }
  }
}
