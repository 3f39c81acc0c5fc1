// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/**
 * Out of which blocks each virtual register is live, as ranges of blocks in the order of the
 * layout, and how many are live into each block.
 *
 * <p>Most virtual registers live and die within a block and need nothing. The others are solved 64
 * at a time, in groups of neighbours by definition: a word a block, one bit for each of the group.
 * Bits go backwards from the uses, always from the last block that has news, and so a group visits
 * each block it lives in about once a loop around it. Memory is bounded: where ranges have so many
 * holes that they outgrow the function, the holes of the virtual registers to come are taken to be
 * live. A live range may be too long, but never too short.
 */
final class LiveBlocks {
  private static final int GROUP = 64;

  private final RegallocInput input;
  private final int[] defBlock;

  /** By virtual register: where its ranges begin and end in {@link #ranges}. */
  private final int[] firstRange;

  private final int[] endRange;

  /** Pairs of first block and the block behind the last. */
  private int[] ranges = new int[256];

  private int rangeCount;
  private final int budget;

  /** By block and class. */
  private final int[] liveInCounts;

  /** The group being solved. */
  private final int[] group = new int[GROUP];

  private int groupSize;
  private final long[] classBits = new long[2];

  /** By block: which of the group are defined in it, live into it, live out of it. */
  private final long[] defined;

  private final long[] in;
  private final long[] out;

  /** A bit set of the blocks with news, the highest of them, and the bounds of the group. */
  private final long[] news;

  private int highestNews;
  private int lowest = Integer.MAX_VALUE;
  private int highest = -1;

  /** Triples of member of the group, first block and end. */
  private int[] found = new int[3 * GROUP];

  private int foundCount;
  private long steps;

  LiveBlocks(RegallocInput input, int[] defBlock) {
    this.input = input;
    this.defBlock = defBlock;
    int blocks = input.blockCount();
    int vregs = input.vregCount();
    firstRange = new int[vregs];
    endRange = new int[vregs];
    budget = 8 * (vregs + blocks);
    liveInCounts = new int[2 * blocks];
    defined = new long[blocks];
    in = new long[blocks];
    out = new long[blocks];
    news = new long[(blocks >> 6) + 1];
  }

  /** Adds a virtual register that is used outside of its block; its uses follow. */
  void begin(int vreg) {
    if (groupSize == GROUP) {
      finish();
    }
    group[groupSize++] = vreg;
    long bit = 1L << (groupSize - 1);
    classBits[input.vregClass(vreg)] |= bit;
    defined[defBlock[vreg]] |= bit;
    touch(defBlock[vreg]);
  }

  /** Says that what was begun last is used in a block. */
  void use(int block) {
    long bit = 1L << (groupSize - 1);
    if (((in[block] | defined[block]) & bit) == 0) {
      in[block] |= bit;
      touch(block);
      announce(block);
    }
  }

  private void touch(int block) {
    lowest = Math.min(lowest, block);
    highest = Math.max(highest, block);
  }

  private void announce(int block) {
    news[block >> 6] |= 1L << block;
    highestNews = Math.max(highestNews, block);
  }

  /** Solves the group there is. */
  void finish() {
    if (groupSize == 0) {
      return;
    }
    for (int b = nextNews(); b >= 0; b = nextNews()) {
      spread(b);
    }
    gather();
    store();
    for (int b = lowest; b <= highest; b++) {
      defined[b] = 0;
      in[b] = 0;
      out[b] = 0;
    }
    Arrays.fill(classBits, 0);
    groupSize = 0;
    lowest = Integer.MAX_VALUE;
    highest = -1;
  }

  /** {@return the last block with news, which is no more news; -1 if there is none} */
  private int nextNews() {
    for (int word = highestNews >> 6; word >= 0; word--) {
      if (news[word] != 0) {
        int bit = 63 - Long.numberOfLeadingZeros(news[word]);
        news[word] &= ~(1L << bit);
        highestNews = (word << 6) + bit;
        return highestNews;
      }
    }
    highestNews = 0;
    return -1;
  }

  private void spread(int block) {
    long live = in[block];
    for (int p = 0, n = input.predecessorCount(block); p < n; p++) {
      steps++;
      int from = input.predecessor(block, p);
      if ((live & ~out[from]) != 0) {
        out[from] |= live;
        touch(from);
        long more = live & ~defined[from] & ~in[from];
        if (more != 0) {
          in[from] |= more;
          announce(from);
        }
      }
    }
  }

  /** Goes over the blocks forwards, and sees where each of the group begins and ends to be live. */
  private void gather() {
    foundCount = 0;
    long open = 0;
    int[] start = new int[GROUP];
    for (int b = lowest; b <= highest; b++) {
      steps++;
      liveInCounts[2 * b] += Long.bitCount(in[b] & classBits[0]);
      liveInCounts[2 * b + 1] += Long.bitCount(in[b] & classBits[1]);
      long now = out[b];
      for (long rest = open & ~now; rest != 0; rest &= rest - 1) {
        int member = Long.numberOfTrailingZeros(rest);
        find(member, start[member], b);
      }
      for (long rest = now & ~open; rest != 0; rest &= rest - 1) {
        start[Long.numberOfTrailingZeros(rest)] = b;
      }
      open = now;
    }
    for (long rest = open; rest != 0; rest &= rest - 1) {
      int member = Long.numberOfTrailingZeros(rest);
      find(member, start[member], highest + 1);
    }
  }

  private void find(int member, int start, int end) {
    if (foundCount + 3 > found.length) {
      found = Arrays.copyOf(found, found.length * 2);
    }
    found[foundCount++] = member;
    found[foundCount++] = start;
    found[foundCount++] = end;
  }

  /** Sorts what was found by virtual register. */
  private void store() {
    boolean fills = rangeCount + foundCount > budget;
    int[] count = new int[GROUP];
    for (int f = 0; f < foundCount; f += 3) {
      count[found[f]] = fills ? 1 : count[found[f]] + 1;
    }
    for (int member = 0; member < groupSize; member++) {
      firstRange[group[member]] = rangeCount;
      endRange[group[member]] = rangeCount;
      rangeCount += 2 * count[member];
    }
    if (rangeCount > ranges.length) {
      ranges = Arrays.copyOf(ranges, Math.max(rangeCount, ranges.length * 2));
    }
    for (int f = 0; f < foundCount; f += 3) {
      int vreg = group[found[f]];
      if (fills && endRange[vreg] > firstRange[vreg]) {
        ranges[endRange[vreg] - 1] = found[f + 2];
      } else {
        ranges[endRange[vreg]++] = found[f + 1];
        ranges[endRange[vreg]++] = found[f + 2];
      }
    }
  }

  /** {@return where the ranges of a virtual register begin} */
  int firstRange(int vreg) {
    return firstRange[vreg];
  }

  /** {@return where the ranges of a virtual register end; each takes two} */
  int endRange(int vreg) {
    return endRange[vreg];
  }

  /** {@return the first block of the range that begins here} */
  int startBlock(int range) {
    return ranges[range];
  }

  /** {@return the block behind the last of the range that begins here} */
  int endBlock(int range) {
    return ranges[range + 1];
  }

  /**
   * {@return how many virtual registers of a class are live into a block, parameters not counted}
   */
  int liveInCount(int block, int registerClass) {
    return liveInCounts[2 * block + registerClass];
  }

  /** {@return how much work it was} */
  long steps() {
    return steps;
  }

  /** {@return how much is kept} */
  int size() {
    return rangeCount;
  }
}
