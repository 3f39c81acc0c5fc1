// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ.jvm;

import dev.jabiru.environ.Builtin;
import dev.jabiru.environ.TrapCode;

/**
 * The Java side of {@link Builtin}: one static method each, named and typed as the table says, plus
 * the slow path of the interruption check.
 *
 * <p>Each checks everything before it changes anything. Traps are {@link TrapException}s.
 */
public final class Builtins {
  private Builtins() {}

  /**
   * Grows a memory.
   *
   * @param context the caller's instance
   * @param memory index of the memory
   * @param delta pages to add, unsigned
   * @return the old size in pages, or -1 when it cannot grow
   */
  public static long memoryGrow(VMContext context, int memory, long delta) {
    return context.memories[memory].grow(delta);
  }

  /**
   * What an interruption check calls once the switch has been fired.
   *
   * @param context the caller's instance
   */
  public static void interrupted(VMContext context) {
    if (context.store.interrupted) {
      throw new TrapException(TrapCode.INTERRUPTED);
    }
  }

  /**
   * Traps when the store's fuel is used up.
   *
   * @param context the caller's instance
   */
  public static void outOfFuel(VMContext context) {
    throw new TrapException(TrapCode.OUT_OF_FUEL);
  }
}
