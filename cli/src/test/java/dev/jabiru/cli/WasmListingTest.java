// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.Immediate;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.text.WatParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WasmListingTest {
  private static final String DECLARATIONS =
      """
      (module
        (type $f (func (param i32) (result i32)))
        (type $s (struct (field (mut i32)) (field (mut i64))))
        (type $a (array (mut i32)))
        (type $r (array (mut funcref)))
        (type $two (func (result i32 i32)))
        (import "host" "say" (func $say (param i32) (result i32)))
        (table $t 10 funcref) (table $u 10 funcref)
        (memory $m 1) (memory $n 1)
        (global $g (mut i32) (i32.const 0))
        (tag $e (param i32))
        (elem $el func $f) (data $d "abc")
      """;

  /** Something of each kind of immediates. */
  private static final String BODY =
      """
      block (result i32) i32.const 5 br 0 end drop
      block (type $two) i32.const 1 i32.const 2 end drop drop
      loop block block i32.const 70000 br_table 0 1 2 0 end end end
      local.get $x if local.get $l drop else nop end
      block (result i32) try_table (result i32) (catch $e 0) i32.const 7 end end drop
      try i32.const 1 drop catch $e drop catch_all end
      i32.const 1 call $say call $f drop
      i32.const 1 i32.const 0 call_indirect $u (type $f) drop
      global.get $g global.set $g
      i32.const 0 table.get $t drop table.size $u drop
      memory.size $n drop
      i32.const 4 i32.load offset=12 align=1 drop
      i32.const 4 i64.load $n offset=4294967295 drop
      v128.const i32x4 1 2 3 4 i8x16.extract_lane_u 3 drop
      i32.const 0 v128.const i64x2 1 -2 v128.load8_lane offset=3 2
      v128.const i64x2 0 0
      i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 drop
      i64.const -9223372036854775808 drop
      f32.const -0 drop f32.const nan:0x400001 drop f32.const 1e-45 drop f32.const inf drop
      f64.const -inf drop f64.const 1e300 drop f64.const -nan:0x8000000000001 drop
      ref.null func drop ref.null $s drop ref.func $f drop
      i32.const 3 ref.i31 ref.test (ref i31) drop
      block (result (ref null i31)) i32.const 3 ref.i31 br_on_cast 0 (ref i31) (ref i31) end drop
      i32.const 1 i64.const 2 struct.new $s struct.get $s 1 drop
      i32.const 1 i32.const 2 array.new_fixed $a 2 drop
      i32.const 0 i32.const 1 array.new_data $a $d drop
      i32.const 0 i32.const 1 array.new_elem $r $el drop
      i32.const 1 array.new_default $a i32.const 0
      i32.const 1 array.new_default $a i32.const 0 i32.const 1 array.copy $a $a
      data.drop $d elem.drop $el
      i32.const 0 i32.const 0 i32.const 0 memory.init $n $d
      i32.const 0 i32.const 0 i32.const 0 memory.copy $n $m
      i32.const 0 i32.const 0 i32.const 0 table.init $u $el
      i32.const 0 i32.const 0 i32.const 0 table.copy $t $u
      ref.null func ref.null func local.get $x select (result funcref) drop
      atomic.fence
      local.get $x
      """;

  private static final Features ALL = Features.all();

  private static Module module(String body) {
    String text =
        DECLARATIONS
            + "(func $f (type $f) (param $x i32) (result i32) (local $l i64)\n"
            + body
            + "))";
    return Module.decode(
        WatParser.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), ALL).binary(), ALL);
  }

  private static List<WasmListing.Line> lines(Module module) {
    return new WasmListing(module).lines(new DefinedFuncIndex(0));
  }

  @Test
  void whatIsPrintedAssemblesToTheSameBytes() {
    Module module = module(BODY);
    StringBuilder printed = new StringBuilder();
    for (WasmListing.Line line : lines(module)) {
      printed.append(line.wasmOffset() < 0 ? "" : line.text() + "\n");
    }
    String body = printed.substring(0, printed.lastIndexOf("end"));
    assertThat(module(body).bytes()).isEqualTo(module.bytes());
  }

  @Test
  void everyKindOfImmediatesIsPrinted() {
    InstructionReader reader = new InstructionReader(module(BODY));
    reader.start(new DefinedFuncIndex(0));
    Set<Immediate> missing = EnumSet.allOf(Immediate.class);
    while (reader.next()) {
      missing.remove(reader.opcode().immediate());
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void linesStandAtTheirOffsetsAndNameWhatTheyCall() {
    Module module = module("block\n local.get 0\n call $say\n drop\n end\n i32.const 70000");
    List<String> texts = new ArrayList<>();
    List<Integer> callees = new ArrayList<>();
    for (WasmListing.Line line : lines(module)) {
      texts.add(line.text());
      if (line.callee() != null) {
        callees.add(line.callee().index());
      }
    }
    assertThat(texts)
        .containsExactly(
            "func 1 (param i32) (result i32)",
            "  (local i64)",
            "  block",
            "    local.get 0  ;; x",
            "    call 0  ;; host.say",
            "    drop",
            "  end",
            "  i32.const 70000  ;; 0x11170",
            "end");
    assertThat(callees).containsExactly(0);
    InstructionReader reader = new InstructionReader(module);
    reader.start(new DefinedFuncIndex(0));
    for (WasmListing.Line line : lines(module).subList(2, 9)) {
      assertThat(reader.next()).isTrue();
      assertThat(line.wasmOffset()).isEqualTo(reader.offset());
    }
  }
}
