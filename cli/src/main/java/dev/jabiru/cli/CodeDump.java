// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.codegen.x64.Disassembler;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.FunctionNames;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.artifact.ArtifactClassSource;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Module;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The code of an artifact, or of one that has just been made, as text and as a tree for JSON. */
final class CodeDump {
  private static final String STUBS = "jabiru.";

  /** Knows the IR of functions. */
  interface IrPrinter {
    /** {@return the text of a function} */
    String print(DefinedFuncIndex function);
  }

  /** Which code to show; null for all. */
  record Choice(Target target, @Nullable String module, @Nullable String function) {}

  /** A function, or with a number alone a stub. */
  private record Function(
      String name, String module, int funcIndex, @Nullable DefinedFuncIndex index, int number) {}

  /** Code in one place: of a function, or one of its methods. */
  private record Piece(String place, List<Disassembler.Line> lines) {}

  private final CompilationArtifacts artifacts;
  private final @Nullable NativeListing listing;
  private final Map<String, BytecodeListing> classes = new LinkedHashMap<>();
  private final @Nullable IrPrinter ir;
  private final List<Function> functions = new ArrayList<>();

  /** Of artifacts that have code for the target. */
  CodeDump(CompilationArtifacts artifacts, Choice choice, @Nullable IrPrinter ir) {
    this.artifacts = artifacts;
    this.ir = ir;
    this.listing = choice.target == Target.X64 ? new NativeListing(artifacts) : null;
    int number = 0;
    for (ModuleArtifact module : artifacts.modules()) {
      if (listing == null) {
        classes.put(module.name(), new BytecodeListing(module));
      }
      number += add(module, choice, number);
    }
    String wanted = choice.function;
    if (listing != null && wanted != null && wanted.startsWith(STUBS)) {
      addStubs(listing, number, wanted);
    }
    if (functions.isEmpty() && (wanted != null || choice.module != null)) {
      String where = choice.module == null ? "" : " in a module " + choice.module;
      throw new BadInput(
          wanted == null
              ? "there is no module " + choice.module
              : "no function with a body is " + wanted + where);
    }
  }

  /** Adds the functions of a module that are wanted; returns how many it has. */
  private int add(ModuleArtifact module, Choice choice, int firstNumber) {
    Module skeleton = ArtifactClassSource.skeleton(module);
    List<String> names = FunctionNames.of(skeleton);
    if (choice.module == null || choice.module.equals(module.name())) {
      for (DefinedFuncIndex each : skeleton.definedFuncs()) {
        int index = skeleton.funcIndex(each).index();
        String name = names.get(each.index());
        if (choice.function == null
            || FunctionNames.isMeant(skeleton, skeleton.funcIndex(each), choice.function)
            || choice.function.equals(module.name() + "." + name)) {
          functions.add(new Function(name, module.name(), index, each, firstNumber + each.index()));
        }
      }
    }
    return names.size();
  }

  private void addStubs(NativeListing all, int first, String wanted) {
    for (int i = first; i < all.count(); i++) {
      if (all.name(i).equals(wanted)) {
        functions.add(new Function(wanted, "", -1, null, i));
      }
    }
  }

  private List<Piece> pieces(Function function) {
    if (listing != null) {
      int offset = listing.offset(function.number);
      String place = hex(offset) + " to " + hex(offset + listing.length(function.number));
      return List.of(new Piece(place, listing.lines(function.number)));
    }
    List<Piece> pieces = new ArrayList<>();
    BytecodeListing listed = classes.get(function.module);
    if (listed != null && function.index != null) {
      for (BytecodeListing.Method each : listed.methods(function.index.index())) {
        pieces.add(
            new Piece(each.className() + "." + each.name() + each.descriptor(), each.lines()));
      }
    }
    return pieces;
  }

  // ---- Text ---------------------------------------------------------------------------------

  /** Prints the functions, one after the other. */
  void print(PrintStream out, boolean withBytes) {
    for (Function each : functions) {
      StringBuilder text = new StringBuilder();
      text.append(functions.getFirst() == each ? "" : "\n").append(title(each));
      IrBeside beside = new IrBeside(ir == null || each.index == null ? "" : ir.print(each.index));
      addIr(text, beside.head());
      for (Piece piece : pieces(each)) {
        text.append("  ").append(piece.place).append('\n');
        for (Disassembler.Line line : piece.lines) {
          addIr(text, beside.upTo(line.wasmOffset()));
          addLine(text, line, withBytes);
        }
      }
      addIr(text, beside.rest());
      out.print(text);
    }
  }

  private String title(Function function) {
    return function.module.isEmpty()
        ? function.name + "\n"
        : function.module + "." + function.name + "  func[" + function.funcIndex + "]\n";
  }

  private static void addIr(StringBuilder text, List<String> lines) {
    for (String line : lines) {
      text.append("; ").append(line).append('\n');
    }
  }

  private void addLine(StringBuilder text, Disassembler.Line line, boolean withBytes) {
    int start = text.length();
    // As in the operands of jumps.
    String offset = Integer.toString(line.offset(), listing != null ? 16 : 10);
    pad(text, start + Math.max(0, 7 - offset.length())).append(offset);
    if (line.wasmOffset() >= 0) {
      text.append("  @").append(Integer.toHexString(line.wasmOffset()));
    }
    pad(text, start + 18);
    if (withBytes && listing != null) {
      text.append(listing.hex(line.offset(), Math.min(line.length(), 16)));
      pad(text, start + 18 + 32);
    }
    text.append(line.text());
    if (line.target() != null) {
      text.append("  ; ").append(line.target());
    }
    if (line.trap() != null) {
      text.append("  ; trap: ").append(line.trap());
    }
    text.append('\n');
  }

  private static StringBuilder pad(StringBuilder text, int end) {
    while (text.length() < end) {
      text.append(' ');
    }
    return text;
  }

  private static String hex(int number) {
    return "0x" + Integer.toHexString(number);
  }

  // ---- JSON ---------------------------------------------------------------------------------

  /** {@return all of it} Functions come one after the other, as large programs have many. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("compiler", artifacts.compiler());
    tree.put("target", listing != null ? "x64" : "jvm");
    Iterator<Function> each = functions.iterator();
    tree.put(
        "functions",
        new Iterator<Object>() {
          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public Object next() {
            return tree(each.next());
          }
        });
    return tree;
  }

  private Map<String, Object> tree(Function function) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", function.name);
    if (function.index != null) {
      tree.put("module", function.module);
      tree.put("index", function.funcIndex);
      if (ir != null) {
        tree.put("ir", List.of(ir.print(function.index).split("\n")));
      }
    }
    List<Object> code = new ArrayList<>();
    for (Piece piece : pieces(function)) {
      List<Object> lines = new ArrayList<>();
      for (Disassembler.Line line : piece.lines) {
        lines.add(tree(line));
      }
      code.add(InspectCommand.row("place", piece.place, "lines", lines));
    }
    tree.put("code", code);
    return tree;
  }

  private Map<String, Object> tree(Disassembler.Line line) {
    Map<String, Object> tree = InspectCommand.row("offset", line.offset(), "length", line.length());
    if (listing != null) {
      tree.put("bytes", listing.hex(line.offset(), line.length()));
    }
    tree.put("text", line.text());
    if (line.wasmOffset() >= 0) {
      tree.put("wasm", line.wasmOffset());
    }
    if (line.target() != null) {
      tree.put("target", line.target());
    }
    if (line.trap() != null) {
      tree.put("trap", line.trap());
    }
    return tree;
  }
}
