// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.ir.InstructionFormat.Immediate;
import dev.jabiru.entity.Entity;
import dev.jabiru.entity.PrimaryMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules about the parts of one instruction; {@link Verifier} lists them. */
final class InstructionChecks {
  private final Function function;
  private final DataFlowGraph dfg;
  private final List<VerifierError> errors;

  InstructionChecks(Function function, List<VerifierError> errors) {
    this.function = function;
    this.dfg = function.dfg();
    this.errors = errors;
  }

  void check() {
    for (Block block : function.layout().blocks()) {
      for (Inst inst : function.layout().insts(block)) {
        String message = check(inst, dfg.data(inst));
        if (message != null) {
          errors.add(new VerifierError(block, inst, message));
        }
      }
    }
  }

  /** Returns the first rule broken: a wrong immediate leaves nothing to say about operands. */
  private @Nullable String check(Inst inst, InstructionData data) {
    InstructionFormat format = data.opcode().format();
    for (int i = 0; i < format.immediateCount(); i++) {
      String message = checkImmediate(format.immediate(i), data);
      if (message != null) {
        return message;
      }
    }
    if (data.opcode().types() != TypeSet.NONE && !data.opcode().types().contains(data.type())) {
      return "the type variable cannot be " + data.type();
    }
    String message = checkOperands(inst, data);
    return message != null ? message : checkResults(inst, data);
  }

  private static <K extends Entity> @Nullable String declared(PrimaryMap<K, ?> map, K key) {
    return map.isValid(key) ? null : key + " is not declared";
  }

  private @Nullable String checkImmediate(Immediate immediate, InstructionData data) {
    return switch (immediate) {
      case CONSTANT -> declared(function.constants(), data.constant());
      case MEMORY -> declared(function.memories(), data.memory());
      case STACK_SLOT -> declared(function.stackSlots(), data.stackSlot());
      case GLOBAL -> declared(function.globals(), data.global());
      case TABLE -> declared(function.tables(), data.table());
      case FUNCTION -> declared(function.functions(), data.function());
      case SIGNATURE -> declared(function.signatures(), data.signature());
      case TAG -> declared(function.tags(), data.tag());
      case TYPE -> declared(function.types(), data.typeRef());
      case SOURCE_TYPE -> declared(function.types(), data.sourceTypeRef());
      case FIELD -> checkField(data);
      case VECTOR_OP ->
          data.vectorOp().kind().opcode() == data.opcode()
              ? null
              : data.vectorOp() + " goes with " + data.vectorOp().kind().opcode();
      case LANE ->
          data.lane() < data.vectorOp().laneCount() ? null : "there is no lane " + data.lane();
      case WIDTH ->
          data.width().isInt() && data.width().bytes() <= data.type().bytes()
              ? null
              : "an access to " + data.width() + " cannot yield " + data.type();
      case INTEGER ->
          data.type() == Type.I32
                  && data.opcode() == Opcode.ICONST
                  && data.imm() != (int) data.imm()
              ? "the number is not an i32"
              : null;
      case IN_BOUNDS ->
          data.isInBounds() && data.opcode().mayExit()
              ? data.opcode() + " traps for other reasons too"
              : null;
      case FLOAT32,
          FLOAT64,
          INT_CONDITION,
          FLOAT_CONDITION,
          OFFSET,
          ATOMIC_OP,
          TRAP_CODE,
          SEGMENT,
          NULLABLE ->
          null;
    };
  }

  private @Nullable String checkField(InstructionData data) {
    TypeData type = function.types().get(data.typeRef());
    return data.field() < type.fields().size()
        ? null
        : data.typeRef() + " has no field " + data.field();
  }

  private @Nullable String checkOperands(Inst inst, InstructionData data) {
    String message = checkPacked(data);
    if (message != null) {
      return message;
    }
    List<@Nullable Type> wanted = new ArrayList<>();
    String shape = data.opcode().operandShape();
    for (int i = 0; i < shape.length(); i++) {
      switch (shape.charAt(i)) {
        case '*' -> addRest(wanted, inst, data);
        case 'X' -> wanted.add(null);
        default -> wanted.add(function.typeOfLetter(shape.charAt(i), data));
      }
    }
    int count = dfg.argCount(inst);
    if (count != wanted.size()) {
      return "wanted " + wanted.size() + " operands, found " + count;
    }
    for (int i = 0; i < count; i++) {
      Value arg = dfg.arg(inst, i);
      if (!dfg.isValid(arg)) {
        continue; // said elsewhere
      }
      Type type = dfg.type(arg);
      if (wanted.get(i) == null ? !isConvertible(data, type) : type != wanted.get(i)) {
        Object what =
            wanted.get(i) == null ? "a type that converts to " + data.type() : wanted.get(i);
        return "operand " + i + ": wanted " + what + ", " + arg + " is " + type;
      }
    }
    return null;
  }

  private void addRest(List<@Nullable Type> wanted, Inst inst, InstructionData data) {
    switch (data.opcode()) {
      case RETURN -> wanted.addAll(function.signature().returns());
      case THROW ->
          wanted.addAll(
              function.signatures().get(function.tags().get(data.tag()).signature()).params());
      case STRUCT_NEW -> {
        for (int i = 0; i < function.types().get(data.typeRef()).fields().size(); i++) {
          wanted.add(function.fieldType(data.typeRef(), i));
        }
      }
      case ARRAY_NEW_FIXED -> {
        for (int i = 0; i < dfg.argCount(inst); i++) {
          wanted.add(function.fieldType(data.typeRef(), 0));
        }
      }
      default -> wanted.addAll(function.signatureOf(data).params());
    }
  }

  /** The letter X: what converts to the type of the result. */
  private static boolean isConvertible(InstructionData data, Type from) {
    return switch (data.opcode()) {
      case BITCAST ->
          TypeSet.NUMBER.contains(from)
              && from != data.type()
              && from.bytes() == data.type().bytes();
      case FCVT_FROM_SINT, FCVT_FROM_UINT -> TypeSet.INT.contains(from);
      case FCVT_TO_SINT, FCVT_TO_UINT, FCVT_TO_SINT_SAT, FCVT_TO_UINT_SAT -> from.isFloat();
      default -> throw new AssertionError(data.opcode());
    };
  }

  private @Nullable String checkPacked(InstructionData data) {
    HeapKind kind =
        switch (data.opcode()) {
          case STRUCT_NEW, STRUCT_NEW_DEFAULT, STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U, STRUCT_SET ->
              HeapKind.STRUCT;
          case ARRAY_NEW,
              ARRAY_NEW_DEFAULT,
              ARRAY_NEW_FIXED,
              ARRAY_NEW_DATA,
              ARRAY_NEW_ELEM,
              ARRAY_GET,
              ARRAY_GET_S,
              ARRAY_GET_U,
              ARRAY_SET,
              ARRAY_FILL,
              ARRAY_COPY,
              ARRAY_INIT_DATA,
              ARRAY_INIT_ELEM ->
              HeapKind.ARRAY;
          default -> null;
        };
    if (kind == null) {
      return null;
    }
    TypeData type = function.types().get(data.typeRef());
    if (type.kind() != kind || kind == HeapKind.ARRAY && type.fields().size() != 1) {
      return data.typeRef() + " is not " + (kind == HeapKind.ARRAY ? "an array" : "a structure");
    }
    int field = data.opcode().format() == InstructionFormat.TYPE_FIELD ? data.field() : 0;
    return switch (data.opcode()) {
      case STRUCT_GET, ARRAY_GET ->
          type.fields().get(field).isValueType() ? null : "the field is packed";
      case STRUCT_GET_S, STRUCT_GET_U, ARRAY_GET_S, ARRAY_GET_U ->
          type.fields().get(field).isValueType() ? "the field is not packed" : null;
      default -> null;
    };
  }

  private @Nullable String checkResults(Inst inst, InstructionData data) {
    List<Type> wanted = function.resultTypes(data);
    List<Type> found = new ArrayList<>();
    for (int i = 0; i < dfg.resultCount(inst); i++) {
      found.add(dfg.type(dfg.result(inst, i)));
    }
    if (!found.equals(wanted)) {
      return "wanted results " + wanted + ", found " + found;
    }
    boolean isTailCall = data.opcode().isCall() && data.opcode().is(Trait.LEAVES);
    return isTailCall
            && !function.signatureOf(data).returns().equals(function.signature().returns())
        ? "the callee yields "
            + function.signatureOf(data).returns()
            + ", the function "
            + function.signature().returns()
        : null;
  }
}
