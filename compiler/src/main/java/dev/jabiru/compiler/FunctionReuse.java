// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.environ.Bytes;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Module;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes what it can of a module from an earlier version, and notes what the next version can take.
 *
 * <p>Thread-safe; each thread has its own {@link Worker}.
 */
final class FunctionReuse {
  private final CompilationUnit unit;
  private final Bytes lineage;
  private final @Nullable ReusableFunctions earlier;
  private final Bytes[] keys;
  private final int[][] callees;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * The reuse of functions in a unit.
   *
   * @param unit a valid module, alone in its set
   * @param lineage what its functions depend on
   * @param earlier functions of a module of the same lineage
   */
  FunctionReuse(CompilationUnit unit, Bytes lineage, @Nullable ReusableFunctions earlier) {
    this.unit = unit;
    this.lineage = lineage;
    this.earlier = earlier;
    this.keys = new Bytes[unit.module().definedFuncCount()];
    this.callees = new int[keys.length][];
  }

  /** What one thread needs. */
  final class Worker {
    private final FunctionKeys hasher = new FunctionKeys(unit.module(), lineage);

    /** {@return the code of a function if there is any, else null} */
    @Nullable CompiledFunction take(DefinedFuncIndex function) {
      Bytes key = hasher.key(function);
      int[] called = hasher.callees();
      keys[function.index()] = key;
      callees[function.index()] = called;
      if (earlier == null) {
        return null;
      }
      UserExternalName[] names = new UserExternalName[called.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = UserExternalName.ofFunction(unit.number(), called[i]);
      }
      Module module = unit.module();
      CompiledFunction found =
          earlier.take(
              key,
              new ReusableFunctions.Identity(
                  names[0],
                  unit.types().signature(module.funcTypeIndex(module.funcIndex(function)).index()),
                  module.body(function).offset(),
                  names));
      if (found != null) {
        taken.incrementAndGet();
      }
      return found;
    }
  }

  /** {@return how many functions were taken} */
  int taken() {
    return taken.get();
  }

  /**
   * {@return the table of functions for the next version}
   *
   * @param compiled all functions, after they were asked for
   */
  Bytes table(PrimaryMap<DefinedFuncIndex, CompiledFunction> compiled) {
    ReusableFunctions.Writer writer = new ReusableFunctions.Writer(compiled.size());
    for (int i = 0; i < compiled.size(); i++) {
      DefinedFuncIndex index = new DefinedFuncIndex(i);
      int bodyOffset = unit.module().body(index).offset();
      writer.add(keys[i], compiled.get(index), bodyOffset, callees[i]);
    }
    return writer.build();
  }
}
