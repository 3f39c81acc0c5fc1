// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.InstructionFormat.Immediate;
import dev.jabiru.entity.Entity;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.EntitySet;
import dev.jabiru.entity.PrimaryMap;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Prints functions in the text form, which {@link FunctionParser} reads back exactly.
 *
 * <pre>
 * function u0:3 %sum(i32, i32) -> i32 {
 *     mem0 = memory 0 i32 array page 16 min 1 max 10
 *
 * block0(v0: i32, v1: i32):
 *     v2 = load.i32 mem0 v0+8
 * &#64;1c v3 = iadd v2, v1
 *     brif v3, block1(v3), block2
 * ...
 * </pre>
 *
 * <p>First comes what the function refers to, then its blocks. An instruction is its results, the
 * mnemonic with the type variable unless an operand defined further up has that type, the
 * immediates, the operands, the edges; a number after an at sign is its source location in
 * hexadecimal. An edge that is not a plain branch begins with its {@link EdgeKind kind}.
 */
public final class FunctionPrinter {
  /** What to print after the line of a block or an instruction. */
  public interface Notes {
    /**
     * Returns what to say about a block, below the line that opens it.
     *
     * @param block the block
     * @return lines to print as comments
     */
    List<String> of(Block block);

    /**
     * Returns what to say about an instruction, below its line.
     *
     * @param inst the instruction
     * @return lines to print as comments
     */
    List<String> of(Inst inst);
  }

  private final Function function;
  private final DataFlowGraph dfg;
  private final @Nullable Notes notes;
  private final boolean isFragment;
  private final EntitySet<Value> printed = new EntitySet<>();
  private final StringBuilder out = new StringBuilder();

  private FunctionPrinter(Function function, @Nullable Notes notes, boolean isFragment) {
    this.function = function;
    this.dfg = function.dfg();
    this.notes = notes;
    this.isFragment = isFragment;
  }

  /**
   * Prints a function.
   *
   * @param function the function
   * @return its text, which ends in a line break
   */
  public static String print(Function function) {
    return print(function, null);
  }

  /**
   * Prints a function with notes in it.
   *
   * @param function the function
   * @param notes what to say about it, or null for nothing
   * @return its text, which ends in a line break
   */
  public static String print(Function function, @Nullable Notes notes) {
    FunctionPrinter printer = new FunctionPrinter(function, notes, false);
    printer.function();
    return printer.out.toString();
  }

  /**
   * Prints one instruction, without its source location.
   *
   * @param function the function it is in
   * @param inst the instruction
   * @return its text
   */
  public static String printInst(Function function, Inst inst) {
    FunctionPrinter printer = new FunctionPrinter(function, null, true);
    printer.instruction(inst);
    return printer.out.toString();
  }

  private void function() {
    out.append("function ").append(name(function)).append(function.signature()).append(" {\n");
    declarations(function.memories(), Memory::new, FunctionPrinter::memory);
    declarations(function.tables(), Table::new, FunctionPrinter::table);
    declarations(function.globals(), Global::new, FunctionPrinter::global);
    for (SigRef sig : function.signatures().keys(SigRef::new)) {
      int type = function.typeIndex(sig);
      out.append("    ").append(sig).append(" = ");
      out.append(type == Function.NO_TYPE_INDEX ? "" : "type " + type + " ");
      out.append(function.signatures().get(sig)).append('\n');
    }
    declarations(function.functions(), FuncRef::new, f -> f.name() + " " + f.signature());
    declarations(function.types(), TypeRef::new, FunctionPrinter::type);
    declarations(function.tags(), Tag::new, t -> "tag " + t.index() + " " + t.signature());
    declarations(function.constants(), Constant::new, ConstantData::toString);
    declarations(function.stackSlots(), StackSlot::new, s -> s.area().text() + " " + s.bytes());
    for (Block block : function.layout().blocks()) {
      block(block);
    }
    out.append("}\n");
  }

  static String name(Function function) {
    String label = function.label();
    if (label == null) {
      return function.name().toString();
    }
    StringBuilder text = new StringBuilder();
    if (!function.name().equals(new UserExternalName(0, 0))) {
      text.append(function.name()).append(' ');
    }
    text.append('%');
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      text.append(Words.isWordChar(c) ? c : '_');
    }
    return text.toString();
  }

  private <K extends Entity, V> void declarations(
      PrimaryMap<K, V> map, IntFunction<K> key, java.util.function.Function<V, String> text) {
    for (K k : map.keys(key)) {
      out.append("    ").append(k).append(" = ").append(text.apply(map.get(k))).append('\n');
    }
  }

  private static String memory(MemoryData memory) {
    return "memory "
        + memory.index()
        + " "
        + memory.addressType()
        + " "
        + memory.form()
        + (memory.isShared() ? " shared" : "")
        + " page "
        + memory.pageSizeLog2()
        + " min "
        + memory.minPages()
        + (memory.maxPages() < 0 ? "" : " max " + memory.maxPages());
  }

  private static String table(TableData table) {
    return "table " + table.index() + " " + table.addressType() + " " + table.elementType();
  }

  private static String global(GlobalData global) {
    return "global "
        + global.index()
        + " "
        + global.type()
        + (global.isMutable() ? " mutable" : "");
  }

  private static String type(TypeData type) {
    StringBuilder text = new StringBuilder("type ");
    text.append(type.index()).append(' ').append(type.kind());
    for (Type field : type.fields()) {
      text.append(' ').append(field);
    }
    return text.toString();
  }

  private void block(Block block) {
    out.append('\n').append(block);
    EntityList<Value> params = dfg.blockParams(block);
    for (int i = 0, n = dfg.pool().size(params); i < n; i++) {
      Value param = dfg.blockParam(block, i);
      printed.add(param);
      out.append(i == 0 ? "(" : ", ").append(param).append(": ").append(dfg.type(param));
      out.append(i == n - 1 ? ")" : "");
    }
    out.append(":\n");
    if (notes != null) {
      notes.of(block).forEach(this::note);
    }
    for (Inst inst : function.layout().insts(block)) {
      int sourceLoc = function.sourceLoc(inst);
      String margin =
          sourceLoc == Function.NO_SOURCE_LOC ? "" : "@" + Integer.toHexString(sourceLoc) + " ";
      out.append(margin).append(" ".repeat(Math.max(0, 4 - margin.length())));
      instruction(inst);
      out.append('\n');
      if (notes != null) {
        notes.of(inst).forEach(this::note);
      }
    }
  }

  private void note(String line) {
    out.append("    ; ^ ").append(line).append('\n');
  }

  private void instruction(Inst inst) {
    InstructionData data = dfg.data(inst);
    int results = dfg.resultCount(inst);
    for (int i = 0; i < results; i++) {
      out.append(i == 0 ? "" : ", ").append(dfg.result(inst, i));
    }
    out.append(results == 0 ? "" : " = ").append(data.opcode());
    if (data.opcode().types() != TypeSet.NONE && !isTypeKnown(inst, data.opcode())) {
      out.append('.').append(data.type());
    }
    for (int i = 0; i < results; i++) {
      printed.add(dfg.result(inst, i));
    }
    InstructionFormat format = data.opcode().format();
    String offset = "";
    for (int i = 0; i < format.immediateCount(); i++) {
      Immediate immediate = format.immediate(i);
      if (immediate == Immediate.OFFSET) {
        offset = data.offset() == 0 ? "" : "+" + Long.toUnsignedString(data.offset());
      } else if (immediate == Immediate.IN_BOUNDS) {
        out.append(data.isInBounds() ? " inbounds" : "");
      } else if (immediate == Immediate.NULLABLE) {
        out.append(data.isNullable() ? " null" : "");
      } else {
        out.append(' ').append(immediate(immediate, data));
      }
    }
    // The offset follows the address: the first operand or, of a stack access, the slot.
    if (format == InstructionFormat.STACK_ACCESS) {
      out.append(offset);
      offset = "";
    }
    String separator = " ";
    for (int i = 0, n = dfg.argCount(inst); i < n; i++) {
      out.append(separator).append(dfg.arg(inst, i)).append(i == 0 ? offset : "");
      separator = ", ";
    }
    for (int i = 0, n = data.edgeCount(); i < n; i++) {
      out.append(separator);
      separator = ", ";
      edge(data.edge(i));
    }
  }

  /** Whether the reader knows the type variable from an operand that stands further up. */
  private boolean isTypeKnown(Inst inst, Opcode opcode) {
    int operand = opcode.operandShape().indexOf('T');
    return operand >= 0
        && operand < dfg.argCount(inst)
        && (isFragment || printed.contains(dfg.arg(inst, operand)));
  }

  private void edge(Edge edge) {
    EdgeKind kind = dfg.edgeKind(edge);
    if (kind != EdgeKind.BRANCH) {
      out.append(kind).append(' ');
    }
    if (kind.hasTag()) {
      out.append(dfg.edgeTag(edge)).append(' ');
    }
    out.append(dfg.edgeBlock(edge));
    for (int i = 0, n = dfg.edgeArgCount(edge); i < n; i++) {
      out.append(i == 0 ? "(" : ", ").append(dfg.edgeArg(edge, i)).append(i == n - 1 ? ")" : "");
    }
  }

  private static Object immediate(Immediate immediate, InstructionData data) {
    return switch (immediate) {
      case INTEGER -> data.imm();
      case FLOAT32 -> Words.float32((int) data.imm());
      case FLOAT64 -> Words.float64(data.imm());
      case CONSTANT -> data.constant();
      case INT_CONDITION -> data.intCondition();
      case FLOAT_CONDITION -> data.floatCondition();
      case MEMORY -> data.memory();
      case WIDTH -> data.width();
      case ATOMIC_OP -> data.atomicOp();
      case STACK_SLOT -> data.stackSlot();
      case GLOBAL -> data.global();
      case TABLE -> data.table();
      case FUNCTION -> data.function();
      case SIGNATURE -> data.signature();
      case TAG -> data.tag();
      case TRAP_CODE -> data.trapCode();
      case VECTOR_OP -> data.vectorOp();
      case LANE -> data.lane();
      case TYPE -> data.typeRef();
      case SOURCE_TYPE -> data.sourceTypeRef();
      case FIELD -> data.field();
      case SEGMENT -> data.segment();
      case IN_BOUNDS, OFFSET, NULLABLE -> throw new AssertionError(immediate);
    };
  }
}
