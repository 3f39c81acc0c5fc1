// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Assembles every row of the table with many operands; objdump must read back the same. */
class EncodingTest {
  private static final int RANDOM_INSTRUCTIONS = 50_000;
  private static final int[] GENERAL = {0, 1, 3, 4, 5, 6, 7, 8, 9, 12, 13, 15};
  private static final int[] XMM = {16, 19, 23, 24, 31};
  private static final int[] BASES = {0, 3, 4, 5, 7, 8, 12, 13, 15};
  private static final int[] INDICES = {Assembler.NONE, 1, 5, 9, 12, 13};
  private static final int[] DISPLACEMENTS = {
    0, 8, -8, 127, 128, -128, -129, 0x12345678, Integer.MAX_VALUE, Integer.MIN_VALUE
  };
  private static final long[] IMMEDIATES = {
    0,
    1,
    5,
    127,
    128,
    -1,
    -128,
    -129,
    0x7FFF,
    0x12345,
    -0x12345,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0x123456789ABCDEFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final List<X64Inst> samples = new ArrayList<>();

  @Test
  void everyRowIsWhatObjdumpReads(@TempDir Path folder) throws Exception {
    for (X64Op op : X64Op.values()) {
      int before = samples.size();
      addAll(op, false);
      if (op.size.isSized()) {
        addAll(op, true);
      }
      assertThat(samples).as("samples of " + op).hasSizeGreaterThan(before);
    }
    check(folder, "the table");
  }

  /** A failure names its seed; {@code -Djabiru.seed=N} begins there. */
  @Test
  void randomOperandsAreWhatObjdumpReads(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("jabiru.seed", System.nanoTime());
    System.out.println("random encodings: -Djabiru.seed=" + seed);
    Random random = new Random(seed);
    X64Op[] ops = X64Op.values();
    while (samples.size() < RANDOM_INSTRUCTIONS) {
      addRandom(ops[random.nextInt(ops.length)], random);
    }
    check(folder, "seed " + seed);
  }

  private void check(Path folder, String what) throws Exception {
    Assembler assembler = new Assembler();
    int[] ends = new int[samples.size()];
    for (int i = 0; i < ends.length; i++) {
      Sample.emit(samples.get(i), assembler);
      ends[i] = assembler.size();
    }
    byte[] code = assembler.finish().bytes();
    checkDecoder(code, ends, what);
    List<String> found = Objdump.disassemble(folder, code);
    for (int i = 0; i < ends.length; i++) {
      String text = i < found.size() ? found.get(i) : "the end";
      String expected = samples.get(i).text(ends[i]);
      if (!text.equals(expected)) {
        assertThat(text).as("%s, instruction %s: %s", what, i, samples.get(i)).isEqualTo(expected);
      }
    }
    assertThat(found).as(what).hasSameSizeAs(samples);
  }

  /** What is decoded is as long as what was assembled, reads the same, and assembles the same. */
  private void checkDecoder(byte[] code, int[] ends, String what) {
    Decoder decoder = new Decoder(code, 0, code.length);
    Assembler again = new Assembler();
    for (int i = 0; i < ends.length; i++) {
      X64Inst found = decoder.next();
      X64Inst sample = samples.get(i);
      if (found == null || decoder.offset() != ends[i]) {
        throw new AssertionError(what + ", instruction " + i + ": " + sample + " as " + found);
      }
      if (!found.text(ends[i]).equals(sample.text(ends[i]))) {
        assertThat(found.text(ends[i]))
            .as("%s as %s", sample, found)
            .isEqualTo(sample.text(ends[i]));
      }
      Sample.emit(found, again);
    }
    assertThat(decoder.next()).isNull();
    assertThat(again.finish().bytes()).as(what).isEqualTo(code);
  }

  /** {@return an immediate that the row can hold, from some bits} */
  private static long immediate(X64Op op, long bits) {
    return switch (op.immBytes) {
      case 0 -> 0;
      case 1 -> (byte) bits;
      case 2 -> (short) bits;
      case 4 -> (int) bits;
      default -> bits;
    };
  }

  /** All registers in each place, then all addresses, then all immediates. */
  private void addAll(X64Op op, boolean wide) {
    int[] regs = op.size.isRegXmm() ? XMM : GENERAL;
    int[] rms = op.size.isRmXmm() ? XMM : GENERAL;
    int turn = 0;
    if (op.form.takesRegister()) {
      for (int reg : regs) {
        for (int rm : rms) {
          long imm = immediate(op, IMMEDIATES[turn++ % IMMEDIATES.length]);
          samples.add(
              new X64Inst(op, wide, turn & 15, reg, regs[turn % regs.length], rm, null, imm));
        }
      }
      for (long imm : op.immBytes == 0 ? new long[0] : IMMEDIATES) {
        samples.add(new X64Inst(op, wide, 0, regs[1], regs[2], rms[3], null, immediate(op, imm)));
      }
    }
    if (op.form.takesMemory()) {
      for (int base = Assembler.NONE; base < 16; base++) {
        for (int index : INDICES) {
          for (int disp : DISPLACEMENTS) {
            int scale = index == Assembler.NONE ? 0 : turn & 3;
            X64Inst.Memory memory = Sample.memory(base, index, scale, disp);
            long imm = immediate(op, IMMEDIATES[turn++ % IMMEDIATES.length]);
            int reg = regs[turn % regs.length];
            int v = regs[turn * 3 % regs.length];
            if (base < 0 || turn % 5 == 0 || contains(BASES, base) && turn % 2 == 0) {
              samples.add(new X64Inst(op, wide, turn & 15, reg, v, 0, memory, imm));
            }
          }
        }
      }
    }
  }

  private static boolean contains(int[] numbers, int number) {
    for (int candidate : numbers) {
      if (candidate == number) {
        return true;
      }
    }
    return false;
  }

  private void addRandom(X64Op op, Random random) {
    int reg = random.nextInt(16) + (op.size.isRegXmm() ? 16 : 0);
    int v = random.nextInt(16) + (op.size.isRegXmm() ? 16 : 0);
    int rm = random.nextInt(16) + (op.size.isRmXmm() ? 16 : 0);
    int index = random.nextInt(17) - 1;
    index = index == 4 ? Assembler.NONE : index; // rsp is none
    boolean isMemory = op.form.takesMemory() && (!op.form.takesRegister() || random.nextBoolean());
    int disp = random.nextInt() >> random.nextInt(32);
    int scale = index == Assembler.NONE ? 0 : random.nextInt(4);
    X64Inst.Memory memory =
        isMemory ? Sample.memory(random.nextInt(17) - 1, index, scale, disp) : null;
    long imm = immediate(op, random.nextLong() >> random.nextInt(64));
    boolean wide = op.size.isSized() && random.nextBoolean();
    samples.add(new X64Inst(op, wide, random.nextInt(16), reg, v, rm, memory, imm));
  }
}
