// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import org.jspecify.annotations.Nullable;

/**
 * Builds the code of a function, and its SSA form on the way.
 *
 * <p>A front end makes blocks, switches to one, emits instructions up to a terminator, switches to
 * the next. It may hold state in {@linkplain #declareVar variables}, which it assigns and reads as
 * it likes: the builder gives blocks the parameters, and edges the arguments, that this takes. A
 * block must be {@linkplain #sealBlock sealed} once all branches to it have been emitted, the
 * sooner the fewer parameters; every block must be sealed and end in a terminator before {@link
 * #finish}.
 *
 * <p>A {@link Value} handed out earlier may turn out to stand for another. It remains good to use
 * as an operand; {@link #finish} replaces it.
 *
 * <p>Used by one thread, for one function.
 */
public final class FunctionBuilder implements InstBuilder {
  private final Function function;
  private final DataFlowGraph dfg;
  private final Layout layout;
  private final SsaBuilder ssa;
  private @Nullable Block current;
  private boolean isFilled = true;
  private int sourceLoc = Function.NO_SOURCE_LOC;

  /**
   * Begins to build a function.
   *
   * @param function a function without code
   */
  public FunctionBuilder(Function function) {
    this.function = function;
    this.dfg = function.dfg();
    this.layout = function.layout();
    this.ssa = new SsaBuilder(function);
  }

  @Override
  public Function function() {
    return function;
  }

  /** {@return a new block, which is in the layout from the first switch to it} */
  public Block createBlock() {
    return dfg.makeBlock();
  }

  /**
   * Makes the first block, with a parameter for each of the function's, seals it and switches to
   * it.
   *
   * @return the block
   */
  public Block createEntryBlock() {
    Block block = createBlock();
    for (Type type : function.signature().params()) {
      dfg.appendBlockParam(block, type);
    }
    sealBlock(block);
    switchToBlock(block);
    return block;
  }

  /**
   * Adds a parameter to a block, after those it has. Branches pass the arguments for such
   * parameters; the builder's own, for variables, come behind them.
   *
   * @param block a block in which no variable has been read yet
   * @param type the type of the parameter
   * @return the parameter
   */
  public Value appendBlockParam(Block block, Type type) {
    assert !ssa.hasOwnParams(block) : "variables have been read in " + block;
    return dfg.appendBlockParam(block, type);
  }

  /**
   * Returns a parameter of a block.
   *
   * @param block the block
   * @param i its position, from 0
   * @return the parameter
   */
  public Value blockParam(Block block, int i) {
    return dfg.blockParam(block, i);
  }

  /**
   * Emits into a block from now on.
   *
   * @param block a block without instructions
   */
  public void switchToBlock(Block block) {
    assert isFilled : current + " has no terminator";
    assert layout.firstInst(block) == null || !hasTerminator(block) : block + " is complete";
    if (!layout.contains(block)) {
      layout.appendBlock(block);
      ssa.begin(block);
    }
    current = block;
    isFilled = false;
  }

  private boolean hasTerminator(Block block) {
    Inst last = layout.lastInst(block);
    return last != null && dfg.opcode(last).isTerminator();
  }

  /** {@return the block that instructions go to} */
  public Block currentBlock() {
    if (current == null) {
      throw new AssertionError("no block yet");
    }
    return current;
  }

  /** {@return whether the current block has its terminator and takes no more instructions} */
  public boolean isFilled() {
    return isFilled;
  }

  /** {@return whether nothing leads to the current block and, being sealed, nothing will} */
  public boolean isUnreachable() {
    Block block = currentBlock();
    return !block.equals(layout.firstBlock()) && ssa.isSealed(block) && !ssa.hasPredecessors(block);
  }

  /**
   * Says that all branches to a block have been emitted.
   *
   * @param block the block, not sealed yet
   */
  public void sealBlock(Block block) {
    ssa.seal(block);
  }

  /** Seals every block that is not sealed yet. */
  public void sealAllBlocks() {
    for (int i = 0; i < dfg.blockCount(); i++) {
      Block block = new Block(i);
      if (!ssa.isSealed(block)) {
        ssa.seal(block);
      }
    }
  }

  /**
   * Makes a variable, which holds zero or null where nothing has been assigned.
   *
   * @param type its type
   * @return the variable
   */
  public Variable declareVar(Type type) {
    return ssa.declareVar(type);
  }

  /**
   * Assigns a variable at the current place.
   *
   * @param variable the variable
   * @param value its value from here on
   */
  public void defVar(Variable variable, Value value) {
    ssa.define(variable, currentBlock(), value);
  }

  /**
   * Reads a variable at the current place.
   *
   * @param variable the variable
   * @return its value
   * @throws FunctionTooComplexException if too many values come together in the function
   */
  public Value useVar(Variable variable) {
    return ssa.use(variable, currentBlock());
  }

  /**
   * Says where in the source the next instructions come from.
   *
   * @param sourceLoc the place, or {@link Function#NO_SOURCE_LOC}
   */
  public void setSourceLoc(int sourceLoc) {
    this.sourceLoc = sourceLoc;
  }

  @Override
  public void place(Inst inst) {
    Block block = currentBlock();
    if (isFilled) {
      throw new AssertionError(dfg.opcode(inst) + " behind the terminator of " + block);
    }
    layout.appendInst(inst, block);
    function.setSourceLoc(inst, sourceLoc);
    InstructionData data = dfg.data(inst);
    if (data.opcode.isTerminator()) {
      isFilled = true;
      for (int i = 0, n = data.edgeCount(); i < n; i++) {
        ssa.declarePredecessor(data.edge(i), block);
      }
    }
  }

  /**
   * Ends the building: from here on no value of the function stands for another.
   *
   * @throws AssertionError if a block is not sealed or has no terminator
   */
  public void finish() {
    for (Block block : layout.blocks()) {
      if (!ssa.isSealed(block)) {
        throw new AssertionError(block + " is not sealed");
      }
      if (!hasTerminator(block)) {
        throw new AssertionError(block + " has no terminator");
      }
    }
    dfg.resolveAliases(layout);
  }
}
