// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls, exceptions, branches, traps and checks. */
public interface ControlBuilder extends Emitter {
  /**
   * Emits {@code call}.
   *
   * @param function the function
   * @param args the arguments
   * @return the instruction, whose results are those of the function
   */
  default Inst call(FuncRef function, EntityList<Value> args) {
    return emit(Opcode.CALL, Type.I32, 0, function.index(), 0, 0, args);
  }

  /**
   * Emits {@code call_indirect}.
   *
   * @param signature the signature
   * @param table the table
   * @param index the index
   * @param args the arguments
   * @return the instruction, whose results are those of the signature
   */
  default Inst callIndirect(SigRef signature, Table table, Value index, EntityList<Value> args) {
    return emit(
        Opcode.CALL_INDIRECT,
        Type.I32,
        0,
        signature.index(),
        table.index(),
        0,
        pool().insert(args, 0, index));
  }

  /**
   * Emits {@code call_ref}.
   *
   * @param signature the signature
   * @param callee the function reference
   * @param args the arguments
   * @return the instruction, whose results are those of the signature
   */
  default Inst callRef(SigRef signature, Value callee, EntityList<Value> args) {
    return emit(
        Opcode.CALL_REF, Type.I32, 0, signature.index(), 0, 0, pool().insert(args, 0, callee));
  }

  /**
   * Emits {@code try_call}.
   *
   * @param function the function
   * @param args the arguments
   * @param normal the block that takes the results; it has no other predecessor
   * @param handlers where exceptions are caught, in the order they are asked
   * @return the instruction
   */
  default Inst tryCall(
      FuncRef function, EntityList<Value> args, Block normal, List<Handler> handlers) {
    long edges = tryEdges(normal, handlers);
    return emit(Opcode.TRY_CALL, Type.I32, 0, function.index(), 0, edges, args);
  }

  /**
   * Emits {@code try_call_indirect}.
   *
   * @param signature the signature
   * @param table the table
   * @param index the index
   * @param args the arguments
   * @param normal the block that takes the results; it has no other predecessor
   * @param handlers where exceptions are caught, in the order they are asked
   * @return the instruction
   */
  default Inst tryCallIndirect(
      SigRef signature,
      Table table,
      Value index,
      EntityList<Value> args,
      Block normal,
      List<Handler> handlers) {
    return emit(
        Opcode.TRY_CALL_INDIRECT,
        Type.I32,
        0,
        signature.index(),
        table.index(),
        tryEdges(normal, handlers),
        pool().insert(args, 0, index));
  }

  /**
   * Emits {@code try_call_ref}.
   *
   * @param signature the signature
   * @param callee the function reference
   * @param args the arguments
   * @param normal the block that takes the results; it has no other predecessor
   * @param handlers where exceptions are caught, in the order they are asked
   * @return the instruction
   */
  default Inst tryCallRef(
      SigRef signature,
      Value callee,
      EntityList<Value> args,
      Block normal,
      List<Handler> handlers) {
    return emit(
        Opcode.TRY_CALL_REF,
        Type.I32,
        0,
        signature.index(),
        0,
        tryEdges(normal, handlers),
        pool().insert(args, 0, callee));
  }

  /**
   * Emits {@code return_call}.
   *
   * @param function the function
   * @param args the arguments
   * @return the instruction
   */
  default Inst returnCall(FuncRef function, EntityList<Value> args) {
    return emit(Opcode.RETURN_CALL, Type.I32, 0, function.index(), 0, 0, args);
  }

  /**
   * Emits {@code return_call_indirect}.
   *
   * @param signature the signature
   * @param table the table
   * @param index the index
   * @param args the arguments
   * @return the instruction
   */
  default Inst returnCallIndirect(
      SigRef signature, Table table, Value index, EntityList<Value> args) {
    return emit(
        Opcode.RETURN_CALL_INDIRECT,
        Type.I32,
        0,
        signature.index(),
        table.index(),
        0,
        pool().insert(args, 0, index));
  }

  /**
   * Emits {@code return_call_ref}.
   *
   * @param signature the signature
   * @param callee the function reference
   * @param args the arguments
   * @return the instruction
   */
  default Inst returnCallRef(SigRef signature, Value callee, EntityList<Value> args) {
    return emit(
        Opcode.RETURN_CALL_REF,
        Type.I32,
        0,
        signature.index(),
        0,
        0,
        pool().insert(args, 0, callee));
  }

  /**
   * Emits {@code throw}.
   *
   * @param tag the exception's tag
   * @param args the arguments
   * @param handlers where exceptions are caught, in the order they are asked
   * @return the instruction
   */
  default Inst throwTag(Tag tag, EntityList<Value> args, List<Handler> handlers) {
    return emit(Opcode.THROW, Type.I32, 0, tag.index(), 0, handlerEdges(handlers), args);
  }

  /**
   * Emits {@code throw_ref}.
   *
   * @param exception the exception reference
   * @param handlers where exceptions are caught, in the order they are asked
   * @return the instruction
   */
  default Inst throwRef(Value exception, List<Handler> handlers) {
    return emit(Opcode.THROW_REF, Type.I32, 0, 0, 0, handlerEdges(handlers), pool().of(exception));
  }

  /**
   * Emits {@code jump}.
   *
   * @param block the block
   * @param args the arguments
   * @return the instruction
   */
  default Inst jump(Block block, EntityList<Value> args) {
    long edges = edges(edge(EdgeKind.BRANCH, null, block, args), 1);
    return emit(Opcode.JUMP, Type.I32, 0, 0, 0, edges, EntityList.empty());
  }

  /**
   * Emits {@code jump}.
   *
   * @param block the block
   * @return the instruction
   */
  default Inst jump(Block block) {
    return jump(block, EntityList.empty());
  }

  /**
   * Emits {@code brif}.
   *
   * @param cond an i32, true if not zero
   * @param then where to go if the condition is not zero
   * @param thenArgs what to pass there if the condition is not zero
   * @param otherwise where to go if not
   * @param otherwiseArgs what to pass there if not
   * @return the instruction
   */
  default Inst brif(
      Value cond,
      Block then,
      EntityList<Value> thenArgs,
      Block otherwise,
      EntityList<Value> otherwiseArgs) {
    Edge first = edge(EdgeKind.BRANCH, null, then, thenArgs);
    edge(EdgeKind.BRANCH, null, otherwise, otherwiseArgs);
    return emit(Opcode.BRIF, Type.I32, 0, 0, 0, edges(first, 2), pool().of(cond));
  }

  /**
   * Emits {@code brif}.
   *
   * @param cond an i32, true if not zero
   * @param then where to go if the condition is not zero
   * @param otherwise where to go if not
   * @return the instruction
   */
  default Inst brif(Value cond, Block then, Block otherwise) {
    return brif(cond, then, EntityList.empty(), otherwise, EntityList.empty());
  }

  /**
   * Emits {@code br_table}.
   *
   * @param index the index
   * @param targets where index 0, 1 and so on lead
   * @param otherwiseCall where all other indices lead
   * @return the instruction
   */
  default Inst brTable(Value index, List<BlockCall> targets, BlockCall otherwiseCall) {
    int firstIndex = function().dfg().edgeCount();
    for (int i = 0; i < targets.size(); i++) {
      edge(EdgeKind.BRANCH, null, targets.get(i).block(), targets.get(i).args());
    }
    edge(EdgeKind.BRANCH, null, otherwiseCall.block(), otherwiseCall.args());
    long edges = edges(new Edge(firstIndex), targets.size() + 1);
    return emit(Opcode.BR_TABLE, Type.I32, 0, 0, 0, edges, pool().of(index));
  }

  /**
   * Emits {@code return}.
   *
   * @param values the results of the function
   * @return the instruction
   */
  default Inst ret(EntityList<Value> values) {
    return emit(Opcode.RETURN, Type.I32, values);
  }

  /**
   * Emits {@code trap}.
   *
   * @param code the trap code
   * @return the instruction
   */
  default Inst trap(TrapCode code) {
    return emit(Opcode.TRAP, Type.I32, code.ordinal(), 0, 0, 0, EntityList.empty());
  }

  /**
   * Emits {@code trapz}.
   *
   * @param code the trap code
   * @param cond an i32, true if not zero
   * @return the instruction, which traps if the condition does not hold
   */
  default Inst trapz(TrapCode code, Value cond) {
    return emit(Opcode.TRAPZ, Type.I32, code.ordinal(), 0, 0, 0, pool().of(cond));
  }

  /**
   * Emits {@code trapnz}.
   *
   * @param code the trap code
   * @param cond an i32, true if not zero
   * @return the instruction, which traps if the condition holds
   */
  default Inst trapnz(TrapCode code, Value cond) {
    return emit(Opcode.TRAPNZ, Type.I32, code.ordinal(), 0, 0, 0, pool().of(cond));
  }

  /** {@return the instruction} */
  default Inst interruptCheck() {
    return emit(Opcode.INTERRUPT_CHECK, Type.I32, EntityList.empty());
  }

  /**
   * Emits {@code fuel}.
   *
   * @param amount the units of fuel
   * @return the instruction
   */
  default Inst fuel(long amount) {
    return emit(Opcode.FUEL, Type.I32, 0, 0, 0, amount, EntityList.empty());
  }

  private Edge edge(EdgeKind kind, @Nullable Tag tag, Block block, EntityList<Value> args) {
    return function().dfg().makeEdge(kind, tag, block, args);
  }

  private static long edges(Edge first, int count) {
    return (long) count << 32 | first.index();
  }

  private long tryEdges(Block normal, List<Handler> handlers) {
    Edge first = edge(EdgeKind.RETURN, null, normal, EntityList.empty());
    handlerEdges(handlers);
    return edges(first, handlers.size() + 1);
  }

  private long handlerEdges(List<Handler> handlers) {
    int first = function().dfg().edgeCount();
    for (int i = 0; i < handlers.size(); i++) {
      Handler handler = handlers.get(i);
      edge(handler.kind(), handler.tag(), handler.block(), EntityList.empty());
    }
    return edges(new Edge(first), handlers.size());
  }
}
