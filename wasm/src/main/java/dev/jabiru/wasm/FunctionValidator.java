// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static dev.jabiru.wasm.TypeCode.I32;
import static dev.jabiru.wasm.TypeCode.I64;

import java.util.Arrays;

/**
 * Validates a function body in lock step with the reader that walks over it.
 *
 * <pre>{@code
 * InstructionReader reader = validator.begin(func);
 * while (reader.next()) {
 *   // the operands as the instruction finds them: validator.operandCode(0) ...
 *   validator.step(reader);
 *   // ... and as it leaves them
 * }
 * }</pre>
 *
 * <p>Types are given as {@link TypeCode}s in which a concrete type is the lowest index of the
 * module that defines the same type. Nothing is allocated per instruction.
 *
 * <p>Belongs to one thread, and serves one body after the other.
 */
public final class FunctionValidator {
  private static final int[] NONE = {};
  private static final int[][] SINGLE = {
    NONE, {TypeCode.I32}, {TypeCode.I64}, {TypeCode.F32}, {TypeCode.F64}, {TypeCode.V128}
  };
  private static final int FUNCREF = TypeCode.ref(true, AbstractHeapType.FUNC);
  private static final int EXNREF = TypeCode.ref(true, AbstractHeapType.EXN);
  private static final int EXN = TypeCode.ref(false, AbstractHeapType.EXN);

  private final Module module;
  private final ModuleContext context;
  private final ModuleTypes types;
  private final OperandStack stack;
  private final InstructionReader ownReader;
  private final ReferenceRules references;

  private int[] locals = new int[64];
  private int localCount;
  private int[] scratch = new int[4];

  /** How many globals a constant expression may name; -1 in a function body. */
  private int constGlobals = -1;

  /**
   * Makes a validator for the bodies of a module.
   *
   * @param module the module; all of it but the bodies is validated here if it was not yet
   * @throws InvalidModuleException if the module is invalid already without its bodies
   */
  public FunctionValidator(Module module) {
    this(module, Validator.validated(module));
  }

  FunctionValidator(Module module, ModuleContext context) {
    this.module = module;
    this.context = context;
    this.types = context.types;
    this.stack = new OperandStack(module, context);
    this.ownReader = new InstructionReader(module);
    this.references = new ReferenceRules(context, stack);
  }

  /**
   * Begins a body: reads its locals.
   *
   * @param func the function
   * @return the validator's own reader, which stands before the first instruction
   * @throws WasmException if the locals are malformed or invalid
   */
  public InstructionReader begin(DefinedFuncIndex func) {
    FunctionBody body = module.body(func);
    int index = module.funcIndex(func).index();
    InstructionReader reader = ownReader;
    reader.startBody(index, body.offset(), body.endOffset());
    stack.reader = reader;
    constGlobals = -1;
    int type = context.funcTypes[index];
    int[] params = paramsOf(type);
    localCount = 0;
    addParams(params);
    int set = localCount;
    readLocals(reader);
    stack.clear(localCount);
    for (int i = 0; i < set; i++) {
      if (!isDefaultable(locals[i])) {
        stack.set(i);
      }
    }
    stack.pushFrame(Opcode.BLOCK, NONE, resultsOf(type));
    return reader;
  }

  /** Begins a constant expression that may name the globals below a number. */
  InstructionReader beginConst(ConstExpr expr, int wanted, int globals) {
    InstructionReader reader = ownReader;
    reader.start(expr);
    stack.reader = reader;
    constGlobals = globals;
    localCount = 0;
    stack.clear(0);
    stack.pushFrame(Opcode.BLOCK, NONE, single(wanted));
    return reader;
  }

  private void addParams(int[] params) {
    ensureLocals(params.length);
    System.arraycopy(params, 0, locals, 0, params.length);
    localCount = params.length;
  }

  private void ensureLocals(int count) {
    if (locals.length < count) {
      locals = Arrays.copyOf(locals, Math.max(count, locals.length * 2));
    }
  }

  private void readLocals(InstructionReader reader) {
    long declared = localCount;
    int start = reader.pos;
    for (int groups = reader.length(); groups > 0; groups--) {
      int at = reader.pos;
      int count = reader.u32();
      declared += Integer.toUnsignedLong(count);
      int code = reader.valTypeCode();
      if (declared <= ImplementationLimits.LOCALS) {
        checkLocalType(reader, code, at);
        code = types.lowest(code);
        ensureLocals((int) declared);
        Arrays.fill(locals, localCount, (int) declared, code);
        localCount = (int) declared;
      }
    }
    if (declared > ImplementationLimits.LOCALS) {
      throw reader.malformed(
          "too many locals: wanted at most " + ImplementationLimits.LOCALS + ", found " + declared,
          start);
    }
  }

  private void checkLocalType(InstructionReader reader, int code, int at) {
    if (TypeCode.isConcrete(code) && TypeCode.typeIndex(code) >= types.count()) {
      throw new InvalidModuleException(
          "unknown type " + TypeCode.typeIndex(code) + reader.where(at));
    }
  }

  private static boolean isDefaultable(int code) {
    return !TypeCode.isRef(code) || TypeCode.isNullable(code);
  }

  /** {@return the number of operands, those below the innermost block included} */
  public int operandCount() {
    return stack.height();
  }

  /**
   * {@return the {@link TypeCode} of an operand; {@link TypeCode#BOTTOM} where control cannot be
   * and any type would do}
   *
   * @param depthFromTop which, the top one at 0
   */
  public int operandCode(int depthFromTop) {
    return stack.peek(depthFromTop);
  }

  /**
   * {@return the type of an operand}
   *
   * @param depthFromTop which, the top one at 0; one that {@link #operandCode} knows
   */
  public ValType operandType(int depthFromTop) {
    return TypeCode.toValType(stack.peek(depthFromTop));
  }

  /** {@return whether control can be here} */
  public boolean isReachable() {
    return stack.controlDepth() > 0 && stack.frame().isReachable();
  }

  /** {@return the number of open blocks, the function itself included; 0 after its end} */
  public int controlDepth() {
    return stack.controlDepth();
  }

  /**
   * {@return an open block, good until the next step}
   *
   * @param label how far out, the innermost at 0; less than {@link #controlDepth}
   */
  public ControlFrame frame(int label) {
    return stack.label(label);
  }

  /** {@return the number of locals, parameters included} */
  public int localCount() {
    return localCount;
  }

  /**
   * {@return the {@link TypeCode} of a local}
   *
   * @param local less than {@link #localCount}
   */
  public int localCode(int local) {
    return locals[local];
  }

  /**
   * {@return the type of a local}
   *
   * @param local a local of the function
   */
  public ValType localType(LocalIndex local) {
    return TypeCode.toValType(locals[local.index()]);
  }

  /**
   * Validates the instruction the reader has read last.
   *
   * @param reader the reader that {@link #begin} returned
   * @throws InvalidModuleException if the instruction breaks a rule
   * @throws MalformedModuleException if it does, and something after it is malformed
   */
  public void step(InstructionReader reader) {
    Opcode opcode = reader.opcode();
    if (constGlobals >= 0) {
      checkConst(reader, opcode);
    }
    Signature signature = opcode.signature();
    if (signature == Signature.BY_HAND) {
      stepByHand(reader, opcode);
      return;
    }
    int address = opcode.immediate() == Immediate.NONE ? I32 : checkImmediate(reader, opcode);
    stack.popAll(signature.paramCodes(address));
    stack.pushAll(signature.resultCodes(address));
  }

  /** Checks what a fixed signature does not say; returns the type of addresses. */
  private int checkImmediate(InstructionReader reader, Opcode opcode) {
    switch (opcode.immediate()) {
      case MEMARG:
        return memArg(reader, opcode);
      case MEMARG_LANE:
        int address = memArg(reader, opcode);
        lane(reader.lane(), 16 / opcode.accessBytes());
        return address;
      case MEMORY:
        return memory(reader.index());
      case DATA_MEMORY:
        int addressType = memory(reader.index2());
        data(reader.index());
        return addressType;
      case DATA:
        data(reader.index());
        return I32;
      case ELEM:
        elem(reader.index());
        return I32;
      case LANE:
        lane(reader.lane(), lanes(opcode));
        return I32;
      case SHUFFLE:
        for (int i = 0; i < 16; i++) {
          lane(reader.shuffleLane(i), 32);
        }
        return I32;
      default:
        return I32;
    }
  }

  private int memArg(InstructionReader reader, Opcode opcode) {
    int address = memory(reader.index());
    int natural = opcode.naturalAlignmentLog2();
    if (opcode.isAtomicAccess()) {
      if (reader.alignLog2() != natural) {
        throw stack.invalid("atomic alignment must be natural: 2^" + natural);
      }
    } else if (reader.alignLog2() > natural) {
      throw stack.invalid(
          "alignment must not be larger than natural: wanted at most 2^"
              + natural
              + ", found 2^"
              + reader.alignLog2());
    }
    if (address == I32 && reader.memoryOffset() >>> 32 != 0) {
      throw stack.invalid("offset out of range: " + Long.toUnsignedString(reader.memoryOffset()));
    }
    return address;
  }

  private int memory(int index) {
    if (index >= context.memoryAddresses.length) {
      throw stack.unknown("memory", index);
    }
    return context.memoryAddresses[index];
  }

  private void data(int index) {
    if (index >= module.dataCount().orElse(0)) {
      throw stack.unknown("data segment", index);
    }
  }

  private int elem(int index) {
    if (index >= context.elements.length) {
      throw stack.unknown("elem segment", index);
    }
    return context.elements[index];
  }

  private void lane(int lane, int count) {
    if (lane >= count) {
      throw stack.invalid("invalid lane index: wanted less than " + count + ", found " + lane);
    }
  }

  private static int lanes(Opcode opcode) {
    return switch (opcode) {
      case I8X16_EXTRACT_LANE_S, I8X16_EXTRACT_LANE_U, I8X16_REPLACE_LANE -> 16;
      case I16X8_EXTRACT_LANE_S, I16X8_EXTRACT_LANE_U, I16X8_REPLACE_LANE -> 8;
      case I32X4_EXTRACT_LANE, I32X4_REPLACE_LANE, F32X4_EXTRACT_LANE, F32X4_REPLACE_LANE -> 4;
      default -> 2;
    };
  }

  private void stepByHand(InstructionReader reader, Opcode opcode) {
    switch (opcode) {
      case LOCAL_GET -> localGet(reader.index());
      case LOCAL_SET -> {
        stack.pop(local(reader.index()));
        setLocal(reader.index());
      }
      case LOCAL_TEE -> {
        stack.pop(local(reader.index()));
        setLocal(reader.index());
        stack.push(local(reader.index()));
      }
      case GLOBAL_GET -> stack.push(global(reader.index()));
      case GLOBAL_SET -> {
        int code = global(reader.index());
        if (!context.isGlobalMutable[reader.index()]) {
          throw stack.invalid("immutable global " + reader.index());
        }
        stack.pop(code);
      }
      case DROP -> stack.pop();
      case SELECT -> select();
      case SELECT_T -> {
        if (reader.typeCount() != 1) {
          throw stack.invalid("invalid result arity: wanted 1, found " + reader.typeCount());
        }
        int code = references.checked(reader.typeCode(0));
        popThree(code, code, I32);
        stack.push(code);
      }
      case UNREACHABLE -> stack.setUnreachable();
      case BLOCK, LOOP, IF, TRY -> block(reader, opcode);
      case ELSE -> {
        ControlFrame ended = end(Opcode.IF);
        stack.pushFrame(opcode, ended.params, ended.results);
      }
      case END -> end();
      case BR -> {
        stack.popAll(stack.label(reader.index()).label());
        stack.setUnreachable();
      }
      case BR_IF -> {
        int[] label = stack.label(reader.index()).label();
        stack.pop(I32);
        stack.popAll(label);
        stack.pushAll(label);
      }
      case BR_TABLE -> brTable(reader);
      case RETURN -> {
        stack.popAll(stack.label(stack.controlDepth() - 1).results);
        stack.setUnreachable();
      }
      case CALL -> call(funcType(reader.index()));
      case RETURN_CALL -> returnCall(funcType(reader.index()));
      case CALL_INDIRECT -> call(calleeOfTable(reader));
      case RETURN_CALL_INDIRECT -> returnCall(calleeOfTable(reader));
      case CALL_REF -> call(calleeOfRef(reader.index()));
      case RETURN_CALL_REF -> returnCall(calleeOfRef(reader.index()));
      default -> stepRare(reader, opcode);
    }
  }

  private void stepRare(InstructionReader reader, Opcode opcode) {
    switch (opcode) {
      case THROW -> {
        stack.popAll(tag(reader.index()));
        stack.setUnreachable();
      }
      case THROW_REF -> {
        stack.pop(EXNREF);
        stack.setUnreachable();
      }
      case TRY_TABLE -> tryTable(reader);
      case CATCH -> {
        int[] tag = tag(reader.index());
        int[] results = end(Opcode.TRY, Opcode.CATCH).results;
        stack.pushFrame(opcode, NONE, results);
        stack.pushAll(tag);
      }
      case CATCH_ALL -> {
        int[] results = end(Opcode.TRY, Opcode.CATCH).results;
        stack.pushFrame(opcode, NONE, results);
      }
      case DELEGATE -> {
        int[] results = end(Opcode.TRY).results;
        stack.label(reader.index());
        stack.pushAll(results);
      }
      case RETHROW -> {
        Opcode target = stack.label(reader.index()).opcode;
        if (target != Opcode.CATCH && target != Opcode.CATCH_ALL) {
          throw stack.invalid("invalid rethrow label " + reader.index());
        }
        stack.setUnreachable();
      }
      case TABLE_GET -> {
        int code = table(reader.index());
        stack.pop(context.tableAddresses[reader.index()]);
        stack.push(code);
      }
      case TABLE_SET -> {
        int code = table(reader.index());
        popTwo(context.tableAddresses[reader.index()], code);
      }
      case TABLE_SIZE -> {
        table(reader.index());
        stack.push(context.tableAddresses[reader.index()]);
      }
      case TABLE_GROW -> {
        int code = table(reader.index());
        int address = context.tableAddresses[reader.index()];
        popTwo(code, address);
        stack.push(address);
      }
      case TABLE_FILL -> {
        int code = table(reader.index());
        int address = context.tableAddresses[reader.index()];
        popThree(address, code, address);
      }
      case TABLE_COPY -> {
        int to = table(reader.index());
        int from = table(reader.index2());
        references.checkCopy(from, to);
        int toAddress = context.tableAddresses[reader.index()];
        int fromAddress = context.tableAddresses[reader.index2()];
        popThree(toAddress, fromAddress, shorter(toAddress, fromAddress));
      }
      case TABLE_INIT -> {
        int to = table(reader.index2());
        references.checkCopy(elem(reader.index()), to);
        popThree(context.tableAddresses[reader.index2()], I32, I32);
      }
      case MEMORY_COPY -> {
        int to = memory(reader.index());
        int from = memory(reader.index2());
        popThree(to, from, shorter(to, from));
      }
      default -> references.step(reader, opcode, module.dataCount().orElse(0), constGlobals >= 0);
    }
  }

  private static int shorter(int a, int b) {
    return a == I64 && b == I64 ? I64 : I32;
  }

  private void popTwo(int first, int second) {
    scratch[0] = first;
    scratch[1] = second;
    stack.popFirst(scratch, 2);
  }

  private void popThree(int first, int second, int third) {
    scratch[0] = first;
    scratch[1] = second;
    scratch[2] = third;
    stack.popFirst(scratch, 3);
  }

  // Variables

  private int local(int index) {
    if (index >= localCount) {
      throw stack.unknown("local", index);
    }
    return locals[index];
  }

  private void localGet(int index) {
    int code = local(index);
    if (!isDefaultable(code) && !stack.isSet(index)) {
      throw stack.invalid("uninitialized local " + index);
    }
    stack.push(code);
  }

  private void setLocal(int index) {
    if (!isDefaultable(locals[index])) {
      stack.set(index);
    }
  }

  private int global(int index) {
    if (index >= context.globals.length) {
      throw stack.unknown("global", index);
    }
    return context.globals[index];
  }

  private int table(int index) {
    if (index >= context.tables.length) {
      throw stack.unknown("table", index);
    }
    return context.tables[index];
  }

  private void select() {
    stack.pop(I32);
    int second = stack.pop();
    int first = stack.pop();
    if (TypeCode.isRef(first) || TypeCode.isRef(second)) {
      throw stack.invalid("type mismatch: select without a type takes no references");
    }
    if (first != second && first != TypeCode.BOTTOM && second != TypeCode.BOTTOM) {
      throw stack.invalid(
          "type mismatch: select takes two of one type but stack has ["
              + TypeCode.toString(first)
              + " "
              + TypeCode.toString(second)
              + "]");
    }
    stack.push(first == TypeCode.BOTTOM ? second : first);
  }

  // Control

  private int[] single(int code) {
    return code <= TypeCode.V128 ? SINGLE[code] : new int[] {code};
  }

  private int[] paramsOf(int type) {
    int[] params = types.params(type);
    if (params == null) {
      throw stack.invalid("unknown type " + type + ": wanted a function type");
    }
    return params;
  }

  private int[] resultsOf(int type) {
    int[] results = types.results(type);
    if (results == null) {
      throw stack.invalid("unknown type " + type + ": wanted a function type");
    }
    return results;
  }

  private void block(InstructionReader reader, Opcode opcode) {
    int[] params = NONE;
    int[] results;
    if (reader.index() < 0) {
      results = single(references.checked(reader.typeCode()));
    } else {
      int type = references.type(reader.index());
      params = paramsOf(type);
      results = resultsOf(type);
    }
    if (opcode == Opcode.IF) {
      stack.pop(I32);
    }
    stack.popAll(params);
    stack.pushFrame(opcode, params, results);
  }

  private void tryTable(InstructionReader reader) {
    for (int i = 0; i < reader.catchCount(); i++) {
      int kind = reader.catchKind(i);
      int[] tag = kind < InstructionReader.CATCH_ALL ? tag(reader.catchTag(i)) : NONE;
      boolean withRef =
          kind == InstructionReader.CATCH_REF || kind == InstructionReader.CATCH_ALL_REF;
      int[] label = stack.label(reader.catchLabel(i)).label();
      int count = tag.length + (withRef ? 1 : 0);
      boolean matches = label.length == count;
      for (int j = 0; matches && j < count; j++) {
        matches = types.matches(j < tag.length ? tag[j] : EXN, label[j]);
      }
      if (!matches) {
        throw stack.invalid(
            "type mismatch: catch clause " + i + " does not fit label " + reader.catchLabel(i));
      }
    }
    block(reader, Opcode.TRY_TABLE);
  }

  private void end() {
    ControlFrame ended = stack.frame();
    if (ended.opcode == Opcode.IF) {
      end(Opcode.IF);
      // Without else, what goes in is what comes out.
      stack.pushFrame(Opcode.ELSE, ended.params, ended.results);
    }
    int[] results = stack.popFrame().results;
    if (stack.controlDepth() > 0) {
      stack.pushAll(results);
    }
  }

  private ControlFrame end(Opcode wanted) {
    return end(wanted, wanted);
  }

  /** Ends the innermost block, which one of two instructions must have opened. */
  private ControlFrame end(Opcode wanted, Opcode orWanted) {
    Opcode opened = stack.frame().opcode;
    if (opened != wanted && opened != orWanted) {
      InstructionReader reader = ownReader;
      throw reader.malformed(
          "END opcode expected: " + reader.opcode() + " stands in a block of " + opened,
          reader.offset());
    }
    return stack.popFrame();
  }

  private void brTable(InstructionReader reader) {
    stack.pop(I32);
    int[] last = stack.label(reader.index()).label();
    int[] checked = last;
    for (int i = 0; i < reader.labelCount(); i++) {
      int[] label = stack.label(reader.label(i)).label();
      if (label.length != last.length) {
        throw stack.invalid(
            "type mismatch: label "
                + reader.label(i)
                + " takes "
                + label.length
                + " operands, the default label "
                + last.length);
      }
      if (label != checked) {
        stack.check(label);
        checked = label;
      }
    }
    stack.popAll(last);
    stack.setUnreachable();
  }

  private int funcType(int func) {
    if (func >= context.funcTypes.length) {
      throw stack.unknown("function", func);
    }
    return context.funcTypes[func];
  }

  private int calleeOfTable(InstructionReader reader) {
    int table = table(reader.index2());
    int type = references.type(reader.index());
    if (!types.matches(table, FUNCREF)) {
      throw stack.invalid(
          "type mismatch: instruction requires a table of functions but table "
              + reader.index2()
              + " has "
              + TypeCode.toString(table));
    }
    paramsOf(type);
    stack.pop(context.tableAddresses[reader.index2()]);
    return type;
  }

  private int calleeOfRef(int index) {
    int type = references.type(index);
    paramsOf(type);
    stack.pop(types.ref(true, type));
    return type;
  }

  private void call(int type) {
    stack.popAll(paramsOf(type));
    stack.pushAll(resultsOf(type));
  }

  private void returnCall(int type) {
    int[] results = resultsOf(type);
    int[] wanted = stack.label(stack.controlDepth() - 1).results;
    boolean matches = results.length == wanted.length;
    for (int i = 0; matches && i < results.length; i++) {
      matches = types.matches(results[i], wanted[i]);
    }
    if (!matches) {
      throw stack.invalid("type mismatch: the callee's results are not those of the function");
    }
    stack.popAll(paramsOf(type));
    stack.setUnreachable();
  }

  private int[] tag(int index) {
    if (index >= context.tags.length) {
      throw stack.unknown("tag", index);
    }
    return paramsOf(context.tags[index]);
  }

  // Constant expressions

  private void checkConst(InstructionReader reader, Opcode opcode) {
    switch (opcode) {
      case I32_CONST, I64_CONST, F32_CONST, F64_CONST, V128_CONST, REF_NULL, REF_FUNC, END -> {}
      case STRUCT_NEW, STRUCT_NEW_DEFAULT, ARRAY_NEW, ARRAY_NEW_DEFAULT, ARRAY_NEW_FIXED -> {}
      case REF_I31, ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY -> {}
      case GLOBAL_GET -> {
        int index = reader.index();
        if (index >= constGlobals) {
          throw stack.unknown("global", index);
        }
        boolean isImported = index < module.importCount(ExternKind.GLOBAL);
        if (context.isGlobalMutable[index] || !isImported && !module.features().has(Feature.GC)) {
          throw stack.invalid("constant expression required");
        }
      }
      case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL -> {
        if (!module.features().has(Feature.EXTENDED_CONST)) {
          throw stack.invalid("constant expression required: extended-const is off");
        }
      }
      default -> throw stack.invalid("constant expression required");
    }
  }
}
