// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The IR of a module's functions, asked for one by one and mostly in order. The compiler validates
 * the module whenever it prints any, so more are printed each time, as long as their bodies are
 * small.
 */
final class IrTexts implements CodeDump.IrPrinter {
  private static final int BATCH_BYTES = 1 << 20;

  private final ModuleCompiler compiler;
  private final Module module;
  private final Tunables tunables;

  /** What is printed already and not asked for yet. */
  private final Map<Integer, String> texts = new HashMap<>();

  private int printedEnd = -1;
  private int count = 1;

  IrTexts(ModuleCompiler compiler, Module module, Tunables tunables) {
    this.compiler = compiler;
    this.module = module;
    this.tunables = tunables;
  }

  @Override
  public String print(DefinedFuncIndex function) {
    String known = texts.remove(function.index());
    if (known != null) {
      return known;
    }
    count = function.index() == printedEnd ? 2 * count : 1;
    texts.clear();
    List<DefinedFuncIndex> batch = batch(function.index());
    List<String> printed = compiler.printFunctions(module, batch, tunables, "all");
    for (int i = 1; i < batch.size(); i++) {
      texts.put(batch.get(i).index(), printed.get(i));
    }
    printedEnd = function.index() + batch.size();
    return printed.getFirst();
  }

  private List<DefinedFuncIndex> batch(int from) {
    List<DefinedFuncIndex> batch = new ArrayList<>();
    int bytes = 0;
    for (int i = from;
        i < module.definedFuncCount() && batch.size() < count && bytes < BATCH_BYTES;
        i++) {
      DefinedFuncIndex each = new DefinedFuncIndex(i);
      batch.add(each);
      bytes += module.body(each).length();
    }
    return batch;
  }
}
