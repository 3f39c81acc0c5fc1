// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.FunctionValidator;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Validator;
import org.jspecify.annotations.Nullable;

/**
 * Validates a module, its bodies in parallel, and refuses what the target lacks.
 *
 * <p>Of several errors the one of the lowest function is reported, whatever the number of threads;
 * a module that is invalid is never refused for a feature instead.
 */
final class ModuleValidation {
  private final Module module;
  private final TargetFeatures features;
  private int refusedFunction = Integer.MAX_VALUE;
  private @Nullable UnsupportedFeatureException refusal;

  private ModuleValidation(Module module, TargetFeatures features) {
    this.module = module;
    this.features = features;
  }

  /**
   * Validates all of a module.
   *
   * @throws dev.jabiru.wasm.WasmException if the module is invalid or a body malformed
   * @throws UnsupportedFeatureException if it is valid but uses what the target lacks
   */
  static void run(Module module, TargetFeatures features, CompilerThreads threads) {
    Validator.validateModule(module);
    ModuleValidation validation = new ModuleValidation(module, features);
    threads.forEach(
        module.definedFuncCount(), () -> new FunctionValidator(module), validation::validate);
    features.requireModule(module);
    validation.requireBodies();
  }

  private void validate(FunctionValidator validator, int function) {
    InstructionReader reader = validator.begin(new DefinedFuncIndex(function));
    boolean isRefused = false;
    for (int i = 0; i < validator.localCount() && !isRefused; i++) {
      Feature feature = features.lackedByCode(validator.localCode(i));
      if (feature != null) {
        isRefused = true;
        refuse(function, features.refusal(feature, "a local in " + nameOf(function)));
      }
    }
    while (reader.next()) {
      validator.step(reader);
      if (!isRefused) {
        Feature feature = features.lackedBy(reader);
        if (feature != null) {
          isRefused = true;
          refuse(function, features.refusal(feature, reader, nameOf(function)));
        }
      }
    }
  }

  private String nameOf(int function) {
    return "func[" + (function + module.importCount(ExternKind.FUNC)) + "]";
  }

  private synchronized void refuse(int function, UnsupportedFeatureException exception) {
    if (function < refusedFunction) {
      refusedFunction = function;
      refusal = exception;
    }
  }

  private synchronized void requireBodies() {
    if (refusal != null) {
      throw refusal;
    }
  }
}
