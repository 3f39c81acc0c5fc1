// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels, jumps, alignments, constants, and what is recorded about places in the code. */
class AssemblerTest {
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
        String line = Objdump.disassemble(folder, found.bytes()).get(forward ? 0 : gap);
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
      for (String line : Objdump.disassemble(folder, found.bytes())) {
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
