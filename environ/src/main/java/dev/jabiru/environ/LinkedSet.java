// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.wasm.CanonicalTypes;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.Import;
import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which modules of a set satisfy imports of the others, and where calls between them lead.
 *
 * <p>A linked module satisfies all imports from its name. Compiler and runtime both work this out,
 * and so agree: the one lets calls lead straight to the other module's code, the other sees to it
 * that an instance of that module is there.
 *
 * <p>Immutable and thread-safe.
 */
public final class LinkedSet {
  private final List<String> names;
  private final List<Module> modules;

  /** By name, the number of a linked module; only looked up. */
  private final Map<String, Integer> linked = new HashMap<>();

  /** By module, what each imported function is, null if it comes from outside of the set. */
  private final List<@Nullable Function[]> functions = new ArrayList<>();

  /**
   * A function with a body.
   *
   * @param module the number of its module in the set
   * @param index its index there
   */
  public record Function(int module, int index) {}

  private LinkedSet(List<String> names, List<Module> modules) {
    this.names = names;
    this.modules = modules;
  }

  /**
   * Links modules.
   *
   * @param names their names, all different
   * @param modules the modules, which are valid
   * @param areLinked which of them satisfy imports from their names
   * @return how they are linked
   * @throws IllegalArgumentException if a linked module does not export what another imports from
   *     it, or not with that type, or if linked modules import from each other in a cycle; the
   *     message names them
   */
  public static LinkedSet of(List<String> names, List<Module> modules, List<Boolean> areLinked) {
    LinkedSet set = new LinkedSet(List.copyOf(names), List.copyOf(modules));
    for (int i = 0; i < names.size(); i++) {
      if (areLinked.get(i)) {
        set.linked.put(names.get(i), i);
      }
    }
    if (set.linked.isEmpty()) {
      for (Module module : modules) {
        set.functions.add(new @Nullable Function[module.importCount(ExternKind.FUNC)]);
      }
      return set;
    }
    BitSet checked = new BitSet();
    for (int i = 0; i < names.size(); i++) {
      set.checkCycles(i, new ArrayList<>(), checked);
    }
    set.resolve();
    return set;
  }

  private void checkCycles(int module, List<Integer> path, BitSet checked) {
    if (checked.get(module)) {
      return;
    }
    int start = path.indexOf(module);
    if (start >= 0) {
      StringBuilder cycle = new StringBuilder("modules import from each other in a cycle: ");
      for (int each : path.subList(start, path.size())) {
        cycle.append(names.get(each)).append(" -> ");
      }
      throw new IllegalArgumentException(cycle.append(names.get(module)).toString());
    }
    path.add(module);
    for (int dependency : dependencies(module)) {
      checkCycles(dependency, path, checked);
    }
    path.removeLast();
    checked.set(module);
  }

  /**
   * {@return the numbers of the linked modules that a module imports from, in the order of its
   * imports}
   *
   * @param module its number
   */
  public List<Integer> dependencies(int module) {
    List<Integer> dependencies = new ArrayList<>();
    if (!linked.isEmpty()) {
      for (Import item : modules.get(module).imports()) {
        Integer from = linked.get(item.module());
        if (from != null && !dependencies.contains(from)) {
          dependencies.add(from);
        }
      }
    }
    return dependencies;
  }

  /**
   * {@return the numbers of the linked modules that a module imports from, directly or through
   * others, each before those that it is reached through}
   *
   * @param module its number
   */
  public List<Integer> allDependencies(int module) {
    List<Integer> all = new ArrayList<>();
    addDependencies(module, all);
    return all;
  }

  private void addDependencies(int module, List<Integer> all) {
    for (int dependency : dependencies(module)) {
      if (!all.contains(dependency)) {
        addDependencies(dependency, all);
        all.add(dependency);
      }
    }
  }

  private void resolve() {
    CanonicalTypes types = new CanonicalTypes();
    List<int[]> ids = new ArrayList<>();
    List<Map<String, Export>> exports = new ArrayList<>();
    for (Module module : modules) {
      ids.add(types.register(module));
      Map<String, Export> byName = new HashMap<>();
      for (Export export : module.exports()) {
        byName.put(export.name(), export);
      }
      exports.add(byName);
    }
    for (int i = 0; i < modules.size(); i++) {
      Module module = modules.get(i);
      List<@Nullable Function> resolved = new ArrayList<>();
      for (Import item : module.imports()) {
        Integer from = linked.get(item.module());
        Export export = from == null ? null : exports.get(from).get(item.name());
        if (from != null && (export == null || export.kind() != item.type().kind())) {
          throw new IllegalArgumentException(
              "module "
                  + names.get(i)
                  + " imports \""
                  + item.name()
                  + "\" from "
                  + names.get(from)
                  + ", which exports no such "
                  + item.type().kind().toString());
        }
        if (item.type().kind() != ExternKind.FUNC) {
          continue;
        }
        if (from == null || export == null) {
          resolved.add(null);
          continue;
        }
        int type = module.funcTypeIndex(new FuncIndex(resolved.size())).index();
        int exported = modules.get(from).funcTypeIndex(new FuncIndex(export.index())).index();
        // A subtype is a match as well; such a call goes the way of calls from outside.
        boolean isSame = ids.get(i)[type] == ids.get(from)[exported];
        if (!isSame && !types.isSubtype(ids.get(from)[exported], ids.get(i)[type])) {
          throw new IllegalArgumentException(
              "module "
                  + names.get(i)
                  + " imports function \""
                  + item.name()
                  + "\" from "
                  + names.get(from)
                  + ", which exports it with another type: "
                  + module.funcType(new FuncIndex(resolved.size()))
                  + ", "
                  + modules.get(from).funcType(new FuncIndex(export.index())));
        }
        resolved.add(isSame ? new Function(from, export.index()) : null);
      }
      functions.add(resolved.toArray(new @Nullable Function[0]));
    }
  }

  /** {@return whether some module of the set satisfies imports of others} */
  public boolean hasLinks() {
    return !linked.isEmpty();
  }

  /**
   * {@return whether a module satisfies imports from its name}
   *
   * @param module its number
   */
  public boolean isLinked(int module) {
    return linked.containsKey(names.get(module));
  }

  /**
   * {@return the number of the linked module of a name, or null}
   *
   * @param name a module name in an import
   */
  public @Nullable Integer find(String name) {
    return linked.get(name);
  }

  /**
   * {@return the function with a body that an imported function is, null if that is only known when
   * the module is instantiated}
   *
   * @param module the number of the importing module
   * @param function the index of the function there
   */
  public @Nullable Function function(int module, int function) {
    Function found = functions.get(module)[function];
    while (found != null
        && found.index() < modules.get(found.module()).importCount(ExternKind.FUNC)) {
      found = functions.get(found.module())[found.index()];
    }
    return found;
  }
}
