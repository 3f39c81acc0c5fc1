// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.FunctionNames;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.Immediate;
import dev.jabiru.wasm.Import;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.LocalIndex;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Opcode;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.TypeCode;
import dev.jabiru.wasm.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of a module's functions as text, one instruction a line, indented by blocks. */
final class WasmListing {
  private static final String[] CATCHES = {"catch", "catch_ref", "catch_all", "catch_all_ref"};

  /**
   * A line.
   *
   * @param wasmOffset where the instruction is, in bytes from the start of the module; -1 for what
   *     comes before the instructions
   * @param text the instruction in the text format, its comment included
   * @param callee the function that it names, null for none
   */
  record Line(int wasmOffset, String text, @Nullable FuncIndex callee) {}

  private final Module module;
  private final List<String> functionNames;

  WasmListing(Module module) {
    this.module = module;
    this.functionNames = new ArrayList<>();
    for (Import each : module.imports()) {
      if (each.type().kind() == ExternKind.FUNC) {
        functionNames.add(each.module() + "." + each.name());
      }
    }
    functionNames.addAll(FunctionNames.of(module));
  }

  /** {@return the name of a function, imported or not} */
  String name(FuncIndex function) {
    return functionNames.get(function.index());
  }

  /** {@return what a function consists of; it is valid} */
  List<Line> lines(DefinedFuncIndex function) {
    FuncIndex index = module.funcIndex(function);
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(-1, "func " + index.index() + signature(module.funcType(index)), null));
    InstructionReader reader = new InstructionReader(module);
    int[] locals = reader.start(function);
    if (locals.length > 0) {
      lines.add(new Line(-1, locals(locals), null));
    }
    int open = 1;
    while (reader.next()) {
      int inside = Math.min(open, reader.depth()) - (isBetween(reader.opcode()) ? 1 : 0);
      open = reader.depth();
      String text = "  ".repeat(Math.max(0, inside)) + instruction(reader, index);
      boolean isNamed = reader.opcode().immediate() == Immediate.FUNC;
      lines.add(new Line(reader.offset(), text, isNamed ? new FuncIndex(reader.index()) : null));
    }
    return lines;
  }

  /** Whether an instruction ends one part of a block and begins the next. */
  private static boolean isBetween(Opcode opcode) {
    return opcode == Opcode.ELSE || opcode == Opcode.CATCH || opcode == Opcode.CATCH_ALL;
  }

  /** {@return the parameters and results of a function, as text has them} */
  static String signature(FuncType type) {
    return types(" (param", type.params()) + types(" (result", type.results());
  }

  private static String types(String start, List<ValType> types) {
    StringBuilder text = new StringBuilder();
    for (ValType each : types) {
      text.append(' ').append(each);
    }
    return text.isEmpty() ? "" : start + text + ")";
  }

  private static String locals(int[] runs) {
    StringBuilder text = new StringBuilder("  (local");
    for (int i = 0; i < runs.length; i += 2) {
      text.append(' ').append(TypeCode.toString(runs[i + 1]));
      if (runs[i] != 1) {
        text.append('*').append(Integer.toUnsignedString(runs[i]));
      }
    }
    return text.append(')').toString();
  }

  private String instruction(InstructionReader at, FuncIndex function) {
    Opcode opcode = at.opcode();
    String name = opcode.mnemonic();
    return switch (opcode.immediate()) {
      case NONE, ZERO -> name;
      case BLOCK_TYPE -> name + blockType(at);
      case LABEL, GLOBAL, TYPE, DATA, ELEM, TAG -> name + " " + at.index();
      case FUNC -> name + " " + at.index() + comment(name(new FuncIndex(at.index())));
      case LOCAL ->
          name
              + " "
              + at.index()
              + comment(module.names().localName(function, new LocalIndex(at.index())));
      case TABLE, MEMORY -> name + notZero(at.index());
      case LABELS -> name + labels(at) + " " + at.index();
      case TYPE_TABLE -> name + notZero(at.index2()) + " (type " + at.index() + ")";
      case TYPE_FIELD, TYPE_TYPE, TYPE_N, TYPE_DATA, TYPE_ELEM, MEMORY_MEMORY, TABLE_TABLE ->
          name + " " + at.index() + " " + at.index2();
      case DATA_MEMORY, ELEM_TABLE -> name + notZero(at.index2()) + " " + at.index();
      case MEMARG -> name + access(at);
      case MEMARG_LANE -> name + access(at) + " " + at.lane();
      case LANE -> name + " " + at.lane();
      case SHUFFLE -> name + shuffle(at);
      case I32 -> name + " " + at.i32() + hex(at.i32(), Integer.toHexString(at.i32()));
      case I64 -> name + " " + at.i64() + hex(at.i64(), Long.toHexString(at.i64()));
      case F32 -> name + " " + Values.f32(at.f32Bits());
      case F64 -> name + " " + Values.f64(at.f64Bits());
      case V128 -> String.format("%s i64x2 0x%x 0x%x", name, at.v128Low(), at.v128High());
      case HEAP_TYPE -> name + " " + referenced(opcode, at.typeCode());
      case CAST ->
          name
              + " "
              + at.index()
              + " "
              + TypeCode.toString(at.typeCode())
              + " "
              + TypeCode.toString(at.typeCode2());
      case CATCHES -> name + blockType(at) + catches(at);
      case VAL_TYPES -> name + results(at);
    };
  }

  private static String comment(@Nullable String text) {
    return text == null ? "" : "  ;; " + text;
  }

  /** Numbers that are more likely to be known by their digits in base 16. */
  private static String hex(long number, String digits) {
    return number > -1024 && number < 1024 ? "" : comment("0x" + digits);
  }

  private static String notZero(int index) {
    return index == 0 ? "" : " " + index;
  }

  /** What is referred to of {@code ref.null}, else the reference. */
  private static String referenced(Opcode opcode, int typeCode) {
    return opcode == Opcode.REF_NULL && TypeCode.toValType(typeCode) instanceof RefType type
        ? type.heapType().toString()
        : TypeCode.toString(typeCode);
  }

  private static String blockType(InstructionReader at) {
    if (at.index() >= 0) {
      return " (type " + at.index() + ")";
    }
    return at.typeCode() == TypeCode.BOTTOM
        ? ""
        : " (result " + TypeCode.toString(at.typeCode()) + ")";
  }

  private static String labels(InstructionReader at) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < at.labelCount(); i++) {
      text.append(' ').append(at.label(i));
    }
    return text.toString();
  }

  private static String access(InstructionReader at) {
    StringBuilder text = new StringBuilder(notZero(at.index()));
    if (at.memoryOffset() != 0) {
      text.append(" offset=").append(Long.toUnsignedString(at.memoryOffset()));
    }
    if (at.alignLog2() != at.opcode().naturalAlignmentLog2()) {
      text.append(" align=").append(1L << at.alignLog2());
    }
    return text.toString();
  }

  private static String shuffle(InstructionReader at) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      text.append(' ').append(at.shuffleLane(i));
    }
    return text.toString();
  }

  private static String catches(InstructionReader at) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < at.catchCount(); i++) {
      text.append(" (").append(CATCHES[at.catchKind(i)]);
      if (at.catchTag(i) >= 0) {
        text.append(' ').append(at.catchTag(i));
      }
      text.append(' ').append(at.catchLabel(i)).append(')');
    }
    return text.toString();
  }

  private static String results(InstructionReader at) {
    StringBuilder text = new StringBuilder(" (result");
    for (int i = 0; i < at.typeCount(); i++) {
      text.append(' ').append(TypeCode.toString(at.typeCode(i)));
    }
    return text.append(')').toString();
  }
}
