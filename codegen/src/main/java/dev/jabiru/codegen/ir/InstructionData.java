// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.ir.InstructionFormat.Immediate;
import dev.jabiru.entity.EntityList;

/**
 * One instruction: its opcode, its type, its immediates and its value operands.
 *
 * <p>Every value operand is in one list in the function's {@link dev.jabiru.entity.ListPool pool},
 * so that a pass walks the operands of any instruction the same way; what an edge passes is in
 * lists of the edges. Which of the accessors of immediates may be called is what the opcode's
 * {@link InstructionFormat} says; with assertions on, another one fails.
 *
 * <p>Belongs to its function and to that function's thread.
 */
public final class InstructionData {
  private static final TrapCode[] TRAP_CODES = TrapCode.values();
  private static final IntCondition[] INT_CONDITIONS = IntCondition.values();
  private static final FloatCondition[] FLOAT_CONDITIONS = FloatCondition.values();
  private static final AtomicOp[] ATOMIC_OPS = AtomicOp.values();
  private static final Type[] TYPES = Type.values();

  // What the opcode's format says. `code` is the ordinal of a condition, operation or trap code,
  // `entity` the entity named first, `entity2` a second one or a small number. `imm` is a constant
  // or
  // an offset; of a branch, the first edge and, above it, the number of edges.
  final Opcode opcode;
  final Type type;
  final int code;
  final int entity;
  final int entity2;
  final long imm;
  EntityList<Value> args;

  InstructionData(
      Opcode opcode,
      Type type,
      int code,
      int entity,
      int entity2,
      long imm,
      EntityList<Value> args) {
    this.opcode = opcode;
    this.type = type;
    this.code = code;
    this.entity = entity;
    this.entity2 = entity2;
    this.imm = imm;
    this.args = args;
  }

  /** {@return the opcode} */
  public Opcode opcode() {
    return opcode;
  }

  /**
   * {@return the type that the opcode's type variable stands for; of an opcode without one, the
   * type of its only result or, without that, i32}
   */
  public Type type() {
    return type;
  }

  /** {@return the value operands, in the function's pool} */
  public EntityList<Value> args() {
    return args;
  }

  /** {@return the integer, or the bits of the floating-point number} */
  public long imm() {
    assert has(Immediate.INTEGER) || has(Immediate.FLOAT32) || has(Immediate.FLOAT64) : opcode;
    return imm;
  }

  /** {@return the offset added to the address, unsigned} */
  public long offset() {
    assert has(Immediate.OFFSET) : opcode;
    return imm;
  }

  /** {@return whether all bytes accessed are known to be in the memory, and need no check} */
  public boolean isInBounds() {
    assert has(Immediate.IN_BOUNDS) : opcode;
    return entity2 != 0;
  }

  /**
   * {@return whether it may be dropped where nobody uses its results: an access in bounds reads,
   * and cannot trap as others with its opcode do}
   */
  public boolean isRemovable() {
    return opcode.isRemovable()
        || !opcode.is(Trait.WRITES) && has(Immediate.IN_BOUNDS) && isInBounds();
  }

  /** {@return the condition of an {@code icmp}} */
  public IntCondition intCondition() {
    assert has(Immediate.INT_CONDITION) : opcode;
    return INT_CONDITIONS[code];
  }

  /** {@return the condition of an {@code fcmp}} */
  public FloatCondition floatCondition() {
    assert has(Immediate.FLOAT_CONDITION) : opcode;
    return FLOAT_CONDITIONS[code];
  }

  /** {@return the trap code} */
  public TrapCode trapCode() {
    assert has(Immediate.TRAP_CODE) : opcode;
    return TRAP_CODES[code];
  }

  /** {@return the operation of an {@code atomic_rmw}} */
  public AtomicOp atomicOp() {
    assert has(Immediate.ATOMIC_OP) : opcode;
    return ATOMIC_OPS[code];
  }

  /** {@return the vector operation} */
  public VectorOp vectorOp() {
    assert has(Immediate.VECTOR_OP) : opcode;
    return VectorOp.ofOrdinal(code);
  }

  /** {@return the lane} */
  public int lane() {
    assert has(Immediate.LANE) : opcode;
    return entity2;
  }

  /** {@return the type in memory that an atomic access reads or writes} */
  public Type width() {
    assert has(Immediate.WIDTH) : opcode;
    return TYPES[entity2];
  }

  /** {@return the memory} */
  public Memory memory() {
    assert has(Immediate.MEMORY) : opcode;
    return new Memory(entity);
  }

  /** {@return the stack slot} */
  public StackSlot stackSlot() {
    assert has(Immediate.STACK_SLOT) : opcode;
    return new StackSlot(entity);
  }

  /** {@return the entry of the constant pool} */
  public Constant constant() {
    assert has(Immediate.CONSTANT) : opcode;
    return new Constant(entity);
  }

  /** {@return the global} */
  public Global global() {
    assert has(Immediate.GLOBAL) : opcode;
    return new Global(entity);
  }

  /** {@return the table} */
  public Table table() {
    assert has(Immediate.TABLE) : opcode;
    return new Table(opcode.format() == InstructionFormat.TABLE ? entity : entity2);
  }

  /** {@return the function} */
  public FuncRef function() {
    assert has(Immediate.FUNCTION) : opcode;
    return new FuncRef(entity);
  }

  /** {@return the signature} */
  public SigRef signature() {
    assert has(Immediate.SIGNATURE) : opcode;
    return new SigRef(entity);
  }

  /** {@return the exception tag} */
  public Tag tag() {
    assert has(Immediate.TAG) : opcode;
    return new Tag(entity);
  }

  /** {@return the type of the object; of {@code array_copy}, of the destination} */
  public TypeRef typeRef() {
    assert has(Immediate.TYPE) : opcode;
    return new TypeRef(entity);
  }

  /** {@return the type of the source of an {@code array_copy}} */
  public TypeRef sourceTypeRef() {
    assert has(Immediate.SOURCE_TYPE) : opcode;
    return new TypeRef(entity2);
  }

  /** {@return the position of the field in its structure} */
  public int field() {
    assert has(Immediate.FIELD) : opcode;
    return entity2;
  }

  /** {@return the number of the data or element segment} */
  public int segment() {
    assert has(Immediate.SEGMENT) : opcode;
    return entity2;
  }

  /** {@return whether null passes the test} */
  public boolean isNullable() {
    assert has(Immediate.NULLABLE) : opcode;
    return entity2 != 0;
  }

  /** {@return the number of edges} */
  public int edgeCount() {
    return opcode.isBranch() ? (int) (imm >>> 32) : 0;
  }

  /**
   * Returns one of the edges. Of a {@code brif} the first is taken if the condition holds; of a
   * {@code br_table} the last is the default; of a try call the first is the normal way on.
   *
   * @param i its position, from 0
   * @return the edge
   */
  public Edge edge(int i) {
    assert i >= 0 && i < edgeCount() : opcode;
    return new Edge((int) imm + i);
  }

  private boolean has(Immediate wanted) {
    InstructionFormat format = opcode.format();
    for (int i = 0; i < format.immediateCount(); i++) {
      if (format.immediate(i) == wanted) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tells whether another instruction differs at most in its value operands and edges.
   *
   * @param other an instruction
   * @return whether opcode, type and immediates are the same
   */
  public boolean sameOperation(InstructionData other) {
    return opcode == other.opcode
        && type == other.type
        && code == other.code
        && entity == other.entity
        && entity2 == other.entity2
        && (imm == other.imm || opcode.isBranch());
  }

  /** {@return a hash that agrees with {@link #sameOperation}} */
  public int operationHash() {
    int hash = opcode.ordinal() * 31 + type.ordinal();
    hash = (hash * 31 + code) * 31 + entity;
    return (hash * 31 + entity2) * 31 + (opcode.isBranch() ? 0 : Long.hashCode(imm));
  }
}
