// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.ir.InstructionFormat.Immediate;
import dev.jabiru.entity.EntityList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of one function.
 *
 * <p>An instruction's type may be that of an operand whose definition is further down, so lines are
 * kept first. {@link #complete} then makes the instructions, in as many rounds as it takes until the
 * types of all operands are known, and puts them in their places.
 */
final class BodyParser {
  private static final Map<String, Opcode> OPCODES = new HashMap<>();

  static {
    for (Opcode opcode : Opcode.values()) {
      OPCODES.put(opcode.toString(), opcode);
    }
  }

  /** One line: an instruction that may not have been made yet. */
  private static final class Line {
    final WordReader words;
    final Block block;
    final List<Value> results = new ArrayList<>();
    final List<Value> args = new ArrayList<>();
    final Opcode opcode;
    @Nullable Type type;
    int sourceLoc = Function.NO_SOURCE_LOC;
    int code;
    int entity;
    int entity2;
    long imm;
    @Nullable Inst inst;

    Line(WordReader words, Block block, Opcode opcode) {
      this.words = words;
      this.block = block;
      this.opcode = opcode;
    }
  }

  private final Function function;
  private final DataFlowGraph dfg;
  private final List<Line> lines = new ArrayList<>();
  private final List<@Nullable Type> types = new ArrayList<>();
  private @Nullable Block block;

  BodyParser(Function function) {
    this.function = function;
    this.dfg = function.dfg();
  }

  /** Reads one line of the body. */
  void line(WordReader words) {
    if (words.peek().startsWith("block")) {
      blockHead(words);
      return;
    }
    int sourceLoc = Function.NO_SOURCE_LOC;
    if (words.peek().startsWith("@")) {
      sourceLoc = Integer.parseUnsignedInt(words.next().substring(1), 16);
    }
    List<Value> results = new ArrayList<>();
    if (words.peek().startsWith("v") && !OPCODES.containsKey(words.peek())) {
      do {
        results.add(words.entity(Value.class, Value::new));
      } while (words.accept(","));
      words.expect("=");
    }
    String mnemonic = words.next();
    int dot = mnemonic.indexOf('.');
    Opcode opcode = OPCODES.get(dot < 0 ? mnemonic : mnemonic.substring(0, dot));
    if (opcode == null || block == null) {
      throw words.error("an instruction in a block", mnemonic);
    }
    Line line = new Line(words, block, opcode);
    line.sourceLoc = sourceLoc;
    line.results.addAll(results);
    if (dot >= 0) {
      line.type = typeSuffix(words, mnemonic.substring(dot + 1));
    }
    operands(line);
    lines.add(line);
  }

  private static Type typeSuffix(WordReader words, String suffix) {
    for (Type type : Type.values()) {
      if (type.toString().equals(suffix)) {
        return type;
      }
    }
    throw words.error("a Type", suffix);
  }

  private void blockHead(WordReader words) {
    Block head = makeBlock(words.entity(Block.class, Block::new));
    block = head;
    if (function.layout().contains(head)) {
      throw words.error(head + " is there twice");
    }
    function.layout().appendBlock(head);
    if (words.accept("(")) {
      do {
        Value param = words.entity(Value.class, Value::new);
        words.expect(":");
        Type type = words.type();
        define(words, param, type);
        dfg.reserveValues(param.index() + 1);
        dfg.appendBlockParam(head, param, type);
      } while (words.accept(","));
      words.expect(")");
    }
    words.expect(":");
    words.end();
  }

  /** Makes blocks up to a number. */
  private Block makeBlock(Block wanted) {
    while (!dfg.isValid(wanted)) {
      dfg.makeBlock();
    }
    return wanted;
  }

  private void define(WordReader words, Value value, Type type) {
    if (typeOf(value) != null) {
      throw words.error(value + " is defined twice");
    }
    while (types.size() <= value.index()) {
      types.add(null);
    }
    types.set(value.index(), type);
  }

  private @Nullable Type typeOf(Value value) {
    return value.index() < types.size() ? types.get(value.index()) : null;
  }

  private void operands(Line line) {
    WordReader words = line.words;
    InstructionFormat format = line.opcode.format();
    boolean hasOffset = false;
    for (int i = 0; i < format.immediateCount(); i++) {
      hasOffset |= format.immediate(i) == Immediate.OFFSET;
      immediate(line, format.immediate(i));
    }
    if (format == InstructionFormat.STACK_ACCESS && words.accept("+")) {
      line.imm = words.number();
    }
    boolean isFirst = true;
    while (words.peek().startsWith("v") || !isFirst && words.accept(",")) {
      if (!words.peek().startsWith("v")) {
        edges(line);
        break;
      }
      line.args.add(words.entity(Value.class, Value::new));
      if (hasOffset && isFirst && words.accept("+")) {
        line.imm = words.number();
      }
      isFirst = false;
    }
    if (isFirst && line.opcode.isBranch() && words.hasNext()) {
      edges(line);
    }
    words.end();
  }

  private void immediate(Line line, Immediate immediate) {
    WordReader words = line.words;
    switch (immediate) {
      case INTEGER -> line.imm = words.number();
      case FLOAT32 -> line.imm = words.float32();
      case FLOAT64 -> line.imm = words.float64();
      case CONSTANT -> line.entity = words.entity(Constant.class, Constant::new).index();
      case INT_CONDITION -> line.code = words.oneOf(IntCondition.values()).ordinal();
      case FLOAT_CONDITION -> line.code = words.oneOf(FloatCondition.values()).ordinal();
      case MEMORY -> line.entity = words.entity(Memory.class, Memory::new).index();
      case OFFSET -> {} // behind the address
      case WIDTH -> line.entity2 = words.oneOf(Type.values()).ordinal();
      case ATOMIC_OP -> line.code = words.oneOf(AtomicOp.values()).ordinal();
      case STACK_SLOT -> line.entity = words.entity(StackSlot.class, StackSlot::new).index();
      case GLOBAL -> line.entity = words.entity(Global.class, Global::new).index();
      case TABLE -> {
        int table = words.entity(Table.class, Table::new).index();
        if (line.opcode.format() == InstructionFormat.TABLE) {
          line.entity = table;
        } else {
          line.entity2 = table;
        }
      }
      case FUNCTION -> line.entity = words.entity(FuncRef.class, FuncRef::new).index();
      case SIGNATURE -> line.entity = words.entity(SigRef.class, SigRef::new).index();
      case TAG -> line.entity = words.entity(Tag.class, Tag::new).index();
      case TRAP_CODE -> line.code = words.oneOf(TrapCode.values()).ordinal();
      case VECTOR_OP -> line.code = words.oneOf(VectorOp.values()).ordinal();
      case LANE, FIELD, SEGMENT -> line.entity2 = words.integer();
      case TYPE -> line.entity = words.entity(TypeRef.class, TypeRef::new).index();
      case SOURCE_TYPE -> line.entity2 = words.entity(TypeRef.class, TypeRef::new).index();
      case NULLABLE -> line.entity2 = words.accept("null") ? 1 : 0;
    }
  }

  private void edges(Line line) {
    WordReader words = line.words;
    int first = dfg.edgeCount();
    do {
      EdgeKind kind =
          words.peek().startsWith("block") ? EdgeKind.BRANCH : words.oneOf(EdgeKind.values());
      Tag tag = kind.hasTag() ? words.entity(Tag.class, Tag::new) : null;
      Block to = makeBlock(words.entity(Block.class, Block::new));
      EntityList<Value> args = EntityList.empty();
      if (words.accept("(")) {
        do {
          args = dfg.pool().push(args, words.entity(Value.class, Value::new));
        } while (words.accept(","));
        words.expect(")");
      }
      dfg.makeEdge(kind, tag, to, args);
    } while (words.accept(","));
    line.imm = (long) (dfg.edgeCount() - first) << 32 | first;
  }

  /** Makes the instructions of all lines. */
  void complete() {
    int missing = lines.size();
    while (missing > 0) {
      int before = missing;
      for (Line line : lines) {
        if (line.inst == null && make(line)) {
          missing--;
        }
      }
      if (missing == before) {
        complainOfUndefined();
      }
    }
    for (Line line : lines) {
      Inst inst = line.inst;
      if (inst != null) {
        checkDefined(line, inst);
        function.layout().appendInst(inst, line.block);
        function.setSourceLoc(inst, line.sourceLoc);
      }
    }
  }

  /** Makes the instruction of a line, if its type is known by now. */
  private boolean make(Line line) {
    Type type = line.type;
    if (type == null && line.opcode.infersType()) {
      int operand = line.opcode.operandShape().indexOf('T');
      if (operand >= line.args.size()) {
        throw line.words.error(line.opcode + " has too few operands");
      }
      type = typeOf(line.args.get(operand));
      if (type == null) {
        return false;
      }
    } else if (type == null && line.opcode.types() != TypeSet.NONE) {
      throw line.words.error(line.opcode + " needs a type: " + line.opcode + ".i32");
    }
    if (line.opcode.format() == InstructionFormat.INTEGER && type == Type.I32) {
      int signExtended = (int) line.imm;
      line.imm = signExtended;
    }
    InstructionData draft = data(line, type == null ? Type.I32 : type);
    List<Type> results;
    try {
      results = function.resultTypes(draft);
    } catch (IndexOutOfBoundsException e) {
      throw line.words.error(line.opcode + " names something that is not declared");
    }
    if (type == null && results.size() == 1 && !line.opcode.resultShape().equals("*")) {
      draft = data(line, results.get(0));
    }
    Inst inst = dfg.makeInst(draft);
    if (results.size() != line.results.size()) {
      throw line.words.error(results.size() + " results", line.results.size() + " results");
    }
    for (int i = 0; i < results.size(); i++) {
      Value result = line.results.get(i);
      if (result.index() != line.results.get(0).index() + i) {
        throw line.words.error("the results of an instruction are numbered without gaps");
      }
      define(line.words, result, results.get(i));
    }
    if (!results.isEmpty()) {
      Value first = line.results.get(0);
      dfg.reserveValues(first.index() + results.size());
      dfg.setResults(inst, first, results);
    }
    line.inst = inst;
    return true;
  }

  private InstructionData data(Line line, Type type) {
    EntityList<Value> args =
        line.args.isEmpty() ? EntityList.empty() : dfg.pool().copyOf(line.args);
    return new InstructionData(
        line.opcode, type, line.code, line.entity, line.entity2, line.imm, args);
  }

  private void checkDefined(Line line, Inst inst) {
    for (Value value : line.args) {
      checkDefined(line, value);
    }
    InstructionData data = dfg.data(inst);
    for (int i = 0, n = data.edgeCount(); i < n; i++) {
      for (int j = 0, m = dfg.edgeArgCount(data.edge(i)); j < m; j++) {
        checkDefined(line, dfg.edgeArg(data.edge(i), j));
      }
    }
  }

  private void checkDefined(Line line, Value value) {
    if (typeOf(value) == null) {
      throw line.words.error(value + " is not defined");
    }
  }

  private void complainOfUndefined() {
    for (Line line : lines) {
      if (line.inst == null) {
        Value operand = line.args.get(line.opcode.operandShape().indexOf('T'));
        throw line.words.error("the type of " + operand + " is not known");
      }
    }
  }
}
