// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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

  /** A switch whose targets read what lives across it, and lead to one block that reads all. */
  @Test
  void theEdgesOfAHugeSwitchAreNotSearchedForEachOfThem() {
    int targets = 3000;
    HandInput input = new HandInput();
    int[] live = new int[10];
    for (int i = 0; i < live.length; i++) {
      live[i] = input.vreg();
    }
    input.block(0);
    input.define(live).branch(live[0], IntStream.rangeClosed(1, targets).toArray());
    for (int i = 0; i < targets; i++) {
      input.block(0);
      input.use(live[i % live.length]).jump(targets + 1);
    }
    input.block(0);
    input.finish(live);
    AtomicLong asked = new AtomicLong();
    RegallocInput counted =
        (RegallocInput)
            Proxy.newProxyInstance(
                RegallocInput.class.getClassLoader(),
                new Class<?>[] {RegallocInput.class},
                (proxy, method, args) -> {
                  asked.addAndGet(method.getName().equals("successor") ? 1 : 0);
                  return method.invoke(input, args);
                });
    RegallocOutput output = LinearScan.allocate(counted, RandomInput.LARGE);
    assertThat(SymbolicChecker.check(input, output, RandomInput.LARGE)).isEmpty();
    assertThat(asked).hasValueLessThan(100L * targets);
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
