// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasm.text.WatParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureUseTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(memory 1) (table 1 funcref) (func (param i32) (result i32) (local.get 0)) | mvp",
        "(func (result i32 i32) unreachable)              | mvp,multi-value",
        "(func i32.const 0 (block (param i32) drop))      | mvp,multi-value",
        "(func (drop (i32.extend8_s (i32.const 0))))      | mvp,sign-extension",
        "(global (mut i32) (i32.const 0))                 | mvp",
        "(global (export \"g\") (mut i32) (i32.const 0))  | mvp,mutable-globals",
        "(global i32 (i32.add (i32.const 1) (i32.const 2))) | mvp,extended-const",
        "(data \"\")                                      | mvp,bulk-memory",
        "(memory 1) (memory 1)                            | mvp,multi-memory",
        "(memory i64 1)                                   | mvp,memory64",
        "(memory 1 (pagesize 1))                          | mvp,custom-page-sizes",
        "(memory 1 1 shared)                              | mvp,threads",
        "(table 1 externref)                              | mvp,reference-types",
        "(table i64 1 funcref)                            | mvp,memory64",
        "(func (local v128))                              | mvp,simd",
        "(func (local i32 i32 (ref null 0)))              | mvp,reference-types,function-references",
        "(type (struct))                                  | mvp,gc",
        "(type (sub (func)))                              | mvp,gc",
        "(tag)                                            | mvp,exceptions",
        "(func (return_call 0))                           | mvp,tail-calls",
        "(func (drop (ref.test i31ref (ref.null none))))  | mvp,reference-types,gc",
        "(func (drop (ref.null func)))                    | mvp,reference-types",
        "(func try end)                                   | mvp,legacy-exceptions"
      })
  void featuresOfAModuleAreThoseItNeeds(String text, String features) {
    byte[] binary = WatParser.parse(text, Features.all()).binary();
    Module module = Module.decode(binary, Features.all());
    Validator.validate(module);
    assertThat(FeatureUse.of(module)).hasToString(features);
  }
}
