// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates instructions onto the operand stack of one method: what all parts of the lowering
 * share.
 *
 * <p>{@link #push} puts a value on the stack: a constant, a tree evaluated in place, or a local
 * variable. {@link #evaluate} executes an instruction and leaves its first result, if it has any.
 */
final class Lowering {
  /** The local variable with the context. */
  static final int CONTEXT = 0;

  final Asm asm;
  final Body body;
  final Trees trees;
  final Names names;
  final Sites sites;
  final SlotAllocator slots;
  final MemoryCache memories;
  final DispatchMethods dispatch;
  private final int contextType;

  private final NumberLowering numbers;
  private final FloatLowering floats;
  private final MemoryLowering memory;
  private final CallLowering calls;

  Lowering(
      Asm asm,
      Body body,
      Trees trees,
      Names names,
      Sites sites,
      SlotAllocator slots,
      MemoryCache memories,
      DispatchMethods dispatch) {
    this.asm = asm;
    this.body = body;
    this.trees = trees;
    this.names = names;
    this.sites = sites;
    this.slots = slots;
    this.memories = memories;
    this.dispatch = dispatch;
    this.contextType = VerificationType.object(asm.symbols().classNumber(names.abi.contextClass()));
    this.numbers = new NumberLowering(this);
    this.floats = new FloatLowering(this);
    this.memory = new MemoryLowering(this);
    this.calls = new CallLowering(this);
  }

  NumberLowering numbers() {
    return numbers;
  }

  CallLowering calls() {
    return calls;
  }

  MemoryLowering memory() {
    return memory;
  }

  /** Puts a value on the stack. */
  void push(int value) {
    int inst = body.definingInst[value];
    if (inst < 0 || !trees.isInline(value)) {
      int slot = slots.slotOf(value);
      assert slot >= 0 : "v" + value + " has no local variable";
      asm.load(body.jvmType(value), slot);
      return;
    }
    InstructionData data = body.data(inst);
    switch (data.opcode()) {
      case ICONST -> {
        if (data.type() == dev.jabiru.codegen.ir.Type.I64) {
          asm.lconst(data.imm());
        } else {
          asm.iconst((int) data.imm());
        }
      }
      case F32CONST -> asm.fconst((int) data.imm());
      case F64CONST -> asm.dconst(data.imm());
      case REF_NULL -> asm.nullConst();
      default -> evaluate(inst);
    }
  }

  void pushArgs(InstructionData data) {
    for (int i = 0, n = body.argCount(data); i < n; i++) {
      push(body.arg(data, i));
    }
  }

  void pushContext() {
    asm.loadObject(CONTEXT, contextType);
  }

  int contextType() {
    return contextType;
  }

  /** Puts one of the store's fields on the stack. */
  void pushStoreField(String field, String descriptor) {
    pushContext();
    asm.getField(names.abi.contextClass(), "store", names.store, object(names.store));
    int type = descriptor.equals("J") ? VerificationType.LONG : object(descriptor);
    asm.getField(names.name(RuntimeClass.STORE), field, descriptor, type);
  }

  /** The verification type of objects whose class has a descriptor. */
  int object(String descriptor) {
    String name =
        descriptor.startsWith("[") ? descriptor : descriptor.substring(1, descriptor.length() - 1);
    return VerificationType.object(asm.symbols().classNumber(name));
  }

  /** Marks what is assembled next as the place of an instruction. */
  void mark(int inst, @Nullable TrapCode trap) {
    sites.mark(asm, body.function.sourceLoc(new Inst(inst)), trap);
  }

  /** Throws the exception for a trap. */
  void raise(int inst, TrapCode trap) {
    mark(inst, trap);
    String owner = names.name(RuntimeClass.TRAP);
    asm.iconst(names.abi.trapNumber(trap));
    asm.invokeStatic(owner, "raise", "(I)L" + owner + ";", 1, object("L" + owner + ";"));
    asm.op(Op.ATHROW);
  }

  /** Executes an instruction that is no terminator; its first result is left on the stack. */
  void evaluate(int inst) {
    InstructionData data = body.data(inst);
    switch (data.opcode()) {
      // spotless:off
      case IADD, ISUB, IMUL, SDIV, UDIV, SREM, UREM, SMUL_HI, UMUL_HI, BAND, BOR, BXOR, ISHL, USHR,
           SSHR, ROTL, ROTR, CLZ, CTZ, POPCNT, SEXTEND8, SEXTEND16, SEXTEND32, SEXTEND, UEXTEND,
           IREDUCE, ICMP, FCMP, REF_IS_NULL, REF_EQ, SELECT -> numbers.evaluate(inst, data);
      case FADD, FSUB, FMUL, FDIV, FMIN, FMAX, FCOPYSIGN, FNEG, FABS, SQRT, CEIL, FLOOR, TRUNC,
           NEAREST, FPROMOTE, FDEMOTE, FCVT_FROM_SINT, FCVT_FROM_UINT, FCVT_TO_SINT, FCVT_TO_UINT,
           FCVT_TO_SINT_SAT, FCVT_TO_UINT_SAT, BITCAST -> floats.evaluate(inst, data);
      case LOAD, ULOAD8, SLOAD8, ULOAD16, SLOAD16, ULOAD32, SLOAD32, STORE, ISTORE8, ISTORE16,
           ISTORE32, MEMORY_SIZE, GLOBAL_GET, GLOBAL_SET, TABLE_GET, TABLE_SET, TABLE_SIZE ->
          memory.evaluate(inst, data);
      // spotless:on
      case CALL, CALL_INDIRECT, RETURN_CALL, RETURN_CALL_INDIRECT -> {
        calls.evaluate(inst, data);
        memories.afterCall();
      }
      case REF_FUNC -> calls.evaluate(inst, data);
      case TRAPZ, TRAPNZ -> {
        int past = asm.newLabel();
        numbers.branch(
            body.arg(data, 0), data.opcode() == dev.jabiru.codegen.ir.Opcode.TRAPZ, past);
        raise(inst, data.trapCode());
        asm.bind(past);
      }
      case INTERRUPT_CHECK -> interruptCheck(inst);
      case FUEL -> fuel(inst, data.imm());
      default ->
          throw new UnsupportedOperationException(
              "the JVM target does not know " + data.opcode() + " yet");
    }
  }

  /**
   * A constant call site that does nothing, until the loader of the class is told to interrupt.
   *
   * <p>It is no branch, not even one that is never taken: HotSpot rotates a loop whose first block
   * ends in the loop's exit, and a branch of ours would end that block before.
   */
  private void interruptCheck(int inst) {
    asm.dynamicHandle(new Symbol.Dynamic(names.name(RuntimeClass.LOADER), "interruptCheck", -1));
    pushContext();
    mark(inst, null);
    asm.invokeVirtual(
        "java/lang/invoke/MethodHandle",
        "invokeExact",
        "(" + names.baseContext + ")V",
        2,
        VerificationType.TOP);
  }

  private void fuel(int inst, long amount) {
    int past = asm.newLabel();
    mark(inst, null);
    pushContext();
    asm.getField(names.abi.contextClass(), "store", names.store, object(names.store));
    pushStoreField("fuel", "J");
    asm.lconst(amount);
    asm.op(Op.ISUB, JvmType.LONG);
    asm.putField(names.name(RuntimeClass.STORE), "fuel", "J");
    pushStoreField("fuel", "J");
    asm.lconst(0);
    asm.op(Op.LCMP);
    asm.jump(Op.IFGE, past);
    pushContext();
    asm.invokeStatic(
        names.name(RuntimeClass.BUILTINS),
        "outOfFuel",
        "(" + names.baseContext + ")V",
        1,
        VerificationType.TOP);
    asm.bind(past);
  }
}
