// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.InvalidModuleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
  private final CodegenModuleCompiler compiler = new CodegenModuleCompiler(2);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GC                 | type[0]   | (module (type (struct)))",
        "GC                 | type[0]   | (module (type (sub (func))))",
        "GC                 | ref.i31 in func[0] | (module (func (drop (ref.i31 (i32.const 1)))))",
        "GC                 | a local in func[0] | (module (func (local anyref)))",
        "SIMD               | type[0]   | (module (func (param v128)))",
        "SIMD               | v128.const in func[1] | (module (func) (func (drop (v128.const i32x4 0 0 0 0))))",
        "SIMD               | block in func[0] | (module (func (block (result v128) (unreachable)) (drop)))",
        "EXCEPTIONS         | tag[0]    | (module (tag))",
        "EXCEPTIONS         | ref.null in func[0] | (module (func (drop (ref.null exn))))",
        "LEGACY_EXCEPTIONS  | try in func[0] | (module (func (try (do))))",
        "THREADS            | memory[0] | (module (memory 1 1 shared))",
        "THREADS            | atomic.fence in func[0] | (module (func (atomic.fence)))",
        "MEMORY64           | memory[0] | (module (memory i64 1))",
        "MEMORY64           | table[0]  | (module (table i64 1 funcref))",
        "FUNCTION_REFERENCES| global[0] | (module (global (ref func) (ref.func 0)) (func))",
        "FUNCTION_REFERENCES| call_ref in func[0] | (module (type $t (func)) (func (call_ref $t (ref.null func) (unreachable))))",
      })
  void whatTheTargetLacksIsNamed(Feature feature, String where, String text) {
    assertThatThrownBy(() -> compiler.prepare(Modules.parse(text), Tunables.defaults()))
        .isInstanceOfSatisfying(
            UnsupportedFeatureException.class,
            e -> org.assertj.core.api.Assertions.assertThat(e.feature()).isEqualTo(feature))
        .hasMessageContaining("unsupported feature " + feature.key() + " on target jvm: " + where);
  }

  @Test
  void theFirstFunctionIsNamed() {
    String text = "(module (func) (func (atomic.fence)) (func (drop (ref.i31 (i32.const 1)))))";
    assertThatThrownBy(() -> compiler.prepare(Modules.parse(text), Tunables.defaults()))
        .hasMessageContaining("func[1]");
  }

  @Test
  void aModuleIsInvalidBeforeItIsRefused() {
    String text = "(module (type (struct)) (func (atomic.fence)) (func (result i32)))";
    assertThatThrownBy(() -> compiler.prepare(Modules.parse(text), Tunables.defaults()))
        .isInstanceOf(InvalidModuleException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(module (memory 1) (memory 1) (func (memory.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0))))",
        "(module (func $f (return_call $f)))",
        "(module (func (param externref) (result funcref) (ref.null func)))",
        "(module (global i32 (i32.add (i32.const 1) (i32.const 2))))",
        "(module (memory 1 (pagesize 1)))",
        "(module (func (param i64 i64) (result i64 i64) (i64.mul_wide_u (local.get 0) (local.get 1))))",
      })
  void whatTheTargetCompilesIsNot(String text) {
    assertThatCode(() -> Modules.compile(1, Modules.parse(text))).doesNotThrowAnyException();
  }
}
