// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

/**
 * Times one kernel in this process, in the manner of {@code kernel.mjs}: warm up for half of the
 * time given, then keep the best run of the other half. Prints {@code checksum best-nanoseconds}.
 */
final class Timing {
  /** The kernel's export. */
  interface Kernel {
    int run(int units) throws Throwable;
  }

  private Timing() {}

  static void print(Kernel kernel, int units, double seconds) throws Throwable {
    long start = System.nanoTime();
    long warm = start + (long) (seconds * 0.5e9);
    long end = start + (long) (seconds * 1e9);
    int checksum = 0;
    while (System.nanoTime() < warm) {
      checksum = kernel.run(units);
    }
    long best = Long.MAX_VALUE;
    do {
      long from = System.nanoTime();
      checksum = kernel.run(units);
      best = Math.min(best, System.nanoTime() - from);
    } while (System.nanoTime() < end);
    System.out.println(Integer.toUnsignedString(checksum) + " " + best);
  }
}
