// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Assembles every row of the table with many operands; objdump must read back the same. */
class AssemblerTest {
  private static final int[] GENERAL = {0, 1, 3, 4, 5, 6, 7, 8, 12, 13, 15};
  private static final int[] XMM = {16, 19, 23, 24, 31};
  private static final int[] DISPLACEMENTS = {0, 8, -8, 127, 128, -128, -129, 0x12345678};
  private static final int[] IMMEDIATES = {0, 1, 5, 127, -1, -128, 0x12345, -0x12345};

  private final Assembler assembler = new Assembler();
  private final List<String> wanted = new ArrayList<>();
  private final Random random = new Random(7);

  @Test
  void everyRowIsWhatObjdumpReads(@TempDir Path folder) throws Exception {
    for (X64Op op : X64Op.values()) {
      int before = wanted.size();
      add(op, false);
      add(op, true);
      assertThat(wanted).as("tries of " + op).hasSizeGreaterThan(before);
    }
    byte[] code = assembler.finish().bytes();
    List<String> found = disassemble(folder, code);
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(i < found.size() ? found.get(i) : "the end")
          .as("instruction %s of %s", i, wanted.size())
          .isEqualTo(wanted.get(i));
    }
    assertThat(found).hasSameSizeAs(wanted);
  }

  private void add(X64Op op, boolean wide) {
    if (wide && isUnsized(op)) {
      return;
    }
    int[] widths = IntelText.widths(op, wide);
    int[] regs = widths[0] > 100 ? XMM : GENERAL;
    int[] rms = widths[1] > 100 ? XMM : GENERAL;
    for (int imm : op.immBytes == 0 ? new int[1] : IMMEDIATES) {
      int value = op.immBytes == 1 ? (byte) imm : op.immBytes == 2 ? (short) imm : imm;
      switch (op.form) {
        case ZO -> {
          assembler.zo(op, value);
          wanted.add(op.mnemonic + (op.immBytes == 0 ? "" : " " + IntelText.imm(op, value, 2)));
        }
        case O -> {
          for (int reg : GENERAL) {
            long bits = op.immBytes == 8 ? value * 0x123456789L : value;
            assembler.o(op, reg, bits);
            wanted.add(
                op.mnemonic
                    + " "
                    + IntelText.reg(reg, widths[0])
                    + (op.immBytes == 0 ? "" : "," + IntelText.imm(op, bits, widths[0])));
          }
        }
        case M, M_CL, M_CC -> {
          for (int rm : rms) {
            if (op.size != X64Op.Size.DWORD_ONLY) {
              one(op, wide, rm, value);
            }
            memories(op, wide, 0, 0, value, rm);
          }
        }
        default -> {
          for (int reg : regs) {
            for (int rm : rms) {
              int v = regs[random.nextInt(regs.length)];
              if (op != X64Op.LEA_RM) {
                two(op, wide, reg, v, rm, value);
              }
            }
            int v = regs[random.nextInt(regs.length)];
            memories(op, wide, reg, v, value, GENERAL[random.nextInt(GENERAL.length)]);
          }
        }
      }
    }
  }

  private static boolean isUnsized(X64Op op) {
    return switch (op.size) {
      case NONE,
          BYTE,
          WORD,
          LONG,
          QUAD,
          STACK,
          DWORD_ONLY,
          QUAD_FROM_32,
          PACKED,
          PACKED_66,
          ROUND_SINGLE,
          ROUND_DOUBLE ->
          true;
      default -> false;
    };
  }

  private void one(X64Op op, boolean wide, int rm, int imm) {
    int condition = random.nextInt(16);
    if (op.form == X64Op.Form.M_CC) {
      assembler.rCc(op, condition, rm);
    } else {
      assembler.r(op, wide, rm, imm);
    }
    expect(op, wide, condition, IntelText.reg(rm, IntelText.widths(op, wide)[1]), 0, 0, imm);
  }

  private void two(X64Op op, boolean wide, int reg, int v, int rm, int imm) {
    int condition = random.nextInt(16);
    switch (op.form) {
      case RM_CC -> assembler.rrCc(op, wide, condition, reg, rm);
      case RVM, RMV -> assembler.rvr(op, wide, reg, v, rm);
      default -> assembler.rr(op, wide, reg, rm, imm);
    }
    String text = IntelText.reg(rm, IntelText.widths(op, wide)[1]);
    expect(op, wide, condition, text, reg, v, imm);
  }

  private void memories(X64Op op, boolean wide, int reg, int v, int imm, int base) {
    for (int disp : DISPLACEMENTS) {
      for (int index : new int[] {-1, GENERAL[random.nextInt(GENERAL.length)]}) {
        if (index == 4) {
          continue; // rsp is none
        }
        int scale = random.nextInt(4);
        int condition = random.nextInt(16);
        switch (op.form) {
          case M, M_CL -> assembler.m(op, wide, base, index, scale, disp, imm);
          case M_CC -> {
            return; // only made for registers
          }
          case RM_CC -> assembler.rmCc(op, wide, condition, reg, base, index, scale, disp);
          case RVM, RMV -> assembler.rvm(op, wide, reg, v, base, index, scale, disp);
          default -> assembler.rm(op, wide, reg, base, index, scale, disp, imm);
        }
        int width = IntelText.widths(op, wide)[1];
        String text = IntelText.mem(op, width, base, index, scale, disp);
        expect(op, wide, condition, text, reg, v, imm);
      }
    }
  }

  private void expect(X64Op op, boolean wide, int condition, String rm, int reg, int v, int imm) {
    int[] widths = IntelText.widths(op, wide);
    String first = IntelText.reg(reg, widths[0]);
    String text =
        switch (op.form) {
          case M, M_CC -> rm;
          case M_CL -> rm + ",cl";
          case MR -> rm + "," + first;
          case RVM -> first + "," + IntelText.reg(v, widths[0]) + "," + rm;
          case RMV -> first + "," + rm + "," + IntelText.reg(v, widths[0]);
          default -> first + "," + rm;
        };
    int width = op.form == X64Op.Form.M ? widths[1] : widths[0];
    String immText = op.immBytes == 0 ? "" : "," + IntelText.imm(op, imm, width);
    wanted.add(IntelText.mnemonic(op, wide, condition) + " " + text + immText);
  }

  private static List<String> disassemble(Path folder, byte[] code)
      throws IOException, InterruptedException {
    Path file = folder.resolve("code.bin");
    Path out = folder.resolve("code.txt");
    Files.write(file, code);
    try {
      Process process =
          new ProcessBuilder(
                  "objdump",
                  "-D",
                  "-b",
                  "binary",
                  "-m",
                  "i386:x86-64",
                  "-M",
                  "intel",
                  "--no-show-raw-insn",
                  file.toString())
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor()).isZero();
    } catch (IOException e) {
      System.err.println(
          "NOT RUN: objdump (package binutils) is missing; the encodings of the"
              + " x86-64 assembler are not checked");
      Assumptions.abort("objdump is missing");
    }
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      int tab = line.indexOf('\t');
      if (tab >= 0) {
        String text = line.substring(tab + 1).replaceAll("\\s*#.*", "");
        found.add(text.trim().replaceAll("\\s+", " "));
      }
    }
    return found;
  }

  @Test
  void jumpsAreShortWhereTheyReach(@TempDir Path folder) throws Exception {
    for (int gap = 120; gap <= 136; gap++) {
      for (boolean forward : new boolean[] {true, false}) {
        Assembler code = new Assembler();
        int target = code.newLabel();
        if (forward) {
          code.jcc(4, target);
          nops(code, gap);
          code.bind(target);
        } else {
          code.bind(target);
          nops(code, gap);
          code.jmp(target);
        }
        code.trap(TrapCode.UNREACHABLE, 9);
        code.call(UserExternalName.ofFunction(0, 3));
        Assembler.Assembled found = code.finish();
        int distance = forward ? gap : -(gap + 2);
        int jump = distance == (byte) distance ? 2 : forward ? 6 : 5;
        assertThat(found.codeBytes()).as("gap " + gap).isEqualTo(gap + jump + 5);
        assertThat(found.traps().getFirst().codeOffset()).isEqualTo(gap + jump);
        assertThat(found.relocations().getFirst().codeOffset()).isEqualTo(gap + jump + 1);
        String line = disassemble(folder, found.bytes()).get(forward ? 0 : gap);
        int place = forward ? gap + jump : 0;
        assertThat(line).isEqualTo((forward ? "je" : "jmp") + " 0x" + Integer.toHexString(place));
      }
    }
  }

  private static void nops(Assembler code, int count) {
    for (int i = 0; i < count; i++) {
      code.zo(X64Op.NOP, 0);
    }
  }

  /** Jumps over jumps: each is right, wherever the others end up. */
  @Test
  void randomJumpsReachTheirTargets(@TempDir Path folder) throws Exception {
    for (int seed = 1; seed <= 20; seed++) {
      Random chances = new Random(seed);
      Assembler code = new Assembler();
      int[] labels = new int[80];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = code.newLabel();
      }
      int[] targets = new int[labels.length];
      for (int i = 0; i < labels.length; i++) {
        code.bind(labels[i]);
        nops(code, chances.nextInt(12));
        targets[i] = chances.nextInt(labels.length);
        if (chances.nextBoolean()) {
          code.jmp(labels[targets[i]]);
        } else {
          code.jcc(chances.nextInt(16), labels[targets[i]]);
        }
      }
      Assembler.Assembled found = code.finish();
      int jump = 0;
      for (String line : disassemble(folder, found.bytes())) {
        if (line.startsWith("j")) {
          int place = Integer.decode(line.substring(line.indexOf(' ') + 1));
          assertThat(place)
              .as("seed %s, jump %s", seed, jump)
              .isEqualTo(found.labelOffsets()[targets[jump]]);
          jump++;
        }
      }
      assertThat(jump).isEqualTo(labels.length);
    }
  }

  @Test
  void constantsAndTablesStandBehindTheCode() {
    Assembler code = new Assembler();
    int single = code.constant(0x3f800000, 0, 4);
    int wide = code.constant(1, 2, 16);
    assertThat(code.constant(0x3f800000, 0, 4)).isEqualTo(single);
    int label = code.newLabel();
    int table = code.table(new int[] {label, label});
    code.rm(X64Op.MOVS_RM, false, 16, Assembler.POOL, -1, 0, single, 0);
    code.rm(X64Op.XORPS_RM, false, 16, Assembler.POOL, -1, 0, wide, 0);
    code.bind(label);
    code.rm(X64Op.LEA_RM, true, 0, Assembler.POOL, -1, 0, table, 0);
    Assembler.Assembled found = code.finish();
    // movss is 8 bytes long, xorps 7, lea 7; constants at 24, 32 and the table at 48.
    assertThat(found.codeBytes()).isEqualTo(22);
    assertThat(found.bytes()).hasSize(56);
    assertThat(intAt(found.bytes(), 4)).isEqualTo(24 - 8);
    assertThat(intAt(found.bytes(), 11)).isEqualTo(32 - 15);
    assertThat(intAt(found.bytes(), 18)).isEqualTo(48 - 22);
    assertThat(intAt(found.bytes(), 24)).isEqualTo(0x3f800000);
    assertThat(found.bytes()[40]).isEqualTo((byte) 2);
    assertThat(intAt(found.bytes(), 48)).isEqualTo(15 - 48);
    assertThat(intAt(found.bytes(), 52)).isEqualTo(15 - 48);
  }

  private static int intAt(byte[] bytes, int at) {
    return java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}
