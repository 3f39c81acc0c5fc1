// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;

/**
 * Finds the instructions that need no local variable, since their only use can evaluate them in
 * place, on the operand stack. What remains are the <em>roots</em>, each with a tree below it.
 *
 * <p>A tree is evaluated where its root stands, operands in {@link #operandOrder order}. So an
 * instruction may move down to its use if it has no effects, or if nothing stands between that its
 * effects must not cross; what does stand there and is itself in the tree is evaluated later.
 * Blocks are walked backwards and operands from last to first, and {@code cursor} is the earliest
 * instruction with effects that is already in the tree.
 */
final class Trees {
  /** How far down a tree may reach. */
  private static final int MAX_DEPTH = 60;

  /** How many instructions are looked at between an operand and its use. */
  private static final int WINDOW = 48;

  private final Body body;
  private final int[] effects; // by index in body.insts
  private final boolean[] nested; // by index in body.insts

  Trees(Body body) {
    this.body = body;
    int n = body.firstInst[body.order.count()];
    this.effects = new int[n];
    this.nested = new boolean[n];
    for (int i = 0; i < n; i++) {
      effects[i] = Effects.of(body, body.data(body.insts[i]));
    }
    for (int p = 0; p < body.order.count(); p++) {
      int first = body.firstInst[p];
      for (int i = body.firstInst[p + 1] - 1; i >= first; i--) {
        if (!nested[i] && !isDead(i)) {
          root(i, first);
        }
      }
    }
  }

  /** Whether the instruction at an index is evaluated where it is used. */
  boolean isNested(int index) {
    return nested[index];
  }

  /** Whether a value needs no local variable: a constant, or evaluated at its use. */
  boolean isInline(int value) {
    int inst = body.definingInst[value];
    return inst >= 0 && (nested[body.indexOf[inst]] || Body.isConstant(body.data(inst).opcode()));
  }

  /** Whether nothing needs the instruction at an index to be executed. */
  boolean isDead(int index) {
    if ((effects[index] & ~Effects.READS) != 0) {
      return false;
    }
    int inst = body.insts[index];
    InstructionData data = body.data(inst);
    if (Body.isConstant(data.opcode())) {
      return true;
    }
    if (data.opcode().isTerminator()) {
      return false;
    }
    for (int i = 0, n = body.resultCount(inst); i < n; i++) {
      if (body.useCount[body.result(inst, i)] > 0) {
        return false;
      }
    }
    return true;
  }

  private void root(int index, int blockStart) {
    InstructionData data = body.data(body.insts[index]);
    visitOperands(data, index, blockStart, index, 0, ~0);
    boolean single = data.edgeCount() == 1;
    int cursor = single ? index : -1;
    for (int e = data.edgeCount() - 1; e >= 0; e--) {
      for (int i = body.edgeArgCount(data, e) - 1; i >= 0; i--) {
        int value = body.edgeArg(data, e, i);
        cursor = visit(value, cursor, blockStart, index, 0, ~0);
      }
    }
  }

  /** The effects that an operand may have if it is to be evaluated in place. */
  private int allowed(InstructionData data, int operand) {
    Opcode opcode = data.opcode();
    switch (opcode) {
      case CALL_INDIRECT, RETURN_CALL_INDIRECT -> {
        // The callee is looked up, and traps if there is none, before the arguments are evaluated:
        // only the index, evaluated before that, may do more.
        return operand == 0 ? Effects.READS | Effects.TRAPS : Effects.NONE;
      }
      case CALL, RETURN_CALL, RETURN -> {
        // Values beyond the first travel in arrays that any call overwrites.
        boolean inArrays =
            opcode == Opcode.RETURN_CALL || opcode == Opcode.RETURN && body.argCount(data) > 1;
        return inArrays ? Effects.READS | Effects.TRAPS : ~0;
      }
      case TABLE_GET, TABLE_SET -> {
        return Effects.READS | Effects.TRAPS; // the array of elements is read first
      }
      default -> {
        // The bytes of the memory are read before the address is evaluated.
        return opcode.format() == dev.jabiru.codegen.ir.InstructionFormat.MEMORY_ACCESS
            ? Effects.READS | Effects.TRAPS
            : ~0;
      }
    }
  }

  /** The operand evaluated as the {@code i}th; only select differs, its condition comes last. */
  static int operandOrder(Opcode opcode, int i) {
    return opcode == Opcode.SELECT ? (i + 1) % 3 : i;
  }

  private int visitOperands(
      InstructionData data, int cursor, int blockStart, int user, int depth, int allowed) {
    if (depth == MAX_DEPTH) {
      return cursor;
    }
    for (int i = body.argCount(data) - 1; i >= 0; i--) {
      int operand = operandOrder(data.opcode(), i);
      int mayDo = allowed & allowed(data, operand);
      cursor = visit(body.arg(data, operand), cursor, blockStart, user, depth, mayDo);
    }
    return cursor;
  }

  /** Nests the instruction that yields a value, if that may be; returns the new cursor. */
  private int visit(int value, int cursor, int blockStart, int user, int depth, int allowed) {
    int inst = body.definingInst[value];
    if (inst < 0 || body.useCount[value] != 1 || body.resultCount(inst) != 1) {
      return cursor;
    }
    int index = body.indexOf[inst];
    InstructionData data = body.data(inst);
    if (index < blockStart
        || index >= user
        || Body.isConstant(data.opcode())
        || data.opcode() == Opcode.STACK_LOAD) { // RegionLowering knows the frame
      return cursor;
    }
    int own = effects[index];
    if ((own & ~allowed) != 0) {
      return cursor;
    }
    if (own != Effects.NONE) {
      if (index >= cursor || !canMove(index, cursor)) {
        return cursor;
      }
      cursor = index;
    }
    nested[index] = true;
    return visitOperands(data, cursor, blockStart, user, depth + 1, allowed);
  }

  private boolean canMove(int index, int to) {
    if (to - index > WINDOW) {
      return false;
    }
    for (int i = index + 1; i < to; i++) {
      if (!nested[i] && Effects.conflict(effects[index], effects[i])) {
        return false;
      }
    }
    return true;
  }
}
