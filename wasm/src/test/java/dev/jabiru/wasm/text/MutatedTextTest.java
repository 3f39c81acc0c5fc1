// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasm.FeatureUse;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import dev.jabiru.wasm.WasmException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any text is assembled or refused with an exception of ours. */
class MutatedTextTest {
  private static final String TEXT =
      """
      (module $m (@name "n\\u{e4}")
        (import "a" "f" (func $imp (param i32) (result i64)))
        (rec (type $s (sub (struct (field $x i8) (field (mut (ref null $s))))))
             (type $a (array (mut i16))))
        (type $t (func (param i32 f64) (result f32)))
        (memory $mem i64 1 0x1_0 shared (pagesize 1)) (table $tab 2 4 funcref)
        (table (ref null extern) (elem)) (global $g (mut i32) (i32.add (i32.const 1) (i32.const -2)))
        (tag $e (param i64)) (export "e" (tag $e)) (@custom "c" (after func) "\\00\\ff")
        (elem $el (table $tab) (i32.const 0) func $f $imp) (elem declare funcref (ref.func $f))
        (data $d (memory $mem) (offset i64.const 0) "ab\\n" "") (data "p")
        (func $f (export "f") (type $t) (local $l v128) (local f32 i64)
          (block $b (result f32)
            (loop $c (br_if $c (i32.eqz (local.get 0))))
            (if (result f32) (i32.const 0) (then (f32.const nan:0x1)) (else (f32.const 0x1.8p-3))))
          local.get 0 if $i nop else $i (br_table $i $i (i32.const 1)) end $i
          (drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
            (local.get $l) (v128.const i32x4 1 -2 0x3 4)))
          (drop (i32.load8_u $mem offset=8 align=1 (i64.const 0)))
          (drop (call_indirect $tab (type $t) (i32.const 0) (f64.const 1e3) (i32.const 0)))
          (block $h (try_table (catch_all $h) (throw $e (i64.const 1))))
          try $y (drop (ref.test (ref $s) (ref.null none))) catch $e drop catch_all end
          (drop (struct.get_u $s $x (struct.new_default $s)))
          (memory.init $mem $d (i64.const 0) (i32.const 0) (i32.const 0))))
      """;

  private static final String CHARACTERS = "()\"$@;\\0159abxf_.:=-+ \n{,infnan";

  @Test
  void mutatedTextIsAssembledOrRefused() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    assertThat(isAssembled(text)).isTrue();
    int assembled = 0;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = text.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        int at = random.nextInt(mutated.length);
        boolean likely = random.nextInt(4) > 0;
        mutated[at] =
            (byte)
                (likely
                    ? CHARACTERS.charAt(random.nextInt(CHARACTERS.length()))
                    : random.nextInt(256));
      }
      try {
        if (isAssembled(mutated)) {
          assembled++;
        } else {
          refused++;
        }
      } catch (RuntimeException | StackOverflowError e) {
        String source = new String(mutated, StandardCharsets.UTF_8);
        throw new AssertionError("seed " + seed + ", round " + i + ":\n" + source, e);
      }
    }
    assertThat(assembled).as("seed %s", seed).isPositive();
    assertThat(refused).as("seed %s", seed).isGreaterThan(assembled);
  }

  private static boolean isAssembled(byte[] text) {
    try {
      byte[] binary = WatParser.parse(text, Features.all()).binary();
      Module module = Module.decode(binary, Features.all());
      try {
        Validator.validate(module);
        FeatureUse.of(module);
      } catch (WasmException e) {
        // Most mutations that the grammar allows are invalid.
      }
      return true;
    } catch (WasmException e) {
      return false;
    }
  }
}
