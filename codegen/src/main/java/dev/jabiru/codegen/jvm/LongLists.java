// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.Edge;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstBuilder;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.StackSlot;
import dev.jabiru.codegen.ir.StackSlotData;
import dev.jabiru.codegen.ir.StackSlotData.Area;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shortens long lists of operands, results and parameters, so that no instruction becomes more code
 * than a method may have.
 *
 * <p>What is too much for an instruction goes, before or after it, through a stack slot, one
 * instruction a value; those can be cut apart like any others. Nothing but jumps comes between the
 * stores and the loads of a slot, so one of each area is enough.
 */
final class LongLists {
  /** Results, and arguments of calls in the place of the caller, that an instruction has itself. */
  private static final int MAX_IN_PLACE = 32;

  /** Of so many arguments of a branch at most one needs a move, as a rule. */
  private static final int USUALLY_IN_PLACE = 4;

  /** Bytes of a value in a slot. */
  static final int VALUE_BYTES = 8;

  private final Function function;
  private final @Nullable StackSlot[] slots = new @Nullable StackSlot[Area.values().length];
  private final int longest;
  private boolean changed;

  private LongLists(Function function) {
    this.function = function;
    this.longest = longestList();
  }

  /** Whether a call in the place of the caller leaves all its arguments where a target looks. */
  static boolean areStored(Signature signature) {
    return signature.params().size() > MAX_IN_PLACE;
  }

  /**
   * Takes out of calls and returns what does not travel as Java arguments, if that is much, and out
   * of the entry the parameters that do not arrive as such.
   */
  static void shortenCalls(Function function) {
    boolean isShort = !isLong(function.signature());
    for (Signature signature : function.signatures().values()) {
      isShort &= !isLong(signature);
    }
    if (isShort) {
      return;
    }
    LongLists lists = new LongLists(function);
    for (Block block : lists.blocks()) {
      for (Inst inst = function.layout().firstInst(block); inst != null; ) {
        @Nullable Inst next = function.layout().nextInst(inst);
        lists.shortenInst(inst, next);
        inst = next;
      }
    }
    Block entry = function.layout().entry();
    lists.shortenParams(entry, Convention.directParams(function.signature()), Area.ARGUMENTS);
    lists.finish();
  }

  private static boolean isLong(Signature signature) {
    return signature.params().size() > MAX_IN_PLACE || signature.returns().size() > MAX_IN_PLACE;
  }

  /**
   * Lets no block but the entry have more parameters than a limit, and no branch but a jump pass
   * many more arguments.
   *
   * @param function the function
   * @param max the limit
   */
  static void shortenEdges(Function function, int max) {
    LongLists lists = new LongLists(function);
    List<Block> tooLong = new ArrayList<>();
    for (Block block : lists.blocks()) {
      lists.forward(block, max);
      if (function.dfg().blockParamCount(block) > max && !block.equals(function.layout().entry())) {
        tooLong.add(block);
      }
    }
    for (Block block : lists.blocks()) {
      Inst end = function.layout().terminator(block);
      if (function.dfg().opcode(end) == Opcode.JUMP) {
        lists.storeArgs(end, max);
      }
    }
    for (Block block : tooLong) {
      lists.shortenParams(block, max, Area.FRAME);
    }
    lists.finish();
  }

  private List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    function.layout().blocks().forEach(blocks::add);
    return blocks;
  }

  /** Places instructions before another. */
  private record Before(Function function, Inst next) implements InstBuilder {
    @Override
    public void place(Inst inst) {
      function.layout().insertInstBefore(inst, next);
    }
  }

  private void shortenInst(Inst inst, @Nullable Inst next) {
    InstructionData data = function.dfg().data(inst);
    switch (data.opcode()) {
      case CALL, RETURN_CALL -> shortenCall(inst, data, 0, next);
      case CALL_INDIRECT, RETURN_CALL_INDIRECT -> shortenCall(inst, data, 1, next);
      case RETURN -> {
        int count = function.dfg().argCount(inst);
        for (int i = MAX_IN_PLACE; i < count; i++) {
          store(inst, Area.RESULTS, i, function.dfg().arg(inst, i));
        }
        function.dfg().truncateArgs(inst, Math.min(count, MAX_IN_PLACE));
      }
      default -> {}
    }
  }

  private void shortenCall(Inst inst, InstructionData data, int first, @Nullable Inst next) {
    Signature signature = function.signatureOf(data);
    int direct = Convention.directParams(signature);
    boolean isTail = data.opcode().isTerminator();
    int stored = isTail && areStored(signature) ? 0 : direct;
    for (int i = stored; i < signature.params().size(); i++) {
      store(inst, Area.ARGUMENTS, i, function.dfg().arg(inst, first + i));
    }
    function.dfg().truncateArgs(inst, first + direct);
    int results = function.dfg().resultCount(inst);
    if (results <= MAX_IN_PLACE || next == null) {
      return;
    }
    for (int i = MAX_IN_PLACE; i < results; i++) {
      load(next, Area.RESULTS, i, function.dfg().result(inst, i));
    }
    function.dfg().truncateResults(inst, MAX_IN_PLACE);
  }

  /**
   * Gives the edges of a branch, jumps apart, blocks of their own, if together they pass too much.
   */
  private void forward(Block block, int max) {
    InstructionData data = function.dfg().data(function.layout().terminator(block));
    if (data.opcode() == Opcode.JUMP) {
      return;
    }
    int edges = data.edgeCount();
    int total = 0;
    int most = 0;
    for (int e = 0; e < edges; e++) {
      int count = function.dfg().edgeArgCount(data.edge(e));
      total += count;
      most = Math.max(most, count);
    }
    if (most <= max && total <= USUALLY_IN_PLACE * max) {
      return;
    }
    Map<List<Integer>, Block> made = new HashMap<>(); // equal edges share one
    for (int e = 0; e < edges; e++) {
      Edge edge = data.edge(e);
      int count = function.dfg().edgeArgCount(edge);
      if (count == 0) {
        continue;
      }
      List<Integer> key = new ArrayList<>(count + 1);
      key.add(function.dfg().edgeBlock(edge).index());
      for (int i = 0; i < count; i++) {
        key.add(function.dfg().edgeArg(edge, i).index());
      }
      Block between = made.get(key);
      if (between == null) {
        between = function.dfg().makeBlock();
        made.put(key, between);
        function.layout().insertBlockAfter(between, block);
        Appender code = new Appender(function, between);
        code.jump(
            function.dfg().edgeBlock(edge),
            function.dfg().pool().copyOf(function.dfg().edgeArgs(edge)));
      }
      function.dfg().setEdgeBlock(edge, between);
      function.dfg().retainEdgeArgs(edge, new boolean[count]);
    }
  }

  /** Appends instructions to a block. */
  private record Appender(Function function, Block block) implements InstBuilder {
    @Override
    public void place(Inst inst) {
      function.layout().appendInst(inst, block);
    }
  }

  private void storeArgs(Inst jump, int max) {
    Edge edge = function.dfg().data(jump).edge(0);
    int count = function.dfg().edgeArgCount(edge);
    if (count <= max) {
      return;
    }
    for (int i = max; i < count; i++) {
      store(jump, Area.FRAME, i, function.dfg().edgeArg(edge, i));
    }
    function.dfg().retainEdgeArgs(edge, first(max, count));
  }

  private void shortenParams(Block block, int max, Area area) {
    int count = function.dfg().blockParamCount(block);
    if (count <= max) {
      return;
    }
    List<Value> params = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      params.add(function.dfg().blockParam(block, i));
    }
    function.dfg().retainBlockParams(block, first(max, count));
    Inst start = function.layout().firstInst(block);
    for (int i = max; i < count && start != null; i++) {
      load(start, area, i, params.get(i));
    }
  }

  private static boolean[] first(int kept, int count) {
    boolean[] keep = new boolean[count];
    java.util.Arrays.fill(keep, 0, kept, true);
    return keep;
  }

  private void store(Inst before, Area area, int i, Value value) {
    changed = true;
    new Before(function, before).stackStore(slot(area), value, (long) VALUE_BYTES * i);
  }

  /** Loads what takes the place of a value that nothing defines any more. */
  private void load(Inst before, Area area, int i, Value value) {
    changed = true;
    Type type = function.dfg().type(value);
    Value loaded = new Before(function, before).stackLoad(type, slot(area), (long) VALUE_BYTES * i);
    function.dfg().changeToAlias(value, loaded);
  }

  private StackSlot slot(Area area) {
    StackSlot slot = slots[area.ordinal()];
    if (slot == null) {
      int bytes = VALUE_BYTES * longest;
      for (StackSlot known : function.stackSlots().keys(StackSlot::new)) {
        StackSlotData data = function.stackSlots().get(known);
        if (data.area() == area && data.bytes() >= bytes) {
          slot = known;
        }
      }
      if (slot == null) {
        slot = function.stackSlots().push(new StackSlotData(bytes, area), StackSlot::new);
      }
      slots[area.ordinal()] = slot;
    }
    return slot;
  }

  private int longestList() {
    int longest = function.signature().returns().size();
    for (Signature signature : function.signatures().values()) {
      longest = Math.max(longest, signature.params().size());
      longest = Math.max(longest, signature.returns().size());
    }
    for (Block block : function.layout().blocks()) {
      longest = Math.max(longest, function.dfg().blockParamCount(block));
    }
    return longest;
  }

  private void finish() {
    if (changed) {
      function.dfg().resolveAliases(function.layout());
    }
  }
}
