// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.AbstractHeapType;
import dev.jabiru.wasm.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The words of the text format. A known word in the wrong place is an "unexpected token", any other
 * an "unknown operator".
 */
final class Keywords {
  private static final String STRUCTURE =
      "module binary quote definition instance type rec sub final func struct field array mut"
          + " param result local global table memory tag elem data start import export offset item"
          + " declare ref null shared pagesize then else do catch catch_ref catch_all catch_all_ref"
          + " delegate i8 i16 i32 i64 f32 f64 v128 i8x16 i16x8 i32x4 i64x2 f32x4 f64x2"
          + " nan:canonical nan:arithmetic register invoke get assert_return assert_trap"
          + " assert_exhaustion assert_exception assert_malformed assert_invalid assert_unlinkable"
          + " assert_malformed_custom assert_invalid_custom thread wait either ref.extern ref.host"
          + " ref.any ref.eq ref.struct ref.array ref.exn script input output";

  private static final Set<String> WORDS = new HashSet<>(Set.of(STRUCTURE.split(" ")));

  static {
    for (AbstractHeapType type : AbstractHeapType.values()) {
      WORDS.add(type.toString());
      WORDS.add(TypeParser.shorthand(type));
    }
  }

  private Keywords() {}

  static boolean isKeyword(String word) {
    return WORDS.contains(word)
        || Opcode.ofMnemonic(word) != null
        || isAssignment(word, "offset=")
        || isAssignment(word, "align=");
  }

  private static boolean isAssignment(String word, String key) {
    byte[] value =
        word.startsWith(key)
            ? word.substring(key.length()).getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    return value.length > 0 && Literals.kindOf(value, 0, value.length) == TokenKind.NAT;
  }
}
