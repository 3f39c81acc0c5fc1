// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Layout;
import dev.jabiru.codegen.ir.Memory;
import dev.jabiru.codegen.ir.MemoryData;
import dev.jabiru.codegen.ir.MemoryForm;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.IntSecondaryMap;
import java.util.Arrays;

/**
 * Notes which loads and stores need no check of bounds, as memories never shrink: those of bytes
 * that an access further up the dominator tree has checked, and those whose address is so small
 * that the memory has always been longer.
 *
 * <p>Addresses are taken apart into a value and a constant added to it. A <em>fact</em> says of the
 * address {@code value + delta} that the {@code reach} bytes from there on are in a memory. An
 * access of {@code size} bytes at {@code value + other}, offset by {@code offset}, is among them if
 * {@code distance + offset + size <= reach}, where {@code distance} is {@code other - delta} modulo
 * the width of addresses: then {@code value + delta + distance} is at most the memory's length, so
 * that the addition has not wrapped and is the access's address.
 *
 * <p>No check moves, and none is made wider, so every trap stays where it was. What is noted holds
 * where the instruction stands: whoever moves it, or drops the access before it, must not come
 * later.
 *
 * <p>A walk of the dominator tree in preorder keeps the facts in a list per value, the newest
 * first. Facts of a subtree that the walk has left are all in front of those that still hold.
 *
 * <p>Blocks and edges stay as they were.
 */
final class ElideBoundsChecks implements Pass {
  @Override
  public void run(Function function, Analyses analyses) {
    boolean any = false;
    for (MemoryData memory : function.memories().values()) {
      any |= isChecked(memory);
    }
    if (any) {
      new Walk(function, analyses.tree()).run();
    }
  }

  private static boolean isChecked(MemoryData memory) {
    return memory.form() != MemoryForm.GUARDED;
  }

  private static final class Walk {
    private static final int NONE = -1;

    /** Facts looked at for one access; a frame on a guest's stack has few bases, but large. */
    private static final int MOST_FACTS = 16;

    /** No offset of an access in any memory; keeps sums of a few from wrapping. */
    private static final long MOST_REACH = 1L << 48;

    private final Function function;
    private final DataFlowGraph dfg;
    private final Layout layout;
    private final DominatorTree tree;

    /** The newest fact about a value. */
    private final IntSecondaryMap<Value> newest = IntSecondaryMap.withDefault(NONE);

    // By fact.
    private int[] blocks = new int[64];
    private int[] memories = new int[64];
    private int[] nexts = new int[64];
    private long[] deltas = new long[64];
    private long[] reaches = new long[64];
    private int count;

    private final AddressSum sum;
    private final GreatestValue greatest;

    Walk(Function function, DominatorTree tree) {
      this.function = function;
      this.dfg = function.dfg();
      this.layout = function.layout();
      this.tree = tree;
      this.sum = new AddressSum(dfg);
      this.greatest = new GreatestValue(dfg);
    }

    void run() {
      Block block = layout.firstBlock();
      while (block != null) {
        visit(block);
        Block next = tree.firstChild(block);
        while (next == null && block != null) {
          next = tree.nextSibling(block);
          block = tree.immediateDominator(block);
        }
        block = next;
      }
    }

    private void visit(Block block) {
      for (Inst inst = layout.firstInst(block); inst != null; inst = layout.nextInst(inst)) {
        InstructionData data = dfg.data(inst);
        int bytes = AddressSum.bytes(data);
        if (bytes > 0 && !data.isInBounds()) {
          MemoryData memory = function.memories().get(data.memory());
          if (isChecked(memory) && data.offset() >= 0 && data.offset() < MOST_REACH) {
            visit(inst, data, memory, data.offset() + bytes, block);
          }
        }
      }
    }

    private void visit(Inst inst, InstructionData data, MemoryData memory, long end, Block block) {
      Value address = dfg.arg(inst, 0);
      long most = greatest.of(address);
      if (most < MOST_REACH && most + end <= CheckedRanges.leastBytes(memory)) {
        dfg.setInBounds(inst);
        return;
      }
      sum.takeApart(address);
      int fact = first(sum.base(), block);
      for (int i = 0; i < MOST_FACTS && fact != NONE; i++, fact = nexts[fact]) {
        if (memories[fact] == data.memory().index()) {
          long distance = distance(deltas[fact], memory.addressType());
          if (distance >= 0 && distance <= reaches[fact] - end) {
            dfg.setInBounds(inst);
            return;
          }
          if (distance == 0 && blocks[fact] == block.index()) {
            reaches[fact] = end;
            return;
          }
        }
      }
      add(data.memory(), end, block);
    }

    private long distance(long from, Type addressType) {
      long distance = sum.delta() - from;
      return addressType == Type.I32 ? distance & 0xFFFFFFFFL : distance;
    }

    // Facts.

    /** Drops the facts of blocks that the walk has left, and returns the newest one there is. */
    private int first(Value value, Block block) {
      int fact = newest.get(value);
      while (fact != NONE && !tree.dominates(new Block(blocks[fact]), block)) {
        fact = nexts[fact];
      }
      newest.set(value, fact);
      return fact;
    }

    private void add(Memory memory, long reach, Block block) {
      if (count == blocks.length) {
        blocks = Arrays.copyOf(blocks, count * 2);
        memories = Arrays.copyOf(memories, count * 2);
        nexts = Arrays.copyOf(nexts, count * 2);
        deltas = Arrays.copyOf(deltas, count * 2);
        reaches = Arrays.copyOf(reaches, count * 2);
      }
      blocks[count] = block.index();
      memories[count] = memory.index();
      nexts[count] = newest.get(sum.base());
      deltas[count] = sum.delta();
      reaches[count] = reach;
      newest.set(sum.base(), count++);
    }
  }
}
