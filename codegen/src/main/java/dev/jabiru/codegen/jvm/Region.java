// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.InstructionData;
import java.util.Arrays;

/**
 * A run of blocks that becomes one method, and which values live in its local variables where.
 *
 * <p>Liveness here is that within the method: what only other regions use is not live. A value that
 * is live where control comes in from another region travels in the frame; see {@link Frame}.
 *
 * <p>Only values that are live across a block boundary take part in the data flow: they have a
 * dense number, and each block has bit sets over these numbers.
 */
final class Region {
  final Body body;
  final Trees trees;

  /** The first position, and the one after the last. */
  final int from;

  final int to;

  /** Values with a dense number, and the number plus one by value. */
  private int[] crossing = new int[16];

  private int crossingCount;
  private final ValueNumbers numbers;
  private long[] liveIn = new long[0];
  private int words;

  /** By value, while this region is worked on: the first and last point where it is live. */
  private final Intervals intervals;

  Region(Body body, Trees trees, int from, int to, ValueNumbers numbers, Intervals intervals) {
    this.body = body;
    this.trees = trees;
    this.from = from;
    this.to = to;
    this.numbers = numbers;
    this.intervals = intervals;
  }

  /** Dense numbers of values, one array for all regions; -1 where a value has none. */
  static final class ValueNumbers {
    private final int[] numbers;

    ValueNumbers(int values) {
      numbers = new int[values];
      Arrays.fill(numbers, -1);
    }
  }

  /** What is done for each use of a value from a local variable. */
  interface UseVisitor {
    void use(int value);
  }

  boolean contains(int position) {
    return position >= from && position < to;
  }

  /** Whether the value is defined in another region. */
  boolean isForeign(int value) {
    return !contains(body.definingPosition[value]);
  }

  /** The point of a block's start; an instruction's is {@link #pointOf}. */
  int startPoint(int position) {
    return 2 * body.firstInst[position];
  }

  static int pointOf(int index) {
    return 2 * index + 1;
  }

  private int endPoint(int position) {
    return pointOf(body.firstInst[position + 1] - 1);
  }

  /** Visits the values that the tree of a root reads from local variables, edges included. */
  void forEachUse(int index, UseVisitor visitor) {
    InstructionData data = body.data(body.insts[index]);
    forEachOperand(data, visitor);
    int position = body.positionOf(index);
    for (int e = 0, n = data.edgeCount(); e < n; e++) {
      boolean leaves = !contains(body.order.targets[body.order.firstTarget[position] + e]);
      for (int i = 0, count = body.edgeArgCount(data, e); i < count; i++) {
        int value = body.edgeArg(data, e, i);
        if (!leaves || !isForeign(value)) { // else it goes from frame to frame
          visit(value, visitor);
        }
      }
    }
  }

  private void forEachOperand(InstructionData data, UseVisitor visitor) {
    for (int i = 0, n = body.argCount(data); i < n; i++) {
      visit(body.arg(data, i), visitor);
    }
  }

  private void visit(int value, UseVisitor visitor) {
    if (!trees.isInline(value)) {
      visitor.use(value);
    } else if (!body.isConstant(value)) {
      forEachOperand(body.data(body.definingInst[value]), visitor);
    }
  }

  boolean isRoot(int index) {
    return !trees.isNested(index) && !trees.isDead(index);
  }

  /** Computes liveness. */
  void analyze() {
    number();
    words = (crossingCount + 63) >>> 6;
    int count = to - from;
    liveIn = new long[count * words];
    long[] defined = new long[count * words];
    for (int p = from; p < to; p++) {
      int base = (p - from) * words;
      int position = p;
      for (int i = body.firstInst[p]; i < body.firstInst[p + 1]; i++) {
        if (isRoot(i)) {
          forEachUse(
              i,
              value -> {
                int n = numbers.numbers[value];
                if (n >= 0 && body.definingPosition[value] != position) {
                  liveIn[base + (n >> 6)] |= 1L << n;
                }
              });
        }
      }
    }
    for (int i = 0; i < crossingCount; i++) {
      int position = body.definingPosition[crossing[i]];
      if (contains(position)) {
        defined[(position - from) * words + (i >> 6)] |= 1L << i;
      }
    }
    for (boolean changed = words > 0; changed; ) {
      changed = false;
      for (int p = to - 1; p >= from; p--) {
        int base = (p - from) * words;
        for (int e = body.order.firstTarget[p]; e < body.order.firstTarget[p + 1]; e++) {
          int target = body.order.targets[e];
          if (!contains(target)) {
            continue;
          }
          int other = (target - from) * words;
          for (int w = 0; w < words; w++) {
            long more = liveIn[other + w] & ~defined[base + w] & ~liveIn[base + w];
            if (more != 0) {
              liveIn[base + w] |= more;
              changed = true;
            }
          }
        }
      }
    }
  }

  private void number() {
    for (int p = from; p < to; p++) {
      int position = p;
      for (int i = body.firstInst[p]; i < body.firstInst[p + 1]; i++) {
        if (isRoot(i)) {
          forEachUse(
              i,
              value -> {
                if (body.definingPosition[value] != position && numbers.numbers[value] < 0) {
                  if (crossingCount == crossing.length) {
                    crossing = Arrays.copyOf(crossing, crossingCount * 2);
                  }
                  numbers.numbers[value] = crossingCount;
                  crossing[crossingCount++] = value;
                }
              });
        }
      }
    }
  }

  /** Gives the dense numbers back; must be called before the next region is analysed. */
  void release() {
    for (int i = 0; i < crossingCount; i++) {
      numbers.numbers[crossing[i]] = -1;
    }
  }

  /** Visits the values that are live at the start of a block, its parameters not among them. */
  void forEachLiveIn(int position, UseVisitor visitor) {
    int base = (position - from) * words;
    for (int w = 0; w < words; w++) {
      for (long bits = liveIn[base + w]; bits != 0; bits &= bits - 1) {
        visitor.use(crossing[(w << 6) + Long.numberOfTrailingZeros(bits)]);
      }
    }
  }

  /** Finds the interval of points over which each value needs its local variable. */
  void computeIntervals() {
    intervals.clear();
    for (int p = from; p < to; p++) {
      int start = startPoint(p);
      forEachLiveIn(p, value -> intervals.extend(value, start));
      for (int i = 0, n = body.paramCount(p); i < n; i++) {
        if (body.useCount[body.param(p, i)] > 0) {
          intervals.define(body.param(p, i), start);
        }
      }
      for (int i = body.firstInst[p]; i < body.firstInst[p + 1]; i++) {
        if (!isRoot(i)) {
          continue;
        }
        int point = pointOf(i);
        forEachUse(i, value -> intervals.extend(value, point));
        int inst = body.insts[i];
        for (int r = 0, n = body.resultCount(inst); r < n; r++) {
          int value = body.result(inst, r);
          if (body.useCount[value] > 0) {
            intervals.define(value, point);
          }
        }
      }
      int end = endPoint(p);
      for (int e = body.order.firstTarget[p]; e < body.order.firstTarget[p + 1]; e++) {
        int target = body.order.targets[e];
        if (contains(target)) {
          forEachLiveIn(target, value -> intervals.extend(value, end));
        }
      }
    }
  }

  Intervals intervals() {
    return intervals;
  }
}
