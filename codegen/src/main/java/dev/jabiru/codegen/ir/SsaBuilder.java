// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.ir.BuildOrder.Writes;
import dev.jabiru.entity.EntitySet;
import dev.jabiru.entity.IntSecondaryMap;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.entity.SecondaryMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns variables into values while blocks are being built.
 *
 * <p>The algorithm is that of Braun, Buchwald, Hack, Leißa, Mallon and Zwinkau, "Simple and
 * Efficient Construction of Static Single Assignment Form" (2013), with block parameters for phi
 * functions. To read a variable is to look for its definition in the block, then in the
 * predecessors. {@link BuildOrder} tells which dominators can be gone to at once: without it, a
 * thousand variables that live across a thousand joins cost a million parameters that soon go away.
 * In a block with several predecessors the variable becomes a parameter, whose arguments are read
 * at the ends of the predecessors. In a block whose predecessors are not all known it becomes a
 * parameter too, and the arguments follow when the block is sealed. A parameter that gets one value
 * only, itself aside, goes away again and becomes an alias of that value.
 *
 * <p><b>Invariant:</b> the arguments of an edge are those the front end gave, then one for each
 * parameter of ours whose arguments have been read, in the order of the parameters. Only one
 * variable is being read at a time, and it makes at most one parameter per block; so parameters are
 * completed in the order they were made.
 *
 * <p>Predecessors are walked with a stack of our own: a function may have more blocks in a row than
 * Java's stack has frames.
 */
final class SsaBuilder {
  private static final int NONE = -1;

  private final Function function;
  private final DataFlowGraph dfg;

  private final PrimaryMap<Variable, Type> variables = new PrimaryMap<>();
  private final SecondaryMap<Variable, Writes> writes = SecondaryMap.withDefault(Writes.NOWHERE);
  private final BuildOrder order = new BuildOrder();
  private final LongIntMap definitions = new LongIntMap();

  private final EntitySet<Block> sealed = new EntitySet<>();
  private final EntitySet<Block> withOwnParams = new EntitySet<>();

  // The edges into a block, the newest first, as a linked list.
  private final IntSecondaryMap<Block> lastEdge = IntSecondaryMap.withDefault(NONE);
  private final IntSecondaryMap<Edge> previousEdge = IntSecondaryMap.withDefault(NONE);
  private final IntSecondaryMap<Edge> edgeFrom = IntSecondaryMap.withDefault(NONE);

  // The parameters that wait for their block to be sealed, as a linked list: variable, value, next.
  private final IntSecondaryMap<Block> waiting = IntSecondaryMap.withDefault(NONE);
  private final IntSecondaryMap<Block> lastWaiting = IntSecondaryMap.withDefault(NONE);
  private int[] waitingList = new int[48];
  private int waitingEnd;

  // What remains to be done to read a variable: a block to read it in, or the complement of a block
  // whose new parameter, below it on the stack, awaits the arguments read last.
  private int[] work = new int[64];
  private int workEnd;
  private int[] read = new int[64];
  private int readEnd;

  // The walk in which a block was last passed, to notice going round in circles.
  private final IntSecondaryMap<Block> passed = IntSecondaryMap.withDefault(0);
  private int walk;
  private int[] trail = new int[16];
  private int trailEnd;

  /** Block parameters made, and arguments given to them. */
  private long joinedValues;

  SsaBuilder(Function function) {
    this.function = function;
    this.dfg = function.dfg();
  }

  Variable declareVar(Type type) {
    return variables.push(type, Variable::new);
  }

  boolean isSealed(Block block) {
    return sealed.contains(block);
  }

  boolean hasPredecessors(Block block) {
    return lastEdge.get(block) != NONE;
  }

  boolean hasOwnParams(Block block) {
    return withOwnParams.contains(block);
  }

  void declarePredecessor(Edge edge, Block from) {
    Block block = dfg.edgeBlock(edge);
    if (isSealed(block)) {
      throw new AssertionError("branch from " + from + " to " + block + ", which is sealed");
    }
    previousEdge.set(edge, lastEdge.get(block));
    lastEdge.set(block, edge.index());
    edgeFrom.set(edge, from.index());
  }

  /** Begins to fill a block. */
  void begin(Block block) {
    if (order.numberOf(block) != NONE) {
      return;
    }
    int idom = NONE;
    for (int e = lastEdge.get(block); e != NONE; e = previousEdge.get(new Edge(e))) {
      int from = order.numberOf(new Block(edgeFrom.get(new Edge(e))));
      idom = e == lastEdge.get(block) || idom == NONE ? from : order.commonDominator(idom, from);
      if (idom == NONE) {
        break;
      }
    }
    order.begin(block, isSealed(block), idom);
  }

  private static long key(Variable variable, Block block) {
    return (long) variable.index() << 32 | block.index();
  }

  void define(Variable variable, Block block, Value value) {
    assert dfg.type(value) == variables.get(variable)
        : variable + " holds " + variables.get(variable) + ", not " + dfg.type(value);
    definitions.put(key(variable, block), value.index());
    Writes known = writes.get(variable);
    if (known == Writes.NOWHERE) {
      known = new Writes();
      writes.set(variable, known);
    }
    if (!known.add(order.numberOf(block))) {
      order.giveUp();
    }
  }

  Value use(Variable variable, Block block) {
    int known = definitions.get(key(variable, block));
    if (known != NONE) {
      return dfg.resolve(new Value(known));
    }
    pushWork(block.index());
    readAll(variable);
    return dfg.resolve(new Value(read[--readEnd]));
  }

  void seal(Block block) {
    assert !isSealed(block) : block + " is sealed already";
    sealed.add(block);
    int header = order.numberOf(block);
    if (header != NONE) {
      for (int e = lastEdge.get(block); e != NONE; e = previousEdge.get(new Edge(e))) {
        order.checkEntry(header, order.numberOf(new Block(edgeFrom.get(new Edge(e)))));
      }
      order.close(header);
    }
    int entry = waiting.get(block);
    if (entry == NONE) {
      return;
    }
    for (; entry != NONE; entry = waitingList[entry + 2]) {
      pushWork(waitingList[entry + 1]);
      pushArguments(block);
      readAll(new Variable(waitingList[entry]));
    }
    dfg.removeAliasParams(block);
  }

  /** Does the work on the stack; each block to read leaves one value in {@link #read}. */
  private void readAll(Variable variable) {
    while (workEnd > 0) {
      int task = work[--workEnd];
      if (task >= 0) {
        readIn(variable, new Block(task));
      } else {
        completeParam(variable, new Block(~task), new Value(work[--workEnd]));
      }
    }
  }

  /** Reads a variable at the end of a block as far as dominators and single predecessors lead. */
  private void readIn(Variable variable, Block start) {
    walk++;
    trailEnd = 0;
    Block block = start;
    int value;
    while (true) {
      value = definitions.get(key(variable, block));
      if (value != NONE) {
        break;
      }
      pass(block);
      Block top = order.climb(block, writes.get(variable));
      if (!top.equals(block)) {
        block = top;
        value = definitions.get(key(variable, block));
        if (value != NONE) {
          break;
        }
        pass(block);
      }
      Block only = singlePredecessor(block);
      if (only == null || passed.get(only) == walk) {
        value = readAtHead(variable, block, only != null).index();
        break;
      }
      block = only;
    }
    // Each block on the way finds it at once the next time.
    for (int i = 0; i < trailEnd; i++) {
      definitions.put(key(variable, new Block(trail[i])), value);
    }
    pushRead(value);
  }

  private void pass(Block block) {
    passed.set(block, walk);
    if (trailEnd == trail.length) {
      trail = Arrays.copyOf(trail, trailEnd * 2);
    }
    trail[trailEnd++] = block.index();
  }

  private Value readAtHead(Variable variable, Block block, boolean isCircle) {
    Type type = variables.get(variable);
    Value value;
    if (isSealed(block) && (isCircle || !hasPredecessors(block))) {
      value = function.insertZero(type, block);
    } else {
      countJoined(1);
      value = dfg.appendBlockParam(block, type);
      withOwnParams.add(block);
      if (isSealed(block)) {
        pushWork(value.index());
        pushArguments(block);
      } else {
        addWaiting(block, variable, value);
      }
    }
    definitions.put(key(variable, block), value.index());
    return value;
  }

  private @Nullable Block singlePredecessor(Block block) {
    int edge = lastEdge.get(block);
    return isSealed(block) && edge != NONE && previousEdge.get(new Edge(edge)) == NONE
        ? new Block(edgeFrom.get(new Edge(edge)))
        : null;
  }

  /**
   * Behind the parameter just pushed: complete it once it has been read at the end of each way in.
   */
  private void pushArguments(Block block) {
    pushWork(~block.index());
    for (int e = lastEdge.get(block); e != NONE; e = previousEdge.get(new Edge(e))) {
      pushWork(edgeFrom.get(new Edge(e)));
    }
  }

  /** Gives a parameter the arguments read last, or does away with it. */
  private void completeParam(Variable variable, Block block, Value param) {
    int count = 0;
    for (int e = lastEdge.get(block); e != NONE; e = previousEdge.get(new Edge(e))) {
      count++;
    }
    int first = readEnd - count;
    readEnd = first;
    int only = NONE;
    boolean isTrivial = true;
    for (int i = first; i < first + count; i++) {
      int value = dfg.resolve(new Value(read[i])).index();
      read[i] = value;
      if (value != param.index() && value != only) {
        isTrivial &= only == NONE;
        only = value;
      }
    }
    if (isTrivial) {
      int last = dfg.blockParamCount(block) - 1;
      if (dfg.blockParam(block, last).equals(param)) {
        dfg.removeBlockParam(block, last);
      }
      Value value =
          only == NONE ? function.insertZero(variables.get(variable), block) : new Value(only);
      dfg.changeToAlias(param, value);
      return;
    }
    countJoined(count);
    // The last edge was pushed first, and so read last.
    int i = first + count;
    for (int e = lastEdge.get(block); e != NONE; e = previousEdge.get(new Edge(e))) {
      Edge edge = new Edge(e);
      assert dfg.edgeKind(edge) == EdgeKind.BRANCH : block + " has other predecessors than " + edge;
      dfg.appendEdgeArg(edge, new Value(read[--i]));
    }
  }

  private void countJoined(int values) {
    joinedValues += values;
    if (joinedValues > FunctionTooComplexException.MAX_JOINED_VALUES) {
      throw new FunctionTooComplexException();
    }
  }

  private void addWaiting(Block block, Variable variable, Value param) {
    if (waitingEnd == waitingList.length) {
      waitingList = Arrays.copyOf(waitingList, waitingEnd * 2);
    }
    int entry = waitingEnd;
    waitingEnd += 3;
    waitingList[entry] = variable.index();
    waitingList[entry + 1] = param.index();
    waitingList[entry + 2] = NONE;
    int last = lastWaiting.get(block);
    if (last == NONE) {
      waiting.set(block, entry);
    } else {
      waitingList[last + 2] = entry;
    }
    lastWaiting.set(block, entry);
  }

  private void pushWork(int task) {
    if (workEnd == work.length) {
      work = Arrays.copyOf(work, workEnd * 2);
    }
    work[workEnd++] = task;
  }

  private void pushRead(int value) {
    if (readEnd == read.length) {
      read = Arrays.copyOf(read, readEnd * 2);
    }
    read[readEnd++] = value;
  }
}
