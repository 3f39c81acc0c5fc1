// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.EntityPrimaryMap;
import dev.jabiru.entity.IntPrimaryMap;
import dev.jabiru.entity.KeyRange;
import dev.jabiru.entity.ListPool;
import dev.jabiru.entity.PrimaryMap;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The blocks, instructions, values and edges of a function, in no order; {@link Layout} has that.
 *
 * <p>Every list of values is in one {@link #pool}. Nothing is ever deleted: an instruction that is
 * no longer in the layout just stays. Belongs to its function and to that function's thread.
 */
public final class DataFlowGraph {
  /**
   * What {@link #defPosition} holds for an alias; {@link #defEntity} then holds the other value.
   */
  private static final int ALIAS = Integer.MIN_VALUE;

  /** What {@link #defPosition} holds for a value that nothing defines. */
  private static final int UNDEFINED = Integer.MIN_VALUE + 1;

  // One object each: linking a method reference at every use would cost a start-up its
  // milliseconds.
  private static final IntFunction<Block> BLOCK = Block::new;
  private static final IntFunction<Inst> INST = Inst::new;
  private static final IntFunction<Value> VALUE = Value::new;
  private static final IntFunction<Edge> EDGE = Edge::new;

  private static final EdgeKind[] EDGE_KINDS = EdgeKind.values();

  private final ListPool<Value> pool = new ListPool<>();

  private final PrimaryMap<Block, EntityList<Value>> blockParams = new PrimaryMap<>();

  private final PrimaryMap<Inst, InstructionData> insts = new PrimaryMap<>();
  private final IntPrimaryMap<Inst> firstResult = new IntPrimaryMap<>();
  private final IntPrimaryMap<Inst> resultCount = new IntPrimaryMap<>();

  private final PrimaryMap<Value, Type> valueTypes = new PrimaryMap<>();

  /** The instruction that yields the value, or the block whose parameter it is. */
  private final IntPrimaryMap<Value> defEntity = new IntPrimaryMap<>();

  /** The position among the results or, of a parameter, its complement. */
  private final IntPrimaryMap<Value> defPosition = new IntPrimaryMap<>();

  private final EntityPrimaryMap<Edge, Block> edgeBlocks = new EntityPrimaryMap<>();
  private final PrimaryMap<Edge, EntityList<Value>> edgeArgs = new PrimaryMap<>();

  /** The ordinal of the kind and, above it, the tag plus one. */
  private final IntPrimaryMap<Edge> edgeKinds = new IntPrimaryMap<>();

  DataFlowGraph() {}

  /** {@return the pool that every list of values of the function is in} */
  public ListPool<Value> pool() {
    return pool;
  }

  // Blocks.

  /** {@return a new block without parameters} */
  public Block makeBlock() {
    return blockParams.push(EntityList.empty(), BLOCK);
  }

  /** {@return the number of blocks ever made} */
  public int blockCount() {
    return blockParams.size();
  }

  /**
   * Adds a parameter to a block, after those it has.
   *
   * @param block the block
   * @param type the type of the parameter
   * @return the parameter
   */
  public Value appendBlockParam(Block block, Type type) {
    EntityList<Value> params = blockParams.get(block);
    Value param = makeValue(type, block.index(), ~pool.size(params));
    blockParams.set(block, pool.push(params, param));
    return param;
  }

  /**
   * Returns the parameters of a block.
   *
   * @param block the block
   * @return the parameters, in the pool
   */
  public EntityList<Value> blockParams(Block block) {
    return blockParams.get(block);
  }

  /**
   * Returns the number of parameters of a block.
   *
   * @param block the block
   * @return the number
   */
  public int blockParamCount(Block block) {
    return pool.size(blockParams.get(block));
  }

  /**
   * Returns a parameter of a block.
   *
   * @param block the block
   * @param i its position, from 0
   * @return the parameter
   */
  public Value blockParam(Block block, int i) {
    return new Value(pool.indexAt(blockParams.get(block), i));
  }

  /**
   * Takes a parameter away from a block. The value stays defined by nothing until the caller makes
   * it an {@linkplain #changeToAlias alias}; what edges pass is the caller's to change too.
   *
   * @param block the block
   * @param i the position of the parameter, from 0
   */
  public void removeBlockParam(Block block, int i) {
    EntityList<Value> params = pool.remove(blockParams.get(block), i);
    blockParams.set(block, params);
    for (int n = pool.size(params); i < n; i++) {
      defPosition.set(new Value(pool.indexAt(params, i)), ~i);
    }
  }

  /**
   * Takes some of its parameters away from a block.
   *
   * @param block the block
   * @param keep for each parameter whether it stays
   */
  public void retainBlockParams(Block block, boolean[] keep) {
    EntityList<Value> params = blockParams.get(block);
    int kept = 0;
    for (int i = 0, n = pool.size(params); i < n; i++) {
      if (keep[i]) {
        Value param = new Value(pool.indexAt(params, i));
        pool.set(params, kept, param);
        defPosition.set(param, ~kept++);
      }
    }
    blockParams.set(block, pool.truncate(params, kept));
  }

  /**
   * Takes some of its arguments away from an edge.
   *
   * @param edge the edge
   * @param keep for each argument whether it stays
   */
  public void retainEdgeArgs(Edge edge, boolean[] keep) {
    EntityList<Value> args = edgeArgs.get(edge);
    int kept = 0;
    for (int i = 0, n = pool.size(args); i < n; i++) {
      if (keep[i]) {
        pool.set(args, kept++, new Value(pool.indexAt(args, i)));
      }
    }
    edgeArgs.set(edge, pool.truncate(args, kept));
  }

  /**
   * Takes those parameters away from a block that are aliases.
   *
   * @param block the block
   */
  void removeAliasParams(Block block) {
    boolean[] keep = new boolean[blockParamCount(block)];
    for (int i = 0; i < keep.length; i++) {
      keep[i] = !isAlias(blockParam(block, i));
    }
    retainBlockParams(block, keep);
  }

  // Instructions.

  /**
   * Makes an instruction without results; {@link Function#makeInst} gives it those of its opcode.
   *
   * @param data the instruction
   * @return its number
   */
  Inst makeInst(InstructionData data) {
    firstResult.push(-1, INST);
    resultCount.push(0, INST);
    return insts.push(data, INST);
  }

  /** Gives the newest instruction one more result. */
  Value appendResult(Inst inst, Type type) {
    int count = resultCount.get(inst);
    Value value = makeValue(type, inst.index(), count);
    if (count == 0) {
      firstResult.set(inst, value.index());
    }
    assert value.index() == firstResult.get(inst) + count;
    resultCount.set(inst, count + 1);
    return value;
  }

  /** {@return the number of instructions ever made} */
  public int instCount() {
    return insts.size();
  }

  /**
   * Returns the opcode, immediates and operands of an instruction.
   *
   * @param inst the instruction
   * @return the data
   */
  public InstructionData data(Inst inst) {
    return insts.get(inst);
  }

  /**
   * Returns the opcode of an instruction.
   *
   * @param inst the instruction
   * @return the opcode
   */
  public Opcode opcode(Inst inst) {
    return insts.get(inst).opcode;
  }

  /**
   * Puts another operation, without entities, in the place of an instruction, whose results stay.
   *
   * @param inst the instruction
   * @param opcode what it does from now on; it has as many results, of the same types
   * @param type what its type variable stands for, or else the type of the result
   * @param code the ordinal of its condition, else 0
   * @param imm its integer or the bits of its number, else 0
   * @param args its operands
   */
  public void replace(
      Inst inst, Opcode opcode, Type type, int code, long imm, EntityList<Value> args) {
    insts.set(inst, new InstructionData(opcode, type, code, 0, 0, imm, args));
  }

  /**
   * Notes that an access needs no check of bounds.
   *
   * @param inst a plain load or store
   */
  public void setInBounds(Inst inst) {
    InstructionData data = insts.get(inst);
    assert data.opcode.format() == InstructionFormat.MEMORY_ACCESS : data.opcode;
    insts.set(
        inst,
        new InstructionData(
            data.opcode, data.type, data.code, data.entity, 1, data.imm, data.args));
  }

  /**
   * Puts a constant in the place of an instruction with one result.
   *
   * @param inst the instruction
   * @param bits the bits of the constant, those of an i32 or f32 sign-extended
   */
  public void replaceWithConstant(Inst inst, long bits) {
    Type type = type(result(inst));
    Opcode opcode =
        switch (type) {
          case I32, I64 -> Opcode.ICONST;
          case F32 -> Opcode.F32CONST;
          case F64 -> Opcode.F64CONST;
          default -> throw new AssertionError("no scalar: " + type);
        };
    replace(inst, opcode, type, 0, bits, EntityList.empty());
  }

  /**
   * Puts a jump in the place of a branch, along one of its edges.
   *
   * @param inst the branch
   * @param edge the edge
   */
  public void replaceWithJump(Inst inst, Edge edge) {
    long edges = 1L << 32 | edge.index();
    replace(inst, Opcode.JUMP, Type.I32, 0, edges, EntityList.empty());
  }

  /**
   * Lets two edges change places.
   *
   * @param a an edge
   * @param b another edge of the same instruction
   */
  public void swapEdges(Edge a, Edge b) {
    Block block = edgeBlock(a);
    EntityList<Value> args = edgeArgs(a);
    edgeBlocks.set(a, edgeBlock(b));
    edgeArgs.set(a, edgeArgs(b));
    edgeBlocks.set(b, block);
    edgeArgs.set(b, args);
  }

  /**
   * Returns the number of value operands of an instruction.
   *
   * @param inst the instruction
   * @return the number
   */
  public int argCount(Inst inst) {
    return pool.size(insts.get(inst).args);
  }

  /**
   * Returns a value operand of an instruction.
   *
   * @param inst the instruction
   * @param i its position, from 0
   * @return the operand
   */
  public Value arg(Inst inst, int i) {
    return new Value(pool.indexAt(insts.get(inst).args, i));
  }

  /**
   * Changes a value operand of an instruction.
   *
   * @param inst the instruction
   * @param i its position, from 0
   * @param value the new operand
   */
  public void setArg(Inst inst, int i, Value value) {
    pool.set(insts.get(inst).args, i, value);
  }

  /**
   * Returns the number of results of an instruction.
   *
   * @param inst the instruction
   * @return the number
   */
  public int resultCount(Inst inst) {
    return resultCount.get(inst);
  }

  /**
   * Returns the result of an instruction that has exactly one, or the first of several.
   *
   * @param inst the instruction
   * @return the result
   */
  public Value result(Inst inst) {
    return new Value(firstResult.get(inst));
  }

  /**
   * Returns a result of an instruction.
   *
   * @param inst the instruction
   * @param i its position, from 0
   * @return the result
   */
  public Value result(Inst inst, int i) {
    assert i >= 0 && i < resultCount.get(inst) : inst;
    return new Value(firstResult.get(inst) + i);
  }

  /**
   * Takes the last results away from an instruction. They stay defined by nothing until the caller
   * makes them {@linkplain #changeToAlias aliases}.
   *
   * @param inst the instruction
   * @param count how many stay
   */
  public void truncateResults(Inst inst, int count) {
    assert count <= resultCount.get(inst) : inst;
    resultCount.set(inst, count);
  }

  /**
   * Takes the last operands away from an instruction whose signature says how many there are.
   *
   * @param inst the instruction
   * @param count how many stay
   */
  public void truncateArgs(Inst inst, int count) {
    InstructionData data = insts.get(inst);
    data.args = pool.truncate(data.args, count);
  }

  // Values.

  private Value makeValue(Type type, int entity, int position) {
    defEntity.push(entity, VALUE);
    defPosition.push(position, VALUE);
    return valueTypes.push(type, VALUE);
  }

  /** Makes values that nothing defines, up to and without a number: for text with gaps. */
  void reserveValues(int count) {
    while (valueTypes.size() < count) {
      makeValue(Type.I32, 0, UNDEFINED);
    }
  }

  /** Gives a block a parameter of a chosen number. */
  void appendBlockParam(Block block, Value param, Type type) {
    EntityList<Value> params = blockParams.get(block);
    define(param, type, block.index(), ~pool.size(params));
    blockParams.set(block, pool.push(params, param));
  }

  /** Gives an instruction results of chosen, consecutive numbers in the place of those it has. */
  void setResults(Inst inst, Value first, List<Type> types) {
    firstResult.set(inst, first.index());
    resultCount.set(inst, types.size());
    for (int i = 0; i < types.size(); i++) {
      define(new Value(first.index() + i), types.get(i), inst.index(), i);
    }
  }

  private void define(Value value, Type type, int entity, int position) {
    valueTypes.set(value, type);
    defEntity.set(value, entity);
    defPosition.set(value, position);
  }

  /** {@return the number of values ever made} */
  public int valueCount() {
    return valueTypes.size();
  }

  /** {@return every value ever made, aliases included} */
  public KeyRange<Value> values() {
    return valueTypes.keys(VALUE);
  }

  /**
   * Tells whether there is such a value.
   *
   * @param value a value
   * @return whether this graph made it
   */
  public boolean isValid(Value value) {
    return valueTypes.isValid(value);
  }

  /**
   * Tells whether there is such a block.
   *
   * @param block a block
   * @return whether this graph made it
   */
  public boolean isValid(Block block) {
    return blockParams.isValid(block);
  }

  /**
   * Returns the type of a value.
   *
   * @param value the value
   * @return its type
   */
  public Type type(Value value) {
    return valueTypes.get(value);
  }

  /**
   * Returns the instruction that yields a value.
   *
   * @param value the value, not an alias
   * @return the instruction, or null if the value is a parameter
   */
  public @Nullable Inst definingInst(Value value) {
    return defPosition.get(value) >= 0 ? new Inst(defEntity.get(value)) : null;
  }

  /**
   * Returns the block that a value is a parameter of.
   *
   * @param value the value, not an alias
   * @return the block, or null if an instruction yields the value
   */
  public @Nullable Block definingBlock(Value value) {
    int position = defPosition.get(value);
    return position < 0 && position > UNDEFINED ? new Block(defEntity.get(value)) : null;
  }

  /**
   * Returns the position of a value among the results of its instruction or the parameters of its
   * block.
   *
   * @param value the value, not an alias
   * @return the position, from 0
   */
  public int definingPosition(Value value) {
    int position = defPosition.get(value);
    return position >= 0 ? position : ~position;
  }

  /**
   * Tells whether a value stands for another.
   *
   * @param value the value
   * @return whether it is an alias
   */
  public boolean isAlias(Value value) {
    return defPosition.get(value) == ALIAS;
  }

  /**
   * Makes a value stand for another from now on. Its uses stay until {@link #resolveAliases}.
   *
   * @param value the value, which nothing defines any more
   * @param other what it stands for
   */
  public void changeToAlias(Value value, Value other) {
    Value target = resolve(other);
    if (target.index() == value.index()) {
      throw new AssertionError(value + " would be an alias of itself");
    }
    defEntity.set(value, target.index());
    defPosition.set(value, ALIAS);
  }

  /**
   * Follows aliases to the value that is meant.
   *
   * @param value a value
   * @return the value, itself unless it is an alias
   */
  public Value resolve(Value value) {
    if (defPosition.get(value) != ALIAS) {
      return value;
    }
    Value end = value;
    while (defPosition.get(end) == ALIAS) {
      end = new Value(defEntity.get(end));
    }
    while (defPosition.get(value) == ALIAS) { // so that the next walk is short
      Value next = new Value(defEntity.get(value));
      defEntity.set(value, end.index());
      value = next;
    }
    return end;
  }

  private void resolve(EntityList<Value> list) {
    for (int i = 0, n = pool.size(list); i < n; i++) {
      Value value = new Value(pool.indexAt(list, i));
      if (defPosition.get(value) == ALIAS) {
        pool.set(list, i, resolve(value));
      }
    }
  }

  /**
   * Replaces each use of an alias by the value it stands for, in the instructions of the layout.
   *
   * @param layout the layout
   */
  public void resolveAliases(Layout layout) {
    for (Block block = layout.firstBlock(); block != null; block = layout.nextBlock(block)) {
      for (Inst inst = layout.firstInst(block); inst != null; inst = layout.nextInst(inst)) {
        InstructionData data = insts.get(inst);
        resolve(data.args);
        for (int i = 0, n = data.edgeCount(); i < n; i++) {
          resolve(edgeArgs.get(data.edge(i)));
        }
      }
    }
  }

  /**
   * Finds out whether a value is an integer or floating-point constant.
   *
   * @param value the value, not an alias
   * @return the instruction that yields it, whose {@code imm} has the bits, or null if it is none
   */
  public @Nullable InstructionData scalarConstant(Value value) {
    if (defPosition.get(value) != 0) {
      return null;
    }
    InstructionData data = insts.get(new Inst(defEntity.get(value)));
    return switch (data.opcode) {
      case ICONST, F32CONST, F64CONST -> data;
      default -> null;
    };
  }

  // Edges.

  /** Makes an edge; those of one instruction are made one after another. */
  Edge makeEdge(EdgeKind kind, @Nullable Tag tag, Block block, EntityList<Value> args) {
    edgeKinds.push(kind.ordinal() | (tag == null ? 0 : tag.index() + 1) << 4, EDGE);
    edgeArgs.push(args, EDGE);
    return edgeBlocks.push(block, EDGE);
  }

  /** {@return the number of edges ever made} */
  public int edgeCount() {
    return edgeArgs.size();
  }

  /**
   * Returns the block an edge leads to.
   *
   * @param edge the edge
   * @return the block
   */
  public Block edgeBlock(Edge edge) {
    return new Block(edgeBlocks.getIndex(edge));
  }

  /**
   * Leads an edge to another block.
   *
   * @param edge the edge
   * @param block the block
   */
  public void setEdgeBlock(Edge edge, Block block) {
    edgeBlocks.set(edge, block);
  }

  /**
   * Returns when an edge is taken.
   *
   * @param edge the edge
   * @return the kind
   */
  public EdgeKind edgeKind(Edge edge) {
    return EDGE_KINDS[edgeKinds.get(edge) & 15];
  }

  /**
   * Returns the tag of the exceptions an edge is taken for.
   *
   * @param edge the edge
   * @return the tag, or null if the kind has none
   */
  public @Nullable Tag edgeTag(Edge edge) {
    int tag = edgeKinds.get(edge) >> 4;
    return tag == 0 ? null : new Tag(tag - 1);
  }

  /**
   * Returns what an edge passes to its block: of the kind {@link EdgeKind#BRANCH} one value per
   * parameter, of the other kinds nothing, since the block's parameters come from elsewhere.
   *
   * @param edge the edge
   * @return the arguments, in the pool
   */
  public EntityList<Value> edgeArgs(Edge edge) {
    return edgeArgs.get(edge);
  }

  /**
   * Returns the number of arguments of an edge.
   *
   * @param edge the edge
   * @return the number
   */
  public int edgeArgCount(Edge edge) {
    return pool.size(edgeArgs.get(edge));
  }

  /**
   * Returns an argument of an edge.
   *
   * @param edge the edge
   * @param i its position, from 0
   * @return the argument
   */
  public Value edgeArg(Edge edge, int i) {
    return new Value(pool.indexAt(edgeArgs.get(edge), i));
  }

  /**
   * Changes an argument of an edge.
   *
   * @param edge the edge
   * @param i its position, from 0
   * @param value the new argument
   */
  public void setEdgeArg(Edge edge, int i, Value value) {
    pool.set(edgeArgs.get(edge), i, value);
  }

  /**
   * Adds an argument to an edge, after those it has.
   *
   * @param edge the edge
   * @param value the argument
   */
  public void appendEdgeArg(Edge edge, Value value) {
    edgeArgs.set(edge, pool.push(edgeArgs.get(edge), value));
  }

  /**
   * Takes an argument away from an edge.
   *
   * @param edge the edge
   * @param i its position, from 0
   */
  public void removeEdgeArg(Edge edge, int i) {
    edgeArgs.set(edge, pool.remove(edgeArgs.get(edge), i));
  }
}
