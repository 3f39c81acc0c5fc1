// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

/**
 * Finds the sizes of jumps and alignments, and where everything is with these.
 *
 * <p>A jump needs 2 bytes if it reaches its target with a signed byte, else 5 or 6; whether it does
 * depends on what is between. All begin short. Then, round by round, every jump that does not reach
 * becomes long, until there is none. A long jump stays long, so the rounds end; and the last one
 * has looked at every short jump with all sizes as they stay, so the result is right, whatever
 * alignments did in between (they may shrink as well as grow). From the ninth round on each grants
 * less reach, so that there are 25 at most.
 *
 * <p>Code comes with all jumps long and one byte for each alignment.
 */
final class Relaxation {
  /** The kind of an item: its operand is a label. Lower numbers are conditional jumps. */
  static final int JMP = 16;

  /** The kind of an item: its operand is what the offset behind it must be a multiple of. */
  static final int ALIGN = 17;

  private static final int SHORT_BYTES = 2;
  private static final int PATIENT_ROUNDS = 8;

  /** The recommended nops of 1 to 9 bytes (Intel SDM, volume 2B, NOP). */
  private static final byte[][] NOPS = {
    {(byte) 0x90},
    {0x66, (byte) 0x90},
    {0x0F, 0x1F, 0x00},
    {0x0F, 0x1F, 0x40, 0x00},
    {0x0F, 0x1F, 0x44, 0x00, 0x00},
    {0x66, 0x0F, 0x1F, 0x44, 0x00, 0x00},
    {0x0F, 0x1F, (byte) 0x80, 0x00, 0x00, 0x00, 0x00},
    {0x0F, 0x1F, (byte) 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
    {0x66, 0x0F, 0x1F, (byte) 0x84, 0x00, 0x00, 0x00, 0x00, 0x00}
  };

  private final int[] items;
  private final int count;
  private final int[] labels;

  /** Per jump: how many items begin before its target. */
  private final int[] itemsBeforeTarget;

  private final int[] bytes;

  /** What is to be added to offsets behind so many items. */
  private final int[] moves;

  /**
   * Prepares what {@link #run} does.
   *
   * @param items in the order of the code: offset, kind, operand of each
   * @param count how many there are
   * @param labels the offset of each label, -1 for those not bound
   */
  Relaxation(int[] items, int count, int[] labels) {
    this.items = items;
    this.count = count;
    this.labels = labels;
    this.itemsBeforeTarget = new int[count];
    this.bytes = new int[count];
    this.moves = new int[count + 1];
    for (int i = 0; i < count; i++) {
      if (kind(i) != ALIGN) {
        assert labels[operand(i)] >= 0 : "label " + operand(i) + " is not bound";
        itemsBeforeTarget[i] = itemsBefore(labels[operand(i)]);
        bytes[i] = SHORT_BYTES;
      }
    }
  }

  void run() {
    int round = 0;
    do {
      move();
    } while (lengthen(127 - 8 * Math.max(0, round++ - PATIENT_ROUNDS)));
  }

  /** Computes where everything is with the present sizes of jumps. */
  private void move() {
    int move = 0;
    for (int i = 0; i < count; i++) {
      if (kind(i) == ALIGN) {
        bytes[i] = -(offset(i) + move) & operand(i) - 1;
      }
      move += bytes[i] - writtenBytes(i);
      moves[i + 1] = move;
    }
  }

  /** Makes the jumps long that do not reach. {@return whether there were any} */
  private boolean lengthen(int reach) {
    boolean changed = false;
    for (int i = 0; i < count; i++) {
      if (kind(i) != ALIGN && bytes[i] == SHORT_BYTES) {
        int distance = target(i) - (offset(i) + moves[i] + SHORT_BYTES);
        if (distance > reach || distance < -reach - 1) {
          bytes[i] = writtenBytes(i);
          changed = true;
        }
      }
    }
    return changed;
  }

  /** Returns where an offset outside of the items is in the end. */
  int moved(int offset) {
    return offset + moves[itemsBefore(offset)];
  }

  private int itemsBefore(int offset) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (offset(middle) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Copies the code, with its jumps and alignments filled in. */
  void copy(byte[] from, int size, byte[] to) {
    int at = 0;
    for (int i = 0; i < count; i++) {
      int start = offset(i);
      System.arraycopy(from, at, to, at + moves[i], start - at);
      int moved = start + moves[i];
      if (kind(i) == ALIGN) {
        nops(to, moved, bytes[i]);
      } else {
        jump(i, from, to, moved);
      }
      at = start + writtenBytes(i);
    }
    System.arraycopy(from, at, to, at + moves[count], size - at);
  }

  private void jump(int i, byte[] from, byte[] to, int at) {
    int end = at + bytes[i];
    if (bytes[i] == SHORT_BYTES) {
      to[at] = (byte) (kind(i) == JMP ? X64Op.JMP_D8.opcode : X64Op.JCC_D8.opcode + kind(i));
      to[at + 1] = (byte) (target(i) - end);
    } else {
      System.arraycopy(from, offset(i), to, at, bytes[i]);
      Assembler.writeInt(to, end - 4, target(i) - end);
    }
  }

  private static void nops(byte[] to, int start, int count) {
    int at = start;
    for (int left = count; left > 0; ) {
      byte[] nop = NOPS[Math.min(left, NOPS.length) - 1];
      System.arraycopy(nop, 0, to, at, nop.length);
      at += nop.length;
      left -= nop.length;
    }
  }

  /** {@return where the target of a jump is in the end} */
  private int target(int i) {
    return labels[operand(i)] + moves[itemsBeforeTarget[i]];
  }

  private int offset(int i) {
    return items[i * 3];
  }

  private int kind(int i) {
    return items[i * 3 + 1];
  }

  private int operand(int i) {
    return items[i * 3 + 2];
  }

  private int writtenBytes(int i) {
    return kind(i) == ALIGN ? 1 : kind(i) == JMP ? 5 : 6;
  }
}
