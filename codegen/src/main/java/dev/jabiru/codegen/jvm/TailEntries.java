// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;
import java.util.List;

/**
 * The ways into a function that makes calls in its own place.
 *
 * <p>Its code is in a method of its own, which instead of such a call returns with the target in
 * {@code store.tailTarget} and the arguments in {@code store.tailArgs} and {@code tailRefs}. The
 * plain entry is the trampoline:
 *
 * <pre>
 *   R name(context, params…) {
 *     R r = name$b(context, params…);
 *     while (context.store.tailTarget != null) {
 *       MethodHandle h = context.store.tailTarget;
 *       context.store.tailTarget = null;
 *       r = h.invokeExact();
 *     }
 *     return r;
 *   }
 * </pre>
 *
 * <p>{@code name$t(context)}, bound to its context, is what a target is: it takes the arguments
 * from the store. Callers that know nothing of this pay nothing.
 */
final class TailEntries {
  /** Suffix of the method with the code. */
  static final String BODY = "$b";

  private static final String TAIL = "$t";
  private static final String HANDLE = "java/lang/invoke/MethodHandle";

  private TailEntries() {}

  static boolean isSelfTailCall(Body body, InstructionData data) {
    return data.opcode() == Opcode.RETURN_CALL
        && body.function.functions().get(data.function()).name().equals(body.function.name());
  }

  /** Whether a function makes calls in its own place that are not jumps to its start. */
  static boolean areNeeded(Body body, boolean isCutIntoRegions) {
    for (int p = 0; p < body.order.count(); p++) {
      InstructionData data = body.data(body.terminator(p));
      if (data.opcode() == Opcode.RETURN_CALL_INDIRECT
          || data.opcode() == Opcode.RETURN_CALL
              && (isCutIntoRegions || !isSelfTailCall(body, data))) {
        return true;
      }
    }
    return false;
  }

  /** Adds the plain entry and the one for targets; the method with the code must come next. */
  static void add(
      List<MethodCode> methods, Function function, Names names, Symbols symbols, Sites sites) {
    Signature signature = function.signature();
    Symbol code = new Symbol.Own(methods.size() + 2);
    sites.nextMethod();
    methods.add(plain(signature, names, symbols, code));
    sites.nextMethod();
    methods.add(target(signature, names, symbols, code));
  }

  private static MethodCode plain(Signature signature, Names names, Symbols symbols, Symbol code) {
    int[] entry = FunctionCompiler.entryTypes(symbols, signature, names);
    Asm asm = new Asm(symbols, entry);
    asm.loadObject(0, entry[0]);
    int direct = Convention.directParams(signature);
    int slot = 1;
    for (int i = 0; i < direct; i++) {
      JvmType type = Body.jvmType(signature.params().get(i));
      asm.load(type, slot);
      slot += type.slots();
    }
    asm.invoke(Op.INVOKESTATIC, code, direct + 1, Convention.returnType(signature));
    JvmType result = RegionLowering.resultType(signature);
    if (result != null) {
      asm.store(result, slot);
    }
    int again = asm.newLabel();
    int done = asm.newLabel();
    asm.bind(again);
    pushTarget(asm, names, symbols, entry[0]);
    asm.jump(Op.IFNULL, done);
    pushTarget(asm, names, symbols, entry[0]);
    pushStore(asm, names, symbols, entry[0]);
    asm.nullConst();
    asm.putField(names.name(RuntimeClass.STORE), "tailTarget", "L" + HANDLE + ";");
    asm.invokeVirtual(
        HANDLE,
        "invokeExact",
        "()" + Convention.returnDescriptor(signature),
        1,
        Convention.returnType(signature));
    if (result != null) {
      asm.store(result, slot);
    }
    asm.jump(Op.GOTO, again);
    asm.bind(done);
    if (result == null) {
      asm.op(Op.RETURN);
    } else {
      asm.load(result, slot);
      asm.op(Op.IRETURN, result);
    }
    return asm.finish("", Convention.descriptor(signature, names.context), true);
  }

  private static void pushStore(Asm asm, Names names, Symbols symbols, int context) {
    String store = names.name(RuntimeClass.STORE);
    asm.loadObject(0, context);
    asm.getField(
        names.abi.contextClass(),
        "store",
        names.store,
        VerificationType.object(symbols.classNumber(store)));
  }

  private static void pushTarget(Asm asm, Names names, Symbols symbols, int context) {
    pushStore(asm, names, symbols, context);
    asm.getField(
        names.name(RuntimeClass.STORE),
        "tailTarget",
        "L" + HANDLE + ";",
        VerificationType.object(symbols.classNumber(HANDLE)));
  }

  private static MethodCode target(Signature signature, Names names, Symbols symbols, Symbol code) {
    int context = VerificationType.object(symbols.classNumber(names.abi.contextClass()));
    Asm asm = new Asm(symbols, new int[] {context});
    asm.loadObject(0, context);
    int direct = Convention.directParams(signature);
    for (int i = 0; i < direct; i++) {
      fetch(asm, names, Body.jvmType(signature.params().get(i)), i);
    }
    asm.invoke(Op.INVOKESTATIC, code, direct + 1, Convention.returnType(signature));
    JvmType result = RegionLowering.resultType(signature);
    if (result == null) {
      asm.op(Op.RETURN);
    } else {
      asm.op(Op.IRETURN, result);
    }
    String descriptor = "(" + names.context + ")" + Convention.returnDescriptor(signature);
    return asm.finish(TAIL, descriptor, true);
  }

  /** Puts an argument that is in the store on the stack. */
  private static void fetch(Asm asm, Names names, JvmType type, int i) {
    boolean isRef = type == JvmType.REF;
    int context = VerificationType.object(asm.symbols().classNumber(names.abi.contextClass()));
    pushStore(asm, names, asm.symbols(), context);
    asm.getField(
        names.name(RuntimeClass.STORE),
        isRef ? "tailRefs" : "tailArgs",
        isRef ? "[Ljava/lang/Object;" : "[J",
        VerificationType.object(Symbols.JAVA_LANG_OBJECT));
    asm.iconst(i);
    if (isRef) {
      asm.op(Op.AALOAD);
    } else {
      asm.op(Op.LALOAD);
      Names.fromBits(asm, type);
    }
  }
}
