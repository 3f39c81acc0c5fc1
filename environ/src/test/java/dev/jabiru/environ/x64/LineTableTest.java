// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.Bytes;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LineTableTest {
  @Test
  void everyPlaceIsFoundAgain() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      TreeMap<Integer, Integer> expected = new TreeMap<>();
      LineTable.Builder builder = new LineTable.Builder();
      int place = random.nextInt(3);
      int count = random.nextInt(4 * LineTable.BLOCK);
      for (int i = 0; i < count; i++) {
        int offset = random.nextInt(4) == 0 ? -1 : random.nextInt(seed % 2 == 0 ? 300 : 1 << 30);
        builder.add(place, offset);
        expected.put(place, offset);
        place += 1 + random.nextInt(random.nextInt(10) == 0 ? 1000 : 9);
      }
      Bytes table = builder.build();
      assertThat(LineTable.isWhole(table)).isTrue();
      for (int at = 0; at < place + 10; at++) {
        Map.Entry<Integer, Integer> entry = expected.floorEntry(at);
        assertThat(LineTable.find(table, at))
            .as("place %d of seed %d", at, seed)
            .isEqualTo(entry == null ? -1 : (int) entry.getValue());
      }
      for (int round = 0; round < 50; round++) {
        int start = random.nextInt(place + 10);
        int end = start + 1 + random.nextInt(place + 10);
        checkLines(table, start, end);
      }
    }
  }

  /** The lines of a piece are in order, and say of each place in it what is found there. */
  private static void checkLines(Bytes table, int start, int end) {
    int[] lines = LineTable.between(table, start, end);
    int line = -1;
    int next = 0;
    for (int at = start; at < end; at++) {
      if (next < lines.length && lines[next] == at) {
        line = lines[next + 1];
        next += 2;
      }
      assertThat(line)
          .as("place %d of %d to %d", at, start, end)
          .isEqualTo(LineTable.find(table, at));
    }
    assertThat(next).isEqualTo(lines.length);
  }

  @Test
  void anEmptyTableKnowsNothing() {
    Bytes table = new LineTable.Builder().build();
    assertThat(LineTable.find(table, 0)).isEqualTo(-1);
    assertThat(LineTable.between(table, 0, 100)).isEmpty();
  }
}
