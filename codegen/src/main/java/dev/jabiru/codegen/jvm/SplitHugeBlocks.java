// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.BlockCall;
import dev.jabiru.codegen.ir.Edge;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstBuilder;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that no block is too large for a region: a long one becomes several with jumps
 * between, a large branch table a search tree of small ones.
 */
final class SplitHugeBlocks {
  private final Function function;
  private final int limit;

  private SplitHugeBlocks(Function function, int limit) {
    this.function = function;
    this.limit = limit;
  }

  /**
   * Splits blocks whose estimate is above a limit.
   *
   * @param body the function as it was; it is out of date afterwards
   * @param bytes the estimates by position
   * @param limit the limit in bytes
   */
  static void run(Body body, int[] bytes, int limit) {
    SplitHugeBlocks split = new SplitHugeBlocks(body.function, limit);
    for (int p = 0; p < bytes.length; p++) {
      if (bytes[p] > limit) {
        split.split(body, new Block(body.order.blocks[p]));
      }
    }
  }

  /** Appends instructions to a block. */
  private record Appender(Function function, Block block) implements InstBuilder {
    @Override
    public void place(Inst inst) {
      function.layout().appendInst(inst, block);
    }
  }

  private void split(Body body, Block block) {
    Inst end = function.layout().terminator(block);
    if (function.dfg().opcode(end) == Opcode.BR_TABLE
        && Partition.estimate(body, function.dfg().data(end)) > limit) {
      splitTable(block, end);
    }
    List<Inst> cuts = new ArrayList<>();
    int size = 0;
    for (Inst inst = function.layout().firstInst(block);
        inst != null;
        inst = function.layout().nextInst(inst)) {
      int bytes = Partition.estimate(body, function.dfg().data(inst));
      if (size > 0 && size + bytes > limit) {
        cuts.add(inst);
        size = 0;
      }
      size += bytes;
    }
    for (int i = cuts.size() - 1;
        i >= 0;
        i--) { // from the end, so that each instruction moves once
      Block rest = function.dfg().makeBlock();
      function.layout().insertBlockAfter(rest, block);
      moveFrom(cuts.get(i), rest);
      new Appender(function, block).jump(rest);
    }
  }

  private void moveFrom(Inst first, Block to) {
    for (@Nullable Inst inst = first; inst != null; ) {
      @Nullable Inst next = function.layout().nextInst(inst);
      function.layout().removeInst(inst);
      function.layout().appendInst(inst, to);
      inst = next;
    }
  }

  private void splitTable(Block block, Inst end) {
    InstructionData data = function.dfg().data(end);
    Value index = function.dfg().arg(end, 0);
    List<BlockCall> calls = new ArrayList<>();
    for (int i = 0; i < data.edgeCount(); i++) {
      Edge edge = data.edge(i);
      calls.add(new BlockCall(function.dfg().edgeBlock(edge), function.dfg().edgeArgs(edge)));
    }
    function.layout().removeInst(end);
    BlockCall otherwise = calls.removeLast();
    search(block, index, calls, otherwise);
  }

  /** Ends a block with a jump to the call that an index picks. */
  private Block search(Block block, Value index, List<BlockCall> calls, BlockCall otherwise) {
    Appender code = new Appender(function, block);
    int bytes = 30;
    for (BlockCall call : calls) {
      bytes += 4 + 4 * function.dfg().pool().size(call.args());
    }
    if (bytes <= limit || calls.size() < 2) {
      code.brTable(index, copies(calls), copy(otherwise));
      return block;
    }
    int half = calls.size() / 2;
    Block low = function.dfg().makeBlock();
    Block high = function.dfg().makeBlock();
    Value middle = code.iconst(Type.I32, half);
    code.brif(code.icmp(IntCondition.ULT, index, middle), low, high);
    function.layout().insertBlockAfter(low, block);
    List<BlockCall> lower = calls.subList(0, half - 1);
    Block last = search(low, index, lower, calls.get(half - 1));
    function.layout().insertBlockAfter(high, last);
    Value rest = new Appender(function, high).isub(index, middle);
    return search(high, rest, calls.subList(half, calls.size()), otherwise);
  }

  private List<BlockCall> copies(List<BlockCall> calls) {
    List<BlockCall> copies = new ArrayList<>(calls.size());
    for (BlockCall call : calls) {
      copies.add(copy(call));
    }
    return copies;
  }

  /** Each edge has a list of its own. */
  private BlockCall copy(BlockCall call) {
    return new BlockCall(call.block(), function.dfg().pool().copyOf(new Arguments(function, call)));
  }

  private record Arguments(Function function, BlockCall call) implements Iterable<Value> {
    @Override
    public java.util.Iterator<Value> iterator() {
      List<Value> values = new ArrayList<>();
      for (int i = 0, n = function.dfg().pool().size(call.args()); i < n; i++) {
        values.add(new Value(function.dfg().pool().indexAt(call.args(), i)));
      }
      return values.iterator();
    }
  }
}
