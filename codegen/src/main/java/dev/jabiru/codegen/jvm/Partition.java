// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import java.util.Arrays;

/**
 * Cuts the blocks of a function, in their order, into runs that each fit a method.
 *
 * <p>A cut between two neighbours costs what the edges across it weigh, and an edge weighs more the
 * more loops are around it. Of all ways to cut with no run over the limit, one of least cost is
 * taken: {@code best[i]}, the cost of cutting all before {@code i}, is the least {@code best[j]} of
 * the {@code j} whose run fits, plus the cost of a cut at {@code i}. As {@code i} grows the window
 * of such {@code j} only moves on, so a queue of candidates finds the least in constant time.
 */
final class Partition {
  private static final int MAX_WEIGHT_DEPTH = 6;

  /**
   * What an access of memory counts for beyond its own bytes: C1 inlines what is behind its handle
   * and refuses methods with more than 60 to 80 of them.
   */
  private static final int ACCESS_BYTES = 80;

  private Partition() {}

  /** An estimate of the bytes that a block becomes. */
  static int[] estimate(Body body) {
    int[] bytes = new int[body.order.count()];
    for (int p = 0; p < bytes.length; p++) {
      int total = 4;
      for (int i = body.firstInst[p]; i < body.firstInst[p + 1]; i++) {
        total += estimate(body, body.data(body.insts[i]));
      }
      bytes[p] = total;
    }
    return bytes;
  }

  /** An estimate of the bytes that an instruction becomes, on the high side. */
  static int estimate(Body body, InstructionData data) {
    Opcode opcode = data.opcode();
    int args = body.argCount(data);
    int bytes = 4 + 2 * args;
    if (opcode.isCall()) {
      bytes += 12 + 10 * Math.max(0, body.function.signatureOf(data).returns().size() - 1);
    } else if (MemoryCache.isAccess(data)) {
      bytes += ACCESS_BYTES + (data.offset() == 0 ? 9 : 18);
    } else {
      switch (opcode) {
        case ICMP, FCMP, SELECT, INTERRUPT_CHECK, GLOBAL_GET, GLOBAL_SET -> bytes += 8;
        case FUEL, FNEG -> bytes += 20;
        case STACK_LOAD, STACK_STORE -> bytes += 12;
        case RETURN -> bytes += Math.max(0, args - 1) * 10;
        case ICONST, F32CONST, F64CONST, IADD, ISUB, IMUL, BAND, BOR, BXOR -> bytes -= 2;
        default -> {}
      }
    }
    for (int e = 0, n = data.edgeCount(); e < n; e++) {
      bytes += 4 + 4 * body.edgeArgCount(data, e);
    }
    return bytes;
  }

  /** The positions at which runs start, ascending, the first 0. */
  static int[] cut(Body body, int[] bytes, int limit) {
    int n = bytes.length;
    long[] cost = cutCosts(body, n);
    long[] best = new long[n + 1];
    int[] previous = new int[n + 1];
    long[] start = new long[n + 1]; // bytes before each position
    for (int i = 0; i < n; i++) {
      start[i + 1] = start[i] + bytes[i];
    }
    int[] queue = new int[n + 1]; // candidates with ascending best
    int head = 0;
    int tail = 0;
    queue[tail++] = 0;
    for (int i = 1; i <= n; i++) {
      while (tail - head > 1 && start[i] - start[queue[head]] > limit) {
        head++;
      }
      int from = queue[head];
      if (start[i] - start[from] > limit) {
        from = i - 1; // a block over the limit has a run to itself
      }
      previous[i] = from;
      best[i] = best[from] + (i < n ? cost[i] : 0);
      while (tail > head && best[queue[tail - 1]] >= best[i]) {
        tail--;
      }
      queue[tail++] = i;
    }
    int count = 0;
    int[] cuts = new int[n];
    for (int i = n; i > 0; i = previous[i]) {
      cuts[count++] = previous[i];
    }
    cuts = Arrays.copyOf(cuts, count);
    for (int i = 0; i < count / 2; i++) {
      int swapped = cuts[i];
      cuts[i] = cuts[count - 1 - i];
      cuts[count - 1 - i] = swapped;
    }
    return cuts;
  }

  /**
   * By position: what the edges weigh that a cut before it would cross, and a little for itself.
   */
  private static long[] cutCosts(Body body, int n) {
    long[] change = new long[n + 1];
    for (int p = 0; p < n; p++) {
      for (int e = body.order.firstTarget[p]; e < body.order.firstTarget[p + 1]; e++) {
        int target = body.order.targets[e];
        int depth = Math.min(body.order.loopDepth[p], body.order.loopDepth[target]);
        long weight = 1L << 3 * Math.min(depth, MAX_WEIGHT_DEPTH);
        change[Math.min(p, target) + 1] += weight;
        change[Math.max(p, target) + 1] -= weight;
      }
    }
    long[] cost = new long[n];
    long sum = 0;
    for (int p = 0; p < n; p++) {
      sum += change[p];
      cost[p] = sum + 8;
    }
    return cost;
  }
}
