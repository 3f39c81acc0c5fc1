// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.ListPool;

/** Makes instructions and puts them somewhere: the ground of {@link InstBuilder}. */
public interface Emitter {
  /** {@return the function that instructions are made in} */
  Function function();

  /**
   * Puts a new instruction in its place in the layout.
   *
   * @param inst the instruction, in no block yet
   */
  void place(Inst inst);

  /**
   * Makes an instruction and puts it in its place. The builder methods are the typed way to do so.
   *
   * @param opcode the opcode
   * @param type what its type variable stands for, or else the type of the result, or else i32
   * @param code the ordinal of its condition, operation or trap code, else 0
   * @param entity the index of the entity it names first, else 0
   * @param entity2 the second entity or small number, else 0
   * @param imm the constant or offset, else 0
   * @param args the value operands
   * @return the instruction
   */
  default Inst emit(
      Opcode opcode,
      Type type,
      int code,
      int entity,
      int entity2,
      long imm,
      EntityList<Value> args) {
    Inst inst =
        function().makeInst(new InstructionData(opcode, type, code, entity, entity2, imm, args));
    place(inst);
    return inst;
  }

  /**
   * Makes an instruction without immediates.
   *
   * @param opcode the opcode
   * @param type its type
   * @param args the value operands
   * @return the instruction
   */
  default Inst emit(Opcode opcode, Type type, EntityList<Value> args) {
    return emit(opcode, type, 0, 0, 0, 0, args);
  }

  /**
   * Puts values into a list in the function's pool, as calls and jumps take them.
   *
   * @param values the values
   * @return the list
   */
  default EntityList<Value> list(Value... values) {
    ListPool<Value> pool = pool();
    return switch (values.length) {
      case 0 -> EntityList.empty();
      case 1 -> pool.of(values[0]);
      case 2 -> pool.of(values[0], values[1]);
      case 3 -> pool.of(values[0], values[1], values[2]);
      default -> pool.of(values);
    };
  }

  /**
   * Puts values into a list in the function's pool, as calls and jumps take them.
   *
   * @param values the values, in order
   * @return the list
   */
  default EntityList<Value> list(Iterable<Value> values) {
    return pool().copyOf(values);
  }

  /** {@return the pool of lists of values of the function} */
  default ListPool<Value> pool() {
    return function().dfg().pool();
  }

  /**
   * Returns the type of a value.
   *
   * @param value the value
   * @return its type
   */
  default Type typeOf(Value value) {
    return function().dfg().type(value);
  }

  /**
   * Returns the result of an instruction that has exactly one, or the first of several.
   *
   * @param inst the instruction
   * @return the result
   */
  default Value result(Inst inst) {
    return function().dfg().result(inst);
  }

  /**
   * Returns a result of an instruction.
   *
   * @param inst the instruction
   * @param i its position, from 0
   * @return the result
   */
  default Value result(Inst inst, int i) {
    return function().dfg().result(inst, i);
  }
}
