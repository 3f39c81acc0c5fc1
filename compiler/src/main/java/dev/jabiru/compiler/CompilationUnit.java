// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.jvm.ContextClass;
import dev.jabiru.codegen.jvm.JvmAbi.Callee;
import dev.jabiru.codegen.jvm.JvmClassEmitter.ClassFile;
import dev.jabiru.compiler.translate.IrTypes;
import dev.jabiru.environ.LinkedSet;
import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.ModuleCompiler.Input;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.List;
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
   * {@return the unit of a module that is compiled alone}
   *
   * @param module a valid module
   * @param tunables settings of the generated code
   */
  static CompilationUnit of(Module module, Tunables tunables) {
    String own = module.names().moduleName();
    String name = own == null ? "module" : own;
    ModulePlan plan = new ModulePlan(module, ModulePlan.packageOf(ModuleCompiler.PACKAGE, name));
    EnvironJvmAbi abi = new EnvironJvmAbi(module, plan, List.of());
    return new CompilationUnit(module, name, 0, tunables, new IrTypes(module), plan, abi);
  }

  /** {@return the same for class files, whose memories never have guard pages} */
  CompilationUnit forClasses() {
    return new CompilationUnit(
        module, name, number, tunables.withGuardPages(false), types, plan, abi);
  }

  /**
   * {@return the units of a set of modules, in order}
   *
   * @param inputs the modules, which are valid
   * @param packageName the package below which their classes are
   * @param links how they are linked
   * @param tunables settings of the generated code
   */
  static List<CompilationUnit> ofSet(
      List<Input> inputs, String packageName, LinkedSet links, Tunables tunables) {
    List<ModulePlan> plans = ModulePlan.ofSet(inputs, packageName);
    List<CompilationUnit> units = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Module module = inputs.get(i).module();
      EnvironJvmAbi abi =
          new EnvironJvmAbi(module, plans.get(i), linkedFunctions(module, i, links, plans));
      String name = inputs.get(i).name();
      units.add(
          new CompilationUnit(module, name, i, tunables, new IrTypes(module), plans.get(i), abi));
    }
    return units;
  }

  private static List<Callee.@Nullable Linked> linkedFunctions(
      Module module, int number, LinkedSet links, List<ModulePlan> plans) {
    List<Callee.@Nullable Linked> linked = new ArrayList<>();
    for (int i = 0; i < module.importCount(ExternKind.FUNC); i++) {
      LinkedSet.Function function = links.function(number, i);
      linked.add(
          function == null ? null : plans.get(function.module()).linked(i, function.index()));
    }
    return linked;
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
