// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.FunctionArtifact;
import dev.jabiru.environ.CompilationArtifacts.MethodArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.LineMap;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.Tunables;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ArtifactFileTest {
  private static final CompilationArtifacts SAMPLE =
      new CompilationArtifacts(
          "jabiru test",
          Target.JVM,
          Tunables.defaults().withFuel(true),
          List.of(module("a", 300), module("größer", 3)));

  private static ModuleArtifact module(String name, int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    LineMap.Builder lines = new LineMap.Builder();
    lines.add(100, null);
    lines.add(90, TrapCode.OUT_OF_BOUNDS_MEMORY);
    lines.add(-1, null);
    lines.add(Integer.MAX_VALUE, TrapCode.OUT_OF_FUEL);
    return new ModuleArtifact(
        name,
        Bytes.of(bytes),
        List.of(
            new ClassArtifact("p.Context", Bytes.of(bytes, 1, size)),
            new ClassArtifact("p.C0", Bytes.of(new byte[0]))),
        List.of(
            new FunctionArtifact(1, List.of(new MethodArtifact("f$0", lines.build()))),
            new FunctionArtifact(
                1,
                List.of(
                    new MethodArtifact("g$1", LineMap.EMPTY),
                    new MethodArtifact("g$1$r1", lines.build())))));
  }

  @Test
  void everyFieldComesBack() {
    byte[] file = ArtifactFile.write(SAMPLE);
    CompilationArtifacts read = ArtifactFile.read(file);
    assertThat(read).isEqualTo(SAMPLE);
    assertThat(ArtifactFile.write(read)).isEqualTo(file);
  }

  @Test
  void linesKeepOffsetsAndTraps() {
    LineMap lines = SAMPLE.modules().get(0).functions().get(0).methods().get(0).lines();
    assertThat(lines.find(1)).isEqualTo(new LineMap.Entry(100, null));
    assertThat(lines.find(2)).isEqualTo(new LineMap.Entry(90, TrapCode.OUT_OF_BOUNDS_MEMORY));
    assertThat(lines.find(3)).isEqualTo(new LineMap.Entry(-1, null));
    assertThat(lines.find(4)).isEqualTo(new LineMap.Entry(Integer.MAX_VALUE, TrapCode.OUT_OF_FUEL));
    assertThat(lines.find(5)).isNull();
    assertThat(lines.find(0)).isNull();
  }

  @Test
  void everyTruncationIsNamed() {
    byte[] file = ArtifactFile.write(SAMPLE);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> ArtifactFile.read(cut))
          .isInstanceOf(ArtifactException.class)
          .hasMessageMatching("(truncated artifact|not a Jabiru artifact).*");
    }
  }

  @Test
  void everyChangedByteIsFound() {
    byte[] file = ArtifactFile.write(SAMPLE);
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 0x10;
      assertThatThrownBy(() -> ArtifactFile.read(changed)).isInstanceOf(ArtifactException.class);
    }
  }

  @Test
  void anotherFormatVersionIsNamed() {
    byte[] file = ArtifactFile.write(SAMPLE);
    file[ArtifactFile.VERSION_OFFSET] = 99;
    assertThatThrownBy(() -> ArtifactFile.read(file)).hasMessageContaining("format version 99");
  }

  @Test
  void forgedBytesAreRefusedOrReproduced() {
    byte[] file = ArtifactFile.write(SAMPLE);
    long seed = 42;
    Random random = new Random(seed);
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] forged = file.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int at =
            ArtifactFile.BODY_OFFSET + random.nextInt(forged.length - ArtifactFile.BODY_OFFSET);
        forged[at] = (byte) random.nextInt(256);
      }
      CRC32C checksum = new CRC32C();
      checksum.update(
          forged, ArtifactFile.LENGTH_OFFSET, forged.length - ArtifactFile.LENGTH_OFFSET);
      ByteBuffer.wrap(forged)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(ArtifactFile.CHECKSUM_OFFSET, (int) checksum.getValue());
      try {
        CompilationArtifacts read = ArtifactFile.read(forged);
        assertThat(ArtifactFile.write(read))
            .as("round %d of seed %d", round, seed)
            .isEqualTo(forged);
        read.modules()
            .forEach(m -> m.functions().forEach(f -> f.methods().forEach(x -> x.lines().find(9))));
        accepted++;
      } catch (ArtifactException refused) {
        assertThat(refused).hasMessageStartingWith("damaged artifact");
      }
    }
    assertThat(accepted).isPositive();
  }
}
