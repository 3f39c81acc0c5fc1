// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jabiru.environ.Builtin;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.runtime.Config.TargetChoice;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fills and copies of all small sizes, some large ones, and every kind of overlap. */
class BulkMemoryTest {
  private static final int SIZE = 65536;

  private static final String GUEST =
      """
      (module (memory (export "m") 1)
        (func (export "fill") (param i32 i32 i32)
          (memory.fill (local.get 0) (local.get 1) (local.get 2)))
        (func (export "copy") (param i32 i32 i32)
          (memory.copy (local.get 0) (local.get 1) (local.get 2))))
      """;

  private interface Guest {
    void fill(int address, int value, int count);

    void copy(int to, int from, int count);
  }

  private final byte[] wanted = new byte[SIZE];

  @ParameterizedTest
  @EnumSource(value = TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void bytesAreThoseOfAModel(TargetChoice target) {
    try (Engine engine = Engine.of(Targets.config(target));
        Store store = Store.of(engine)) {
      Instance instance = Instance.of(store, Module.of(engine, GUEST));
      Guest guest = instance.as(MethodHandles.lookup(), Guest.class);
      Memory memory = instance.memory("m");
      new SplittableRandom(1).nextBytes(wanted);
      memory.write(0, wanted);
      for (int count = 0; count < 300; count++) {
        step(guest, memory, count);
      }
      for (int count : new int[] {1000, 1023, 1024, 1025, 1100, 4095, 4096, 10_000, 30_000}) {
        step(guest, memory, count);
      }
      int[][] beyond = {{SIZE, 1}, {SIZE - 9, 10}, {1, SIZE}, {0, SIZE + 1}, {-1, 2}, {5, -1}};
      for (int[] place : beyond) {
        traps(() -> guest.fill(place[0], 1, place[1]));
        traps(() -> guest.copy(place[0], 0, place[1]));
        traps(() -> guest.copy(0, place[0], place[1]));
      }
      guest.fill(SIZE, 1, 0);
      guest.copy(SIZE, SIZE, 0);
      assertThat(memory.read(0, SIZE)).isEqualTo(wanted);
    }
  }

  /** What is long is done in pieces, and checked as a whole before any of it. */
  @ParameterizedTest
  @EnumSource(value = TargetChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void longOnesAreLikeShortOnes(TargetChoice target) {
    int size = 80 * SIZE;
    int piece = Builtin.MOST_AT_ONCE;
    byte[] bytes = new byte[size];
    new SplittableRandom(2).nextBytes(bytes);
    try (Engine engine = Engine.of(Targets.config(target));
        Store store = Store.of(engine)) {
      Module module = Module.of(engine, GUEST.replace("(export \"m\") 1", "(export \"m\") 80"));
      Instance instance = Instance.of(store, module);
      Guest guest = instance.as(MethodHandles.lookup(), Guest.class);
      Memory memory = instance.memory("m");
      memory.write(0, bytes);
      for (int count : new int[] {piece - 1, piece, piece + 1, 2 * piece, 3 * piece + 12_345}) {
        for (int distance :
            new int[] {-piece - 5, -piece, -4096, -1, 0, 1, 4096, piece, piece + 5}) {
          int from = Math.max(0, -distance);
          guest.copy(from + distance, from, count);
          System.arraycopy(bytes, from, bytes, from + distance, count);
          assertThat(Arrays.equals(memory.read(0, size), bytes))
              .as("%s bytes over %s", count, distance)
              .isTrue();
        }
        traps(() -> guest.fill(size - count + 1, 1, count));
        traps(() -> guest.copy(size - count + 1, 0, count));
        traps(() -> guest.copy(0, size - count + 1, count));
        guest.fill(77, count, count);
        Arrays.fill(bytes, 77, 77 + count, (byte) count);
        assertThat(Arrays.equals(memory.read(0, size), bytes)).as("fill of %s", count).isTrue();
      }
    }
  }

  private void step(Guest guest, Memory memory, int count) {
    int at = 20_000 + count % 7;
    guest.fill(at, count, count);
    Arrays.fill(wanted, at, at + count, (byte) count);
    for (int distance :
        new int[] {-count - 3, -count, -count / 2, -64, -17, -1, 0, 1, 8, 63, count / 2, count}) {
      int from = Math.max(0, Math.min(SIZE - count, at + 31 + distance));
      int to = Math.min(SIZE - count, at + 31);
      guest.copy(to, from, count);
      System.arraycopy(wanted, from, wanted, to, count);
      assertThat(Arrays.equals(memory.read(0, SIZE), wanted))
          .as("%s bytes from %s to %s", count, from, to)
          .isTrue();
      wanted[(from + to) % SIZE]++;
      memory.writeByte((from + to) % SIZE, wanted[(from + to) % SIZE]);
    }
  }

  private static void traps(Runnable call) {
    Trap trap = catchThrowableOfType(Trap.class, call::run);
    assertThat(trap.code()).isEqualTo(TrapCode.OUT_OF_BOUNDS_MEMORY);
    assertThat(trap.backtrace()).hasSize(1);
  }
}
