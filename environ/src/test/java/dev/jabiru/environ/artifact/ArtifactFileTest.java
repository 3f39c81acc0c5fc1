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
import dev.jabiru.environ.Skeleton;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeCodeBuilder;
import dev.jabiru.environ.x64.NativeDebugInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArtifactFileTest {
  private static final LineMap LINES = lines();

  private static final Bytes HASH = Bytes.of(new byte[ModuleArtifact.HASH_BYTES]);

  /** A module with one function, which is called f. */
  private static final Bytes SKELETON =
      Bytes.of(
          new byte[] {
            0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 'f', 0, 0,
            10, 5, 1, 3, 0, 0, 11
          });

  private static final CompilationArtifacts JVM =
      new CompilationArtifacts(
          "jabiru test",
          Tunables.defaults().withFuel(true),
          List.of(module("a", 300), module("größer", 3)),
          Optional.empty());

  private static final CompilationArtifacts X64 =
      new CompilationArtifacts(
          "jabiru test",
          Tunables.defaults(),
          List.of(
              new ModuleArtifact("a", HASH, false, new Skeleton(SKELETON), List.of(), List.of()),
              new ModuleArtifact("b", HASH, true, new Skeleton(SKELETON), List.of(), List.of())),
          Optional.of(code()));

  private static final CompilationArtifacts BOTH =
      new CompilationArtifacts(
          "jabiru test",
          Tunables.defaults(),
          List.of(
              new ModuleArtifact(
                  "a",
                  HASH,
                  false,
                  new Skeleton(SKELETON),
                  List.of(new ClassArtifact("p.Context", HASH)),
                  List.of(new FunctionArtifact(0, List.of(new MethodArtifact("f", LINES)))))),
          Optional.of(code()));

  private static final CompilationArtifacts DEBUG =
      new CompilationArtifacts(
          "jabiru test",
          Tunables.defaults()
              .withDebugInfo(true)
              .withCpu(CpuFeatures.parse("x86-64-v3", CpuFeatures.BASELINE)),
          X64.modules(),
          Optional.of(
              code()
                  .withDebugInfo(
                      new NativeDebugInfo(HASH, Bytes.of(new byte[] {1, 2}), SKELETON))));

  private static List<CompilationArtifacts> samples() {
    return List.of(JVM, X64, BOTH, DEBUG);
  }

  private static LineMap lines() {
    LineMap.Builder lines = new LineMap.Builder();
    lines.add(100, null);
    lines.add(90, TrapCode.OUT_OF_BOUNDS_MEMORY);
    lines.add(-1, null);
    lines.add(Integer.MAX_VALUE, TrapCode.OUT_OF_FUEL);
    return lines.build();
  }

  private static ModuleArtifact module(String name, int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return new ModuleArtifact(
        name,
        HASH,
        false,
        new Skeleton(Bytes.of(bytes)),
        List.of(
            new ClassArtifact("p.Context", Bytes.of(bytes, 1, size)),
            new ClassArtifact("p.C0", Bytes.of(new byte[0]))),
        List.of(
            new FunctionArtifact(1, List.of(new MethodArtifact("f$0", LINES))),
            new FunctionArtifact(
                1,
                List.of(
                    new MethodArtifact("g$1", LineMap.EMPTY),
                    new MethodArtifact("g$1$r1", LINES)))));
  }

  /** Two functions of 32 bytes, and two stubs of 8. */
  private static NativeCode code() {
    NativeCodeBuilder code = new NativeCodeBuilder();
    code.function(0);
    code.line(1, 17);
    code.trap(9, TrapCode.UNREACHABLE, 17);
    code.function(32);
    code.line(33, -1);
    code.trap(40, TrapCode.OUT_OF_FUEL, -1);
    code.trap(44, TrapCode.DEADLINE_EXCEEDED, 25);
    byte[] text = new byte[80];
    new Random(7).nextBytes(text);
    return code.build(text, 64, List.of(8, 0));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyFieldComesBack(CompilationArtifacts sample) {
    byte[] file = ArtifactFile.write(sample);
    CompilationArtifacts read = ArtifactFile.read(file);
    assertThat(read).isEqualTo(sample);
    assertThat(ArtifactFile.write(read)).isEqualTo(file);
    assertThat(ArtifactFile.targets(Bytes.of(file))).isEqualTo(sample.targets());
  }

  @Test
  void tablesAreSearchedWhereTheyLie() {
    NativeCode code = ArtifactFile.read(ArtifactFile.write(X64)).nativeCode().orElseThrow();
    assertThat(code.functionCount()).isEqualTo(2);
    assertThat(code.functionAt(31)).isZero();
    assertThat(code.functionAt(32)).isEqualTo(1);
    assertThat(code.functionAt(64)).isEqualTo(2);
    assertThat(code.trapAt(9)).hasValue(new NativeCode.TrapSite(TrapCode.UNREACHABLE, 17));
    assertThat(code.trapAt(40)).hasValue(new NativeCode.TrapSite(TrapCode.OUT_OF_FUEL, -1));
    assertThat(code.trapAt(44)).hasValue(new NativeCode.TrapSite(TrapCode.DEADLINE_EXCEEDED, 25));
    assertThat(code.trapAt(8)).isEmpty();
    assertThat(code.trapAt(45)).isEmpty();
    assertThat(code.wasmOffsetAt(0)).isEqualTo(-1);
    assertThat(code.wasmOffsetAt(32)).isEqualTo(17);
    assertThat(code.wasmOffsetAt(33)).isEqualTo(-1);
    assertThat(code.stubs().code().length()).isEqualTo(16);
  }

  @Test
  void codeWhoseTablesDoNotFitIsRefused() {
    Bytes text = Bytes.of(new byte[32]);
    Bytes none = Bytes.of(new byte[0]);
    Bytes noLines = Bytes.of(new byte[4]);
    for (byte[] functions :
        new byte[][] {{}, {1, 0, 0, 0}, {48, 0, 0, 0}, {16, 0, 0, 0, 0, 0, 0, 0}}) {
      assertThatThrownBy(
              () -> new NativeCode(text, 0, List.of(), Bytes.of(functions), none, noLines))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Bytes start = Bytes.of(new byte[4]);
    assertThatThrownBy(() -> new NativeCode(text, 0, List.of(32), start, none, noLines))
        .hasMessageContaining("stubs");
    assertThatThrownBy(
            () -> new NativeCode(text, 0, List.of(), start, Bytes.of(new byte[8]), noLines))
        .hasMessageContaining("traps");
    assertThatThrownBy(() ->
            new NativeCode(text, 0, List.of(), start, none, Bytes.of(new byte[] {1, 0, 0, 0})))
        .hasMessageContaining("lines");
  }

  @Test
  void linesKeepOffsetsAndTraps() {
    LineMap lines = JVM.modules().get(0).functions().get(0).methods().get(0).lines();
    assertThat(lines.find(1)).isEqualTo(new LineMap.Entry(100, null));
    assertThat(lines.find(2)).isEqualTo(new LineMap.Entry(90, TrapCode.OUT_OF_BOUNDS_MEMORY));
    assertThat(lines.find(3)).isEqualTo(new LineMap.Entry(-1, null));
    assertThat(lines.find(4)).isEqualTo(new LineMap.Entry(Integer.MAX_VALUE, TrapCode.OUT_OF_FUEL));
    assertThat(lines.find(5)).isNull();
    assertThat(lines.find(0)).isNull();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyTruncationIsNamed(CompilationArtifacts sample) {
    byte[] file = ArtifactFile.write(sample);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> ArtifactFile.read(cut))
          .isInstanceOf(ArtifactException.class)
          .hasMessageMatching("(truncated artifact|not a Jabiru artifact).*");
    }
  }

  /** Of the text only the checksum is known here, for the one who loads it. */
  @ParameterizedTest
  @MethodSource("samples")
  void everyChangedByteIsFound(CompilationArtifacts sample) {
    byte[] file = ArtifactFile.write(sample);
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 0x10;
      assertThatThrownBy(
              () -> {
                CompilationArtifacts read = ArtifactFile.read(changed);
                NativeCode code = read.nativeCode().orElseThrow();
                if (code.text().checksum() != code.textChecksum()) {
                  throw new ArtifactException("the text");
                }
              })
          .as("byte %d", i)
          .isInstanceOf(ArtifactException.class);
    }
  }

  @Test
  void anotherFormatVersionIsNamed() {
    byte[] file = ArtifactFile.write(JVM);
    file[ElfLayout.HEADER_OFFSET + ArtifactFile.VERSION] = 99;
    assertThatThrownBy(() -> ArtifactFile.read(file)).hasMessageContaining("format version 99");
  }

  @Test
  void anotherElfFileIsNoArtifact() {
    byte[] file = ArtifactFile.write(JVM);
    file[ElfLayout.HEADER_OFFSET] = 0;
    assertThatThrownBy(() -> ArtifactFile.read(file))
        .hasMessage("not a Jabiru artifact, but another ELF file");
  }

  /** Changes contents and makes all checksums right again. */
  @ParameterizedTest
  @MethodSource("samples")
  void forgedBytesAreRefusedOrReproduced(CompilationArtifacts sample) {
    byte[] file = ArtifactFile.write(sample);
    List<Section> sections = ElfLayout.sectionsOf(sample.targets(), sample.tunables().debugInfo());
    ByteBuffer table =
        ByteBuffer.wrap(file)
            .order(ByteOrder.LITTLE_ENDIAN)
            .position(file.length - sections.size() * ElfLayout.SECTION_HEADER_BYTES)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    int[] offsets = new int[sections.size()];
    int[] sizes = new int[sections.size()];
    for (int i = 0; i < sections.size(); i++) {
      offsets[i] = (int) table.getLong(i * ElfLayout.SECTION_HEADER_BYTES + 24);
      sizes[i] = (int) table.getLong(i * ElfLayout.SECTION_HEADER_BYTES + 32);
    }
    long seed = 42;
    Random random = new Random(seed);
    int accepted = 0;
    for (int round = 0; round < 10_000; round++) {
      byte[] forged = file.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        // Names of symbols are not read, so they would not come back.
        int section = random.nextInt(sections.size());
        if (sections.get(section).type() == 1 && sizes[section] > 0) {
          forged[offsets[section] + random.nextInt(sizes[section])] = (byte) random.nextInt(256);
        }
      }
      ByteBuffer header = ArtifactFile.header(forged, sizes[0]);
      for (int i = 1; i < sections.size(); i++) {
        header.putInt(
            ArtifactFile.SECTION_CHECKSUMS + 4 * (i - 1),
            Bytes.of(forged, offsets[i], offsets[i] + sizes[i]).checksum());
      }
      header.putInt(
          ArtifactFile.CHECKSUM,
          Bytes.of(
                  forged,
                  ElfLayout.HEADER_OFFSET + ArtifactFile.FILE_BYTES,
                  ElfLayout.HEADER_OFFSET + sizes[0])
              .checksum());
      try {
        CompilationArtifacts read = ArtifactFile.read(forged);
        if (read.nativeCode().isEmpty()) {
          assertThat(ArtifactFile.write(read))
              .as("round %d of seed %d", round, seed)
              .isEqualTo(forged);
        }
        look(read);
        accepted++;
      } catch (ArtifactException refused) {
        assertThat(refused)
            .hasMessageMatching("(?s)(damaged|truncated|not a Jabiru|artifact of format).*");
      }
    }
    assertThat(accepted).isPositive();
  }

  private static void look(CompilationArtifacts read) {
    read.modules()
        .forEach(m -> m.functions().forEach(f -> f.methods().forEach(x -> x.lines().find(9))));
    read.nativeCode()
        .ifPresent(code -> {
          for (int i = 0; i < 80; i++) {
            code.trapAt(i);
            code.functionAt(i);
            code.wasmOffsetAt(i);
          }
        });
  }
}
