// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import java.util.Arrays;

/**
 * Finds which jumps reach with a displacement of one byte, and where everything is once they are
 * shortened.
 *
 * <p>All jumps are long at first. A jump that reaches is made short, which only brings others
 * closer to their targets, so that one that has been shortened stays so; rounds are made until
 * nothing changes, or {@link #MOST_ROUNDS} have been.
 */
final class JumpShortener {
  private static final int MOST_ROUNDS = 8;
  private static final int JMP = 16;

  private final int[] jumps;
  private final int jumpCount;
  private final int[] labels;
  private final boolean[] isShort;

  /** Bytes saved before each jump; the last entry is behind all of them. */
  private final int[] savedBefore;

  JumpShortener(int[] jumps, int jumpCount, int[] labels, int labelCount) {
    this.jumps = jumps;
    this.jumpCount = jumpCount;
    this.labels = labels;
    this.isShort = new boolean[jumpCount];
    this.savedBefore = new int[jumpCount + 1];
    for (int i = 0; i < jumpCount; i++) {
      assert labels[label(i)] >= 0 && label(i) < labelCount : "label " + label(i) + " is not bound";
    }
  }

  void run() {
    boolean changed = true;
    for (int round = 0; changed && round < MOST_ROUNDS; round++) {
      changed = false;
      for (int i = 0; i < jumpCount; i++) {
        if (!isShort[i] && reaches(i)) {
          isShort[i] = true;
          changed = true;
        }
      }
      for (int i = 0; i < jumpCount; i++) {
        savedBefore[i + 1] = savedBefore[i] + (isShort[i] ? longSize(i) - 2 : 0);
      }
    }
  }

  private boolean reaches(int jump) {
    int distance = moved(labels[label(jump)]) - (moved(start(jump)) + 2);
    // A target behind the jump comes closer by what the jump itself gives up.
    if (labels[label(jump)] > start(jump)) {
      distance -= longSize(jump) - 2;
    }
    return distance == (byte) distance;
  }

  int saved() {
    return savedBefore[jumpCount];
  }

  /** Returns where an offset of the long code is in the short one. */
  int moved(int offset) {
    // What is saved by the jumps that begin before the offset.
    int low = 0;
    int high = jumpCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (start(middle) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return offset - savedBefore[low];
  }

  /** Copies the code, with its jumps filled in. */
  void copy(byte[] from, int size, byte[] to) {
    int at = 0;
    for (int i = 0; i < jumpCount; i++) {
      int start = start(i);
      int moved = start - savedBefore[i];
      System.arraycopy(from, at, to, at - savedBefore[i], start - at);
      at = start + longSize(i);
      int target = moved(labels[label(i)]);
      int condition = jumps[i * 3 + 1];
      if (isShort[i]) {
        to[moved] = (byte) (condition == JMP ? 0xEB : 0x70 + condition);
        to[moved + 1] = (byte) (target - (moved + 2));
      } else {
        System.arraycopy(from, start, to, moved, longSize(i));
        int end = moved + longSize(i);
        Assembler.writeInt(to, end - 4, target - end);
      }
    }
    System.arraycopy(from, at, to, at - savedBefore[jumpCount], size - at);
  }

  private int start(int jump) {
    return jumps[jump * 3];
  }

  private int label(int jump) {
    return jumps[jump * 3 + 2];
  }

  private int longSize(int jump) {
    return jumps[jump * 3 + 1] == JMP ? 5 : 6;
  }

  @Override
  public String toString() {
    return Arrays.toString(isShort);
  }
}
