// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import dev.jabiru.codegen.ir.FunctionBuilder;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.environ.Builtin;
import dev.jabiru.wasm.InstructionReader;

/**
 * Translates the instructions that the runtime carries out: a call of a {@link Builtin} each.
 *
 * <p>Indices go first as constants. Addresses, positions and counts that {@link Builtin} wants as
 * 64 bits are zero-extended here.
 */
final class BulkOperations {
  private final FunctionTranslator translator;
  private final FunctionEntities entities;
  private final InstructionReader reader;

  BulkOperations(
      FunctionTranslator translator, FunctionEntities entities, InstructionReader reader) {
    this.translator = translator;
    this.entities = entities;
    this.reader = reader;
  }

  void translate() {
    switch (reader.opcode()) {
      // spotless:off  The operands on the stack follow the indices.
      case MEMORY_GROW -> grow(Builtin.MEMORY_GROW, memoryIs32());
      case TABLE_GROW  -> grow(Builtin.TABLE_GROW, tableIs32());
      case MEMORY_FILL -> call(Builtin.MEMORY_FILL, reader.index());
      case MEMORY_COPY -> call(Builtin.MEMORY_COPY, reader.index(), reader.index2());
      case MEMORY_INIT -> call(Builtin.MEMORY_INIT, reader.index2(), reader.index());
      case DATA_DROP   -> call(Builtin.DATA_DROP, reader.index());
      case TABLE_FILL  -> call(Builtin.TABLE_FILL, reader.index());
      case TABLE_COPY  -> call(Builtin.TABLE_COPY, reader.index(), reader.index2());
      case TABLE_INIT  -> call(Builtin.TABLE_INIT, reader.index2(), reader.index());
      case ELEM_DROP   -> call(Builtin.ELEM_DROP, reader.index());
      // spotless:on
      default -> throw new AssertionError(reader.opcode() + " has no translation");
    }
  }

  private boolean memoryIs32() {
    var memories = translator.builder().function().memories();
    return memories.get(entities.memory(reader.index())).addressType() == Type.I32;
  }

  private boolean tableIs32() {
    var tables = translator.builder().function().tables();
    return tables.get(entities.table(reader.index())).addressType() == Type.I32;
  }

  /**
   * Calls a builtin that returns an old size, in the width of the memory's or table's addresses.
   */
  private void grow(Builtin builtin, boolean is32) {
    FunctionBuilder builder = translator.builder();
    Value old = builder.result(call(builtin, reader.index()));
    translator.stack.push(is32 ? builder.ireduce(old) : old);
  }

  private Inst call(Builtin builtin, int... indices) {
    FunctionBuilder builder = translator.builder();
    Value[] args = new Value[builtin.params().size()];
    for (int i = args.length - 1; i >= indices.length; i--) {
      Value operand = translator.stack.pop();
      boolean isNarrow =
          switch (builtin.params().get(i)) {
            case I64 -> builder.typeOf(operand) == Type.I32;
            default -> false;
          };
      args[i] = isNarrow ? builder.uextend(operand) : operand;
    }
    for (int i = 0; i < indices.length; i++) {
      args[i] = builder.iconst(Type.I32, indices[i]);
    }
    return builder.call(entities.builtin(builtin), builder.list(args));
  }
}
