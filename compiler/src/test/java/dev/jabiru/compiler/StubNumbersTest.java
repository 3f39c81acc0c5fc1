// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.x64.Stub;
import dev.jabiru.environ.x64.NativeStubs;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** The runtime knows the stubs by numbers, which the code generator gives them. */
class StubNumbersTest {
  @Test
  void bothSidesNumberStubsAlike() throws Exception {
    int checked = 0;
    for (Stub stub : Stub.values()) {
      for (Field field : NativeStubs.class.getFields()) {
        if (field.getName().equals(stub.name())) {
          assertThat(field.getInt(null)).as(stub.name()).isEqualTo(stub.ordinal());
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(8);
  }
}
