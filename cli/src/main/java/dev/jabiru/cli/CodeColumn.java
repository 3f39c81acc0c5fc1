// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.codegen.x64.Disassembler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One form of a function as the page of {@code jabiru explore} shows it, line by line. */
final class CodeColumn {
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> wasmOffsets = new ArrayList<>();

  /** Where each line is, -1 for nowhere; null where that is the Wasm offset. */
  private final @Nullable List<Integer> places;

  /** The base in which places are printed. */
  private final int radix;

  private final Map<Integer, String> traps = new LinkedHashMap<>();
  private final Map<Integer, Integer> callees = new LinkedHashMap<>();

  private CodeColumn(boolean hasPlaces, int radix) {
    this.places = hasPlaces ? new ArrayList<>() : null;
    this.radix = radix;
  }

  /** {@return lines that stand at their Wasm offsets} */
  static CodeColumn atWasmOffsets() {
    return new CodeColumn(false, 16);
  }

  /** {@return lines that stand at places of their own, to be printed in a base} */
  static CodeColumn atPlaces(int radix) {
    return new CodeColumn(true, radix);
  }

  /** {@return the text of a function in the IR, whose lines may begin with their Wasm offset} */
  static CodeColumn ofIr(String ir) {
    CodeColumn column = atWasmOffsets();
    for (String line : ir.stripTrailing().split("\n")) {
      int place = IrBeside.placeOf(line);
      column.add(-1, place < 0 ? line : "    " + line.substring(line.indexOf(' ') + 1), place);
    }
    return column;
  }

  /** Adds a line; place and Wasm offset are -1 where there is none. */
  void add(int place, String line, int wasmOffset) {
    text.append(wasmOffsets.isEmpty() ? "" : "\n").append(line);
    wasmOffsets.add(wasmOffset);
    if (places != null) {
      places.add(place);
    }
  }

  /** Adds machine instructions or those of a method. */
  void addAll(List<Disassembler.Line> lines, Map<String, Integer> functions) {
    for (Disassembler.Line line : lines) {
      String target = line.target();
      if (line.trap() != null) {
        traps.put(wasmOffsets.size(), line.trap());
      }
      if (target != null && functions.containsKey(target)) {
        callees.put(wasmOffsets.size(), functions.get(target));
      }
      add(line.offset(), line.text() + (target == null ? "" : "  ; " + target), line.wasmOffset());
    }
  }

  /** Says that the last line names a function. */
  void setCallee(int function) {
    callees.put(wasmOffsets.size() - 1, function);
  }

  /** {@return what the page's script reads} */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("text", text.toString());
    tree.put("wasm", steps(wasmOffsets));
    if (places != null) {
      tree.put("places", steps(places));
      tree.put("radix", radix);
    }
    tree.put("traps", traps);
    tree.put("callees", callees);
    return tree;
  }

  /** Each number by how much it is more than that before it, which takes less room; null for -1. */
  private static List<@Nullable Integer> steps(List<Integer> numbers) {
    List<@Nullable Integer> steps = new ArrayList<>();
    int last = 0;
    for (int each : numbers) {
      steps.add(each < 0 ? null : each - last);
      last = each < 0 ? last : each;
    }
    return steps;
  }
}
