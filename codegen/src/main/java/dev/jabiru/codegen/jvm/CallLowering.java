// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.TableData;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.jvm.JvmAbi.Callee;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;
import java.util.List;

/** Calls, and what {@link Convention} says about their arguments and results. */
final class CallLowering {
  private static final String HANDLE = "java/lang/invoke/MethodHandle";

  private final Lowering to;
  private final Asm asm;
  private final Body body;
  private final Names names;

  CallLowering(Lowering to) {
    this.to = to;
    this.asm = to.asm;
    this.body = to.body;
    this.names = to.names;
  }

  /** Executes a call; its first result is left on the stack. */
  void evaluate(int inst, InstructionData data) {
    switch (data.opcode()) {
      case CALL, RETURN_CALL -> direct(inst, data);
      case CALL_INDIRECT, RETURN_CALL_INDIRECT -> indirect(inst, data);
      case REF_FUNC -> {
        to.pushContext();
        asm.iconst(body.function.functions().get(data.function()).name().index());
        asm.invokeVirtual(
            names.abi.contextClass(),
            "function",
            "(I)" + names.funcRef,
            2,
            VerificationType.object(Symbols.JAVA_LANG_OBJECT));
      }
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void direct(int inst, InstructionData data) {
    UserExternalName name = body.function.functions().get(data.function()).name();
    Signature signature = body.function.signatureOf(data);
    int pops = Convention.directParams(signature) + 1;
    int result = Convention.returnType(signature);
    passTail(data, 0, signature);
    switch (names.abi.callee(name.namespace(), name.index())) {
      case Callee.Method callee -> {
        to.pushContext();
        passDirect(data, 0, signature);
        mark(inst, data, name);
        asm.invokeStatic(
            callee.owner(),
            callee.name(),
            Convention.descriptor(signature, names.context),
            pops,
            result);
      }
      case Callee.Import callee -> {
        to.memory().pushEntity("functions", "f", callee.index(), names.funcRef);
        asm.invokeVirtual(
            names.name(RuntimeClass.FUNC_REF), "handle", "()L" + HANDLE + ";", 1, handleType());
        passDirect(data, 0, signature);
        mark(inst, data, name);
        invokeExact(signature, pops, result);
      }
      case Callee.Builtin callee -> {
        to.pushContext();
        passDirect(data, 0, signature);
        mark(inst, data, name);
        asm.invokeStatic(
            names.name(RuntimeClass.BUILTINS),
            callee.method(),
            Convention.descriptor(signature, names.baseContext),
            pops,
            result);
      }
    }
  }

  private void mark(int inst, InstructionData data, UserExternalName name) {
    to.mark(inst, null);
    boolean isTail = data.opcode() == Opcode.RETURN_CALL;
    to.sites.refer(isTail ? Relocation.Kind.TAIL_CALL : Relocation.Kind.CALL, name);
  }

  private void indirect(int inst, InstructionData data) {
    Signature signature = body.function.signatureOf(data);
    TableData table = body.function.tables().get(data.table());
    if (table.addressType() != Type.I32) {
      throw new UnsupportedOperationException("64-bit tables on the JVM target");
    }
    to.pushContext();
    to.memory().pushEntity("tables", "t", table.index(), names.table);
    to.push(body.arg(data, 0));
    asm.iconst(body.function.typeIndex(data.signature()));
    to.mark(inst, null); // it raises one of several traps itself
    asm.invokeStatic(
        names.name(RuntimeClass.CALLS),
        "callee",
        "(" + names.baseContext + names.table + "II)L" + HANDLE + ";",
        4,
        handleType());
    passTail(data, 1, signature);
    passDirect(data, 1, signature);
    to.mark(inst, null);
    invokeExact(
        signature, Convention.directParams(signature) + 1, Convention.returnType(signature));
  }

  private int handleType() {
    return to.object("L" + HANDLE + ";");
  }

  private void invokeExact(Signature signature, int pops, int result) {
    asm.invokeVirtual(
        HANDLE, "invokeExact", Convention.descriptor(signature, ""), pops, result);
  }

  private void passDirect(InstructionData data, int first, Signature signature) {
    for (int i = 0, n = Convention.directParams(signature); i < n; i++) {
      to.push(body.arg(data, first + i));
    }
  }

  /** Passes the arguments that do not fit, through the store. */
  private void passTail(InstructionData data, int first, Signature signature) {
    for (int i = Convention.directParams(signature); i < signature.params().size(); i++) {
      store("tail", i, body.arg(data, first + i));
    }
  }

  private void store(String prefix, int i, int value) {
    JvmType type = body.jvmType(value);
    boolean isRef = type == JvmType.REF;
    to.pushStoreField(fieldName(prefix, isRef), isRef ? "[Ljava/lang/Object;" : "[J");
    asm.iconst(i);
    to.push(value);
    if (isRef) {
      asm.op(Op.AASTORE);
    } else {
      Names.toBits(asm, type);
      asm.op(Op.LASTORE);
    }
  }

  private static String fieldName(String prefix, boolean isRef) {
    if (prefix.equals("tail")) {
      return isRef ? "tailRefs" : "tailArgs";
    }
    return isRef ? "refResults" : "results";
  }

  /** Puts an argument or a result that travelled in the store on the stack. */
  void fetch(String prefix, int i, JvmType type) {
    boolean isRef = type == JvmType.REF;
    to.pushStoreField(fieldName(prefix, isRef), isRef ? "[Ljava/lang/Object;" : "[J");
    asm.iconst(i);
    if (isRef) {
      asm.op(Op.AALOAD);
    } else {
      asm.op(Op.LALOAD);
      Names.fromBits(asm, type);
    }
  }

  /** Puts the first result on the stack and leaves the others where the caller looks for them. */
  void prepareReturn(InstructionData data) {
    List<Type> returns = body.function.signature().returns();
    if (!returns.isEmpty()) {
      to.push(body.arg(data, 0));
    }
    for (int i = 1; i < returns.size(); i++) {
      store("", i, body.arg(data, i));
    }
  }
}
