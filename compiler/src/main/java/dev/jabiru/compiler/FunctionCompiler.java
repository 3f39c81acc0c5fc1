// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionPrinter;
import dev.jabiru.codegen.ir.FunctionTooComplexException;
import dev.jabiru.codegen.ir.Verifier;
import dev.jabiru.codegen.jvm.JvmTarget;
import dev.jabiru.codegen.opt.OptLevel;
import dev.jabiru.codegen.opt.Pipeline;
import dev.jabiru.codegen.x64.X64Abi;
import dev.jabiru.codegen.x64.X64Target;
import dev.jabiru.compiler.translate.FunctionTranslator;
import dev.jabiru.environ.FuncKey;
import dev.jabiru.environ.ImplementationLimitException;
import dev.jabiru.wasm.DefinedFuncIndex;
import org.jspecify.annotations.Nullable;

/**
 * Compiles functions of one unit: the one way from a function's body to its code, whether it is
 * asked for when a class is linked or all at once.
 *
 * <p>Belongs to one thread.
 */
final class FunctionCompiler {
  /** Whether the verifier runs after each pass: slow, for the hunt for mistakes. */
  private static final boolean VERIFIES = Boolean.getBoolean("jabiru.verifyIr");

  private final CompilationUnit unit;
  private final FunctionTranslator translator;
  private final OptLevel level;
  private final Backend backend;
  private final Stages stages;

  /** What makes code of an optimised function. */
  @FunctionalInterface
  interface Backend {
    CompiledFunction compile(Function function, Stages stages);
  }

  /** Says of each stage how long it took, counted from the end of the one before. */
  static final class Stages {
    private final ProgressCounter counter;
    private long start;

    private Stages(ProgressCounter counter) {
      this.counter = counter;
    }

    private void begin() {
      start = System.nanoTime();
    }

    void done(String name) {
      long now = System.nanoTime();
      counter.stage(name, now - start);
      start = now;
    }
  }

  /** For the JVM target. */
  FunctionCompiler(CompilationUnit unit, ProgressCounter counter) {
    this(unit, counter, new JvmBackend(unit.abi()));
  }

  private record JvmBackend(EnvironJvmAbi abi) implements Backend {
    @Override
    public CompiledFunction compile(Function function, Stages stages) {
      CompiledFunction compiled = JvmTarget.compile(function, abi);
      stages.done("emit");
      return compiled;
    }
  }

  FunctionCompiler(CompilationUnit unit, ProgressCounter counter, Backend backend) {
    this.unit = unit;
    this.stages = new Stages(counter);
    this.backend = backend;
    this.translator = new FunctionTranslator(unit.types(), unit.number(), unit.tunables());
    this.level = unit.tunables().optimize() ? OptLevel.SPEED : OptLevel.NONE;
  }

  /**
   * {@return the text of a function's IR}
   *
   * @param index the function
   * @param after {@code translate}, the name of a pass, or {@code all}
   */
  String print(DefinedFuncIndex index, String after) {
    Function function = translator.translate(index);
    if (after.equals("all")) {
      Pipeline.run(function, level);
    } else if (!after.equals("translate")) {
      Pipeline.runThrough(function, level, after);
    }
    return FunctionPrinter.print(function);
  }

  /**
   * {@return the text of a function's machine instructions}
   *
   * @param index the function
   * @param abi the world it will live in
   */
  String printNative(DefinedFuncIndex index, X64Abi abi) {
    Function function = translator.translate(index);
    Pipeline.run(function, level);
    return unit.describe(index) + "\n" + X64Target.print(function, abi, true);
  }

  /**
   * {@return a compiled function}
   *
   * @param key a Wasm function of the unit; no target needs another kind
   */
  CompiledFunction compileFunction(FuncKey key) {
    if (!(key instanceof FuncKey.WasmFunction(int module, DefinedFuncIndex index))
        || module != unit.number()) {
      throw new AssertionError("not a function of module " + unit.number() + ": " + key);
    }
    @Nullable Object event = CompilationEvents.beginFunction();
    Function function;
    stages.begin();
    try {
      function = translator.translate(index);
      stages.done("translate");
    } catch (FunctionTooComplexException e) {
      throw new ImplementationLimitException(e.getMessage() + ", in " + unit.describe(index), e);
    }
    try {
      optimize(function);
      CompiledFunction compiled = backend.compile(function, stages);
      CompilationEvents.endFunction(event, unit, index, compiled);
      return compiled;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "cannot compile "
              + unit.describe(index)
              + ": "
              + e
              + "\n"
              + FunctionPrinter.print(function),
          e);
    }
  }

  private void optimize(Function function) {
    if (VERIFIES) {
      Verifier.require(function, "translate");
    }
    Pipeline.run(
        function,
        level,
        (name, changed) -> {
          stages.done(name);
          if (VERIFIES) {
            Verifier.require(changed, name);
          }
        });
  }
}
