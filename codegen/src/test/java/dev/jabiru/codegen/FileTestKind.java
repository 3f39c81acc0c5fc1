// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionPrinter;
import dev.jabiru.codegen.ir.Loop;
import dev.jabiru.codegen.ir.LoopAnalysis;
import dev.jabiru.codegen.ir.Verifier;
import dev.jabiru.codegen.ir.VerifierError;
import dev.jabiru.codegen.opt.OptLevel;
import dev.jabiru.codegen.opt.Pipeline;
import dev.jabiru.codegen.x64.NativeRun;
import java.util.List;

/** What a file test does with a function; the names stand in {@code test} lines. */
enum FileTestKind {
  /** Prints the function, which must be the text it was read from. */
  CAT {
    @Override
    String run(Function function, String text, String[] test, List<String> expected) {
      Verifier.require(function, "reading");
      String printed = FunctionPrinter.print(function);
      if (!printed.equals(text)) {
        throw new AssertionError("the text does not read back\n" + printed);
      }
      return "";
    }

    @Override
    boolean checksItself() {
      return true;
    }
  },

  /** Prints the function with its errors, or {@code ok}. */
  VERIFY {
    @Override
    String run(Function function, String text, String[] test, List<String> expected) {
      List<VerifierError> errors = Verifier.verify(function);
      return errors.isEmpty() ? "ok" : Verifier.report(function, errors);
    }
  },

  /** Prints the edges into each block. */
  CFG {
    @Override
    String run(Function function, String text, String[] test, List<String> expected) {
      ControlFlowGraph graph = ControlFlowGraph.of(function);
      StringBuilder out = new StringBuilder();
      for (Block block : function.layout().blocks()) {
        out.append(block).append(":");
        for (int i = 0; i < graph.predecessorCount(block); i++) {
          out.append(' ').append(graph.predecessor(block, i));
        }
        out.append('\n');
      }
      return out.toString();
    }
  },

  /** Prints the immediate dominator of each block. */
  DOMTREE {
    @Override
    String run(Function function, String text, String[] test, List<String> expected) {
      DominatorTree tree = DominatorTree.of(function, ControlFlowGraph.of(function));
      StringBuilder out = new StringBuilder();
      for (Block block : function.layout().blocks()) {
        Block dominator = tree.immediateDominator(block);
        out.append(block).append(": ");
        out.append(
            dominator != null ? dominator : tree.isReachable(block) ? "entry" : "unreachable");
        out.append('\n');
      }
      return out.toString();
    }
  },

  /** Prints the loops, and the innermost one of each block. */
  LOOPS {
    @Override
    String run(Function function, String text, String[] test, List<String> expected) {
      ControlFlowGraph graph = ControlFlowGraph.of(function);
      LoopAnalysis loops = LoopAnalysis.of(graph, DominatorTree.of(function, graph));
      StringBuilder out = new StringBuilder();
      for (Loop loop : loops.loops()) {
        out.append(loop).append(": header ").append(loops.header(loop));
        out.append(loops.parent(loop) == null ? "" : " in " + loops.parent(loop)).append('\n');
      }
      for (Block block : function.layout().blocks()) {
        out.append(block).append(": depth ").append(loops.depth(block));
        out.append(loops.innermost(block) == null ? "" : " " + loops.innermost(block));
        out.append('\n');
      }
      return out.toString();
    }
  },

  /** Prints the function after the passes named or, if none is, after the whole pipeline. */
  OPTIMIZE {
    @Override
    String run(Function function, String text, String[] test, List<String> expected) {
      Verifier.require(function, "reading");
      if (test.length == 1) {
        Pipeline.runVerified(function, OptLevel.SPEED);
      }
      for (int i = 1; i < test.length; i++) {
        Pipeline.runStep(function, test[i]);
      }
      return FunctionPrinter.print(function);
    }
  },

  /** Prints the function in machine instructions for x86-64, with virtual registers. */
  X64 {
    @Override
    String run(Function function, String text, String[] test, List<String> expected) {
      Verifier.require(function, "reading");
      return NativeRun.print(function);
    }
  },

  /**
   * Evaluates calls: {@code run: (1, 2) == 3} or {@code run: (1, 0) traps integer_divide_by_zero},
   * before and after the passes, then as machine code.
   */
  RUN {
    @Override
    String run(Function function, String text, String[] test, List<String> expected) {
      Verifier.require(function, "reading");
      RunLines.check(function, expected);
      Pipeline.runVerified(function, OptLevel.SPEED);
      RunLines.check(function, expected);
      if (NativeRun.isSupported()) {
        RunLines.check(function, expected, NativeRun::call);
      }
      return "";
    }

    @Override
    boolean checksItself() {
      return true;
    }
  };

  /**
   * Does it.
   *
   * @param function the function read
   * @param text the text it was read from
   * @param test the words of the {@code test} line
   * @param expected the comments behind the function
   * @return the output, to compare with them
   */
  abstract String run(Function function, String text, String[] test, List<String> expected);

  /** {@return whether the kind leaves nothing to compare} */
  boolean checksItself() {
    return false;
  }

  static FileTestKind of(String name) {
    for (FileTestKind kind : values()) {
      if (kind.name().toLowerCase(java.util.Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw new AssertionError("there is no kind of test \"" + name + "\"");
  }
}
