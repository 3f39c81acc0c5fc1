// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * A finished allocation. Immutable.
 *
 * @param firstOperand by instruction: where its places begin
 * @param places of all operands
 * @param slotCount the number of slots
 * @param moves rows of instruction, from, to, and class with origin: {@code (origin + 1) * 2 + c}
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares allocations
record Allocated(int[] firstOperand, int[] places, int slotCount, IntTable moves)
    implements RegallocOutput {
  @Override
  public int place(int inst, int operand) {
    return places[firstOperand[inst] + operand];
  }

  @Override
  public int moveCount() {
    return moves.rows();
  }

  @Override
  public int moveInst(int move) {
    return moves.get(move, 0);
  }

  @Override
  public int moveFrom(int move) {
    return moves.get(move, 1);
  }

  @Override
  public int moveTo(int move) {
    return moves.get(move, 2);
  }

  @Override
  public int moveClass(int move) {
    return moves.get(move, 3) & 1;
  }

  @Override
  public int moveOrigin(int move) {
    return (moves.get(move, 3) >> 1) - 1;
  }
}
