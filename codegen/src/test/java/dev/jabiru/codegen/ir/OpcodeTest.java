// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.entity.EntityList;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks the tables: what each row promises is there. */
class OpcodeTest {
  /** A function that declares one of everything, and makes any instruction in its only block. */
  private static final class Workshop implements InstBuilder {
    final Function function =
        new Function(
            UserExternalName.ofFunction(0, 0), new Signature(List.of(Type.I32), List.of(Type.I32)));
    final Block entry = function.dfg().makeBlock();
    final Block target = function.dfg().makeBlock();

    Workshop() {
      function.layout().appendBlock(entry);
      function.layout().appendBlock(target);
      function.dfg().appendBlockParam(entry, Type.I32);
      function.signatures().push(function.signature(), SigRef::new);
      function.signatures().push(new Signature(List.of(Type.I32), List.of()), SigRef::new);
      function
          .functions()
          .push(new ExtFuncData(UserExternalName.ofBuiltin(1), new SigRef(0)), FuncRef::new);
      function
          .memories()
          .push(new MemoryData(0, Type.I64, MemoryForm.SEGMENT, true, 16, 1, 2), Memory::new);
      function.tables().push(new TableData(0, Type.I32, HeapKind.ANY_FUNC), Table::new);
      function.globals().push(new GlobalData(0, Type.F32, true), Global::new);
      function.tags().push(new TagData(0, new SigRef(1)), Tag::new);
      function.constants().push(new ConstantData(1, 2), Constant::new);
      function.stackSlots().push(new StackSlotData(16), StackSlot::new);
    }

    @Override
    public Function function() {
      return function;
    }

    @Override
    public void place(Inst inst) {
      function.layout().appendInst(inst, entry);
    }

    TypeRef declare(HeapKind kind, Type field) {
      return function.types().push(new TypeData(7, kind, List.of(field, field)), TypeRef::new);
    }

    /** A value of any type. */
    Value value(Type type) {
      return switch (type) {
        case F32 -> f32const(0x3f800000);
        case F64 -> f64const(0);
        case V128 -> vconst(new Constant(0));
        case REF -> refNull();
        default -> iconst(type, 3);
      };
    }

    Value use(char letter, InstructionData draft, Type other) {
      return value(letter == 'X' ? other : function.typeOfLetter(letter, draft));
    }
  }

  /** Makes one instruction of an opcode that the verifier has nothing against. */
  private static Inst make(Workshop shop, Opcode opcode, Type type, VectorOp op) {
    boolean isPacked = opcode.toString().matches(".*_get_[su]");
    boolean isArray = opcode.toString().startsWith("array");
    TypeRef ref =
        isArray
            ? shop.function
                .types()
                .push(
                    new TypeData(3, HeapKind.ARRAY, List.of(isPacked ? Type.I16 : Type.F64)),
                    TypeRef::new)
            : shop.declare(HeapKind.STRUCT, isPacked ? Type.I8 : Type.F64);
    int code =
        switch (opcode.format()) {
          case VECTOR, VECTOR_LANE, VECTOR_ACCESS, VECTOR_LANE_ACCESS -> op.ordinal();
          case INT_COMPARE, FLOAT_COMPARE, TRAP, ATOMIC_RMW -> 1;
          default -> 0;
        };
    boolean namesType = opcode.format().toString().startsWith("TYPE");
    int entity = namesType ? ref.index() : 0;
    int entity2 = opcode.format() == InstructionFormat.TYPE_TYPE ? ref.index() : 0;
    long imm =
        switch (opcode.format()) {
          case INTEGER, FLOAT32, FLOAT64, MEMORY_ACCESS, VECTOR_ACCESS, STACK_ACCESS -> 5;
          default -> 0;
        };
    InstructionData draft =
        new InstructionData(opcode, type, code, entity, entity2, imm, EntityList.empty());
    Type other = operandOfX(type);
    EntityList<Value> args = EntityList.empty();
    for (char letter : opcode.operandShape().toCharArray()) {
      if (letter != '*') {
        args = shop.pool().push(args, shop.use(letter, draft, other));
      } else if (opcode == Opcode.STRUCT_NEW || opcode == Opcode.ARRAY_NEW_FIXED) {
        args = shop.pool().push(args, shop.value(Type.F64));
        args = shop.pool().push(args, shop.value(Type.F64));
      } else {
        args = shop.pool().push(args, shop.value(Type.I32));
      }
    }
    return shop.emit(opcode, type, code, entity, entity2, edges(shop, opcode, imm), args);
  }

  private static Type operandOfX(Type type) {
    return switch (type) {
      case I32 -> Type.F32;
      case I64 -> Type.F64;
      case F32 -> Type.I32;
      default -> Type.I64;
    };
  }

  private static long edges(Workshop shop, Opcode opcode, long imm) {
    if (!opcode.isBranch()) {
      return imm;
    }
    DataFlowGraph dfg = shop.function.dfg();
    int first = dfg.edgeCount();
    boolean isTry = opcode.toString().startsWith("try");
    if (isTry) {
      dfg.appendBlockParam(shop.target, Type.I32);
      dfg.makeEdge(EdgeKind.RETURN, null, shop.target, EntityList.empty());
    } else if (opcode.toString().startsWith("throw")) {
      dfg.appendBlockParam(shop.target, Type.I32);
      dfg.makeEdge(EdgeKind.CATCH, new Tag(0), shop.target, EntityList.empty());
    } else {
      int count = opcode == Opcode.JUMP ? 1 : 2;
      for (int i = 0; i < count; i++) {
        dfg.makeEdge(EdgeKind.BRANCH, null, shop.target, EntityList.empty());
      }
    }
    return (long) (dfg.edgeCount() - first) << 32 | first;
  }

  private static void checkRoundTrip(Opcode opcode, Type type, VectorOp op) {
    Workshop shop = new Workshop();
    Inst inst = make(shop, opcode, type, op);
    if (!opcode.isTerminator()) {
      shop.ret(shop.list(shop.value(Type.I32)));
    }
    shop.function
        .layout()
        .appendInst(
            shop.function.makeInst(
                new InstructionData(Opcode.TRAP, Type.I32, 0, 0, 0, 0, EntityList.empty())),
            shop.target);
    Verifier.require(shop.function, "making " + opcode);
    String text = FunctionPrinter.print(shop.function);
    Function read = FunctionParser.parse(text);
    assertThat(FunctionPrinter.print(read)).isEqualTo(text);
    Inst readInst = read.layout().firstInst(read.layout().entry());
    while (readInst != null && read.dfg().opcode(readInst) != opcode) {
      readInst = read.layout().nextInst(readInst);
    }
    InstructionData data = shop.function.dfg().data(inst);
    while (readInst != null && !read.dfg().data(readInst).sameOperation(data)) {
      readInst = read.layout().nextInst(readInst);
    }
    assertThat(readInst).as("the same instruction in %s", text).isNotNull();
  }

  /** The type an instruction has when there is no type variable. */
  private static Type ownType(Opcode opcode, VectorOp op) {
    Workshop shop = new Workshop();
    String shape = opcode.resultShape();
    if (shape.length() != 1 || shape.equals("*")) {
      return Type.I32;
    }
    if (shape.equals("P")) {
      return Type.F64;
    }
    int code = opcode.format().toString().startsWith("VECTOR") ? op.ordinal() : 0;
    return shop.function.typeOfLetter(
        shape.charAt(0), new InstructionData(opcode, Type.I32, code, 0, 0, 0, EntityList.empty()));
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void readsBackAsPrintedAndVerifies(Opcode opcode) {
    VectorOp op = VectorOp.V128_NOT;
    for (VectorOp candidate : VectorOp.values()) {
      if (candidate.kind().opcode() == opcode) {
        op = candidate;
      }
    }
    if (opcode.types() == TypeSet.NONE) {
      checkRoundTrip(opcode, ownType(opcode, op), op);
    }
    for (Type type : Type.values()) {
      if (opcode.types().contains(type)) {
        checkRoundTrip(opcode, type, op);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(VectorOp.class)
  void vectorOperationReadsBackAsPrintedAndVerifies(VectorOp op) {
    Opcode opcode = op.kind().opcode();
    checkRoundTrip(opcode, ownType(opcode, op), op);
    assertThat(VectorOp.of(op.toString())).isEqualTo(op);
  }

  @Test
  void everyOpcodeHasABuilderMethodOfItsName() throws Exception {
    Set<Opcode> built = EnumSet.noneOf(Opcode.class);
    Set<String> misnamed = new TreeSet<>();
    for (Class<?> part : InstBuilder.class.getInterfaces()) {
      for (Method method : part.getDeclaredMethods()) {
        if (java.lang.reflect.Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
          Opcode opcode = invoke(method);
          built.add(opcode);
          if (!method.getName().equals(methodName(opcode))) {
            misnamed.add(method.getName());
          }
        }
      }
    }
    assertThat(built).containsExactly(Opcode.values());
    assertThat(misnamed).containsExactly("ret", "throwTag"); // Java has these words
  }

  private static String methodName(Opcode opcode) {
    StringBuilder name = new StringBuilder();
    for (String part : opcode.toString().split("_")) {
      name.append(
          name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return name.toString();
  }

  /** Calls a builder method with arguments of the right classes; returns the opcode it emits. */
  private static Opcode invoke(Method method) throws Exception {
    Workshop shop = new Workshop();
    TypeRef type =
        shop.declare(
            method.getName().startsWith("array") ? HeapKind.ARRAY : HeapKind.STRUCT, Type.F32);
    List<Object> args = new ArrayList<>();
    for (Class<?> param : method.getParameterTypes()) {
      args.add(argument(shop, type, param));
    }
    method.invoke(shop, args.toArray());
    Inst last = shop.function.layout().lastInst(shop.entry);
    return shop.function.dfg().opcode(java.util.Objects.requireNonNull(last));
  }

  private static Object argument(Workshop shop, TypeRef type, Class<?> param) {
    Object[] choices = {
      shop.value(Type.I32),
      Type.I32,
      1,
      1L,
      true,
      IntCondition.ULT,
      FloatCondition.GE,
      AtomicOp.ADD,
      TrapCode.UNREACHABLE,
      VectorOp.F32X4_SPLAT,
      new Memory(0),
      new Table(0),
      new Global(0),
      new FuncRef(0),
      new SigRef(0),
      new Tag(0),
      new Constant(0),
      new StackSlot(0),
      type,
      shop.target,
      BlockCall.of(shop.target),
      EntityList.<Value>empty(),
      List.of()
    };
    for (Object choice : choices) {
      if (param.isInstance(choice)
          || param == int.class && choice instanceof Integer
          || param == long.class && choice instanceof Long
          || param == boolean.class && choice instanceof Boolean) {
        return choice;
      }
    }
    throw new AssertionError("no argument of " + param);
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void traitsAgree(Opcode opcode) {
    assertThat(opcode.isTerminator())
        .isEqualTo(opcode.is(Trait.BRANCHES) || opcode.is(Trait.LEAVES));
    if (opcode.isPure()) {
      assertThat(opcode.isRemovable() && opcode.isRepeatable()).isTrue();
      assertThat(opcode.resultShape()).isNotEmpty();
    }
    if (opcode.isCommutative()) {
      assertThat(opcode.operandShape().charAt(0)).isEqualTo(opcode.operandShape().charAt(1));
    }
    assertThat(opcode.toString()).isEqualTo(opcode.name().toLowerCase(java.util.Locale.ROOT));
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void everyScalarOpcodeHasAMeaning(Opcode opcode) {
    boolean isScalar =
        opcode.isRepeatable()
            && opcode.operandShape().matches("[TILFDX]+")
            && opcode.resultShape().matches("[TILFD]+")
            && opcode.format() != InstructionFormat.MEMORY;
    assertThat(Evaluate.isScalar(opcode)).isEqualTo(isScalar);
    for (Type type : Type.values()) {
      boolean fits =
          opcode.types() == TypeSet.NONE
              ? type == ownType(opcode, VectorOp.V128_NOT)
              : opcode.types().contains(type);
      if (isScalar && fits && type != Type.V128 && type != Type.REF) {
        InstructionData data = new InstructionData(opcode, type, 0, 0, 0, 0, EntityList.empty());
        long[] results = {77, 77};
        TrapCode trap =
            Evaluate.instruction(data, operandOfX(type), new long[] {1, 1, 1, 1}, results);
        assertThat(trap == null && results[0] == 77).as("%s left no result", opcode).isFalse();
      }
    }
  }
}
