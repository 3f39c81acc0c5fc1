// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Allocates registers in one pass over the code.
 *
 * <p>The scan goes over the blocks in the order of the layout and knows at each point which virtual
 * register each register holds: its {@linkplain Homes home}. What finds no register, or loses it to
 * a call or to something used sooner, is in its slot, and comes back when it is next needed in a
 * register. So intervals are split where they lose a register and where they get one, and have a
 * hole while they are not live. {@link BlockEntry} decides which state a block begins with; {@link
 * Resolution} then makes all edges agree. A value is stored once, behind its definition, and only
 * if something reads its slot.
 */
public final class LinearScan {
  private LinearScan() {}

  /**
   * Allocates.
   *
   * @param input the function
   * @param env the machine
   * @return the allocation
   * @throws AssertionError if an instruction demands more registers than there are
   */
  public static RegallocOutput allocate(RegallocInput input, MachineEnv env) {
    Liveness liveness = new Liveness(input);
    Loops loops = new Loops(input, liveness);
    Placement placement = new Placement(input, env);
    scan(placement, liveness, loops);
    return Resolution.resolve(placement, liveness);
  }

  private static void scan(Placement placement, Liveness liveness, Loops loops) {
    RegallocInput input = placement.input;
    Homes homes = new Homes(input.vregCount());
    Hints hints = new Hints(input);
    RegisterChoice choice = new RegisterChoice(placement, liveness, hints, loops, homes);
    BlockEntry entry = new BlockEntry(placement, liveness, loops, homes, choice);
    InstructionScan instructions = new InstructionScan(placement, liveness, homes, choice);
    for (int b = 0; b < input.blockCount(); b++) {
      choice.enter(b);
      entry.enter(b);
      placement.setEntry(b, homes.content);
      for (int i = input.firstInst(b), end = input.endInst(b); i < end; i++) {
        if (input.operandCount(i) > 0 || input.clobbers(i) != 0) {
          instructions.allocate(b, i);
        }
      }
      placement.setExit(b, homes.content);
    }
  }

  /** {@return an array of -1} */
  static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, -1);
    return array;
  }
}
