// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Work and memory grow as the function does, counted and not timed. */
class LivenessTest {
  /**
   * Many values, defined in the first block, live through a chain of blocks, each with a way out
   * where nothing lives; all used at the end, in loops of some blocks.
   */
  private static HandInput chain(int values, int blocks) {
    HandInput input = new HandInput();
    input.block(0);
    int condition = input.vreg();
    input.define(condition);
    List<Integer> live = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      live.add(input.vreg());
      input.define(live.getLast());
    }
    input.jump(1);
    for (int b = 1; b < 2 * blocks; b += 2) {
      input.block(0);
      input.branch(condition, b + 1, b + 2);
      input.block(0);
      input.inst();
    }
    input.block(0);
    return input.finish(live.stream().mapToInt(v -> v).toArray());
  }

  private static LiveBlocks live(HandInput input) {
    return new Liveness(input).blocks();
  }

  @Test
  void stepsGrowWithTheBlocksAndNotWithTheirSquare() {
    long once = live(chain(500, 1000)).steps();
    long twice = live(chain(500, 2000)).steps();
    assertThat((double) twice / once).isBetween(1.8, 2.2);
  }

  @Test
  void valuesAreSolvedManyAtATime() {
    long few = live(chain(64, 1000)).steps();
    long many = live(chain(640, 1000)).steps();
    assertThat((double) many / few).isLessThan(11);
    assertThat(many).as("visits for each value").isLessThan(640 * 1000);
  }

  @Test
  void holesDoNotOutgrowTheFunction() {
    int values = 1000;
    int blocks = 5000;
    HandInput input = chain(values, blocks);
    assertThat(live(input).size()).isLessThan(8 * (input.vregCount() + input.blockCount()) + 2);
    assertThat(2 * values * blocks)
        .as("what all the holes would take")
        .isGreaterThan(50 * live(input).size());
  }

  @Test
  void liveRangesHaveHoles() {
    HandInput input = new HandInput();
    int v = input.vreg();
    input.block(0);
    input.define(v).branch(v, 1, 2);
    input.block(0);
    input.inst();
    input.block(0);
    input.finish(v);
    Liveness liveness = new Liveness(input);
    assertThat(liveness.isLiveIn(v, 1)).isFalse();
    assertThat(liveness.isLiveIn(v, 2)).isTrue();
    assertThat(liveness.blocks().liveInCount(1, MachineEnv.INT)).isZero();
    assertThat(liveness.blocks().liveInCount(2, MachineEnv.INT)).isEqualTo(1);
  }

  @Test
  void whatALoopUsesLivesRoundIt() {
    HandInput input = new HandInput();
    int v = input.vreg();
    int w = input.vreg();
    input.block(0);
    input.define(v, w).jump(1);
    input.block(1);
    input.use(v).branch(w, 2, 3);
    input.block(1);
    input.jump(1);
    input.block(0);
    input.finish();
    Liveness liveness = new Liveness(input);
    assertThat(liveness.isLiveOut(v, 1)).isTrue();
    assertThat(liveness.isLiveOut(v, 2)).isTrue();
    assertThat(liveness.isLiveIn(v, 3)).isFalse();
  }
}
