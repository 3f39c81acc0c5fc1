// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.StackSlotData.Area;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the method of one region: blocks in order, roots, and the ways from block to block.
 *
 * <p>The operand stack is empty at the start of each block. What an edge passes is first put on the
 * stack, all of it, and then popped into the parameters, so that it does not matter in which order
 * they overlap. Without a {@link Frame} the region is the whole function and its method the entry.
 */
final class RegionLowering {
  private final Region region;
  private final Body body;
  private final Lowering to;
  private final Asm asm;
  private final SlotAllocator slots;
  private final @Nullable Frame frame;
  private final FrameAccess homes;
  private final int[] labels; // by position in the region
  private final boolean[] isJumpTarget; // by position in the region
  private final boolean[] goodBefore; // by position in the region: the memory cache on all edges
  private final int entryLabel;
  private final boolean hasSelfTailCall;
  private int[] types = new int[16];

  RegionLowering(Region region, Lowering to, @Nullable Frame frame, FrameAccess homes) {
    this.region = region;
    this.body = region.body;
    this.to = to;
    this.asm = to.asm;
    this.slots = to.slots;
    this.frame = frame;
    this.homes = homes;
    int count = region.to - region.from;
    labels = new int[count];
    isJumpTarget = new boolean[count];
    goodBefore = new boolean[count];
    Arrays.fill(goodBefore, true);
    for (int i = 0; i < count; i++) {
      labels[i] = asm.newLabel();
      isJumpTarget[i] = body.order.loopEnd[region.from + i] >= 0;
    }
    entryLabel = labels[0];
    hasSelfTailCall = frame == null && findSelfTailCall();
  }

  private boolean findSelfTailCall() {
    for (int p = region.from; p < region.to; p++) {
      if (isSelfTailCall(body.data(body.terminator(p)))) {
        return true;
      }
    }
    return false;
  }

  private boolean isSelfTailCall(InstructionData data) {
    return TailEntries.isSelfTailCall(body, data);
  }

  /** Assembles everything. */
  void lower() {
    MemoryCache cache = to.memories;
    boolean earlyRead = cache.wantsEarlyRead();
    if (earlyRead) {
      to.memory().refreshCache();
    }
    if (frame != null) {
      dispatch(frame, earlyRead);
    }
    goodBefore[0] &= earlyRead;
    if (hasSelfTailCall) {
      isJumpTarget[0] = true;
      goodBefore[0] = false;
    }
    for (int p = region.from; p < region.to; p++) {
      block(p);
    }
  }

  /** Goes to the block that the ticket names, by way of reading what it needs from the frame. */
  private void dispatch(Frame f, boolean earlyRead) {
    int entries = f.entryCount(region);
    int[] stubs = new int[entries];
    for (int i = 0; i < entries; i++) {
      stubs[i] = asm.newLabel();
    }
    if (entries > 1) {
      homes.pushTicket();
      asm.iconst((1 << Frame.TICKET_SHIFT) - 1);
      asm.op(Op.IAND);
      asm.tableSwitch(stubs, stubs[0]);
    }
    int[] state = Arrays.copyOf(asm.locals(), asm.localLimit());
    for (int p = region.from; p < region.to; p++) {
      if (f.entryOf(p) < 0) {
        continue;
      }
      if (entries > 1) {
        asm.enter(stubs[f.entryOf(p)], state, state.length);
      }
      region.forEachLiveIn(p, this::readHome);
      for (int i = 0, n = body.paramCount(p); i < n; i++) {
        readHome(body.param(p, i));
      }
      goodBefore[p - region.from] &= earlyRead;
      isJumpTarget[p - region.from] = true;
      asm.jump(Op.GOTO, labels[p - region.from]);
    }
  }

  private void readHome(int value) {
    int slot = slots.slotOf(value);
    if (slot >= 0) {
      homes.read(value);
      asm.store(body.jvmType(value), slot);
    }
  }

  // Blocks.

  private void block(int p) {
    int at = p - region.from;
    to.memories.startBlock(p, goodBefore[at]);
    if (isJumpTarget[at]) {
      int limit = frameTypes(p);
      asm.enter(labels[at], types, limit);
    }
    int last = body.firstInst[p + 1] - 1;
    for (int i = body.firstInst[p]; i < last; i++) {
      if (region.isRoot(i)) {
        root(body.insts[i]);
      }
    }
    terminator(p, body.insts[last]);
  }

  /** Fills {@link #types} with what the local variables hold at a block's start. */
  private int frameTypes(int p) {
    int limit = Math.max(slots.limit(), to.memories.slot() + 1);
    if (types.length < limit) {
      types = new int[limit];
    }
    Arrays.fill(types, 0, limit, VerificationType.TOP);
    System.arraycopy(homes.fixedTypes(), 0, types, 0, homes.fixedTypes().length);
    region.forEachLiveIn(p, this::setType);
    for (int i = 0, n = body.paramCount(p); i < n; i++) {
      setType(body.param(p, i));
    }
    if (to.memories.isGood()) {
      types[to.memories.slot()] = to.memory().cacheType();
    }
    return limit;
  }

  private void setType(int value) {
    int slot = slots.slotOf(value);
    if (slot >= 0) {
      types[slot] = VerificationType.of(body.jvmType(value));
    }
  }

  private void root(int inst) {
    InstructionData data = body.data(inst);
    int results = body.resultCount(inst);
    int value = results == 0 ? -1 : body.result(inst, 0);
    if (results > 1) {
      if (!data.opcode().isCall()) {
        wide(inst, data);
        return;
      }
      to.evaluate(inst);
      storeResults(inst, results);
    } else if (data.opcode() == Opcode.STACK_STORE) {
      storeSlot(data);
    } else if (results == 0) {
      to.evaluate(inst);
    } else if (body.useCount[value] == 0) {
      to.evaluate(inst);
      asm.drop();
    } else {
      define(inst, data, value);
    }
  }

  private void define(int inst, InstructionData data, int value) {
    int slot = slots.slotOf(value);
    boolean crosses = frame != null && frame.crosses(value);
    if (slot < 0) {
      assert crosses : "nobody wants v" + value;
      homes.startWrite(value);
      evaluate(inst, data);
      homes.endWrite(value);
      return;
    }
    if (to.numbers().isIncrement(data, slot)) {
      to.numbers().increment(data, slot);
    } else {
      evaluate(inst, data);
      asm.store(body.jvmType(value), slot);
    }
    if (crosses) {
      writeHome(value, slot);
    }
  }

  private void evaluate(int inst, InstructionData data) {
    if (data.opcode() != Opcode.STACK_LOAD) {
      to.evaluate(inst);
      return;
    }
    JvmType type = Body.jvmType(data.type());
    int i = (int) data.offset() / LongLists.VALUE_BYTES;
    Area area = body.function.stackSlots().get(data.stackSlot()).area();
    if (area == Area.FRAME) {
      homes.readAt(type, requireFrame().slotBase(type) + i);
    } else {
      to.calls().fetch(area, i, type);
    }
  }

  private void storeSlot(InstructionData data) {
    int value = body.arg(data, 0);
    JvmType type = body.jvmType(value);
    int i = (int) data.offset() / LongLists.VALUE_BYTES;
    Area area = body.function.stackSlots().get(data.stackSlot()).area();
    if (area == Area.FRAME) {
      homes.startWriteAt(type, requireFrame().slotBase(type) + i);
      to.push(value);
      homes.endWriteAt(type);
    } else {
      to.calls().store(area, i, value);
    }
  }

  private Frame requireFrame() {
    return java.util.Objects.requireNonNull(frame);
  }

  private void writeHome(int value, int slot) {
    homes.startWrite(value);
    asm.load(body.jvmType(value), slot);
    homes.endWrite(value);
  }

  /** Arithmetic on 128 bits: operands in scratch variables, results the low half first. */
  private void wide(int inst, InstructionData data) {
    int n = body.argCount(data);
    int[] args = new int[n];
    for (int i = 0; i < n; i++) {
      to.push(body.arg(data, i));
      args[i] = homes.scratch(JvmType.LONG, i);
      asm.store(JvmType.LONG, args[i]);
    }
    to.numbers().wide(data.opcode(), args, homes.scratch(JvmType.LONG, n));
    for (int i = 1; i >= 0; i--) {
      int value = body.result(inst, i);
      if (body.useCount[value] == 0) {
        asm.drop();
        continue;
      }
      int slot = slots.slotOf(value);
      slot = slot < 0 ? homes.scratch(JvmType.LONG, n + 1) : slot;
      asm.store(JvmType.LONG, slot);
      if (frame != null && frame.crosses(value)) {
        writeHome(value, slot);
      }
    }
  }

  private void storeResults(int inst, int results) {
    for (int i = 0; i < results; i++) {
      int value = body.result(inst, i);
      if (body.useCount[value] == 0) {
        if (i == 0) {
          asm.drop();
        }
        continue;
      }
      JvmType type = body.jvmType(value);
      int slot = slots.slotOf(value);
      if (slot < 0) {
        slot = homes.scratch(type, i);
      }
      if (i > 0) {
        to.calls().fetch(Area.RESULTS, i, type);
      }
      asm.store(type, slot);
      if (frame != null && frame.crosses(value)) {
        writeHome(value, slot);
      }
    }
  }

  // Terminators.

  private void terminator(int p, int inst) {
    InstructionData data = body.data(inst);
    if (to.memories.wantsReadAfter(p)) {
      to.memory().refreshCache();
    }
    switch (data.opcode()) {
      case JUMP -> {
        int target = target(p, 0);
        if (region.contains(target) && target > p && to.memories.wantsReadBefore(target)) {
          to.memory().refreshCache();
        }
        take(p, data, 0, true);
      }
      case BRIF -> brif(p, data);
      case BR_TABLE -> brTable(p, data);
      case RETURN -> {
        to.calls().prepareReturn(data);
        leave();
      }
      case TRAP -> to.raise(inst, data.trapCode());
      case RETURN_CALL, RETURN_CALL_INDIRECT -> {
        if (frame == null && isSelfTailCall(data)) {
          selfTailCall(data);
        } else {
          to.calls().tailCall(inst, data, homes.scratch(JvmType.REF, 0), this::leave);
        }
      }
      default ->
          throw new UnsupportedOperationException(
              "the JVM target does not know " + data.opcode() + " yet");
    }
  }

  /** Returns from the function; its first result, if it has any, is on the stack. */
  private void leave() {
    Signature signature = body.function.signature();
    if (frame != null) {
      homes.leave(signature);
    } else if (signature.returns().isEmpty()) {
      asm.op(Op.RETURN);
    } else {
      asm.op(Op.IRETURN, Body.jvmType(signature.returns().get(0)));
    }
  }

  private void selfTailCall(InstructionData data) {
    int n = body.paramCount(0);
    for (int i = 0; i < n; i++) {
      to.push(body.arg(data, i));
    }
    for (int i = n - 1; i >= 0; i--) {
      int slot = slots.slotOf(body.param(0, i));
      if (slot >= 0) {
        asm.store(body.jvmType(body.param(0, i)), slot);
      } else {
        asm.drop();
      }
    }
    asm.jump(Op.GOTO, entryLabel);
  }

  private int target(int p, int edge) {
    return body.order.targets[body.order.firstTarget[p] + edge];
  }

  private void brif(int p, InstructionData data) {
    int condition = body.arg(data, 0);
    if (isPlain(p, data, 0)) {
      to.numbers().branch(condition, true, jumpLabel(target(p, 0)));
      take(p, data, 1, true);
    } else if (isPlain(p, data, 1)) {
      to.numbers().branch(condition, false, jumpLabel(target(p, 1)));
      take(p, data, 0, true);
    } else {
      int otherwise = asm.newLabel();
      to.numbers().branch(condition, false, otherwise);
      int[] state = Arrays.copyOf(asm.locals(), asm.localLimit());
      take(p, data, 0, false);
      asm.enter(otherwise, state, state.length);
      take(p, data, 1, true);
    }
  }

  private void brTable(int p, InstructionData data) {
    int edges = data.edgeCount();
    int[] targets = new int[edges];
    int[] stubOf = new int[edges];
    EdgeTable same = new EdgeTable(body, data, body.order, body.order.firstTarget[p]);
    for (int e = 0; e < edges; e++) {
      int first = same.firstLike(e);
      stubOf[e] = first;
      if (first != e) {
        targets[e] = targets[first];
      } else if (isPlain(p, data, e)) {
        targets[e] = jumpLabel(target(p, e));
        stubOf[e] = -1;
      } else {
        targets[e] = asm.newLabel();
      }
    }
    to.push(body.arg(data, 0));
    if (edges == 1) {
      asm.drop();
      asm.jump(Op.GOTO, targets[0]);
    } else {
      asm.tableSwitch(Arrays.copyOf(targets, edges - 1), targets[edges - 1]);
    }
    int[] state = Arrays.copyOf(asm.locals(), asm.localLimit());
    for (int e = 0; e < edges; e++) {
      if (stubOf[e] == e) {
        asm.enter(targets[e], state, state.length);
        take(p, data, e, false);
      }
    }
  }

  private int jumpLabel(int target) {
    int at = target - region.from;
    isJumpTarget[at] = true;
    if (!asm.isBound(labels[at])) {
      goodBefore[at] &= to.memories.isGood();
    }
    return labels[at];
  }

  /** Whether taking an edge is nothing but a jump within the method. */
  private boolean isPlain(int p, InstructionData data, int edge) {
    int target = target(p, edge);
    if (!region.contains(target)) {
      return false;
    }
    for (int i = 0, n = body.edgeArgCount(data, edge); i < n; i++) {
      if (needsMove(body.edgeArg(data, edge, i), body.param(target, i))) {
        return false;
      }
    }
    return true;
  }

  private boolean needsMove(int arg, int param) {
    if (body.useCount[param] == 0) {
      return to.trees.isInline(arg) && !body.isConstant(arg);
    }
    boolean sameSlot =
        !to.trees.isInline(arg) && slots.slotOf(arg) == slots.slotOf(param)
            || slots.slotOf(param) < 0;
    boolean sameHome =
        frame == null
            || !frame.crosses(param)
            || frame.crosses(arg) && frame.sharesHome(arg, param);
    return !sameSlot || !sameHome;
  }

  /** Assembles the way along an edge. */
  private void take(int p, InstructionData data, int edge, boolean mayFall) {
    int target = target(p, edge);
    if (!region.contains(target)) {
      exit(data, edge, target);
      return;
    }
    int n = body.edgeArgCount(data, edge);
    for (int i = 0; i < n; i++) {
      int arg = body.edgeArg(data, edge, i);
      if (needsMove(arg, body.param(target, i))) {
        to.push(arg);
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      int param = body.param(target, i);
      if (needsMove(body.edgeArg(data, edge, i), param)) {
        popInto(param, i);
      }
    }
    if (mayFall && target == p + 1) {
      goodBefore[target - region.from] &= to.memories.isGood();
    } else {
      asm.jump(Op.GOTO, jumpLabel(target));
    }
  }

  private void popInto(int param, int i) {
    if (body.useCount[param] == 0) {
      asm.drop();
      return;
    }
    JvmType type = body.jvmType(param);
    int slot = slots.slotOf(param);
    boolean crosses = frame != null && frame.crosses(param);
    asm.store(type, slot >= 0 ? slot : homes.scratch(type, i));
    if (crosses) {
      writeHome(param, slot >= 0 ? slot : homes.scratch(type, i));
    }
  }

  /**
   * Leaves for a block of another region: what it is passed goes to the homes of its parameters.
   */
  private void exit(InstructionData data, int edge, int target) {
    Frame f = requireFrame();
    int n = body.edgeArgCount(data, edge);
    boolean overlaps = false;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n && !overlaps; j++) {
        int later = body.edgeArg(data, edge, j);
        overlaps =
            !to.trees.isInline(later)
                && region.isForeign(later)
                && !f.sharesHome(later, body.param(target, j))
                && f.sharesHome(later, body.param(target, i));
      }
    }
    for (int i = 0; i < n; i++) {
      int arg = body.edgeArg(data, edge, i);
      int param = body.param(target, i);
      if (body.useCount[param] == 0) {
        if (to.trees.isInline(arg) && !body.isConstant(arg)) {
          to.push(arg);
          asm.drop();
        }
      } else if (!(f.crosses(arg) && f.sharesHome(arg, param))) {
        if (overlaps) {
          pushForExit(arg);
          asm.store(body.jvmType(param), homes.scratch(body.jvmType(param), i));
        } else {
          homes.startWrite(param);
          pushForExit(arg);
          homes.endWrite(param);
        }
      }
    }
    for (int i = 0; i < n && overlaps; i++) {
      int arg = body.edgeArg(data, edge, i);
      int param = body.param(target, i);
      if (body.useCount[param] > 0 && !(f.crosses(arg) && f.sharesHome(arg, param))) {
        writeHome(param, homes.scratch(body.jvmType(param), i));
      }
    }
    asm.iconst(f.ticket(target));
    asm.op(Op.IRETURN);
  }

  private void pushForExit(int arg) {
    if (!to.trees.isInline(arg) && region.isForeign(arg)) {
      homes.read(arg);
    } else {
      to.push(arg);
    }
  }

  /** The type of a function's first result, or null. */
  static @Nullable JvmType resultType(Signature signature) {
    return signature.returns().isEmpty() ? null : Body.jvmType(signature.returns().get(0));
  }
}
