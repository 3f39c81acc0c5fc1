// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.jvm.JvmAbi.Callee;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;
import java.util.ArrayList;
import java.util.List;

/**
 * Methods beside a function that make its indirect calls, where few functions are likely to be
 * called: one for each type.
 *
 * <pre>
 *   R name$i5(context, FuncRef callee, params…) {
 *     switch (Calls.ownIndex(context, callee)) {
 *       case 12: return f12(context, params…);
 *       case 17: return f17(context, params…);
 *       default: return callee.handle().invokeExact(params…);
 *     }
 *   }
 * </pre>
 *
 * <p>It is small enough to be inlined, and so are its calls; a method handle that is not constant
 * never is. They come after all other methods of the function.
 */
final class DispatchMethods {
  /** More than this many functions are not tested for. */
  private static final int MAX_TARGETS = 16;

  /** With more parameters than this, passing them on costs more than it saves. */
  private static final int MAX_PARAMS = 20;

  private static final String HANDLE = "java/lang/invoke/MethodHandle";

  private final Names names;
  private final Symbols symbols;
  private final int firstMethod;
  private final List<Integer> types = new ArrayList<>();
  private final List<Signature> signatures = new ArrayList<>();

  /** Methods whose first will have a number. */
  DispatchMethods(Names names, Symbols symbols, int firstMethod) {
    this.names = names;
    this.symbols = symbols;
    this.firstMethod = firstMethod;
  }

  /** Whether a call of a type is worth such a method. */
  boolean isWorth(int type, Signature signature) {
    int targets = type < 0 ? 0 : names.abi.likelyTargets(type).length;
    return targets > 0 && targets <= MAX_TARGETS && signature.params().size() <= MAX_PARAMS;
  }

  /** The method for a type. */
  Symbol.Own method(int type, Signature signature) {
    int known = types.indexOf(type);
    if (known < 0) {
      known = types.size();
      types.add(type);
      signatures.add(signature);
    }
    return new Symbol.Own(firstMethod + known);
  }

  /** The descriptor of the method for a type. */
  String descriptor(Signature signature) {
    return Convention.descriptor(signature, names.context + names.funcRef);
  }

  /** Adds the methods asked for. */
  void addTo(List<MethodCode> methods, Sites sites) {
    assert types.isEmpty() || methods.size() == firstMethod;
    for (int i = 0; i < types.size(); i++) {
      sites.nextMethod();
      methods.add(generate(types.get(i), signatures.get(i)));
    }
  }

  private MethodCode generate(int type, Signature signature) {
    int context = VerificationType.object(symbols.classNumber(names.abi.contextClass()));
    int callee = VerificationType.object(symbols.classNumber(names.name(RuntimeClass.FUNC_REF)));
    int handle = VerificationType.object(symbols.classNumber(HANDLE));
    int[] plain = FunctionCompiler.entryTypes(symbols, signature, names);
    int[] entry = new int[plain.length + 1];
    entry[0] = context;
    entry[1] = callee;
    System.arraycopy(plain, 1, entry, 2, plain.length - 1);
    Asm asm = new Asm(symbols, entry);
    int result = Convention.returnType(signature);
    int params = signature.params().size();
    asm.loadObject(0, context);
    asm.loadObject(1, callee);
    asm.invokeStatic(
        names.name(RuntimeClass.CALLS),
        "ownIndex",
        "(" + names.baseContext + names.funcRef + ")I",
        2,
        VerificationType.INT);
    int[] targets = names.abi.likelyTargets(type);
    int[] labels = new int[targets.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = asm.newLabel();
    }
    int otherwise = asm.newLabel();
    asm.lookupSwitch(targets, labels, otherwise);
    for (int i = 0; i < targets.length; i++) {
      asm.enter(labels[i], entry, entry.length);
      asm.loadObject(0, context);
      pushParams(asm, signature);
      Callee.Method target = (Callee.Method) names.abi.callee(0, targets[i]);
      String descriptor = Convention.descriptor(signature, names.context);
      asm.invokeStatic(target.owner(), target.name(), descriptor, params + 1, result);
      leave(asm, signature);
    }
    asm.enter(otherwise, entry, entry.length);
    asm.loadObject(1, callee);
    asm.invokeVirtual(names.name(RuntimeClass.FUNC_REF), "handle", "()L" + HANDLE + ";", 1, handle);
    pushParams(asm, signature);
    asm.invokeVirtual(
        HANDLE, "invokeExact", Convention.descriptor(signature, ""), params + 1, result);
    leave(asm, signature);
    return asm.finish("$i" + type, descriptor(signature), false);
  }

  private static void pushParams(Asm asm, Signature signature) {
    int slot = 2;
    for (int i = 0; i < signature.params().size(); i++) {
      JvmType type = Body.jvmType(signature.params().get(i));
      asm.load(type, slot);
      slot += type.slots();
    }
  }

  private static void leave(Asm asm, Signature signature) {
    JvmType result = RegionLowering.resultType(signature);
    if (result == null) {
      asm.op(Op.RETURN);
    } else {
      asm.op(Op.IRETURN, result);
    }
  }
}
