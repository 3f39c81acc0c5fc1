// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Allocations of random functions are right, and the checker rejects wrong ones. */
class LinearScanTest {
  private static final int FUNCTIONS = Integer.getInteger("jabiru.functions", 1500);

  @Test
  void allocationsWithThreeRegistersAreRight() {
    check(RandomInput.SMALL);
  }

  @Test
  void allocationsWithManyRegistersAreRight() {
    check(RandomInput.LARGE);
  }

  private static void check(MachineEnv env) {
    long first = Long.getLong("jabiru.seed", 1);
    for (long seed = first; seed < first + FUNCTIONS; seed++) {
      RandomInput input = new RandomInput(seed, env, 20 + (int) (seed % 150));
      RegallocOutput output;
      try {
        output = LinearScan.allocate(input, env);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + "\n" + AllocationPrinter.print(input, null), e);
      }
      List<String> errors = SymbolicChecker.check(input, output, env);
      if (!errors.isEmpty()) {
        throw new AssertionError(
            "seed " + seed + ": " + errors + "\n" + AllocationPrinter.print(input, output));
      }
    }
  }

  /**
   * A use that reads a slot which no move and no operand names, so that nobody has written it, is
   * wrong whatever the program.
   */
  @Test
  void usesOfAPlaceNobodyWroteAreRejected() {
    int rejected = 0;
    for (long seed = 1; rejected < 150; seed++) {
      RandomInput input = new RandomInput(seed, RandomInput.LARGE, 60);
      RegallocOutput right = LinearScan.allocate(input, RandomInput.LARGE);
      Random random = new Random(seed);
      int inst = random.nextInt(input.endInst(input.blockCount() - 1));
      for (int o = 0; o < input.operandCount(inst); o++) {
        if (!Operand.isDef(input.operandDemand(inst, o))) {
          RegallocOutput wrong = new Mutant(right, inst, o, Allocation.slot(right.slotCount()));
          assertThat(SymbolicChecker.check(input, wrong, RandomInput.LARGE))
              .as("seed %d", seed)
              .isNotEmpty();
          rejected++;
        }
      }
    }
  }

  @Test
  void aGiantFunctionIsAllocated() {
    RandomInput input = RandomInput.sequence(300_000);
    RegallocOutput output = LinearScan.allocate(input, RandomInput.LARGE);
    assertThat(output.moveCount()).isPositive();
  }

  /** One more slot, and one use that reads it. */
  private record Mutant(RegallocOutput right, int inst, int operand, int wrong)
      implements RegallocOutput {
    @Override
    public int place(int i, int o) {
      return i == inst && o == operand ? wrong : right.place(i, o);
    }

    @Override
    public int slotCount() {
      return right.slotCount() + 1;
    }

    @Override
    public int moveCount() {
      return right.moveCount();
    }

    @Override
    public int moveInst(int move) {
      return right.moveInst(move);
    }

    @Override
    public int moveFrom(int move) {
      return right.moveFrom(move);
    }

    @Override
    public int moveTo(int move) {
      return right.moveTo(move);
    }

    @Override
    public int moveClass(int move) {
      return right.moveClass(move);
    }

    @Override
    public int moveOrigin(int move) {
      return right.moveOrigin(move);
    }
  }
}
