// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;
import java.nio.file.Path;
import java.util.Arrays;
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
      int[] gaps = new int[labels.length];
      for (int i = 0; i < labels.length; i++) {
        code.bind(labels[i]);
        gaps[i] = chances.nextInt(12);
        nops(code, gaps[i]);
        targets[i] = chances.nextInt(labels.length);
        if (chances.nextBoolean()) {
          code.jmp(labels[targets[i]]);
        } else {
          code.jcc(chances.nextInt(16), labels[targets[i]]);
        }
      }
      Assembler.Assembled found = code.finish();
      int jump = 0;
      for (String line : Objdump.lines(folder.resolve("jumps.bin"), found.bytes())) {
        String text = line.substring(line.indexOf('\t') + 1);
        if (text.startsWith("j")) {
          int start = Integer.parseInt(line.substring(0, line.indexOf(':')).trim(), 16);
          assertThat(found.labelOffsets()[jump])
              .as("seed %s, label %s", seed, jump)
              .isEqualTo(start - gaps[jump]);
          int place = Integer.decode(text.substring(text.indexOf(' ')).trim());
          assertThat(place)
              .as("seed %s, jump %s", seed, jump)
              .isEqualTo(found.labelOffsets()[targets[jump]]);
          jump++;
        }
      }
      assertThat(jump).isEqualTo(labels.length);
    }
  }

  /** Every place is marked with {@code mov eax, number}, so the finished bytes tell where it is. */
  @Test
  void recordsAndAlignmentsFollowWhatMoves(@TempDir Path folder) throws Exception {
    for (int seed = 1; seed <= 20; seed++) {
      Random chances = new Random(seed);
      Assembler code = new Assembler();
      int places = 120;
      int[] labels = new int[places];
      int[] alignments = new int[places];
      int[] targets = new int[places];
      for (int i = 0; i < places; i++) {
        labels[i] = code.newLabel();
      }
      int table = code.table(labels);
      for (int i = 0; i < places; i++) {
        alignments[i] = 1 << chances.nextInt(5);
        code.align(alignments[i]);
        code.bind(labels[i]);
        code.trap(TrapCode.UNREACHABLE, i);
        code.source(i);
        code.o(X64Op.MOV_OI, 0, i);
        targets[i] = chances.nextInt(places);
        switch (chances.nextInt(4)) {
          case 0 -> code.jmp(labels[targets[i]]);
          case 1 -> code.call(labels[targets[i]]);
          case 2 -> code.rm(X64Op.LEA_RM, true, 9, Assembler.LABEL, -1, 0, labels[targets[i]], 0);
          default -> code.jcc(chances.nextInt(16), labels[targets[i]]);
        }
        nops(code, chances.nextInt(20));
        code.call(UserExternalName.ofFunction(0, i));
      }
      code.lea(10, UserExternalName.ofFunction(0, places));
      code.m(X64Op.CMP_MI, true, Assembler.POOL, -1, 0, table, 5);
      Assembler.Assembled found = code.finish();
      byte[] bytes = found.bytes();
      for (int i = 0; i < places; i++) {
        int at = found.labelOffsets()[labels[i]];
        assertThat(bytes[at]).as("seed %s, place %s", seed, i).isEqualTo((byte) 0xB8);
        assertThat(intAt(bytes, at + 1)).isEqualTo(i);
        assertThat(at % alignments[i]).as("seed %s, place %s", seed, i).isZero();
        assertThat(found.traps().get(i)).isEqualTo(new TrapSite(at, TrapCode.UNREACHABLE, i));
        assertThat(found.addressMap().find(at)).isEqualTo(i);
        assertThat(at == 0 ? -1 : found.addressMap().find(at - 1)).isEqualTo(i - 1);
        Relocation call = found.relocations().get(i);
        assertThat(call.target().index()).isEqualTo(i);
        assertThat(bytes[call.codeOffset() - 1]).isEqualTo((byte) 0xE8);
        int entry = found.codeBytes() + 3 & -4;
        assertThat(entry + intAt(bytes, entry + 4 * i)).isEqualTo(at);
      }
      Relocation reference = found.relocations().get(places);
      assertThat(reference.kind()).isEqualTo(Relocation.Kind.REFERENCE);
      assertThat(bytes[reference.codeOffset() - 1]).as("rip and r10").isEqualTo((byte) 0x15);
      // cmp QWORD PTR [rip+distance], 5: the distance counts from behind the immediate.
      int compare = found.codeBytes() - 11;
      assertThat(found.codeBytes() + intAt(bytes, compare + 3))
          .isEqualTo(found.codeBytes() + 3 & -4);
      checkTargets(folder, found, labels, targets, seed);
    }
  }

  private static void checkTargets(
      Path folder, Assembler.Assembled found, int[] labels, int[] targets, int seed)
      throws Exception {
    Path file = folder.resolve("jumps.bin");
    byte[] code = Arrays.copyOf(found.bytes(), found.codeBytes());
    int place = -1;
    int checked = 0;
    // Behind each mark is a jump, call or lea; the first place named there is the target.
    for (String line : Objdump.lines(file, code)) {
      if (line.contains("mov    eax,0x")) {
        place = Integer.parseInt(line.substring(line.indexOf(",0x") + 3).trim(), 16);
      } else if (place >= 0) {
        String target = line.substring(line.lastIndexOf("0x") + 2).trim();
        assertThat(Integer.parseInt(target, 16))
            .as("seed %s, place %s: %s", seed, place, line)
            .isEqualTo(found.labelOffsets()[labels[targets[place]]]);
        place = -1;
        checked++;
      }
    }
    assertThat(checked).isEqualTo(targets.length);
  }

  /**
   * A thousand jumps that all just reach until one behind them grows; each still hits its target.
   */
  @Test
  void aCascadeOfGrowingJumpsHitsItsTargets(@TempDir Path folder) throws Exception {
    Assembler code = new Assembler();
    int[] labels = new int[1000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = code.newLabel();
    }
    // Each jump goes over the next two: 126 bytes if both are short, 130 if one of them is long.
    for (int i = 0; i < labels.length; i++) {
      code.bind(labels[i]);
      code.jcc(4, labels[Math.min(i + 3, labels.length - 1)]);
      nops(code, i == labels.length - 3 ? 100 : i % 3 == 0 ? 42 : 40);
    }
    Assembler.Assembled found = code.finish();
    int jump = 0;
    for (String line : Objdump.disassemble(folder, found.bytes())) {
      if (line.startsWith("je")) {
        int target = labels[Math.min(jump++ + 3, labels.length - 1)];
        assertThat(Integer.decode(line.substring(3))).isEqualTo(found.labelOffsets()[target]);
      }
    }
    assertThat(jump).isEqualTo(labels.length);
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
