// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the front end answers, and answers with its own exception. */
class RobustnessTest {
  private static final long SEED = 20250917;

  @Test
  void modulesCoverEverySectionAndImmediate() throws IOException {
    List<byte[]> modules = SmallModules.load();
    assertThat(modules).hasSizeGreaterThanOrEqualTo(50);
    BitSet sections = new BitSet();
    Set<Immediate> immediates = EnumSet.noneOf(Immediate.class);
    for (byte[] bytes : modules) {
      ByteReader in = new ByteReader(bytes, Features.all(), 8, bytes.length);
      while (in.pos < in.end) {
        sections.set(in.u8());
        in.skip(in.u32());
      }
      Module module = Module.decode(bytes, Features.all());
      Validator.validate(module);
      InstructionReader reader = new InstructionReader(module);
      for (DefinedFuncIndex func : module.definedFuncs()) {
        reader.start(func);
        while (reader.next()) {
          immediates.add(reader.opcode().immediate());
        }
      }
    }
    assertThat(sections.cardinality()).isEqualTo(SectionId.TAG + 1);
    assertThat(immediates).containsExactly(Immediate.values());
  }

  @Test
  void damagedModulesDecodeOrFailInASmallHeap() throws Exception {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                RobustnessRun.class.getName(),
                Long.toString(SEED))
            .redirectErrorStream(true)
            .start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(output).isZero();
    assertThat(output).contains("100000 mutations");
    System.out.print("seed " + SEED + ": " + output);
  }

  @Test
  void declaredCountAllocatesNothing() {
    // Each section declares as many things as bytes follow it, and the first thing is malformed.
    for (int id : new int[] {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13}) {
      BinaryWriter module = new BinaryWriter().header();
      int section = module.beginSection(id);
      module.u32(90_000).bytes(new byte[100_000]);
      module.endSized(section);
      byte[] bytes = module.toByteArray();
      Arrays.fill(bytes, bytes.length - 100_000, bytes.length, (byte) 0xFF);
      long first = decodeMalformed(bytes);
      assertThat(decodeMalformed(bytes)).as("section %d, first %d", id, first).isLessThan(90_000);
    }
  }

  /** Returns how much was allocated on the way to the error. */
  private static long decodeMalformed(byte[] bytes) {
    long before = allocated();
    try {
      Module.decode(bytes, Features.all());
      throw new AssertionError("accepted");
    } catch (MalformedModuleException e) {
      return allocated() - before;
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void manyOperandsAreRefused() {
    // Each call leaves 1,000 operands; 12,000 of them would be 12 million.
    BinaryWriter module = new BinaryWriter().header();
    int section = module.beginSection(SectionId.TYPE);
    module.u32(2).u8(0x60).u32(0).u32(1000);
    for (int i = 0; i < 1000; i++) {
      module.type(NumType.I32);
    }
    module.u8(0x60).u32(0).u32(0);
    module.endSized(section);
    section = module.beginSection(SectionId.IMPORT);
    module.u32(1).name("a").name("f").u8(0).u32(0);
    module.endSized(section);
    section = module.beginSection(SectionId.FUNCTION);
    module.u32(1).u32(1);
    module.endSized(section);
    section = module.beginSection(SectionId.CODE);
    module.u32(1);
    int body = module.beginSized();
    module.u32(0);
    for (int i = 0; i < 12_000; i++) {
      module.opcode(Opcode.CALL).u32(0);
    }
    module.opcode(Opcode.UNREACHABLE).opcode(Opcode.END);
    module.endSized(body);
    module.endSized(section);
    Module decoded = Module.decode(module.toByteArray(), Features.defaults());
    assertThatThrownBy(() -> Validator.validate(decoded))
        .isInstanceOf(InvalidModuleException.class)
        .hasMessageStartingWith("too many operands");
  }
}
