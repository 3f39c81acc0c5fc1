// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.StackSlotData.Area;
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
        pushFunction(body.function.functions().get(data.function()).name().index());
        asm.generalize(VerificationType.object(Symbols.JAVA_LANG_OBJECT));
      }
      default -> throw new AssertionError(data.opcode());
    }
  }

  private void direct(int inst, InstructionData data) {
    UserExternalName name = body.function.functions().get(data.function()).name();
    Signature signature = body.function.signatureOf(data);
    int pops = Convention.directParams(signature) + 1;
    int result = Convention.returnType(signature);
    Callee target = names.abi.callee(name.namespace(), name.index());
    // No switch over classes, which would need a bootstrap at every start.
    if (target instanceof Callee.Method callee) {
      to.pushContext();
      passDirect(data, 0, signature);
      mark(inst, data, name);
      asm.invokeStatic(
          callee.owner(),
          callee.name(),
          Convention.descriptor(signature, names.context),
          pops,
          result);
    } else if (target instanceof Callee.Linked callee) {
      pushLinkedContext(callee);
      passDirect(data, 0, signature);
      mark(inst, data, name);
      asm.invokeStatic(
          callee.owner(),
          callee.name(),
          Convention.descriptor(signature, Names.descriptor(callee.context())),
          pops,
          result);
    } else if (target instanceof Callee.Import callee) {
      asm.dynamicHandle(
          new Symbol.Dynamic(names.name(RuntimeClass.LOADER), "importSite", callee.index()));
      to.pushContext();
      passDirect(data, 0, signature);
      mark(inst, data, name);
      asm.invokeVirtual(
          HANDLE, "invokeExact", Convention.descriptor(signature, names.context), pops + 1, result);
    } else if (target instanceof Callee.Builtin callee) {
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

  /** Puts the instance on the stack whose function a linked import is. */
  private void pushLinkedContext(Callee.Linked callee) {
    to.pushContext();
    if (names.abi.hasField(callee.index())) {
      String descriptor = Names.descriptor(callee.context());
      asm.getField(
          names.abi.contextClass(), "f" + callee.index(), descriptor, to.object(descriptor));
    } else {
      names.readLinkedContext(asm, callee);
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
    int type = body.function.typeIndex(data.signature());
    if (to.dispatch.isWorth(type, signature)) {
      to.pushContext();
      pushTableArguments(inst, data, table);
      asm.invokeStatic(
          names.name(RuntimeClass.CALLS),
          "function",
          lookup(names.funcRef),
          4,
          to.object(names.funcRef));
      passDirect(data, 1, signature);
      to.mark(inst, null);
      asm.invoke(
          Op.INVOKESTATIC,
          to.dispatch.method(type, signature),
          signature.params().size() + 2,
          Convention.returnType(signature));
      return;
    }
    pushTableArguments(inst, data, table);
    asm.invokeStatic(
        names.name(RuntimeClass.CALLS), "callee", lookup("L" + HANDLE + ";"), 4, handleType());
    passDirect(data, 1, signature);
    to.mark(inst, null);
    invokeExact(
        signature, Convention.directParams(signature) + 1, Convention.returnType(signature));
  }

  /** What finds the callee of an indirect call: the context, the table, the index, the type. */
  private void pushTableArguments(int inst, InstructionData data, TableData table) {
    to.pushContext();
    to.memory().pushEntity("tables", "t", table.index(), names.table);
    to.push(body.arg(data, 0));
    asm.iconst(body.function.typeIndex(data.signature()));
    to.mark(inst, null); // it raises one of several traps itself
  }

  private String lookup(String result) {
    return "(" + names.baseContext + names.table + "II)" + result;
  }

  /**
   * Makes a call in the place of the function, if the callee itself makes such calls, and else
   * calls it plainly.
   *
   * @param scratch a local variable
   * @param leave assembles the return, the first result on the stack
   */
  void tailCall(int inst, InstructionData data, int scratch, Runnable leave) {
    Signature signature = body.function.signatureOf(data);
    boolean isDirect = data.opcode() == Opcode.RETURN_CALL;
    if (isDirect) {
      pushFunction(body.function.functions().get(data.function()).name().index());
    } else {
      pushTableArguments(inst, data, body.function.tables().get(data.table()));
      asm.invokeStatic(
          names.name(RuntimeClass.CALLS),
          "function",
          lookup(names.funcRef),
          4,
          to.object(names.funcRef));
    }
    to.mark(inst, null);
    asm.invokeVirtual(
        names.name(RuntimeClass.FUNC_REF), "tailHandle", "()L" + HANDLE + ";", 1, handleType());
    asm.dup();
    asm.storeObject(scratch, handleType());
    int plain = asm.newLabel();
    asm.jump(Op.IFNULL, plain);
    int[] state = java.util.Arrays.copyOf(asm.locals(), asm.localLimit());
    boolean isGood = to.memories.isGood();
    for (int i = 0, n = signature.params().size(); i < n && !LongLists.areStored(signature); i++) {
      store(Area.ARGUMENTS, i, body.arg(data, isDirect ? i : i + 1));
    }
    to.pushContext();
    asm.getField(names.abi.contextClass(), "store", names.store, to.object(names.store));
    asm.loadObject(scratch, handleType());
    asm.putField(names.name(RuntimeClass.STORE), "tailTarget", "L" + HANDLE + ";");
    JvmType result = RegionLowering.resultType(signature);
    if (result != null) {
      pushZero(result);
    }
    leave.run();
    asm.enter(plain, state, state.length);
    to.memories.setGood(isGood);
    evaluate(inst, data);
    leave.run();
  }

  private void pushZero(JvmType type) {
    switch (type) {
      case INT -> asm.iconst(0);
      case LONG -> asm.lconst(0);
      case FLOAT -> asm.fconst(0);
      case DOUBLE -> asm.dconst(0);
      case REF -> asm.nullConst();
    }
  }

  private void pushFunction(int index) {
    to.pushContext();
    asm.iconst(index);
    asm.invokeVirtual(
        names.abi.contextClass(), "function", "(I)" + names.funcRef, 2, to.object(names.funcRef));
  }

  private int handleType() {
    return to.object("L" + HANDLE + ";");
  }

  private void invokeExact(Signature signature, int pops, int result) {
    asm.invokeVirtual(HANDLE, "invokeExact", Convention.descriptor(signature, ""), pops, result);
  }

  private void passDirect(InstructionData data, int first, Signature signature) {
    for (int i = 0, n = Convention.directParams(signature); i < n; i++) {
      to.push(body.arg(data, first + i));
    }
  }

  /** Leaves an argument or a result in the store. */
  void store(Area area, int i, int value) {
    JvmType type = body.jvmType(value);
    boolean isRef = type == JvmType.REF;
    to.pushStoreField(fieldName(area, isRef), isRef ? "[Ljava/lang/Object;" : "[J");
    asm.iconst(i);
    to.push(value);
    if (isRef) {
      asm.op(Op.AASTORE);
    } else {
      Names.toBits(asm, type);
      asm.op(Op.LASTORE);
    }
  }

  private static String fieldName(Area area, boolean isRef) {
    if (area == Area.ARGUMENTS) {
      return isRef ? "tailRefs" : "tailArgs";
    }
    return isRef ? "refResults" : "results";
  }

  /** Puts an argument or a result that travelled in the store on the stack. */
  void fetch(Area area, int i, JvmType type) {
    boolean isRef = type == JvmType.REF;
    to.pushStoreField(fieldName(area, isRef), isRef ? "[Ljava/lang/Object;" : "[J");
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
    for (int i = 1, n = body.argCount(data); i < n; i++) {
      store(Area.RESULTS, i, body.arg(data, i));
    }
  }
}
