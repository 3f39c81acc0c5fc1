// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.LinkedSet;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The modules of an artifact some of which import from others.
 *
 * <p>Complete, and then immutable, before any of its modules is handed out.
 */
final class LinkedModules {
  private final LinkedSet set;
  private final List<Module> modules = new ArrayList<>();

  LinkedModules(LinkedSet set) {
    this.set = set;
  }

  /** Lets the classes of modules name those of the modules that they import from. */
  void linkClasses() {
    for (int i = 0; i < modules.size(); i++) {
      List<ModuleClassLoader> loaders = new ArrayList<>();
      for (int dependency : set.allDependencies(i)) {
        loaders.add(modules.get(dependency).loader());
      }
      modules.get(i).loader().link(loaders);
    }
  }

  /** Takes the next module. */
  void add(Module module) {
    modules.add(module);
  }

  /**
   * {@return an instance of a module} Instances of the modules it imports from are made before it,
   * each once. Those are nobody's to initialise but ours: their {@code _initialize}, which WASI has
   * reactors export and a compiler of C++ fills, is called before anything else of them.
   *
   * @param imports what comes from outside of the set
   */
  Instance instantiate(Store store, Module module, Imports imports) {
    return make(store, modules.indexOf(module), imports, new @Nullable Instance[modules.size()]);
  }

  private Instance make(Store store, int number, Imports imports, @Nullable Instance[] made) {
    for (int dependency : set.dependencies(number)) {
      if (made[dependency] == null) {
        Instance instance = make(store, dependency, imports, made);
        made[dependency] = instance;
        if (instance.export("_initialize").orElse(null) instanceof Func function
            && function.type().params().isEmpty()) {
          function.call();
        }
      }
    }
    return Instantiator.instantiate(
        store,
        modules.get(number),
        (importer, position, from, name) -> {
          Integer linked = set.find(from);
          return linked == null
              ? imports.find(importer, position, from, name)
              : Objects.requireNonNull(made[linked]).export(name).orElse(null);
        });
  }

  /**
   * Checks that calls which lead straight into another module find an instance of that module.
   *
   * @param functions what the imported functions are, in order
   * @throws LinkException if one is a function of something else
   */
  void check(Module module, List<Func> functions) {
    int number = modules.indexOf(module);
    for (int i = 0; i < functions.size(); i++) {
      LinkedSet.Function wanted = set.function(number, i);
      if (wanted != null) {
        var found = functions.get(i).ref();
        if (found.context == null
            || ((Instance) found.context.instance).module() != modules.get(wanted.module())
            || found.index != wanted.index()) {
          throw new LinkException(
              "incompatible import type: module "
                  + module.name()
                  + " is linked with module "
                  + modules.get(wanted.module()).name()
                  + " of its artifact: its function "
                  + modules.get(wanted.module()).functionName(wanted.index())
                  + " is wanted");
        }
      }
    }
  }
}
