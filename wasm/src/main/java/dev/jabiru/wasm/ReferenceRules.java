// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import static dev.jabiru.wasm.TypeCode.I32;

/** Validation of the instructions on references, structures and arrays. */
final class ReferenceRules {
  private static final int EQREF = TypeCode.ref(true, AbstractHeapType.EQ);
  private static final int ARRAYREF = TypeCode.ref(true, AbstractHeapType.ARRAY);
  private static final int I31REF = TypeCode.ref(true, AbstractHeapType.I31);
  private static final int I31 = TypeCode.ref(false, AbstractHeapType.I31);

  private final ModuleContext context;
  private final ModuleTypes types;
  private final OperandStack stack;

  ReferenceRules(ModuleContext context, OperandStack stack) {
    this.context = context;
    this.types = context.types;
    this.stack = stack;
  }

  /** The type index, if there is such a type. */
  int type(int index) {
    if (index >= types.count()) {
      throw stack.unknown("type", index);
    }
    return index;
  }

  /** The code of a type that stands in an instruction, if there is such a type. */
  int checked(int code) {
    if (TypeCode.isConcrete(code)) {
      type(TypeCode.typeIndex(code));
      return types.lowest(code);
    }
    return code;
  }

  void checkCopy(int from, int to) {
    if (!types.matches(from, to)) {
      throw stack.invalid(
          "type mismatch: elements of type "
              + TypeCode.toString(from)
              + " do not fit "
              + TypeCode.toString(to));
    }
  }

  void step(InstructionReader reader, Opcode opcode, int dataCount, boolean isConst) {
    switch (opcode) {
      case REF_NULL -> stack.push(checked(reader.typeCode()));
      case REF_IS_NULL -> {
        stack.popRef();
        stack.push(I32);
      }
      case REF_FUNC -> refFunc(reader.index(), isConst);
      case REF_EQ -> {
        pop(EQREF, EQREF);
        stack.push(I32);
      }
      case REF_AS_NON_NULL -> stack.push(stack.popRef() & ~TypeCode.NULLABLE);
      case BR_ON_NULL -> {
        int code = stack.popRef();
        int[] label = stack.label(reader.index()).label();
        stack.popAll(label);
        stack.pushAll(label);
        stack.push(code & ~TypeCode.NULLABLE);
      }
      case BR_ON_NON_NULL -> {
        int code = stack.popRef() & ~TypeCode.NULLABLE;
        branchWith(reader.index(), code);
      }
      case REF_TEST, REF_TEST_NULL -> {
        stack.pop(topOf(checked(reader.typeCode())));
        stack.push(I32);
      }
      case REF_CAST, REF_CAST_NULL -> {
        int code = checked(reader.typeCode());
        stack.pop(topOf(code));
        stack.push(code);
      }
      case BR_ON_CAST, BR_ON_CAST_FAIL -> branchOnCast(reader, opcode == Opcode.BR_ON_CAST);
      case ANY_CONVERT_EXTERN -> convert(AbstractHeapType.EXTERN, AbstractHeapType.ANY);
      case EXTERN_CONVERT_ANY -> convert(AbstractHeapType.ANY, AbstractHeapType.EXTERN);
      case REF_I31 -> {
        stack.pop(I32);
        stack.push(I31);
      }
      case I31_GET_S, I31_GET_U -> {
        stack.pop(I31REF);
        stack.push(I32);
      }
      case ARRAY_LEN -> {
        stack.pop(ARRAYREF);
        stack.push(I32);
      }
      case STRUCT_NEW, STRUCT_NEW_DEFAULT, STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U, STRUCT_SET ->
          struct(reader, opcode);
      default -> array(reader, opcode, dataCount);
    }
  }

  private void pop(int... wanted) {
    stack.popAll(wanted);
  }

  private void refFunc(int func, boolean isConst) {
    if (func >= context.funcTypes.length) {
      throw stack.unknown("function", func);
    }
    if (isConst) {
      context.isDeclared[func] = true;
    } else if (!context.isDeclared[func]) {
      throw stack.invalid("undeclared function reference " + func);
    }
    stack.push(types.ref(false, context.funcTypes[func]));
  }

  private int topOf(int code) {
    return TypeCode.ref(true, types.top(code));
  }

  private void convert(AbstractHeapType from, AbstractHeapType to) {
    int found = stack.pop(TypeCode.ref(true, from));
    boolean nullable = found != TypeCode.BOTTOM && TypeCode.isNullable(found);
    stack.push(TypeCode.ref(nullable, to));
  }

  /** A branch that takes a reference along, on top of operands that stay if it is not taken. */
  private void branchWith(int label, int code) {
    int[] wanted = stack.label(label).label();
    int below = wanted.length - 1;
    if (below < 0 || !types.matches(code, wanted[below])) {
      throw stack.invalid(
          "type mismatch: label " + label + " does not take " + TypeCode.toString(code));
    }
    stack.popFirst(wanted, below);
    for (int i = 0; i < below; i++) {
      stack.push(wanted[i]);
    }
  }

  private void branchOnCast(InstructionReader reader, boolean onSuccess) {
    int from = checked(reader.typeCode());
    int to = checked(reader.typeCode2());
    if (!types.matches(to, from)) {
      throw stack.invalid(
          "type mismatch: "
              + TypeCode.toString(to)
              + " is no subtype of "
              + TypeCode.toString(from));
    }
    // What a failed cast leaves: not null, if null would have passed.
    int rest = TypeCode.isNullable(to) ? from & ~TypeCode.NULLABLE : from;
    stack.pop(from);
    branchWith(reader.index(), onSuccess ? to : rest);
    stack.push(onSuccess ? rest : to);
  }

  private void struct(InstructionReader reader, Opcode opcode) {
    int type = type(reader.index());
    if (!(types.composite(type) instanceof StructType struct)) {
      throw stack.invalid("type mismatch: type " + type + " is no structure");
    }
    switch (opcode) {
      case STRUCT_NEW -> {
        int[] fields = types.fields(type);
        if (fields != null) {
          stack.popAll(fields);
        }
        stack.push(types.ref(false, type));
      }
      case STRUCT_NEW_DEFAULT -> {
        for (FieldType field : struct.fields()) {
          checkDefaultable(field);
        }
        stack.push(types.ref(false, type));
      }
      case STRUCT_SET -> {
        FieldType field = field(struct, reader.index2());
        if (!field.mutable()) {
          throw stack.invalid("immutable field " + reader.index2());
        }
        pop(types.ref(true, type), types.code(field));
      }
      default -> {
        FieldType field = field(struct, reader.index2());
        checkPacking(field, opcode == Opcode.STRUCT_GET);
        stack.pop(types.ref(true, type));
        stack.push(types.code(field));
      }
    }
  }

  private FieldType field(StructType struct, int index) {
    if (index >= struct.fields().size()) {
      throw stack.unknown("field", index);
    }
    return struct.fields().get(index);
  }

  private void checkDefaultable(FieldType field) {
    if (!field.type().unpacked().isDefaultable()) {
      throw stack.invalid("type mismatch: " + field.type() + " has no default value");
    }
  }

  private void checkPacking(FieldType field, boolean isPlainGet) {
    if (isPlainGet == field.type() instanceof PackedType) {
      throw stack.invalid("type mismatch: the field is " + (isPlainGet ? "packed" : "not packed"));
    }
  }

  private FieldType arrayElement(int type) {
    if (type(type) == type && types.composite(type) instanceof ArrayType array) {
      return array.element();
    }
    throw stack.invalid("type mismatch: type " + type + " is no array");
  }

  private void checkMutable(FieldType element) {
    if (!element.mutable()) {
      throw stack.invalid("immutable array");
    }
  }

  private void checkNumeric(FieldType element) {
    if (element.type().unpacked() instanceof RefType) {
      throw stack.invalid("array type is not numeric or vector: " + element.type());
    }
  }

  private void checkData(int index, int dataCount) {
    if (index >= dataCount) {
      throw stack.unknown("data segment", index);
    }
  }

  private void checkElem(int index, FieldType element) {
    if (index >= context.elements.length) {
      throw stack.unknown("elem segment", index);
    }
    if (element.type() instanceof PackedType) {
      throw stack.invalid("type mismatch: " + element.type() + " holds no references");
    }
    checkCopy(context.elements[index], types.code(element));
  }

  private void array(InstructionReader reader, Opcode opcode, int dataCount) {
    int type = reader.index();
    FieldType element = arrayElement(type);
    int value = types.code(element);
    int array = types.ref(true, type);
    int made = types.ref(false, type);
    switch (opcode) {
      case ARRAY_NEW -> {
        pop(value, I32);
        stack.push(made);
      }
      case ARRAY_NEW_DEFAULT -> {
        checkDefaultable(element);
        pop(I32);
        stack.push(made);
      }
      case ARRAY_NEW_FIXED -> {
        int count = reader.index2();
        if (count > ImplementationLimits.NEW_FIXED_OPERANDS) {
          throw stack.invalid(
              "too many operands: wanted at most "
                  + ImplementationLimits.NEW_FIXED_OPERANDS
                  + ", found "
                  + count);
        }
        for (int i = 0; i < count; i++) {
          stack.pop(value);
        }
        stack.push(made);
      }
      case ARRAY_NEW_DATA -> {
        checkNumeric(element);
        checkData(reader.index2(), dataCount);
        pop(I32, I32);
        stack.push(made);
      }
      case ARRAY_NEW_ELEM -> {
        checkElem(reader.index2(), element);
        pop(I32, I32);
        stack.push(made);
      }
      case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> {
        checkPacking(element, opcode == Opcode.ARRAY_GET);
        pop(array, I32);
        stack.push(value);
      }
      case ARRAY_SET -> {
        checkMutable(element);
        pop(array, I32, value);
      }
      case ARRAY_FILL -> {
        checkMutable(element);
        pop(array, I32, value, I32);
      }
      case ARRAY_COPY -> {
        FieldType source = arrayElement(reader.index2());
        checkMutable(element);
        if (!types.matches(
            new FieldType(source.type(), false), new FieldType(element.type(), false))) {
          throw stack.invalid(
              "array types do not match: " + source.type() + " does not fit " + element.type());
        }
        pop(array, I32, types.ref(true, reader.index2()), I32, I32);
      }
      case ARRAY_INIT_DATA -> {
        checkMutable(element);
        checkNumeric(element);
        checkData(reader.index2(), dataCount);
        pop(array, I32, I32, I32);
      }
      case ARRAY_INIT_ELEM -> {
        checkMutable(element);
        checkElem(reader.index2(), element);
        pop(array, I32, I32, I32);
      }
      default -> throw new AssertionError(opcode);
    }
  }
}
