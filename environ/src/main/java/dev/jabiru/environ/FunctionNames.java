// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the functions of a module are called by people: in symbols, listings, command lines. */
public final class FunctionNames {
  private FunctionNames() {}

  /**
   * {@return the names of the functions with bodies: their own, else of an export, else a number}
   *
   * @param module the module
   */
  public static List<String> of(Module module) {
    @Nullable String[] exported = new @Nullable String[module.definedFuncCount()];
    int imports = module.importCount(ExternKind.FUNC);
    for (Export export : module.exports()) {
      int defined = export.index() - imports;
      if (export.kind() == ExternKind.FUNC && defined >= 0 && exported[defined] == null) {
        exported[defined] = export.name();
      }
    }
    List<String> names = new ArrayList<>();
    for (DefinedFuncIndex each : module.definedFuncs()) {
      FuncIndex function = module.funcIndex(each);
      String own = module.names().funcName(function);
      String name = own != null ? own : exported[each.index()];
      names.add(name != null ? name : "func[" + function.index() + "]");
    }
    return names;
  }

  /**
   * {@return whether a user may mean a function}
   *
   * @param module the module, or its skeleton
   * @param function the function
   * @param which what the user says: an index, a function's own name, or that of an export
   */
  public static boolean isMeant(Module module, FuncIndex function, String which) {
    if (which.equals(Integer.toString(function.index()))
        || which.equals(module.names().funcName(function))) {
      return true;
    }
    for (Export export : module.exports()) {
      if (export.kind() == ExternKind.FUNC
          && export.index() == function.index()
          && export.name().equals(which)) {
        return true;
      }
    }
    return false;
  }
}
