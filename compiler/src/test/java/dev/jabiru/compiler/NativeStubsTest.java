// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.x64.Stub;
import dev.jabiru.environ.x64.NativeStubs;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the code generator numbers and what the runtime finds by number are the same. */
class NativeStubsTest {
  @Test
  void numbersAreThoseOfTheCodeGenerator() throws ReflectiveOperationException {
    for (Stub stub : Stub.values()) {
      assertThat(NativeStubs.class.getField(stub.name()).getInt(null))
          .as(stub.name())
          .isEqualTo(stub.ordinal());
    }
  }

  @Test
  void hostCallsHaveNumbersOfTheirOwn() {
    Set<Integer> numbers = new HashSet<>();
    for (int ints = 0; ints <= NativeStubs.MANY; ints++) {
      for (int floats = 0; floats <= NativeStubs.MANY; floats++) {
        int number = NativeStubs.hostCall(ints, floats);
        assertThat(number).isGreaterThanOrEqualTo(Stub.values().length);
        assertThat(number).isLessThan(NativeStubs.COUNT);
        assertThat(numbers.add(number)).as(ints + ", " + floats).isTrue();
      }
    }
    assertThat(NativeStubs.hostCall(9, 7)).isEqualTo(NativeStubs.hostCall(5, 5));
  }

  @Test
  void eachStubHasItsPlace() {
    NativeStubs stubs = X64Compilation.stubs();
    Set<Integer> offsets = new HashSet<>();
    for (int i = 0; i < NativeStubs.COUNT; i++) {
      assertThat(offsets.add(stubs.offset(i))).as("stub " + i).isTrue();
      assertThat(stubs.offset(i)).isBetween(0, stubs.code().length() - 1);
    }
  }
}
