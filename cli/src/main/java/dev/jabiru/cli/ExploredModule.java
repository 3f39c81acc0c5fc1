// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Module;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the page of {@code jabiru explore} holds of a module: a row for each function, and in it the
 * forms of those that are shown, compressed, as few of them are looked at.
 */
final class ExploredModule {
  /** The compiler validates the module each time it prints some functions. */
  private static final int BATCH_BYTES = 1 << 20;

  /** A function that takes more than this part of the limit waits for what others leave. */
  private static final int LARGE_SHARE = 16;

  private final InputFile input;
  private final Module module;
  private final ModuleCompiler compiler;
  private final Tunables tunables;
  private final CompilationArtifacts artifacts;
  private final WasmListing wasm;
  private final @Nullable NativeListing nativeCode;
  private final @Nullable BytecodeListing bytecode;

  /** Why there is no code for a target. */
  private final Map<Target, String> refusals = new LinkedHashMap<>();

  /** The indices of functions by what listings of machine code call them. */
  private final Map<String, Integer> symbols = new HashMap<>();

  private final ObjectMapper mapper = new ObjectMapper();

  ExploredModule(InputFile input, Module module, ModuleCompiler compiler, CpuFeatures cpu) {
    this.input = input;
    this.module = module;
    this.compiler = compiler;
    this.tunables = Tunables.defaults().withGuardPages(true).withCpu(cpu);
    this.artifacts = compileForAll();
    this.wasm = new WasmListing(module);
    Set<Target> targets = artifacts.targets();
    this.nativeCode = targets.contains(Target.X64) ? new NativeListing(artifacts) : null;
    this.bytecode =
        targets.contains(Target.JVM) ? new BytecodeListing(artifacts.modules().getFirst()) : null;
    if (nativeCode != null) {
      for (DefinedFuncIndex each : module.definedFuncs()) {
        symbols.putIfAbsent(nativeCode.name(each.index()), module.funcIndex(each).index());
      }
    }
  }

  /** Compiles for both targets, or for the one that takes the module. */
  private CompilationArtifacts compileForAll() {
    try {
      return compile(EnumSet.allOf(Target.class));
    } catch (UnsupportedFeatureException both) {
      CompilationArtifacts found = null;
      for (Target target : Target.values()) {
        try {
          found = compile(EnumSet.of(target));
        } catch (UnsupportedFeatureException e) {
          refusals.put(target, String.valueOf(e.getMessage()));
        }
      }
      if (found == null) {
        throw both;
      }
      return found;
    }
  }

  private CompilationArtifacts compile(Set<Target> targets) {
    try (ProgressBar bar = new ProgressBar("compiling")) {
      return compiler.compile(
          List.of(new ModuleCompiler.Input(input.stem(), module)), targets, tunables, bar::at);
    }
  }

  /**
   * {@return what the page's script reads}
   *
   * @param functions the functions to show
   * @param limit how many bytes those may take, give or take one: the first are shown, and large
   *     ones if there is room when all others are
   */
  Map<String, Object> tree(List<DefinedFuncIndex> functions, long limit) throws IOException {
    Map<Integer, String> shown = show(functions, limit);
    List<Object> rows = new ArrayList<>();
    for (DefinedFuncIndex each : module.definedFuncs()) {
      int native0 = nativeCode == null ? -1 : nativeCode.length(each.index());
      rows.add(
          List.of(
              module.funcIndex(each).index(),
              wasm.name(module.funcIndex(each)),
              module.body(each).length(),
              native0,
              shown.getOrDefault(each.index(), "")));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", String.valueOf(input.path().getFileName()));
    tree.put("bytes", input.bytes().length);
    tree.put("compiler", artifacts.compiler());
    tree.put("functions", rows);
    return tree;
  }

  private Map<Integer, String> show(List<DefinedFuncIndex> functions, long limit)
      throws IOException {
    Map<Integer, String> shown = new HashMap<>();
    Map<Integer, String> large = new LinkedHashMap<>();
    long left = limit;
    for (int next = 0; next < functions.size() && left > 0; ) {
      List<DefinedFuncIndex> batch = batch(functions, next);
      next += batch.size();
      List<String> before = compiler.printFunctions(module, batch, tunables, "translate");
      List<String> after = compiler.printFunctions(module, batch, tunables, "all");
      for (int i = 0; i < batch.size() && left > 0; i++) {
        String packed = pack(forms(batch.get(i), before.get(i), after.get(i)));
        if (packed.length() > limit / LARGE_SHARE) {
          large.put(batch.get(i).index(), packed);
        } else {
          left -= packed.length();
          shown.put(batch.get(i).index(), packed);
        }
      }
    }
    for (Map.Entry<Integer, String> each : large.entrySet()) {
      if (each.getValue().length() <= left) {
        left -= each.getValue().length();
        shown.put(each.getKey(), each.getValue());
      }
    }
    return shown;
  }

  private List<DefinedFuncIndex> batch(List<DefinedFuncIndex> functions, int from) {
    int bytes = 0;
    int end = from;
    while (end < functions.size() && bytes < BATCH_BYTES) {
      bytes += module.body(functions.get(end++)).length();
    }
    return functions.subList(from, end);
  }

  /** All that is shown of a function. */
  private Map<String, Object> forms(DefinedFuncIndex function, String before, String after) {
    Map<String, Object> forms = new LinkedHashMap<>();
    CodeColumn body = CodeColumn.atWasmOffsets();
    for (WasmListing.Line line : wasm.lines(function)) {
      body.add(-1, line.text(), line.wasmOffset());
      if (line.callee() != null && !module.isImported(line.callee())) {
        body.setCallee(line.callee().index());
      }
    }
    forms.put("wasm", body.tree());
    forms.put("before", CodeColumn.ofIr(before).tree());
    forms.put("after", CodeColumn.ofIr(after).tree());
    forms.put("x64", x64(function));
    forms.put("jvm", jvm(function));
    forms.put("graph", FlowGraph.tree(after));
    return forms;
  }

  private Map<String, Object> x64(DefinedFuncIndex function) {
    if (nativeCode == null) {
      return refusal(Target.X64);
    }
    CodeColumn column = CodeColumn.atPlaces(16);
    column.addAll(nativeCode.lines(function.index()), symbols);
    return column.tree();
  }

  private Map<String, Object> jvm(DefinedFuncIndex function) {
    if (bytecode == null) {
      return refusal(Target.JVM);
    }
    CodeColumn column = CodeColumn.atPlaces(10);
    for (BytecodeListing.Method method : bytecode.methods(function.index())) {
      column.add(-1, method.className() + "." + method.name() + method.descriptor(), -1);
      column.addAll(method.lines(), symbols);
    }
    return column.tree();
  }

  private Map<String, Object> refusal(Target target) {
    return Map.of("missing", refusals.getOrDefault(target, "no code"));
  }

  private String pack(Map<String, Object> forms) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      mapper.writeValue(out, forms);
    } finally {
      deflater.end();
    }
    return Base64.getEncoder().encodeToString(packed.toByteArray());
  }
}
