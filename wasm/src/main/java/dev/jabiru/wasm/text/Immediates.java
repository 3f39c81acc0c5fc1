// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.Opcode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads instruction names and what follows them, by the table of instructions. */
final class Immediates {
  private final TypeParser in;
  private final Tokens tokens;
  private final ModuleScope scope;
  private final List<@Nullable String> labels = new ArrayList<>();
  private @Nullable IndexSpace locals;
  private boolean usesDataSegments;

  Immediates(TypeParser in) {
    this.in = in;
    this.tokens = in.tokens;
    this.scope = in.scope;
  }

  /** Begins an expression in a function with these locals, or (null) outside of functions. */
  void start(@Nullable IndexSpace functionLocals) {
    locals = functionLocals;
    labels.clear();
  }

  boolean usesDataSegments() {
    return usesDataSegments;
  }

  void pushLabel(@Nullable String label) {
    labels.add(label);
  }

  void popLabel() {
    labels.removeLast();
  }

  /** Reads the name of an instruction. */
  Opcode opcode() {
    Opcode opcode = in.at(TokenKind.KEYWORD) ? Opcode.ofMnemonic(tokens.text(in.pos)) : null;
    if (opcode == null) {
      throw in.unexpected("an instruction");
    }
    boolean isOn = in.features.has(opcode.feature());
    if (!isOn && (opcode == Opcode.CATCH || opcode == Opcode.CATCH_ALL)) {
      // These words are also clauses of try_table, so they are known, only out of place.
      throw in.unexpected("an instruction");
    }
    if (!isOn) {
      throw tokens.error(
          in.pos,
          "unknown operator "
              + opcode
              + ": the feature "
              + opcode.feature().key()
              + " is switched off");
    }
    in.pos++;
    return opcode;
  }

  static void writeOpcode(Opcode opcode, ByteBuilder out) {
    if (opcode.prefix() == 0) {
      out.u8(opcode.code());
    } else {
      out.u8(opcode.prefix());
      out.u32(opcode.code());
    }
  }

  /** Reads what follows the name of an instruction, and writes the instruction. */
  void instruction(Opcode opcode, ByteBuilder out) {
    switch (opcode) {
      case SELECT -> select(out);
      case REF_TEST -> cast(Opcode.REF_TEST, Opcode.REF_TEST_NULL, out);
      case REF_CAST -> cast(Opcode.REF_CAST, Opcode.REF_CAST_NULL, out);
      default -> {
        writeOpcode(opcode, out);
        read(opcode, out);
      }
    }
  }

  private void select(ByteBuilder out) {
    if (!in.atForm("result")) {
      writeOpcode(Opcode.SELECT, out);
      return;
    }
    ByteBuilder types = new ByteBuilder();
    int count = 0;
    while (in.takeForm("result")) {
      for (; !in.at(TokenKind.RPAREN); count++) {
        in.valueType(types);
      }
      in.close();
    }
    writeOpcode(Opcode.SELECT_T, out);
    out.u32(count);
    out.append(types);
  }

  private void cast(Opcode nonNull, Opcode nullable, ByteBuilder out) {
    ByteBuilder heapType = new ByteBuilder();
    boolean isNullable = refType(heapType);
    writeOpcode(isNullable ? nullable : nonNull, out);
    out.append(heapType);
  }

  /** Reads a reference type, and writes only its heap type; true if it is nullable. */
  private boolean refType(ByteBuilder out) {
    if (in.takeForm("ref")) {
      boolean nullable = in.takeKeyword("null");
      in.heapType(out);
      in.close();
      return nullable;
    }
    in.refType(out); // a shorthand has the code of its heap type
    return true;
  }

  /** Reads the immediates of an instruction, and writes them. */
  void read(Opcode opcode, ByteBuilder out) {
    switch (opcode.immediate()) {
      case NONE -> {}
      case ZERO -> out.u8(0);
      case BLOCK_TYPE -> in.blockType(out);
      case CATCHES -> catches(out);
      case LABEL -> label(out);
      case LABELS -> labels(out);
      case FUNC -> index(scope.funcs, out);
      case LOCAL -> local(out);
      case GLOBAL -> index(scope.globals, out);
      case TAG -> index(scope.tags, out);
      case TYPE -> index(scope.types, out);
      case TABLE -> out.u32(optional(scope.tables));
      case MEMORY -> out.u32(optional(scope.memories));
      case ELEM -> index(scope.elems, out);
      case DATA -> data(out);
      case TYPE_TABLE -> typeTable(out);
      case TYPE_FIELD -> typeField(out);
      case TYPE_TYPE -> {
        index(scope.types, out);
        index(scope.types, out);
      }
      case TYPE_N -> {
        index(scope.types, out);
        out.u32(in.u32("a number of operands"));
      }
      case TYPE_DATA -> {
        index(scope.types, out);
        data(out);
      }
      case TYPE_ELEM -> {
        index(scope.types, out);
        index(scope.elems, out);
      }
      case DATA_MEMORY -> segment(scope.datas, scope.memories, out);
      case ELEM_TABLE -> segment(scope.elems, scope.tables, out);
      case MEMORY_MEMORY -> pair(scope.memories, out);
      case TABLE_TABLE -> pair(scope.tables, out);
      case MEMARG -> memArg(opcode, out, in.atIndex());
      case MEMARG_LANE -> memArgLane(opcode, out);
      case LANE -> out.u8(lane());
      case SHUFFLE -> shuffle(out);
      case I32 -> out.signed((int) in.integer(32));
      case I64 -> out.signed(in.integer(64));
      case F32 -> out.littleEndian(in.f32Bits(), 4);
      case F64 -> out.littleEndian(in.f64Bits(), 8);
      case V128 -> v128(out);
      case HEAP_TYPE -> in.heapType(out);
      case CAST -> castOnBranch(out);
      case VAL_TYPES -> throw new AssertionError(opcode); // see select
    }
  }

  private void index(IndexSpace space, ByteBuilder out) {
    out.u32(space.resolve(in));
  }

  private int optional(IndexSpace space) {
    return in.atIndex() ? space.resolve(in) : 0;
  }

  private void local(ByteBuilder out) {
    out.u32(locals == null ? in.u32("a local index") : locals.resolve(in));
  }

  private void label(ByteBuilder out) {
    if (!in.at(TokenKind.ID)) {
      out.u32(in.u32("a label"));
      return;
    }
    int token = in.pos++;
    String id = tokens.id(token);
    for (int depth = 0; depth < labels.size(); depth++) {
      if (id.equals(labels.get(labels.size() - 1 - depth))) {
        out.u32(depth);
        return;
      }
    }
    throw tokens.error(token, "unknown label $" + id);
  }

  private void labels(ByteBuilder out) {
    ByteBuilder targets = new ByteBuilder();
    int count = 0;
    do {
      label(targets);
      count++;
    } while (in.atIndex());
    out.u32(count - 1);
    out.append(targets);
  }

  private void catches(ByteBuilder out) {
    in.blockType(out);
    ByteBuilder clauses = new ByteBuilder();
    int count = 0;
    for (int kind = catchKind(); kind != -1; kind = catchKind()) {
      clauses.u8(kind);
      if (kind < 2) {
        index(scope.tags, clauses);
      }
      label(clauses);
      in.close();
      count++;
    }
    out.u32(count);
    out.append(clauses);
  }

  private int catchKind() {
    return in.takeForm("catch")
        ? 0
        : in.takeForm("catch_ref")
            ? 1
            : in.takeForm("catch_all") ? 2 : in.takeForm("catch_all_ref") ? 3 : -1;
  }

  private void typeTable(ByteBuilder out) {
    int table = optional(scope.tables);
    out.u32(in.typeUse(null));
    out.u32(table);
  }

  private void typeField(ByteBuilder out) {
    int type = scope.types.resolve(in);
    out.u32(type);
    index(scope.fieldsOf(type), out);
  }

  private void data(ByteBuilder out) {
    usesDataSegments = true;
    index(scope.datas, out);
  }

  /** The text has the memory or table first, and may leave it out. */
  private void segment(IndexSpace segments, IndexSpace targets, ByteBuilder out) {
    usesDataSegments |= segments == scope.datas;
    TokenKind next = tokens.kind(Math.min(in.pos + 1, tokens.size() - 1));
    boolean both = in.atIndex() && (next == TokenKind.NAT || next == TokenKind.ID);
    int target = both ? targets.resolve(in) : 0;
    index(segments, out);
    out.u32(target);
  }

  private void pair(IndexSpace space, ByteBuilder out) {
    if (in.atIndex()) {
      index(space, out);
      index(space, out);
    } else {
      out.u32(0);
      out.u32(0);
    }
  }

  private void memArg(Opcode opcode, ByteBuilder out, boolean hasMemory) {
    int memory = hasMemory ? scope.memories.resolve(in) : 0;
    long offset = atAssignment("offset=") ? assignment("offset=") : 0;
    int alignLog2 = opcode.naturalAlignmentLog2();
    if (atAssignment("align=")) {
      long align = assignment("align=");
      if (Long.bitCount(align) != 1) {
        throw tokens.error(in.pos - 1, "alignment must be a power of two, found " + align);
      }
      alignLog2 = Long.numberOfTrailingZeros(align);
    }
    out.u32(memory == 0 ? alignLog2 : alignLog2 | 0x40);
    if (memory != 0) {
      out.u32(memory);
    }
    out.unsigned(offset);
  }

  private boolean atAssignment(String key) {
    return in.at(TokenKind.KEYWORD) && tokens.text(in.pos).startsWith(key);
  }

  private long assignment(String key) {
    int start = tokens.offset(in.pos) + key.length();
    int end = tokens.end(in.pos);
    if (start == end || Literals.kindOf(tokens.source(), start, end) != TokenKind.NAT) {
      throw tokens.error(in.pos, "unknown operator " + tokens.text(in.pos));
    }
    try {
      return Literals.natural(tokens.source(), start, end);
    } catch (ArithmeticException e) {
      throw tokens.error(in.pos, "i64 constant out of range: " + tokens.text(in.pos));
    } finally {
      in.pos++;
    }
  }

  private void memArgLane(Opcode opcode, ByteBuilder out) {
    boolean hasMemory = in.at(TokenKind.ID);
    if (in.at(TokenKind.NAT)) {
      TokenKind next = tokens.kind(in.pos + 1);
      hasMemory = next == TokenKind.NAT || (next == TokenKind.KEYWORD && nextIsAssignment());
    }
    memArg(opcode, out, hasMemory);
    out.u8(lane());
  }

  private boolean nextIsAssignment() {
    String next = tokens.text(in.pos + 1);
    return next.startsWith("offset=") || next.startsWith("align=");
  }

  private int lane() {
    long lane = in.natural("a lane index", "i8 constant out of range");
    if (lane < 0 || lane > 255) {
      throw tokens.error(in.pos - 1, "i8 constant out of range: " + tokens.text(in.pos - 1));
    }
    return (int) lane;
  }

  private void shuffle(ByteBuilder out) {
    demandNumbers(16, "invalid lane length ");
    for (int i = 0; i < 16; i++) {
      if (!in.at(TokenKind.NAT)) {
        throw tokens.error(in.pos, "i8 constant out of range: " + tokens.text(in.pos));
      }
      out.u8(lane());
    }
  }

  private void demandNumbers(int wanted, String phrase) {
    int token = in.pos;
    while (Shape.isNumber(tokens.kind(token))) {
      token++;
    }
    if (token - in.pos != wanted) {
      TokenKind next = tokens.kind(token);
      throw next == TokenKind.LPAREN || next == TokenKind.RPAREN
          ? tokens.error(in.pos, phrase + (token - in.pos) + ", wanted " + wanted)
          : tokens.unexpected(token, "a number");
    }
  }

  private void v128(ByteBuilder out) {
    Shape shape = Shape.read(in);
    demandNumbers(shape.lanes(), "wrong number of lane literals ");
    for (int i = 0; i < shape.lanes(); i++) {
      shape.lane(in, out);
    }
  }

  private void castOnBranch(ByteBuilder out) {
    ByteBuilder label = new ByteBuilder();
    label(label);
    ByteBuilder heapTypes = new ByteBuilder();
    int flags = refType(heapTypes) ? 1 : 0;
    flags |= refType(heapTypes) ? 2 : 0;
    out.u8(flags);
    out.append(label);
    out.append(heapTypes);
  }
}
