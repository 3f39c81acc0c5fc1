// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionPrinter;
import dev.jabiru.codegen.ir.FunctionTooComplexException;
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
  private final CompilationUnit unit;
  private final FunctionTranslator translator;
  private final OptLevel level;
  private final Backend backend;

  /** What makes code of an optimised function. */
  @FunctionalInterface
  interface Backend {
    CompiledFunction compile(Function function);
  }

  /** For the JVM target. */
  FunctionCompiler(CompilationUnit unit) {
    this(unit, new JvmBackend(unit.abi()));
  }

  private record JvmBackend(EnvironJvmAbi abi) implements Backend {
    @Override
    public CompiledFunction compile(Function function) {
      return JvmTarget.compile(function, abi);
    }
  }

  FunctionCompiler(CompilationUnit unit, Backend backend) {
    this.unit = unit;
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
    try {
      function = translator.translate(index);
    } catch (FunctionTooComplexException e) {
      throw new ImplementationLimitException(e.getMessage() + ", in " + unit.describe(index), e);
    }
    try {
      Pipeline.run(function, level);
      CompiledFunction compiled = backend.compile(function);
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
}
