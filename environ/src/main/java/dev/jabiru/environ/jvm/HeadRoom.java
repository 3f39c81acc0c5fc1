// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

/**
 * Proves that the current thread's stack has room for work that must not be cut off in the middle.
 *
 * <p>A {@link StackOverflowError} inside a static initialiser leaves that class unusable for the
 * life of the JVM, and one inside the JDK's linking code may leave a cache half filled. Guests may
 * exhaust the stack wherever they like; so before code that runs deep in guest stacks links, loads
 * or initialises anything, it calls {@link #require}, which fails first: in a recursion of our own,
 * where nothing can break.
 */
public final class HeadRoom {
  /**
   * Levels of {@link #descend}. A level is at least 180 bytes of compiled frame and about 240 of
   * interpreted frame, so this is some 48 to 64 KiB: several times what loading a class or spinning
   * a method handle was seen to take, and little enough for threads with the smallest stacks.
   */
  private static final int LEVELS = 270;

  private HeadRoom() {}

  /**
   * Returns if there is room.
   *
   * @throws StackOverflowError if there is not
   */
  public static void require() {
    descend(LEVELS, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  }

  /**
   * Every parameter is needed again after the call, in an order that no algebra shortens, so that
   * each takes a slot of the frame however the method is compiled.
   */
  private static long descend(
      int levels,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f,
      long g,
      long h,
      long i,
      long j,
      long k,
      long l,
      long m,
      long n,
      long o,
      long p) {
    if (levels == 0) {
      return a;
    }
    long r = descend(levels - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, a ^ levels);
    r = (((r ^ a) * 31 ^ b) * 31 ^ c) * 31 ^ d;
    r = (((r * 31 ^ e) * 31 ^ f) * 31 ^ g) * 31 ^ h;
    r = (((r * 31 ^ i) * 31 ^ j) * 31 ^ k) * 31 ^ l;
    return (((r * 31 ^ m) * 31 ^ n) * 31 ^ o) * 31 ^ p;
  }
}
