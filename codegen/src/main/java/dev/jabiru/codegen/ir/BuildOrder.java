// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.IntSecondaryMap;
import java.util.Arrays;

/**
 * In which order blocks are begun while a function is built, and what dominates them.
 *
 * <p>Reading a variable that was written long ago must not cost a step, let alone a parameter, for
 * each block since. What this class knows answers it at once: blocks are numbered as they are
 * begun, and the way from a block's immediate dominator to the block leads only through blocks with
 * numbers in between, unless it goes round a loop. So a variable that was not written in between is
 * in the block what it was at the end of the dominator. {@link #climb} goes as far as that holds.
 *
 * <p><b>Loops.</b> A block begun before it is sealed is taken for the header of a loop, which lasts
 * until the block is sealed: what is begun meanwhile may lead back to it. To go past an open header
 * is never right. To go past a closed one is, if nothing in the whole loop writes the variable.
 *
 * <p><b>Why it is right.</b> Take a block and its immediate dominator, and any block on a way
 * between them. It is dominated by the latter, so begun after it. Were it begun after the former,
 * the way would have an edge back to a block in between, one that was begun before all edges to it
 * were known: a header whose loop is not over. Those are what {@code climb} stops at.
 *
 * <p>That needs loops that nest and are entered at their headers, and blocks begun after their
 * dominators. WebAssembly has no others. If a front end builds others, nothing is claimed from then
 * on: a block's climb ends where it begins.
 */
final class BuildOrder {
  private static final int NONE = -1;
  private static final int OPEN = Integer.MAX_VALUE;

  private final IntSecondaryMap<Block> numbers = IntSecondaryMap.withDefault(NONE);
  private int count;
  private boolean isRegular = true;

  // By number. An immediate dominator, or none at an entry; an ancestor farther up, to climb in
  // logarithmic time; how many dominators there are; of a header, the last number in its loop;
  // the innermost header that was open when the block was begun, of a header its own.
  private int[] blocks = new int[16];
  private int[] dominator = new int[16];
  private int[] ancestor = new int[16];
  private int[] depth = new int[16];
  private int[] loopEnd = new int[16];
  private int[] loop = new int[16];

  /** Of a header, the one around it. */
  private int[] outerLoop = new int[16];

  private int innermost = NONE;

  /** The number of a block, or -1 if it was not begun yet. */
  int numberOf(Block block) {
    return numbers.get(block);
  }

  /**
   * Begins a block whose known predecessors have the dominator that {@link #commonDominator} gives.
   */
  void begin(Block block, boolean isSealed, int idom) {
    int n = count++;
    if (n == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * n);
      dominator = Arrays.copyOf(dominator, 2 * n);
      ancestor = Arrays.copyOf(ancestor, 2 * n);
      depth = Arrays.copyOf(depth, 2 * n);
      loopEnd = Arrays.copyOf(loopEnd, 2 * n);
      loop = Arrays.copyOf(loop, 2 * n);
      outerLoop = Arrays.copyOf(outerLoop, 2 * n);
    }
    numbers.set(block, n);
    blocks[n] = block.index();
    dominator[n] = idom;
    if (idom == NONE) {
      ancestor[n] = n;
      depth[n] = 0;
    } else {
      int a = ancestor[idom];
      boolean isFar = depth[idom] - depth[a] == depth[a] - depth[ancestor[a]];
      ancestor[n] = isFar ? ancestor[a] : idom;
      depth[n] = depth[idom] + 1;
    }
    if (!isSealed) {
      outerLoop[n] = innermost;
      loopEnd[n] = OPEN;
      innermost = n;
    }
    loop[n] = innermost;
  }

  /** Closes the loop of a header: all its predecessors are known. */
  void close(int header) {
    isRegular &= innermost == header;
    loopEnd[header] = count - 1;
    innermost = outerLoop[header];
  }

  /** Takes note of a way into a header: from inside its loop, or from where it was known before. */
  void checkEntry(int header, int from) {
    int common = commonDominator(header, from);
    isRegular &= common == header || common == dominator[header];
  }

  boolean isOpen(int number) {
    return loop[number] == number && loopEnd[number] == OPEN;
  }

  /** The nearest common dominator of two blocks, or -1. */
  int commonDominator(int a, int b) {
    while (depth[a] > depth[b]) {
      a = depth[ancestor[a]] >= depth[b] ? ancestor[a] : dominator[a];
    }
    while (depth[b] > depth[a]) {
      b = depth[ancestor[b]] >= depth[a] ? ancestor[b] : dominator[b];
    }
    while (a != b) {
      if (depth[a] == 0) {
        return NONE;
      }
      boolean isFar = ancestor[a] != ancestor[b];
      a = isFar ? ancestor[a] : dominator[a];
      b = isFar ? ancestor[b] : dominator[b];
    }
    return a;
  }

  /**
   * The farthest dominator of a block, maybe the block, from whose end on a variable is known not
   * to change up to the end of the block, where nothing writes it.
   */
  Block climb(Block block, Writes writes) {
    int at = numbers.get(block);
    if (!isRegular || at == NONE) {
      return block;
    }
    int header = loop[at];
    int last = writes.lastUpTo(at);
    while (true) {
      int stop = Math.max(0, Math.max(last, header));
      while (dominator[at] >= stop) {
        at = ancestor[at] >= stop ? ancestor[at] : dominator[at];
      }
      if (at != header || loopEnd[at] == OPEN) {
        return new Block(blocks[at]);
      }
      last = writes.lastUpTo(loopEnd[at]);
      if (last >= at) {
        return new Block(blocks[at]);
      }
      header = outerLoop[at];
    }
  }

  /** Takes note of a write in a block begun before the one that was written last. */
  void giveUp() {
    isRegular = false;
  }

  /** The blocks that write one variable, by number, ascending. */
  static final class Writes {
    static final Writes NOWHERE = new Writes();

    private int[] numbers = new int[2];
    private int count;

    /** Adds a block; false if it comes too late. */
    boolean add(int number) {
      int last = count == 0 ? NONE : numbers[count - 1];
      if (number > last) {
        if (count == numbers.length) {
          numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = number;
      }
      return number >= last;
    }

    /** The last one with at most the given number, or -1. */
    int lastUpTo(int number) {
      if (count == 0 || numbers[count - 1] <= number) {
        return count == 0 ? NONE : numbers[count - 1];
      }
      int low = 0; // all below have at most the number
      int high = count - 1; // this one and those above have more
      while (low < high) {
        int middle = low + high >>> 1;
        if (numbers[middle] <= number) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low == 0 ? NONE : numbers[low - 1];
    }
  }
}
