// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.jvm.ContextShape;
import dev.jabiru.codegen.jvm.JvmAbi;
import dev.jabiru.codegen.jvm.JvmType;
import dev.jabiru.environ.Builtin;
import dev.jabiru.environ.ContextLayout;
import dev.jabiru.environ.jvm.Builtins;
import dev.jabiru.environ.jvm.Calls;
import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import dev.jabiru.environ.jvm.Numerics;
import dev.jabiru.environ.jvm.Segments;
import dev.jabiru.environ.jvm.TrapException;
import dev.jabiru.environ.jvm.VMContext;
import dev.jabiru.environ.jvm.VMGlobal;
import dev.jabiru.environ.jvm.VMStore;
import dev.jabiru.environ.jvm.VMTable;
import dev.jabiru.wasm.ElementSegment;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.NumType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the JVM target what generated classes of one module find at run time. Immutable. */
final class EnvironJvmAbi implements JvmAbi {
  private static final Builtin[] BUILTINS = Builtin.values();

  /** Internal names, in the order of {@link RuntimeClass}. */
  private static final List<String> RUNTIME_CLASSES =
      List.of(
          internalName(VMContext.class),
          internalName(VMStore.class),
          internalName(LinearMemory.class),
          internalName(Segments.class),
          internalName(VMTable.class),
          internalName(VMGlobal.class),
          internalName(FuncRef.class),
          internalName(TrapException.class),
          internalName(Builtins.class),
          internalName(Numerics.class),
          internalName(Calls.class),
          internalName(ModuleClassLoader.class));

  /** Where a type has more functions in element segments, none of them is likely. */
  private static final int MAX_LIKELY_TARGETS = 16;

  private static final int[] NO_TARGETS = {};

  private final Module module;
  private final ModulePlan plan;
  private final List<Callee.@Nullable Linked> linked;
  private final int imports;
  private final boolean[] isPrivateGlobal;
  private final int[][] likelyTargets;

  /**
   * Describes the world of one module's classes.
   *
   * @param module the module
   * @param plan its classes
   * @param linked by imported function, where it is if that is known; shorter if none is behind
   */
  EnvironJvmAbi(Module module, ModulePlan plan, List<Callee.@Nullable Linked> linked) {
    this.module = module;
    this.plan = plan;
    this.linked = linked;
    this.imports = module.importCount(ExternKind.FUNC);
    this.likelyTargets = likelyTargets(module, imports);
    this.isPrivateGlobal = new boolean[module.globals().size()];
    int imported = module.importCount(ExternKind.GLOBAL);
    for (int i = imported; i < isPrivateGlobal.length; i++) {
      isPrivateGlobal[i] = ContextLayout.hasField(i);
    }
    for (Export export : module.exports()) {
      if (export.kind() == ExternKind.GLOBAL) {
        isPrivateGlobal[export.index()] = false;
      }
    }
  }

  /** {@return what the module's context class is made from} */
  ContextShape contextShape() {
    List<JvmType> globals = new ArrayList<>();
    for (GlobalType global : module.globals().values()) {
      globals.add(
          global.type() instanceof NumType num
              ? switch (num) {
                case I32 -> JvmType.INT;
                case I64 -> JvmType.LONG;
                case F32 -> JvmType.FLOAT;
                case F64 -> JvmType.DOUBLE;
              }
              : JvmType.REF);
    }
    return new ContextShape(module.memories().size(), module.tables().size(), imports, globals);
  }

  @Override
  public String runtimeClass(RuntimeClass which) {
    return RUNTIME_CLASSES.get(which.ordinal());
  }

  @Override
  public String contextClass() {
    return plan.contextClass();
  }

  @Override
  public boolean hasField(int index) {
    return ContextLayout.hasField(index);
  }

  @Override
  public boolean isPrivateGlobal(int index) {
    return isPrivateGlobal[index];
  }

  @Override
  public Callee callee(int namespace, int index) {
    if (namespace == UserExternalName.BUILTIN) {
      return new Callee.Builtin(BUILTINS[index].method());
    }
    if (index < imports) {
      Callee.Linked found = index < linked.size() ? linked.get(index) : null;
      return found != null ? found : new Callee.Import(index);
    }
    FuncIndex function = new FuncIndex(index);
    int classNumber = plan.classOf(module.definedFuncIndex(function));
    return new Callee.Method(plan.className(classNumber), plan.methodOf(function));
  }

  @Override
  public int trapNumber(TrapCode trap) {
    return TrapCodes.of(trap).ordinal();
  }

  private static String internalName(Class<?> runtimeClass) {
    return runtimeClass.getName().replace('.', '/');
  }

  @Override
  public int[] likelyTargets(int typeIndex) {
    return likelyTargets[typeIndex];
  }

  /**
   * By type: the functions with a body in element segments, unless they are too many to test for.
   */
  private static int[][] likelyTargets(Module module, int imports) {
    int[][] targets = new int[module.types().size()][];
    Arrays.fill(targets, NO_TARGETS);
    for (ElementSegment segment : module.elements().values()) {
      for (int i = 0; segment.areFunctions() && i < segment.size(); i++) {
        int function = segment.func(i).index();
        int type = module.funcTypeIndex(segment.func(i)).index();
        if (function >= imports && targets[type].length <= MAX_LIKELY_TARGETS) {
          targets[type] = inserted(targets[type], function);
        }
      }
    }
    for (int type = 0; type < targets.length; type++) {
      if (targets[type].length > MAX_LIKELY_TARGETS) {
        targets[type] = NO_TARGETS;
      }
    }
    return targets;
  }

  private static int[] inserted(int[] sorted, int value) {
    int at = Arrays.binarySearch(sorted, value);
    if (at >= 0) {
      return sorted;
    }
    int[] longer = Arrays.copyOf(sorted, sorted.length + 1);
    System.arraycopy(sorted, ~at, longer, ~at + 1, sorted.length - ~at);
    longer[~at] = value;
    return longer;
  }
}
