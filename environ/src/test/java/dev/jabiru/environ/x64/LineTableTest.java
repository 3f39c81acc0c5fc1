// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.Bytes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineTableTest {
  private static final int PLACES = 2000;

  /** At every place, and over every piece, the table says what was put into it. */
  @Test
  void placesHaveTheLineOfTheLastEntryUpToThem() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      LineTable.Builder builder = new LineTable.Builder();
      int[] expected = new int[PLACES];
      int line = -1;
      for (int place = 0; place < PLACES; place++) {
        if (random.nextInt(1 + seed % 7 * 5) == 0) {
          line = random.nextInt(20) - 1;
          builder.add(place, line);
        }
        expected[place] = line;
      }
      Bytes table = builder.build();
      assertThat(LineTable.isWhole(table)).isTrue();
      for (int place = 0; place < PLACES; place++) {
        assertThat(LineTable.find(table, place)).as("seed %s", seed).isEqualTo(expected[place]);
      }
      for (int round = 0; round < 50; round++) {
        int start = random.nextInt(PLACES);
        int end = start + 1 + random.nextInt(PLACES - start);
        assertThat(spread(LineTable.between(table, start, end), start, end))
            .as("seed %s, %s to %s", seed, start, end)
            .isEqualTo(Arrays.copyOfRange(expected, start, end));
      }
    }
  }

  private static int[] spread(int[] lines, int start, int end) {
    int[] spread = new int[end - start];
    Arrays.fill(spread, -1);
    for (int i = 0; i < lines.length; i += 2) {
      assertThat(lines[i]).isBetween(start, end - 1);
      Arrays.fill(spread, lines[i] - start, end - start, lines[i + 1]);
    }
    return spread;
  }

  @Test
  void anEmptyTableKnowsNothing() {
    Bytes table = new LineTable.Builder().build();
    assertThat(LineTable.find(table, 0)).isEqualTo(-1);
    assertThat(LineTable.between(table, 0, 100)).isEmpty();
  }
}
