// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityList;

/** References, structures and arrays. */
public interface ReferenceBuilder extends Emitter {
  /** {@return null} */
  default Value refNull() {
    return result(emit(Opcode.REF_NULL, Type.REF, EntityList.empty()));
  }

  /**
   * Emits {@code ref_func}.
   *
   * @param function the function
   * @return a reference to the function
   */
  default Value refFunc(FuncRef function) {
    return result(emit(Opcode.REF_FUNC, Type.REF, 0, function.index(), 0, 0, EntityList.empty()));
  }

  /**
   * Emits {@code ref_is_null}.
   *
   * @param ref the reference
   * @return an i32, 1 if the reference is null and 0 if not
   */
  default Value refIsNull(Value ref) {
    return result(emit(Opcode.REF_IS_NULL, Type.I32, pool().of(ref)));
  }

  /**
   * Emits {@code ref_eq}.
   *
   * @param a the first operand
   * @param b the second operand
   * @return an i32, 1 if both refer to the same and 0 if not
   */
  default Value refEq(Value a, Value b) {
    return result(emit(Opcode.REF_EQ, Type.I32, pool().of(a, b)));
  }

  /**
   * Emits {@code ref_i31}.
   *
   * @param x the operand
   * @return a reference that holds the low 31 bits
   */
  default Value refI31(Value x) {
    return result(emit(Opcode.REF_I31, Type.REF, pool().of(x)));
  }

  /**
   * Emits {@code i31_get_s}.
   *
   * @param ref the reference
   * @return the 31 bits, sign-extended; traps if null
   */
  default Value i31GetS(Value ref) {
    return result(emit(Opcode.I31_GET_S, Type.I32, pool().of(ref)));
  }

  /**
   * Emits {@code i31_get_u}.
   *
   * @param ref the reference
   * @return the 31 bits, zero-extended; traps if null
   */
  default Value i31GetU(Value ref) {
    return result(emit(Opcode.I31_GET_U, Type.I32, pool().of(ref)));
  }

  /**
   * Emits {@code ref_test}.
   *
   * @param ofType the type of the object
   * @param nullable whether null passes
   * @param ref the reference
   * @return an i32, 1 if the object has the type and 0 if not
   */
  default Value refTest(TypeRef ofType, boolean nullable, Value ref) {
    return result(
        emit(Opcode.REF_TEST, Type.I32, 0, ofType.index(), nullable ? 1 : 0, 0, pool().of(ref)));
  }

  /**
   * Emits {@code ref_cast}.
   *
   * @param ofType the type of the object
   * @param nullable whether null passes
   * @param ref the reference
   * @return the same reference; traps if the object does not have the type
   */
  default Value refCast(TypeRef ofType, boolean nullable, Value ref) {
    return result(
        emit(Opcode.REF_CAST, Type.REF, 0, ofType.index(), nullable ? 1 : 0, 0, pool().of(ref)));
  }

  /**
   * Emits {@code any_convert_extern}.
   *
   * @param ref the reference
   * @return an external reference as an internal one
   */
  default Value anyConvertExtern(Value ref) {
    return result(emit(Opcode.ANY_CONVERT_EXTERN, Type.REF, pool().of(ref)));
  }

  /**
   * Emits {@code extern_convert_any}.
   *
   * @param ref the reference
   * @return an internal reference as an external one
   */
  default Value externConvertAny(Value ref) {
    return result(emit(Opcode.EXTERN_CONVERT_ANY, Type.REF, pool().of(ref)));
  }

  /**
   * Emits {@code struct_new}.
   *
   * @param ofType the type of the object
   * @param fields the values of the fields, in order
   * @return a new structure
   */
  default Value structNew(TypeRef ofType, EntityList<Value> fields) {
    return result(emit(Opcode.STRUCT_NEW, Type.REF, 0, ofType.index(), 0, 0, fields));
  }

  /**
   * Emits {@code struct_new_default}.
   *
   * @param ofType the type of the object
   * @return a new structure of zeros and nulls
   */
  default Value structNewDefault(TypeRef ofType) {
    return result(
        emit(Opcode.STRUCT_NEW_DEFAULT, Type.REF, 0, ofType.index(), 0, 0, EntityList.empty()));
  }

  /**
   * Emits {@code struct_get}.
   *
   * @param ofType the type of the object
   * @param field the position of the field
   * @param object the object
   * @return the field; traps if the object is null
   */
  default Value structGet(TypeRef ofType, int field, Value object) {
    return result(
        emit(
            Opcode.STRUCT_GET,
            function().fieldType(ofType, field),
            0,
            ofType.index(),
            field,
            0,
            pool().of(object)));
  }

  /**
   * Emits {@code struct_get_s}.
   *
   * @param ofType the type of the object
   * @param field the position of the field
   * @param object the object
   * @return the packed field, sign-extended; traps if the object is null
   */
  default Value structGetS(TypeRef ofType, int field, Value object) {
    return result(
        emit(Opcode.STRUCT_GET_S, Type.I32, 0, ofType.index(), field, 0, pool().of(object)));
  }

  /**
   * Emits {@code struct_get_u}.
   *
   * @param ofType the type of the object
   * @param field the position of the field
   * @param object the object
   * @return the packed field, zero-extended; traps if the object is null
   */
  default Value structGetU(TypeRef ofType, int field, Value object) {
    return result(
        emit(Opcode.STRUCT_GET_U, Type.I32, 0, ofType.index(), field, 0, pool().of(object)));
  }

  /**
   * Emits {@code struct_set}.
   *
   * @param ofType the type of the object
   * @param field the position of the field
   * @param object the object
   * @param value the value
   * @return the instruction
   */
  default Inst structSet(TypeRef ofType, int field, Value object, Value value) {
    return emit(Opcode.STRUCT_SET, Type.I32, 0, ofType.index(), field, 0, pool().of(object, value));
  }

  /**
   * Emits {@code array_new}.
   *
   * @param ofType the type of the object
   * @param initial the value of each element
   * @param length the number of elements
   * @return a new array
   */
  default Value arrayNew(TypeRef ofType, Value initial, Value length) {
    return result(
        emit(Opcode.ARRAY_NEW, Type.REF, 0, ofType.index(), 0, 0, pool().of(initial, length)));
  }

  /**
   * Emits {@code array_new_default}.
   *
   * @param ofType the type of the object
   * @param length the number of elements
   * @return a new array of zeros or nulls
   */
  default Value arrayNewDefault(TypeRef ofType, Value length) {
    return result(
        emit(Opcode.ARRAY_NEW_DEFAULT, Type.REF, 0, ofType.index(), 0, 0, pool().of(length)));
  }

  /**
   * Emits {@code array_new_fixed}.
   *
   * @param ofType the type of the object
   * @param elements the elements
   * @return a new array
   */
  default Value arrayNewFixed(TypeRef ofType, EntityList<Value> elements) {
    return result(emit(Opcode.ARRAY_NEW_FIXED, Type.REF, 0, ofType.index(), 0, 0, elements));
  }

  /**
   * Emits {@code array_new_data}.
   *
   * @param ofType the type of the object
   * @param segment the number of the segment
   * @param start the first position in the segment
   * @param length the number of elements
   * @return a new array with the bytes of a data segment
   */
  default Value arrayNewData(TypeRef ofType, int segment, Value start, Value length) {
    return result(
        emit(
            Opcode.ARRAY_NEW_DATA,
            Type.REF,
            0,
            ofType.index(),
            segment,
            0,
            pool().of(start, length)));
  }

  /**
   * Emits {@code array_new_elem}.
   *
   * @param ofType the type of the object
   * @param segment the number of the segment
   * @param start the first position in the segment
   * @param length the number of elements
   * @return a new array with the references of an element segment
   */
  default Value arrayNewElem(TypeRef ofType, int segment, Value start, Value length) {
    return result(
        emit(
            Opcode.ARRAY_NEW_ELEM,
            Type.REF,
            0,
            ofType.index(),
            segment,
            0,
            pool().of(start, length)));
  }

  /**
   * Emits {@code array_get}.
   *
   * @param ofType the type of the object
   * @param object the object
   * @param index the index
   * @return the element; traps if null or out of bounds
   */
  default Value arrayGet(TypeRef ofType, Value object, Value index) {
    return result(
        emit(
            Opcode.ARRAY_GET,
            function().fieldType(ofType, 0),
            0,
            ofType.index(),
            0,
            0,
            pool().of(object, index)));
  }

  /**
   * Emits {@code array_get_s}.
   *
   * @param ofType the type of the object
   * @param object the object
   * @param index the index
   * @return the packed element, sign-extended; traps if null or out of bounds
   */
  default Value arrayGetS(TypeRef ofType, Value object, Value index) {
    return result(
        emit(Opcode.ARRAY_GET_S, Type.I32, 0, ofType.index(), 0, 0, pool().of(object, index)));
  }

  /**
   * Emits {@code array_get_u}.
   *
   * @param ofType the type of the object
   * @param object the object
   * @param index the index
   * @return the packed element, zero-extended; traps if null or out of bounds
   */
  default Value arrayGetU(TypeRef ofType, Value object, Value index) {
    return result(
        emit(Opcode.ARRAY_GET_U, Type.I32, 0, ofType.index(), 0, 0, pool().of(object, index)));
  }

  /**
   * Emits {@code array_set}.
   *
   * @param ofType the type of the object
   * @param object the object
   * @param index the index
   * @param value the value
   * @return the instruction
   */
  default Inst arraySet(TypeRef ofType, Value object, Value index, Value value) {
    return emit(
        Opcode.ARRAY_SET, Type.I32, 0, ofType.index(), 0, 0, pool().of(object, index, value));
  }

  /**
   * Emits {@code array_len}.
   *
   * @param object the object
   * @return the number of elements; traps if null
   */
  default Value arrayLen(Value object) {
    return result(emit(Opcode.ARRAY_LEN, Type.I32, pool().of(object)));
  }

  /**
   * Emits {@code array_fill}.
   *
   * @param ofType the type of the object
   * @param object the object
   * @param index the index
   * @param value the value
   * @param length the number of elements
   * @return the instruction
   */
  default Inst arrayFill(TypeRef ofType, Value object, Value index, Value value, Value length) {
    return emit(
        Opcode.ARRAY_FILL, Type.I32, 0, ofType.index(), 0, 0, list(object, index, value, length));
  }

  /**
   * Emits {@code array_copy}.
   *
   * @param toType the type of the destination
   * @param fromType the type of the source
   * @param to the destination
   * @param toIndex the first position written
   * @param from the source
   * @param fromIndex the first position read
   * @param length the number of elements
   * @return the instruction
   */
  default Inst arrayCopy(
      TypeRef toType,
      TypeRef fromType,
      Value to,
      Value toIndex,
      Value from,
      Value fromIndex,
      Value length) {
    return emit(
        Opcode.ARRAY_COPY,
        Type.I32,
        0,
        toType.index(),
        fromType.index(),
        0,
        list(to, toIndex, from, fromIndex, length));
  }

  /**
   * Emits {@code array_init_data}.
   *
   * @param ofType the type of the object
   * @param segment the number of the segment
   * @param object the object
   * @param index the index
   * @param start the first position in the segment
   * @param length the number of elements
   * @return the instruction
   */
  default Inst arrayInitData(
      TypeRef ofType, int segment, Value object, Value index, Value start, Value length) {
    return emit(
        Opcode.ARRAY_INIT_DATA,
        Type.I32,
        0,
        ofType.index(),
        segment,
        0,
        list(object, index, start, length));
  }

  /**
   * Emits {@code array_init_elem}.
   *
   * @param ofType the type of the object
   * @param segment the number of the segment
   * @param object the object
   * @param index the index
   * @param start the first position in the segment
   * @param length the number of elements
   * @return the instruction
   */
  default Inst arrayInitElem(
      TypeRef ofType, int segment, Value object, Value index, Value start, Value length) {
    return emit(
        Opcode.ARRAY_INIT_ELEM,
        Type.I32,
        0,
        ofType.index(),
        segment,
        0,
        list(object, index, start, length));
  }
}
