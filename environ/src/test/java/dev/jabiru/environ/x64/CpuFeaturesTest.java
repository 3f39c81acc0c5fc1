// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuFeaturesTest {
  private static final CpuFeatures NEWEST = CpuFeatures.parse("x86-64-v3", CpuFeatures.BASELINE);

  @AfterEach
  void showAll() {
    System.clearProperty(CpuFeatures.PROPERTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x86-64             | ''",
        "x86-64-v2          | sse4.1 popcnt",
        "x86-64-v3          | sse4.1 popcnt lzcnt bmi1 bmi2",
        "+bmi2,-popcnt      | sse4.1 bmi2",
        "x86-64,+lzcnt      | lzcnt",
        "x86-64-v3,-sse4_1  | popcnt lzcnt bmi1 bmi2",
        "-popcnt,+abm       | sse4.1 lzcnt",
        "+bmi1,x86-64       | ''",
      })
  void wordsAreReadInOrder(String words, String keys) {
    CpuFeatures read = CpuFeatures.parse(words, CpuFeatures.PORTABLE);
    assertThat(String.join(" ", read.keys())).isEqualTo(keys);
    assertThat(CpuFeatures.parse(read.toString(), NEWEST)).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "bmi2", "+", "+bmi9", "x86-64-v9", "x86-64-v2,", "+bmi2 -lzcnt", "~bmi2"})
  void wordsWithoutMeaningAreRefusedAndTheOthersListed(String words) {
    assertThatThrownBy(() -> CpuFeatures.parse(words, CpuFeatures.PORTABLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "is none of native, x86-64, x86-64-v2, x86-64-v3, +sse4.1, +popcnt, +lzcnt, +bmi1,"
                + " +bmi2, or one of the last with - for +");
  }

  @Test
  void linuxTellsWhatThereIs() {
    assertThat(CpuFeatures.ofFlags("flags\t\t: fpu sse4_1 abm bmi1 bmi2_like popcnt").keys())
        .containsExactly("sse4.1", "popcnt", "lzcnt", "bmi1");
    assertThat(CpuFeatures.ofFlags("flags : fpu")).isEqualTo(CpuFeatures.BASELINE);
  }

  @Test
  void thePropertyHidesFeaturesAndAddsNone() {
    CpuFeatures all = CpuFeatures.ofThisMachine();
    System.setProperty(CpuFeatures.PROPERTY, "x86-64");
    assertThat(CpuFeatures.ofThisMachine()).isEqualTo(CpuFeatures.BASELINE);
    System.setProperty(CpuFeatures.PROPERTY, "native,-popcnt,-bmi2");
    assertThat(all.lackingHere()).isSubsetOf("popcnt", "bmi2");
    assertThat(CpuFeatures.parse("native", NEWEST)).isEqualTo(CpuFeatures.ofThisMachine());
    System.setProperty(CpuFeatures.PROPERTY, "x86-64-v3");
    assertThat(CpuFeatures.ofThisMachine()).isEqualTo(all);
    System.setProperty(CpuFeatures.PROPERTY, "all");
    assertThatThrownBy(CpuFeatures::ofThisMachine)
        .hasMessageStartingWith("-Ddev.jabiru.cpu: 'all' is none of native, ");
  }

  @Test
  void bitsThatStandForNothingAreRefused() {
    assertThatThrownBy(() -> new CpuFeatures(1 << CpuFeature.values().length))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyNameIsOfOneFeature() {
    Set<String> names = new HashSet<>();
    for (CpuFeature each : CpuFeature.values()) {
      assertThat(names.add(each.key())).as(each.key()).isTrue();
      assertThat(each.flag().equals(each.key()) || names.add(each.flag())).as(each.flag()).isTrue();
    }
  }
}
