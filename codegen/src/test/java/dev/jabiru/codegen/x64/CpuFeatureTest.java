// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.RandomFunction;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Code has instructions of a feature where that is on, and none where it is off. */
class CpuFeatureTest {
  private static final int FUNCTIONS = 150;

  /** By mnemonic; the disassembler's ends in the size where the table's does not. */
  private static final Map<String, CpuFeature> FEATURES = new HashMap<>();

  static {
    for (X64Op op : X64Op.values()) {
      if (op.feature != null) {
        FEATURES.put(op.mnemonic, op.feature);
      }
    }
  }

  private static @Nullable CpuFeature feature(String instruction) {
    String mnemonic = instruction.split(" ", 2)[0];
    CpuFeature found = FEATURES.get(mnemonic);
    return found != null || mnemonic.length() < 2
        ? found
        : FEATURES.get(mnemonic.substring(0, mnemonic.length() - 1));
  }

  private static final class Nothing implements Disassembler.About {
    @Override
    public int wasmOffsetAt(int offset) {
      return -1;
    }

    @Override
    public @Nullable String trapAt(int offset) {
      return null;
    }

    @Override
    public @Nullable String symbolAt(int offset) {
      return null;
    }
  }

  /** The instructions of features in the code of some functions, by feature. */
  private static Map<CpuFeature, Set<String>> used(Set<CpuFeature> on) {
    Map<CpuFeature, Set<String>> used = new EnumMap<>(CpuFeature.class);
    for (int seed = 0; seed < FUNCTIONS; seed++) {
      X64Code code =
          (X64Code) X64Target.compile(RandomFunction.make(seed), new TestAbi(on, false)).code();
      byte[] text = new byte[code.codeBytes()];
      code.copyTo(text, 0);
      for (Disassembler.Line line : Disassembler.disassemble(text, 0, text.length, new Nothing())) {
        CpuFeature feature = line.isCode() ? feature(line.text()) : null;
        if (feature != null) {
          used.computeIfAbsent(feature, any -> new TreeSet<>()).add(line.text());
        }
      }
    }
    return used;
  }

  @Test
  void whatIsOffIsNotUsed() {
    assertThat(used(Set.of())).isEmpty();
    for (CpuFeature off : CpuFeature.values()) {
      assertThat(used(EnumSet.complementOf(EnumSet.of(off))))
          .as("without " + off)
          .doesNotContainKey(off);
    }
  }

  @Test
  void whatIsOnIsUsedAloneAndTogether() {
    // Lowering does without AVX.
    Set<CpuFeature> known = EnumSet.complementOf(EnumSet.of(CpuFeature.AVX));
    assertThat(used(EnumSet.allOf(CpuFeature.class)).keySet()).isEqualTo(known);
    for (CpuFeature on : known) {
      assertThat(used(Collections.singleton(on)).keySet()).containsExactly(on);
    }
  }
}
