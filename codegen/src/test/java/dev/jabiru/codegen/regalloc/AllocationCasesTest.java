// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Allocations of small functions in which one thing is difficult. */
class AllocationCasesTest {
  private static final int DEF = Operand.DEF | Operand.LATE;
  private static final int USE = Operand.USE;

  /** The registers of {@link RandomInput#SMALL}: r0, r1, r2, and r3 as scratch. */
  private static final MachineEnv ENV = RandomInput.SMALL;

  private static final long ALL = 7 | 7L << 8;

  private final HandInput input = new HandInput();

  private RegallocOutput allocate(MachineEnv env) {
    RegallocOutput output = LinearScan.allocate(input, env);
    String text = AllocationPrinter.print(input, output);
    assertThat(SymbolicChecker.check(input, output, env)).as(text).isEmpty();
    assertThat(AllocationRun.isWrong(input, output, 30)).as(text).isFalse();
    return output;
  }

  private RegallocOutput allocate() {
    return allocate(ENV);
  }

  private int[] vregs(int count) {
    int[] vregs = new int[count];
    for (int i = 0; i < count; i++) {
      vregs[i] = input.vreg();
    }
    return vregs;
  }

  @Test
  void twoAddressTakesTheRegisterOfWhatDies() {
    int[] v = vregs(3);
    input.block(0);
    input.define(v[0], v[1]).twoAddress(v[2], v[0], v[1]).finish(v[2]);
    assertThat(allocate().moveCount()).isZero();
  }

  @Test
  void twoAddressCopiesWhatLivesOn() {
    int[] v = vregs(3);
    input.block(0);
    input.define(v[0], v[1]).twoAddress(v[2], v[0], v[1]).finish(v[0], v[1], v[2]);
    assertThat(allocate().moveCount()).isEqualTo(1);
  }

  @Test
  void twoAddressOfAValueWithItself() {
    int[] v = vregs(2);
    input.block(0);
    input.define(v[0]).twoAddress(v[1], v[0], v[0]).finish(v[0], v[1]);
    allocate();
  }

  @Test
  void anArgumentIsDefinedWhereTheCallWantsIt() {
    int[] v = vregs(2);
    input.block(0);
    input.define(v[0], v[1]);
    input.call(ALL, v[0], USE | Operand.fixed(1), v[1], USE | Operand.fixed(0)).finish();
    assertThat(allocate().moveCount()).isZero();
  }

  @Test
  void whatACallDestroysAnywayMakesWayForItsArgument() {
    int[] v = vregs(2);
    input.block(0);
    input.inst(v[0], DEF | Operand.fixed(1));
    input.inst(v[1], DEF | Operand.REG, v[0], USE | Operand.REG);
    long all = 0;
    for (int r : RandomInput.LARGE.intRegisters()) {
      all |= 1L << r;
    }
    input.call(all, v[1], USE | Operand.fixed(1)).finish(v[0]);
    RegallocOutput output = allocate(RandomInput.LARGE);
    assertThat(output.place(1, 0)).isEqualTo(1);
    assertThat(output.moveCount()).as("a store and a load").isEqualTo(2);
  }

  @Test
  void argumentsThatChangePlacesGoThroughScratch() {
    int[] v = vregs(2);
    input.block(0);
    input.call(0, v[0], DEF | Operand.fixed(0), v[1], DEF | Operand.fixed(1));
    input.call(ALL, v[0], USE | Operand.fixed(1), v[1], USE | Operand.fixed(0)).finish();
    assertThat(allocate().moveCount()).isEqualTo(3);
  }

  @Test
  void oneValueInTwoRegistersAtOnce() {
    int[] v = vregs(2);
    input.block(0);
    input.define(v[0]);
    input
        .call(
            ALL,
            v[0],
            USE | Operand.fixed(1),
            v[0],
            USE | Operand.fixed(0),
            v[1],
            DEF | Operand.fixed(0))
        .finish(v[0], v[1]);
    allocate();
  }

  @Test
  void divideReadsAndWritesRegistersByName() {
    int[] v = vregs(5);
    input.block(0);
    input.define(v[0], v[1], v[2]);
    input
        .inst(
            v[3], DEF | Operand.fixed(0),
            v[4], DEF | Operand.fixed(2),
            v[0], USE | Operand.fixed(0),
            v[1], USE | Operand.LATE | Operand.REG)
        .finish(v[0], v[1], v[2], v[3], v[4]);
    allocate();
  }

  @Test
  void anEarlyDefinitionKeepsOffWhatIsStillRead() {
    int[] v = vregs(3);
    input.block(0);
    input.define(v[0], v[1]);
    input
        .inst(v[2], Operand.DEF | Operand.REG, v[0], USE | Operand.REG, v[1], USE | Operand.REG)
        .finish(v[2]);
    RegallocOutput output = allocate();
    assertThat(output.place(2, 0)).isNotIn(output.place(2, 1), output.place(2, 2));
  }

  @Test
  void whatLivesOverACallIsStoredOnceAndLoadedOnDemand() {
    int[] v = vregs(3);
    input.block(0);
    input.define(v).call(ALL).call(ALL).finish(v);
    RegallocOutput output = allocate();
    assertThat(output.moveCount()).isEqualTo(6);
    assertThat(output.slotCount()).isEqualTo(3);
  }

  @Test
  void usesThatMayBeAnywhereReadTheSlot() {
    int[] v = vregs(6);
    input.block(0);
    input.define(v);
    for (int value : v) {
      input.inst(value, USE | Operand.ANY);
    }
    input.finish();
    RegallocOutput output = allocate();
    for (int m = 0; m < output.moveCount(); m++) {
      assertThat(output.moveTo(m)).as("only stores").isNegative();
    }
  }

  @Test
  void parametersThatNobodyUsesGetNoRegister() {
    int[] v = vregs(8);
    input.block(0);
    for (int i = 0; i < 3; i++) {
      input.inst(v[i], DEF | Operand.fixed(i));
    }
    for (int i = 3; i < 8; i++) {
      input.inst(v[i], DEF | Operand.ANY); // on the stack: loaded by the instruction that defines
    }
    input.finish(v[7], v[3], v[0]);
    assertThat(allocate().slotCount()).isLessThanOrEqualTo(3);
  }

  @Test
  void slotsAreSharedByLivesThatDoNotMeet() {
    input.block(0);
    for (int round = 0; round < 20; round++) {
      int[] v = vregs(2);
      input.define(v).call(ALL).use(v);
    }
    input.finish();
    assertThat(allocate().slotCount()).isEqualTo(2);
  }

  @Test
  void constantsAreMadeAgainAndNeverStored() {
    int constant = input.constant();
    input.block(0);
    input.define(constant).call(ALL).use(constant).call(ALL).finish(constant);
    RegallocOutput output = allocate();
    assertThat(output.slotCount()).isZero();
    assertThat(output.moveCount()).isEqualTo(2);
    assertThat(output.moveOrigin(0)).isEqualTo(constant);
  }

  @Test
  void classesDoNotGetInEachOthersWay() {
    int[] v = vregs(3);
    int[] f = new int[3];
    for (int i = 0; i < 3; i++) {
      f[i] = input.vreg(MachineEnv.FLOAT);
    }
    input.block(0);
    input.define(v).define(f).use(v).use(f).finish();
    assertThat(allocate().moveCount()).isZero();
  }

  @Test
  void bothWaysOfABranchAgreeWhereTheyMeet() {
    int[] v = vregs(4);
    input.block(0);
    input.define(v[0], v[1], v[2]).branch(v[0], 1, 2);
    input.block(0);
    input.call(ALL).jump(3, v[1]);
    input.block(0);
    input.use(v[2]).jump(3, v[2]);
    input.block(0, v[3]);
    input.finish(v[1], v[2], v[3]);
    allocate();
  }

  @Test
  void edgesThatWereCriticalHaveABlockOfTheirOwn() {
    int[] v = vregs(5);
    input.block(0);
    input.define(v[0], v[1]).branch(v[0], 1, 2);
    input.block(0);
    input.jump(3, v[0], v[1]);
    input.block(0);
    input.call(ALL).jump(3, v[1], v[0]);
    input.block(0, v[2], v[3]);
    input.finish(v[2], v[3], v[0], v[1]);
    allocate();
  }

  private void rotation(int[] params, int[] arguments, int condition) {
    input.block(1, params);
    input.branch(condition, 2, 3);
    input.block(1);
    input.jump(1, arguments);
    input.block(0);
    input.finish(params);
  }

  @Test
  void parametersSwappedInALoopTakeThreeMoves() {
    int[] v = vregs(5);
    input.block(0);
    input.define(v[0], v[1], v[4]).jump(1, v[0], v[1]);
    rotation(new int[] {v[2], v[3]}, new int[] {v[3], v[2]}, v[4]);
    RegallocOutput output = allocate();
    assertThat(input.movesIn(output, 2)).hasSize(3);
    assertThat(output.slotCount()).isZero();
  }

  @Test
  void parametersInSlotsSwapToo() {
    int[] v = vregs(13);
    int[] params = java.util.Arrays.copyOfRange(v, 0, 6);
    int[] rotated = {v[1], v[0], v[3], v[4], v[5], v[2]};
    int[] outer = java.util.Arrays.copyOfRange(v, 6, 12);
    input.block(0);
    input.define(outer).define(v[12]).jump(1, outer);
    rotation(params, rotated, v[12]);
    allocate();
  }

  @Test
  void whatMeetsInSlotsSharesThemAndIsNotMoved() {
    int[] v = vregs(19);
    int[] old = java.util.Arrays.copyOfRange(v, 0, 6);
    int[] changed = java.util.Arrays.copyOfRange(v, 6, 12);
    int[] met = java.util.Arrays.copyOfRange(v, 12, 18);
    input.block(0);
    input.define(old).define(v[18]).branch(v[18], 1, 2);
    input.block(0);
    input.call(ALL);
    for (int i = 0; i < 6; i++) {
      input.inst(changed[i], DEF | Operand.REG, old[i], USE | Operand.ANY);
    }
    input.call(ALL).jump(3, changed);
    input.block(0);
    input.call(ALL).jump(3, old);
    input.block(0, met);
    input.call(ALL).finish(met);
    RegallocOutput output = allocate();
    assertThat(output.slotCount()).isEqualTo(6);
    assertThat(input.movesIn(output, 2)).isEmpty();
    assertThat(input.movesIn(output, 1)).as("stores of what changes").hasSize(6);
  }

  @Test
  void aSlotIsNotSharedWithWhatLivesOn() {
    int[] v = vregs(5);
    input.block(0);
    input.define(v[0], v[1], v[2]).call(ALL).jump(1, v[0], v[1]);
    input.block(1, v[3], v[4]);
    input.call(ALL).branch(v[2], 2, 3);
    input.block(1);
    input.call(ALL).jump(1, v[4], v[3]);
    input.block(0);
    input.call(ALL).finish(v);
    assertThat(allocate().slotCount()).isEqualTo(5);
  }

  @Test
  void aLoopKeepsWhatItUsesInRegisters() {
    int[] v = vregs(4);
    input.block(0);
    input.define(v[0], v[1]).call(ALL).define(v[2]).jump(1);
    input.block(1);
    input.define(v[3]).use(v[0], v[3]).branch(v[1], 2, 3);
    input.block(1);
    input.jump(1);
    input.block(0);
    input.finish(v[2]);
    RegallocOutput output = allocate();
    assertThat(input.movesIn(output, 1)).as("moves in the loop").isEmpty();
    assertThat(input.movesIn(output, 2)).as("moves on the way back").isEmpty();
  }

  @Test
  void whatPassesThroughALoopMakesRoomInFrontOfIt() {
    int[] v = vregs(7);
    input.block(0);
    input.define(v[0], v[1], v[2]).jump(1);
    input.block(1);
    input.define(v[3], v[4]).use(v[4], v[3]).branch(v[0], 2, 3);
    input.block(1);
    input.jump(1);
    input.block(0);
    input.finish(v[1], v[2]);
    RegallocOutput output = allocate();
    assertThat(input.movesIn(output, 2)).as("moves on the way back").isEmpty();
  }

  @Test
  void nestedLoopsWithACallInTheMiddle() {
    int[] v = vregs(6);
    input.block(0);
    input.define(v[0], v[1], v[2]).jump(1, v[0]);
    input.block(1, v[3]);
    input.call(ALL).jump(2, v[3]);
    input.block(2, v[4]);
    input.twoAddress(v[5], v[4], v[1]).branch(v[5], 3, 4);
    input.block(2);
    input.jump(2, v[5]);
    input.block(1);
    input.branch(v[2], 5, 6);
    input.block(1);
    input.jump(1, v[4]);
    input.block(0);
    input.finish(v[0], v[5]);
    allocate();
  }

  @Test
  void copiesVanish() {
    int[] v = vregs(3);
    input.block(0);
    input.define(v[0]).copy(v[1], v[0]).copy(v[2], v[1]).finish(v[2]);
    RegallocOutput output = allocate();
    assertThat(output.moveCount()).isZero();
    assertThat(output.place(2, 0)).isEqualTo(output.place(0, 0));
  }
}
