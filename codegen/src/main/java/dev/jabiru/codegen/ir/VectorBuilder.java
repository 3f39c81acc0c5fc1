// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityList;

/** Instructions on vectors, one per form; what they compute is a {@link VectorOp} of that form. */
public interface VectorBuilder extends Emitter {
  /**
   * Emits {@code vconst}.
   *
   * @param constant the entry of the constant pool
   * @return the constant
   */
  default Value vconst(Constant constant) {
    return result(emit(Opcode.VCONST, Type.V128, 0, constant.index(), 0, 0, EntityList.empty()));
  }

  /**
   * Emits {@code vconst}.
   *
   * @param low the low half
   * @param high the high half
   * @return the constant
   */
  default Value vconst(long low, long high) {
    return vconst(function().constants().push(new ConstantData(low, high), Constant::new));
  }

  /**
   * Emits {@code vunary}.
   *
   * @param op the operation
   * @param x the operand
   * @return the vector
   */
  default Value vunary(VectorOp op, Value x) {
    return result(emit(Opcode.VUNARY, Type.V128, op.ordinal(), 0, 0, 0, pool().of(x)));
  }

  /**
   * Emits {@code vbinary}.
   *
   * @param op the operation
   * @param a the first operand
   * @param b the second operand
   * @return the vector
   */
  default Value vbinary(VectorOp op, Value a, Value b) {
    return result(emit(Opcode.VBINARY, Type.V128, op.ordinal(), 0, 0, 0, pool().of(a, b)));
  }

  /**
   * Emits {@code vternary}.
   *
   * @param op the operation
   * @param a the first operand
   * @param b the second operand
   * @param c the third operand
   * @return the vector
   */
  default Value vternary(VectorOp op, Value a, Value b, Value c) {
    return result(emit(Opcode.VTERNARY, Type.V128, op.ordinal(), 0, 0, 0, pool().of(a, b, c)));
  }

  /**
   * Emits {@code vshift}.
   *
   * @param op the operation
   * @param vector the vector
   * @param count the count
   * @return the vector
   */
  default Value vshift(VectorOp op, Value vector, Value count) {
    return result(emit(Opcode.VSHIFT, Type.V128, op.ordinal(), 0, 0, 0, pool().of(vector, count)));
  }

  /**
   * Emits {@code vtest}.
   *
   * @param op the operation
   * @param vector the vector
   * @return the i32
   */
  default Value vtest(VectorOp op, Value vector) {
    return result(emit(Opcode.VTEST, Type.I32, op.ordinal(), 0, 0, 0, pool().of(vector)));
  }

  /**
   * Emits {@code vsplat}.
   *
   * @param op the operation
   * @param scalar the value of the lane
   * @return the vector
   */
  default Value vsplat(VectorOp op, Value scalar) {
    return result(emit(Opcode.VSPLAT, Type.V128, op.ordinal(), 0, 0, 0, pool().of(scalar)));
  }

  /**
   * Emits {@code vextract}.
   *
   * @param op the operation
   * @param lane the lane
   * @param vector the vector
   * @return the value of the lane
   */
  default Value vextract(VectorOp op, int lane, Value vector) {
    return result(
        emit(Opcode.VEXTRACT, op.shape().scalar(), op.ordinal(), 0, lane, 0, pool().of(vector)));
  }

  /**
   * Emits {@code vreplace}.
   *
   * @param op the operation
   * @param lane the lane
   * @param vector the vector
   * @param scalar the value of the lane
   * @return the vector
   */
  default Value vreplace(VectorOp op, int lane, Value vector, Value scalar) {
    return result(
        emit(Opcode.VREPLACE, Type.V128, op.ordinal(), 0, lane, 0, pool().of(vector, scalar)));
  }

  /**
   * Emits {@code vshuffle}.
   *
   * @param mask an entry of the constant pool: for each lane, which of the 32 bytes
   * @param a the first operand
   * @param b the second operand
   * @return the vector
   */
  default Value vshuffle(Constant mask, Value a, Value b) {
    return result(emit(Opcode.VSHUFFLE, Type.V128, 0, mask.index(), 0, 0, pool().of(a, b)));
  }

  /**
   * Emits {@code vload}.
   *
   * @param op the operation
   * @param memory the memory
   * @param address the address
   * @param offset what is added to the address, unsigned
   * @return the vector
   */
  default Value vload(VectorOp op, Memory memory, Value address, long offset) {
    return result(
        emit(Opcode.VLOAD, Type.V128, op.ordinal(), memory.index(), 0, offset, pool().of(address)));
  }

  /**
   * Emits {@code vload_lane}.
   *
   * @param op the operation
   * @param lane the lane
   * @param memory the memory
   * @param address the address
   * @param vector the vector
   * @param offset what is added to the address, unsigned
   * @return the vector with the lane replaced
   */
  default Value vloadLane(
      VectorOp op, int lane, Memory memory, Value address, Value vector, long offset) {
    return result(
        emit(
            Opcode.VLOAD_LANE,
            Type.V128,
            op.ordinal(),
            memory.index(),
            lane,
            offset,
            pool().of(address, vector)));
  }

  /**
   * Emits {@code vstore_lane}.
   *
   * @param op the operation
   * @param lane the lane
   * @param memory the memory
   * @param address the address
   * @param vector the vector
   * @param offset what is added to the address, unsigned
   * @return the instruction
   */
  default Inst vstoreLane(
      VectorOp op, int lane, Memory memory, Value address, Value vector, long offset) {
    return emit(
        Opcode.VSTORE_LANE,
        Type.I32,
        op.ordinal(),
        memory.index(),
        lane,
        offset,
        pool().of(address, vector));
  }
}
