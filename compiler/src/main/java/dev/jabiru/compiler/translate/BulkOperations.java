// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.FunctionBuilder;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.EntityList;
import dev.jabiru.environ.Builtin;
import dev.jabiru.wasm.InstructionReader;

/**
 * Translates the instructions that the runtime carries out: a call of a {@link Builtin} each.
 *
 * <p>Indices go first as constants. Addresses, positions and counts that {@link Builtin} wants as
 * 64 bits are zero-extended here. Where guests can be interrupted, memories are filled and copied
 * by one builtin or another, depending on how long that may take.
 */
final class BulkOperations {
  private final FunctionTranslator translator;
  private final FunctionEntities entities;
  private final InstructionReader reader;
  private final boolean isInterruptible;

  BulkOperations(
      FunctionTranslator translator,
      FunctionEntities entities,
      InstructionReader reader,
      boolean isInterruptible) {
    this.translator = translator;
    this.entities = entities;
    this.reader = reader;
    this.isInterruptible = isInterruptible;
  }

  void translate() {
    switch (reader.opcode()) {
      // spotless:off  The operands on the stack follow the indices.
      case MEMORY_GROW -> grow(Builtin.MEMORY_GROW, memoryIs32());
      case TABLE_GROW  -> grow(Builtin.TABLE_GROW, tableIs32());
      case MEMORY_FILL -> callByLength(Builtin.MEMORY_FILL, Builtin.MEMORY_FILL_LONG, reader.index());
      case MEMORY_COPY ->
          callByLength(Builtin.MEMORY_COPY, Builtin.MEMORY_COPY_LONG, reader.index(), reader.index2());
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

  /**
   * Calls one builtin where the count, its last parameter, is small enough for the guest not to be
   * interrupted meanwhile, and another where it is not.
   */
  private void callByLength(Builtin atOnce, Builtin inPieces, int... indices) {
    FunctionBuilder builder = translator.builder();
    Value[] args = arguments(atOnce, indices);
    if (!isInterruptible) {
      call(atOnce, args);
      return;
    }
    Value most = builder.iconst(Type.I64, Builtin.MOST_AT_ONCE);
    Value isLong = builder.icmp(IntCondition.UGT, args[args.length - 1], most);
    Block pieces = builder.createBlock();
    Block whole = builder.createBlock();
    Block after = builder.createBlock();
    builder.brif(isLong, pieces, whole);
    end(pieces, inPieces, args, after);
    end(whole, atOnce, args, after);
    builder.sealBlock(after);
    builder.switchToBlock(after);
  }

  private void end(Block block, Builtin builtin, Value[] args, Block next) {
    FunctionBuilder builder = translator.builder();
    builder.sealBlock(block);
    builder.switchToBlock(block);
    call(builtin, args);
    builder.jump(next, EntityList.empty());
  }

  private Inst call(Builtin builtin, int... indices) {
    return call(builtin, arguments(builtin, indices));
  }

  private Inst call(Builtin builtin, Value[] args) {
    FunctionBuilder builder = translator.builder();
    return builder.call(entities.builtin(builtin), builder.list(args));
  }

  /** Pops the operands, and puts the indices before them. */
  private Value[] arguments(Builtin builtin, int... indices) {
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
    return args;
  }
}
