// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.InstructionFormat;
import dev.jabiru.codegen.ir.Memory;
import dev.jabiru.codegen.ir.MemoryData;

/**
 * Where the array or segment of a memory is in a local variable and still the right one.
 *
 * <p>One memory of each method, the one it accesses most, has such a variable. A call may grow the
 * memory, and then the memory has another array; so after a call the variable is stale until the
 * next access reads it anew. At a block's start it is good if it was so at the end of every
 * predecessor and, at a loop's header, nothing in the loop makes it stale.
 */
final class MemoryCache {
  /** No memory. */
  static final int NONE = -1;

  private final Region region;
  private final int memory;
  private final boolean[] goodAtStart; // by position in the region
  private final boolean[] stales; // by position in the region: makes the variable stale
  private final boolean[] accesses; // by position in the region
  private final boolean mayMove;
  private final boolean hasLoopAccess;
  private final int accessCount;
  private boolean isGood;
  private int slot = -1;

  MemoryCache(Region region) {
    this.region = region;
    Body body = region.body;
    int count = region.to - region.from;
    goodAtStart = new boolean[count];
    stales = new boolean[count];
    accesses = new boolean[count];
    memory = mostUsed(region);
    mayMove = memory != NONE && data(body, memory).mayGrow();
    boolean inLoop = false;
    int total = 0;
    for (int p = region.from; p < region.to && memory != NONE; p++) {
      for (int i = body.firstInst[p]; i < body.firstInst[p + 1]; i++) {
        InstructionData data = body.data(body.insts[i]);
        if (mayMove && data.opcode().isCall()) {
          stales[p - region.from] = true;
        } else if (isAccess(data) && data.memory().index() == memory) {
          accesses[p - region.from] = true;
          inLoop |= body.order.loopDepth[p] > 0;
          total++;
        }
      }
    }
    hasLoopAccess = inLoop;
    accessCount = total;
  }

  private static MemoryData data(Body body, int memory) {
    return body.function.memories().get(new Memory(memory));
  }

  static boolean isAccess(InstructionData data) {
    return data.opcode().format() == InstructionFormat.MEMORY_ACCESS;
  }

  private static int mostUsed(Region region) {
    Body body = region.body;
    int[] counts = new int[body.function.memories().size()];
    int best = NONE;
    for (int i = body.firstInst[region.from]; i < body.firstInst[region.to]; i++) {
      InstructionData data = body.data(body.insts[i]);
      if (isAccess(data)) {
        int m = data.memory().index();
        counts[m]++;
        if (best == NONE || counts[m] > counts[best]) {
          best = m;
        }
      }
    }
    return best;
  }

  /** The memory with a variable, or {@link #NONE}. */
  int memory() {
    return memory;
  }

  int slot() {
    return slot;
  }

  void setSlot(int slot) {
    this.slot = slot;
  }

  /** Whether reading the array first thing in the method pays. */
  boolean wantsEarlyRead() {
    return hasLoopAccess || accessCount > 2;
  }

  boolean isGood() {
    return isGood;
  }

  void setGood(boolean good) {
    isGood = good;
  }

  /** Starts a block, of which all predecessors before it have been assembled. */
  void startBlock(int position, boolean goodBefore) {
    isGood = goodBefore && memory != NONE;
    int end = region.body.order.loopEnd[position];
    if (isGood && end >= 0) {
      isGood = isCleanLoop(position, end);
    }
    goodAtStart[position - region.from] = isGood;
  }

  /** Whether the array must be read for a jump back, which only loops with two entries need. */
  boolean wantsReadAfter(int position) {
    BlockOrder order = region.body.order;
    for (int i = order.firstTarget[position]; !isGood && i < order.firstTarget[position + 1]; i++) {
      int target = order.targets[i];
      if (target <= position && region.contains(target) && goodAtStart[target - region.from]) {
        return true;
      }
    }
    return false;
  }

  /** After a call, which may have grown the memory. */
  void afterCall() {
    isGood &= !mayMove;
  }

  private boolean isCleanLoop(int header, int end) {
    for (int p = header; p <= Math.min(end, region.to - 1); p++) {
      if (stales[p - region.from]) {
        return false;
      }
    }
    return end < region.to; // a loop that leaves the region may come back stale, by its entry
  }

  /** Whether reading the array on the way into a loop saves reading it in each round. */
  boolean wantsReadBefore(int header) {
    int end = region.body.order.loopEnd[header];
    if (isGood || memory == NONE || end < 0 || !isCleanLoop(header, end)) {
      return false;
    }
    for (int p = header; p <= end; p++) {
      if (accesses[p - region.from]) {
        return true;
      }
    }
    return false;
  }
}
