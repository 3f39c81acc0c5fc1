// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.jvm.ContextClass;
import dev.jabiru.codegen.jvm.JvmClassEmitter.ClassFile;
import dev.jabiru.compiler.translate.IrTypes;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.Module;
import org.jspecify.annotations.Nullable;

/**
 * One valid module to be compiled, and what is decided about it before any function is.
 *
 * <p>Immutable; shared by the threads that compile its functions.
 *
 * @param module the module
 * @param name what people know it by, {@code module} if it has no name
 * @param number its number in the set
 * @param tunables settings of the generated code
 * @param types its types in the IR
 * @param plan its classes
 * @param abi what generated code finds at run time
 */
record CompilationUnit(
    Module module,
    String name,
    int number,
    Tunables tunables,
    IrTypes types,
    ModulePlan plan,
    EnvironJvmAbi abi) {

  /**
   * {@return the unit of a module}
   *
   * @param module a valid module
   * @param name what it goes by, or null for the name it gives itself
   * @param number its number in the set
   * @param tunables settings of the generated code
   */
  static CompilationUnit of(Module module, @Nullable String name, int number, Tunables tunables) {
    ModulePlan plan = new ModulePlan(module, name);
    EnvironJvmAbi abi = new EnvironJvmAbi(module, plan);
    String own = name != null ? name : module.names().moduleName();
    String known = own == null ? "module" : own;
    return new CompilationUnit(module, known, number, tunables, new IrTypes(module), plan, abi);
  }

  /** {@return the module's context class} */
  ClassFile contextClass() {
    return new ClassFile(plan.contextClass(), ContextClass.generate(abi.contextShape(), abi));
  }

  /**
   * {@return a function's index and name, for messages}
   *
   * @param defined the function
   */
  String describe(DefinedFuncIndex defined) {
    FuncIndex function = module.funcIndex(defined);
    String name = module.names().funcName(function);
    return "func[" + function.index() + "]" + (name == null ? "" : " \"" + name + '"');
  }
}
