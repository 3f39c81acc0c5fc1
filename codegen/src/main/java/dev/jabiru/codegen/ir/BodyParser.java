// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.ir.InstructionFormat.Immediate;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.EntitySet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of one function.
 *
 * <p>Instructions are made line by line. A value may be used above its definition, where the order
 * of blocks is such; {@link #complete} checks that it came.
 */
final class BodyParser {
  private static final Map<String, Opcode> OPCODES = new HashMap<>();

  static {
    for (Opcode opcode : Opcode.values()) {
      OPCODES.put(opcode.toString(), opcode);
    }
  }

  /** A use of a value. */
  private record Use(Value value, WordReader words) {}

  /** What one line says of its instruction. */
  private static final class Line {
    final WordReader words;
    final Opcode opcode;
    @Nullable Type type;
    int code;
    int entity;
    int entity2;
    long imm;
    EntityList<Value> args = EntityList.empty();

    Line(WordReader words, Opcode opcode) {
      this.words = words;
      this.opcode = opcode;
    }

    InstructionData data(Type type) {
      return new InstructionData(opcode, type, code, entity, entity2, imm, args);
    }
  }

  private final Function function;
  private final DataFlowGraph dfg;
  private final EntitySet<Value> defined = new EntitySet<>();
  private final List<Use> uses = new ArrayList<>();
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
      sourceLoc = words.hexadecimal(words.next().substring(1));
    }
    List<Value> results = new ArrayList<>();
    if (words.peek().startsWith("v") && !OPCODES.containsKey(mnemonic(words.peek()))) {
      do {
        results.add(words.entity(Value.class, Value::new));
      } while (words.accept(","));
      words.expect("=");
    }
    String word = words.next();
    Opcode opcode = OPCODES.get(mnemonic(word));
    if (opcode == null || block == null) {
      throw words.error("an instruction in a block", word);
    }
    Line line = new Line(words, opcode);
    if (word.indexOf('.') >= 0) {
      line.type = typeSuffix(words, word.substring(word.indexOf('.') + 1));
    }
    operands(line);
    Inst inst = make(line, results);
    function.layout().appendInst(inst, block);
    function.setSourceLoc(inst, sourceLoc);
  }

  private static String mnemonic(String word) {
    int dot = word.indexOf('.');
    return dot < 0 ? word : word.substring(0, dot);
  }

  private static Type typeSuffix(WordReader words, String suffix) {
    for (Type type : Type.values()) {
      if (type.toString().equals(suffix)) {
        return type;
      }
    }
    throw words.error("Type", suffix);
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
        define(words, param);
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

  private void define(WordReader words, Value value) {
    if (!defined.add(value)) {
      throw words.error(value + " is defined twice");
    }
    dfg.reserveValues(value.index() + 1);
  }

  private Value use(WordReader words) {
    Value value = words.entity(Value.class, Value::new);
    if (value.index() > 10_000_000) {
      throw words.error("a value with a smaller number", value.toString());
    }
    dfg.reserveValues(value.index() + 1);
    uses.add(new Use(value, words));
    return value;
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
    if (words.peek().startsWith("v")) {
      line.args = dfg.pool().push(line.args, use(words));
      if (hasOffset && words.accept("+")) {
        line.imm = words.number();
      }
      while (words.accept(",")) {
        if (!words.peek().startsWith("v")) {
          edges(line);
          break;
        }
        line.args = dfg.pool().push(line.args, use(words));
      }
    } else if (line.opcode.isBranch() && words.hasNext()) {
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
      case IN_BOUNDS -> line.entity2 = words.accept("inbounds") ? 1 : 0;
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
          args = dfg.pool().push(args, use(words));
        } while (words.accept(","));
        words.expect(")");
      }
      dfg.makeEdge(kind, tag, to, args);
    } while (words.accept(","));
    line.imm = (long) (dfg.edgeCount() - first) << 32 | first;
  }

  private Inst make(Line line, List<Value> found) {
    Type type = type(line);
    List<Type> wanted;
    try {
      wanted = function.resultTypes(line.data(type));
    } catch (IndexOutOfBoundsException e) {
      throw line.words.error(line.opcode + " names something that is not declared");
    }
    boolean hasOwnType =
        line.opcode.types() == TypeSet.NONE && line.opcode.resultShape().length() == 1;
    if (hasOwnType && !line.opcode.resultShape().equals("*")) {
      type = wanted.get(0);
    }
    if (line.opcode == Opcode.ICONST && type == Type.I32) {
      int signExtended = (int) line.imm;
      line.imm = signExtended;
    }
    if (wanted.size() != found.size()) {
      throw line.words.error(wanted.size() + " results", found.size() + " results");
    }
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).index() != found.get(0).index() + i) {
        throw line.words.error("the results of an instruction are numbered without gaps");
      }
      define(line.words, found.get(i));
    }
    Inst inst = dfg.makeInst(line.data(type));
    if (!found.isEmpty()) {
      dfg.setResults(inst, found.get(0), wanted);
    }
    return inst;
  }

  /** Returns the type written or, without one, that of an operand with the type variable. */
  private Type type(Line line) {
    if (line.type != null) {
      return line.type;
    }
    if (line.opcode.types() == TypeSet.NONE) {
      return Type.I32;
    }
    int operand = line.opcode.operandShape().indexOf('T');
    if (operand >= 0 && operand < dfg.pool().size(line.args)) {
      Value value = new Value(dfg.pool().indexAt(line.args, operand));
      if (defined.contains(value)) {
        return dfg.type(value);
      }
    }
    throw line.words.error(line.opcode + " needs a type, such as " + line.opcode + ".i32");
  }

  /** Ends the function. */
  void complete() {
    for (Use use : uses) {
      if (!defined.contains(use.value)) {
        throw use.words.error(use.value + " is not defined");
      }
    }
  }
}
