// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import static dev.jabiru.codegen.ir.TrapCode.UNREACHABLE;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.BlockCall;
import dev.jabiru.codegen.ir.Constant;
import dev.jabiru.codegen.ir.ConstantData;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionBuilder;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.TypeRef;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.codegen.ir.Variable;
import dev.jabiru.compiler.translate.ControlFrame.Kind;
import dev.jabiru.entity.EntityList;
import dev.jabiru.environ.Tunables;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.TypeCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Translates the bodies of one module's functions into the IR, in one pass over the bytes.
 *
 * <p>The operand stack holds the values that the operands will be; locals are variables of the
 * {@link FunctionBuilder}, which makes the SSA form. Each open construct has a {@link
 * ControlFrame}. Code that cannot be reached is skipped: only its nesting is counted. A loop header
 * stays unsealed until the loop's end, when all branches back to it are known.
 *
 * <p>Bodies must be valid. Belongs to one thread, which may translate one function after another.
 */
public final class FunctionTranslator {
  private final IrTypes types;
  private final Module module;
  private final int moduleNumber;
  private final Tunables tunables;
  private final InstructionReader reader;
  private final FunctionEntities entities;
  private final Calls calls;
  private final BulkOperations bulk;

  final OperandStack stack = new OperandStack();
  final List<ControlFrame> frames = new ArrayList<>();
  private final List<Variable> locals = new ArrayList<>();
  private FunctionBuilder builder;

  /** Whether control can come to the current instruction. */
  private boolean isReachable;

  /** How many constructs that unreachable code has entered are open. */
  private int deadDepth;

  /** How many loops are open where the reader stands. */
  private int loopDepth;

  /** Instructions since fuel was last charged. */
  private int fuel;

  /**
   * Readies a translator.
   *
   * @param types the module's types
   * @param moduleNumber the module's number in the set
   * @param tunables what checks to emit
   */
  public FunctionTranslator(IrTypes types, int moduleNumber, Tunables tunables) {
    this.types = types;
    this.module = types.module();
    this.moduleNumber = moduleNumber;
    this.tunables = tunables;
    this.reader = new InstructionReader(module);
    Function none = new Function(UserExternalName.ofFunction(moduleNumber, 0), IrTypes.EMPTY);
    this.builder = new FunctionBuilder(none);
    this.entities = new FunctionEntities(types, moduleNumber, tunables, none);
    this.calls = new Calls(this, types, entities, reader);
    this.bulk = new BulkOperations(this, entities, reader, tunables.interruptible());
  }

  FunctionBuilder builder() {
    return builder;
  }

  /**
   * Translates one function.
   *
   * @param defined a function whose body is valid
   * @return the function in SSA form, each instruction with the byte offset of the Wasm instruction
   *     it comes from
   */
  public Function translate(DefinedFuncIndex defined) {
    FuncIndex index = module.funcIndex(defined);
    Signature signature = types.signature(module.funcTypeIndex(index).index());
    Function function =
        new Function(UserExternalName.ofFunction(moduleNumber, index.index()), signature);
    function.setLabel(module.names().funcName(index));
    builder = new FunctionBuilder(function);
    entities.start(function);
    stack.truncate(0);
    frames.clear();
    locals.clear();
    fuel = 0;
    isReachable = true;
    deadDepth = 0;
    loopDepth = 0;

    Block entry = builder.createEntryBlock();
    declareLocals(defined, signature, entry);
    frames.add(new ControlFrame(Kind.FUNCTION, signature, 0));
    Inst check = tunables.interruptible() ? builder.interruptCheck() : null;
    boolean calls = false;
    while (reader.next()) {
      builder.setSourceLoc(reader.offset());
      if (isReachable) {
        fuel++;
        calls |= loopDepth == 0 && isCall(reader.opcode());
        translateInstruction();
      } else {
        skipInstruction();
      }
    }
    builder.finish();
    if (check != null && !calls) {
      // What runs on and on comes by a loop again and again, here or in a callee that keeps its
      // check.
      function.layout().removeInst(check);
    }
    return function;
  }

  private static boolean isCall(dev.jabiru.wasm.Opcode opcode) {
    return switch (opcode) {
      case CALL, CALL_INDIRECT, CALL_REF, RETURN_CALL, RETURN_CALL_INDIRECT, RETURN_CALL_REF ->
          true;
      default -> false;
    };
  }

  private void declareLocals(DefinedFuncIndex defined, Signature signature, Block entry) {
    int count = signature.params().size();
    for (int i = 0; i < count; i++) {
      Variable local = builder.declareVar(signature.params().get(i));
      builder.defVar(local, builder.blockParam(entry, i));
      locals.add(local);
    }
    int[] runs = reader.start(defined);
    for (int run = 0; run < runs.length; run += 2) {
      Type type = IrTypes.type(runs[run + 1]);
      for (int n = runs[run]; n > 0; n--) {
        locals.add(builder.declareVar(type));
      }
    }
  }

  // One instruction.

  private void translateInstruction() {
    Operator operator = Operator.of(reader.opcode());
    if (operator != null) {
      regular(operator);
      return;
    }
    switch (reader.opcode()) {
      case NOP -> {}
      case UNREACHABLE -> {
        builder.trap(UNREACHABLE);
        leave();
      }
      case BLOCK -> enter(Kind.BLOCK);
      case LOOP -> loop();
      case IF -> branchIf();
      case ELSE -> otherwise();
      case END -> end();
      case BR -> {
        chargeFuel();
        branch(frame(reader.index()));
        leave();
      }
      case BR_IF -> {
        chargeFuel();
        conditionalBranch(stack.pop(), reader.index(), true);
      }
      case BR_TABLE -> branchTable();
      case RETURN -> {
        chargeFuel();
        builder.ret(stack.pop(frames.get(0).type.returns().size(), builder.pool()));
        leave();
      }
      case DROP -> stack.pop();
      case SELECT, SELECT_T -> {
        Value condition = stack.pop();
        Value otherwise = stack.pop();
        stack.push(builder.select(condition, stack.pop(), otherwise));
      }
      case LOCAL_GET -> stack.push(builder.useVar(locals.get(reader.index())));
      case LOCAL_SET -> builder.defVar(locals.get(reader.index()), stack.pop());
      case LOCAL_TEE -> builder.defVar(locals.get(reader.index()), stack.peek(0));
      case I32_EQZ, I64_EQZ -> {
        Value operand = stack.pop();
        Value zero = builder.iconst(builder.typeOf(operand), 0);
        stack.push(builder.icmp(IntCondition.EQ, operand, zero));
      }
      default -> rare();
    }
  }

  private void rare() {
    switch (reader.opcode()) {
      case CALL,
          CALL_INDIRECT,
          CALL_REF,
          RETURN_CALL,
          RETURN_CALL_INDIRECT,
          RETURN_CALL_REF,
          THROW,
          THROW_REF,
          RETHROW -> {
        chargeFuel();
        calls.translate();
      }
      case TRY_TABLE -> calls.tryTable(enter(Kind.TRY_TABLE));
      case TRY -> enter(Kind.TRY);
      case CATCH, CATCH_ALL -> legacyCatch();
      case DELEGATE -> endConstruct(delegateTo());
      case REF_AS_NON_NULL -> {
        builder.trapnz(TrapCode.NULL_REFERENCE, builder.refIsNull(stack.peek(0)));
      }
      case BR_ON_NULL -> {
        chargeFuel();
        Value ref = stack.pop();
        conditionalBranch(builder.refIsNull(ref), reader.index(), true);
        stack.push(ref);
      }
      case BR_ON_NON_NULL -> {
        chargeFuel();
        conditionalBranch(builder.refIsNull(stack.peek(0)), reader.index(), false);
        stack.pop();
      }
      case BR_ON_CAST, BR_ON_CAST_FAIL -> {
        chargeFuel();
        int target = reader.typeCode2();
        Value matches =
            builder.refTest(entities.type(target), TypeCode.isNullable(target), stack.peek(0));
        conditionalBranch(
            matches, reader.index(), reader.opcode() == dev.jabiru.wasm.Opcode.BR_ON_CAST);
      }
      default -> bulk.translate();
    }
  }

  /** Translates an instruction as its row says: the immediates by format, the operands by shape. */
  private void regular(Operator operator) {
    Opcode opcode = operator.opcode();
    int entity = 0;
    int small = operator.small();
    long imm = 0;
    int operands = opcode.operandShape().length();
    switch (opcode.format()) {
      case MEMORY -> entity = entities.memory(reader.index()).index();
      case MEMORY_ACCESS, VECTOR_ACCESS, ATOMIC_ACCESS, ATOMIC_RMW -> {
        entity = entities.memory(reader.index()).index();
        imm = reader.memoryOffset();
      }
      case VECTOR_LANE_ACCESS -> {
        entity = entities.memory(reader.index()).index();
        imm = reader.memoryOffset();
        small = reader.lane();
      }
      case VECTOR_LANE -> small = reader.lane();
      case INTEGER, FLOAT64 -> imm = reader.i64();
      case FLOAT32 -> imm = Integer.toUnsignedLong(reader.f32Bits());
      case CONSTANT -> {
        ConstantData data = new ConstantData(reader.v128Low(), reader.v128High());
        entity = builder.function().constants().push(data, Constant::new).index();
      }
      case GLOBAL -> entity = entities.global(reader.index()).index();
      case TABLE -> entity = entities.table(reader.index()).index();
      case FUNCTION -> entity = entities.function(reader.index()).index();
      case TYPE -> {
        entity = concrete(reader.index());
        if (opcode == Opcode.STRUCT_NEW) {
          operands = builder.function().types().get(new TypeRef(entity)).fields().size();
        } else if (opcode == Opcode.ARRAY_NEW_FIXED) {
          operands = reader.index2();
        }
      }
      case TYPE_FIELD, TYPE_SEGMENT -> {
        entity = concrete(reader.index());
        small = reader.index2();
      }
      case TYPE_TYPE -> {
        entity = concrete(reader.index());
        small = concrete(reader.index2());
      }
      case TYPE_TEST -> entity = entities.type(reader.typeCode()).index();
      default -> {}
    }
    Type type = operator.type();
    if (type == null) {
      type = resultType(opcode, entity, small);
    }
    EntityList<Value> args = stack.pop(operands, builder.pool());
    Inst inst = builder.emit(opcode, type, operator.code(), entity, small, imm, args);
    for (int i = 0, n = opcode.resultShape().length(); i < n; i++) {
      stack.push(builder.result(inst, i));
    }
  }

  private int concrete(int typeIndex) {
    return entities.type(TypeCode.concreteRef(true, typeIndex)).index();
  }

  /** The type of an instruction whose opcode has no type variable: that of its only result. */
  private Type resultType(Opcode opcode, int entity, int field) {
    if (opcode.resultShape().isEmpty()) {
      return Type.I32;
    }
    Function function = builder.function();
    return switch (opcode.resultShape().charAt(0)) {
      case 'L' -> Type.I64;
      case 'F' -> Type.F32;
      case 'D' -> Type.F64;
      case 'V' -> Type.V128;
      case 'R' -> Type.REF;
      case 'A' ->
          opcode == Opcode.MEMORY_SIZE
              ? function.memories().get(new dev.jabiru.codegen.ir.Memory(entity)).addressType()
              : function.tables().get(new dev.jabiru.codegen.ir.Table(entity)).addressType();
      case 'G' -> function.globals().get(new dev.jabiru.codegen.ir.Global(entity)).type();
      case 'P' -> {
        List<Type> fields = function.types().get(new TypeRef(entity)).fields();
        Type type = fields.get(opcode == Opcode.STRUCT_GET ? field : 0);
        yield type.isValueType() ? type : Type.I32;
      }
      default -> Type.I32;
    };
  }

  // Constructs.

  private ControlFrame enter(Kind kind) {
    Signature type = types.blockSignature(reader.index(), reader.typeCode());
    ControlFrame frame = new ControlFrame(kind, type, stack.height() - type.params().size());
    frames.add(frame);
    return frame;
  }

  private void loop() {
    chargeFuel();
    ControlFrame frame = enter(Kind.LOOP);
    loopDepth++;
    Block header = blockWithParams(frame.type.params());
    builder.jump(header, stack.pop(frame.type.params().size(), builder.pool()));
    builder.switchToBlock(header);
    frame.target = header;
    pushParams(header, frame.type.params().size());
    if (tunables.interruptible()) {
      builder.interruptCheck();
    }
  }

  private void branchIf() {
    chargeFuel();
    Value condition = stack.pop();
    ControlFrame frame = enter(Kind.IF);
    frame.params = new Value[frame.type.params().size()];
    for (int i = 0; i < frame.params.length; i++) {
      frame.params[i] = stack.peek(frame.params.length - 1 - i);
    }
    Block then = builder.createBlock();
    Block otherwise = builder.createBlock();
    builder.brif(condition, then, otherwise);
    builder.sealBlock(then);
    builder.sealBlock(otherwise);
    builder.switchToBlock(then);
    frame.elseBlock = otherwise;
  }

  /**
   * Ends the body of an {@code if} and begins its {@code else}; the body's end may be unreachable.
   */
  private void otherwise() {
    ControlFrame frame = top();
    Block otherwise = frame.elseBlock;
    if (otherwise == null) {
      throw new AssertionError("else without if");
    }
    if (isReachable) {
      chargeFuel();
      branch(frame);
    }
    frame.kind = Kind.ELSE;
    frame.elseBlock = null;
    stack.truncate(frame.height);
    for (Value param : frame.params) {
      stack.push(param);
    }
    arrive(otherwise);
  }

  /** The end of a construct: the branches to it join what comes out of its body. */
  private void end() {
    if (top().kind == Kind.IF) {
      otherwise(); // An empty else, which passes the parameters on.
    }
    endConstruct(frames.size() - 1);
  }

  /**
   * The end of a construct whose uncaught exceptions the outermost {@code handling} ones may catch.
   */
  private void endConstruct(int handling) {
    ControlFrame frame = frames.removeLast();
    if (frame.kind == Kind.LOOP) {
      loopDepth--;
    }
    if (frame.kind == Kind.LOOP) {
      builder.sealBlock(targetOf(frame));
      return;
    }
    if (isReachable && (frame.target != null || frame.dispatch != null)) {
      chargeFuel();
      branch(frame);
    }
    if (frame.dispatch != null) {
      calls.dispatch(frame, handling);
    }
    if (frame.target != null) {
      builder.sealBlock(frame.target);
      builder.switchToBlock(frame.target);
      isReachable = true;
      stack.truncate(frame.height);
      pushParams(frame.target, frame.type.returns().size());
    }
    if (frame.kind == Kind.FUNCTION && isReachable) {
      chargeFuel();
      builder.ret(stack.pop(frame.type.returns().size(), builder.pool()));
      leave();
    }
  }

  /** Ends the body of a legacy {@code try} or catch and begins a catch. */
  private void legacyCatch() {
    ControlFrame frame = top();
    if (isReachable) {
      chargeFuel();
      branch(frame);
    }
    frame.kind = Kind.CATCH;
    leave();
    stack.truncate(frame.height);
    if (frame.dispatch != null) {
      arrive(calls.beginCatch(frame));
    }
  }

  /**
   * {@return how many of the outermost constructs the label of a {@code delegate} leaves to ask}
   */
  private int delegateTo() {
    return frames.size() - 1 - reader.index();
  }

  // Branches.

  /** {@return the construct that a label names} */
  ControlFrame frame(int label) {
    return frames.get(frames.size() - 1 - label);
  }

  private ControlFrame top() {
    return frames.getLast();
  }

  /** {@return where branches to a construct lead, made now if this is the first} */
  Block targetOf(ControlFrame frame) {
    Block target = frame.target;
    if (target == null) {
      target = blockWithParams(frame.type.returns());
      frame.target = target;
    }
    return target;
  }

  private Block blockWithParams(List<Type> types) {
    Block block = builder.createBlock();
    for (int i = 0; i < types.size(); i++) {
      builder.appendBlockParam(block, types.get(i));
    }
    return block;
  }

  private void pushParams(Block block, int count) {
    for (int i = 0; i < count; i++) {
      stack.push(builder.blockParam(block, i));
    }
  }

  /** Goes on in a block whose predecessors are all known. */
  private void arrive(Block block) {
    builder.switchToBlock(block);
    isReachable = true;
  }

  /** What follows cannot be reached. */
  void leave() {
    isReachable = false;
    fuel = 0;
  }

  private EntityList<Value> branchArgs(ControlFrame frame) {
    return stack.top(frame.branchTypes().size(), builder.pool());
  }

  private void branch(ControlFrame frame) {
    if (frame.kind == Kind.FUNCTION) {
      builder.ret(branchArgs(frame));
    } else {
      builder.jump(targetOf(frame), branchArgs(frame));
    }
  }

  /** Branches if the condition is as wanted, else goes on. */
  private void conditionalBranch(Value condition, int label, boolean wanted) {
    ControlFrame frame = frame(label);
    Block target = targetOf(frame);
    Block next = builder.createBlock();
    if (wanted) {
      builder.brif(condition, target, branchArgs(frame), next, EntityList.empty());
    } else {
      builder.brif(condition, next, EntityList.empty(), target, branchArgs(frame));
    }
    builder.sealBlock(next);
    builder.switchToBlock(next);
  }

  private void branchTable() {
    chargeFuel();
    Value index = stack.pop();
    List<BlockCall> targets = new ArrayList<>(reader.labelCount());
    for (int i = 0; i < reader.labelCount(); i++) {
      targets.add(blockCall(reader.label(i)));
    }
    builder.brTable(index, targets, blockCall(reader.index()));
    leave();
  }

  private BlockCall blockCall(int label) {
    ControlFrame frame = frame(label);
    return new BlockCall(targetOf(frame), branchArgs(frame));
  }

  /** Pays for the instructions since the last time; before control goes anywhere. */
  private void chargeFuel() {
    if (tunables.fuel() && fuel > 0) {
      builder.fuel(fuel);
    }
    fuel = 0;
  }

  /** Passes over an instruction that cannot be reached. */
  private void skipInstruction() {
    switch (reader.opcode()) {
      case BLOCK, LOOP, IF, TRY, TRY_TABLE -> deadDepth++;
      case ELSE -> {
        if (deadDepth == 0) {
          otherwise();
        }
      }
      case CATCH, CATCH_ALL -> {
        if (deadDepth == 0) {
          legacyCatch();
        }
      }
      case END -> {
        if (deadDepth == 0) {
          end();
        } else {
          deadDepth--;
        }
      }
      case DELEGATE -> {
        if (deadDepth == 0) {
          endConstruct(delegateTo());
        } else {
          deadDepth--;
        }
      }
      default -> {}
    }
  }
}
