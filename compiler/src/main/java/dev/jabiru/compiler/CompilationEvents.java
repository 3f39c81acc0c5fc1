// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.environ.Target;
import dev.jabiru.wasm.DefinedFuncIndex;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder what is compiled. The module {@code jdk.jfr} need not be there, and
 * nothing of it is touched until somebody records. Thread-safe.
 */
final class CompilationEvents {
  private static final boolean HAS_RECORDER =
      ModuleLayer.boot().findModule("jdk.jfr").isPresent()
          && CompilationEvents.class
              .getModule()
              .canRead(ModuleLayer.boot().findModule("jdk.jfr").get());

  private CompilationEvents() {}

  /** Nobody but the methods below links to it, and only where there is a recorder. */
  private static final class Recorder {
    static boolean isOn() {
      return FlightRecorder.isInitialized();
    }
  }

  /** {@return an event that begins now, null if nobody records} */
  static @Nullable Object beginFunction() {
    if (!HAS_RECORDER || !Recorder.isOn()) {
      return null;
    }
    FunctionCompiled event = new FunctionCompiled();
    event.begin();
    return event;
  }

  /** Ends what {@link #beginFunction} has begun. */
  static void endFunction(
      @Nullable Object begun,
      CompilationUnit unit,
      DefinedFuncIndex index,
      CompiledFunction compiled) {
    if (begun instanceof FunctionCompiled event) {
      event.end();
      if (event.shouldCommit()) {
        event.module = unit.name();
        event.function = unit.describe(index);
        event.wasmBytes = unit.module().body(index).length();
        event.codeBytes = compiled.code().codeBytes();
        event.commit();
      }
    }
  }

  /** {@return an event that begins now, null if nobody records} */
  static @Nullable Object beginModule() {
    if (!HAS_RECORDER || !Recorder.isOn()) {
      return null;
    }
    ModuleCompiled event = new ModuleCompiled();
    event.begin();
    return event;
  }

  /**
   * Ends what {@link #beginModule} has begun.
   *
   * @param target what it was compiled to
   * @param taken how many functions were there already
   */
  static void endModule(@Nullable Object begun, CompilationUnit unit, Target target, int taken) {
    if (begun instanceof ModuleCompiled event) {
      event.end();
      if (event.shouldCommit()) {
        event.module = unit.name();
        event.target = target.name();
        event.functions = unit.module().definedFuncCount();
        event.taken = taken;
        event.commit();
      }
    }
  }

  @Name("dev.jabiru.ModuleCompiled")
  @Label("WebAssembly Module Compiled")
  @Description("All functions of a module have been compiled")
  @Category({"Jabiru", "Compiler"})
  @StackTrace(false)
  @SuppressWarnings("UnusedVariable") // the flight recorder reads the fields
  private static final class ModuleCompiled extends Event {
    @Label("Module")
    @Nullable String module;

    @Label("Target")
    @Nullable String target;

    @Label("Functions")
    int functions;

    @Label("Functions From Cache")
    @Description("Functions that an earlier version of the module has too")
    int taken;
  }

  @Name("dev.jabiru.FunctionCompiled")
  @Label("WebAssembly Function Compiled")
  @Description("A function has been translated, optimised and compiled")
  @Category({"Jabiru", "Compiler"})
  @StackTrace(false)
  @Threshold("1 ms")
  @SuppressWarnings("UnusedVariable") // the flight recorder reads the fields
  private static final class FunctionCompiled extends Event {
    @Label("Module")
    @Nullable String module;

    @Label("Function")
    @Description("Index, and name if it has one")
    @Nullable String function;

    @Label("Body Size")
    @DataAmount
    int wasmBytes;

    @Label("Code Size")
    @DataAmount
    int codeBytes;
  }
}
