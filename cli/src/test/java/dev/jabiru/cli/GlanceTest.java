// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.artifact.Glance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlanceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "jvm,       out.jabiru, true",
    "x64,       out.jabiru, false",
    "'x64,jvm', out.jabiru, false",
    "jvm,       out.jar,    true",
  })
  void artifactsTellWhatTheyHold(String target, String name, boolean isOfClasses)
      throws IOException {
    Path module = Files.writeString(folder.resolve("m.wat"), "(module (func (export \"f\")))");
    Path out = folder.resolve(name);
    Outcome compiled = Outcome.of("compile", "--target", target, module, "-o", out);
    assertThat(compiled.code()).as(compiled.err()).isZero();
    long codeBytes =
        ArtifactFile.sections(Bytes.of(Files.readAllBytes(out))).stream()
            .filter(section -> section.name().equals(".text"))
            .mapToLong(ArtifactFile.SectionInfo::bytes)
            .sum();
    assertThat(codeBytes == 0).isEqualTo(isOfClasses);
    assertThat(Glance.of(out)).isEqualTo(new Glance(isOfClasses, codeBytes));
    assertThat(Glance.of(module)).isEqualTo(new Glance(false, 0));
  }

  @Test
  void nothingIsSaidOfWhatCannotBeReadAndNoMoreThanFits() throws IOException {
    byte[] elf = new byte[200];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, elf, 0, 4);
    elf[18] = 62;
    elf[103] = 0x7f; // a text of an exabyte
    Path huge = Files.write(folder.resolve("huge"), elf);
    Path cut = Files.write(folder.resolve("cut"), new byte[] {0x7f, 'E', 'L', 'F'});
    assertThat(Glance.of(huge)).isEqualTo(new Glance(false, 200));
    for (Path each : new Path[] {folder, folder.resolve("missing"), cut}) {
      assertThat(Glance.of(each)).isEqualTo(new Glance(false, 0));
    }
  }
}
