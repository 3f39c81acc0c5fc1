// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import static dev.jabiru.codegen.ir.Type.I32;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.BlockCall;
import dev.jabiru.codegen.ir.ControlFlowGraph;
import dev.jabiru.codegen.ir.DominatorTree;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionBuilder;
import dev.jabiru.codegen.ir.LoopAnalysis;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.codegen.ir.Variable;
import dev.jabiru.codegen.ir.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Functions as large as the largest: time must grow with their size and no faster. */
class LargeFunctionTest {
  private static final int BLOCKS = 50_000;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Function function =
      new Function(UserExternalName.ofFunction(0, 0), new Signature(List.of(I32), List.of(I32)));
  private final FunctionBuilder b = new FunctionBuilder(function);
  private final List<Variable> variables = new ArrayList<>();

  private void optimise() {
    b.finish();
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          Verifier.require(function, "building");
          Pipeline.run(function, OptLevel.SPEED);
          Verifier.require(function, "the passes");
          ControlFlowGraph graph = ControlFlowGraph.of(function);
          LoopAnalysis.of(graph, DominatorTree.of(function, graph));
        });
  }

  private void declare(int count, Value value) {
    for (int i = 0; i < count; i++) {
      Variable variable = b.declareVar(I32);
      variables.add(variable);
      b.defVar(variable, value);
    }
  }

  @Test
  void anInterpreterLoopOfFiftyThousandHandlers() {
    Block entry = b.createEntryBlock();
    declare(20, b.blockParam(entry, 0));
    Block head = b.createBlock();
    b.jump(head);
    b.switchToBlock(head);
    List<BlockCall> targets = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      targets.add(BlockCall.of(b.createBlock()));
    }
    Block exit = b.createBlock();
    b.brTable(b.useVar(variables.get(0)), targets, BlockCall.of(exit));
    for (int i = 0; i < BLOCKS; i++) {
      Block handler = targets.get(i).block();
      b.sealBlock(handler);
      b.switchToBlock(handler);
      Variable to = variables.get(i % 20);
      b.defVar(to, b.iadd(b.useVar(to), b.useVar(variables.get(i % 19))));
      b.jump(head);
    }
    b.sealBlock(head);
    b.sealBlock(exit);
    b.switchToBlock(exit);
    b.ret(b.list(b.useVar(variables.get(3))));
    optimise();
    assertThat(function.dfg().blockParamCount(head))
        .isEqualTo(19); // the last one is only used by itself
  }

  /** What a row of nested blocks with {@code br_if} comes to: each may leave to the same place. */
  @Test
  void aRowOfFiftyThousandBlocksThatLeaveToOnePlace() {
    Block entry = b.createEntryBlock();
    declare(5, b.blockParam(entry, 0));
    Block exit = b.createBlock();
    for (int i = 0; i < BLOCKS; i++) {
      Block next = b.createBlock();
      b.brif(b.useVar(variables.get(0)), exit, next);
      b.sealBlock(next);
      b.switchToBlock(next);
      b.defVar(variables.get(0), b.iadd(b.useVar(variables.get(0)), b.iconst(I32, i)));
    }
    b.jump(exit);
    b.sealBlock(exit);
    b.switchToBlock(exit);
    b.ret(b.list(b.useVar(variables.get(0))));
    optimise();
  }

  @Test
  void loopsNestedTwentyThousandDeep() {
    Block entry = b.createEntryBlock();
    declare(10, b.blockParam(entry, 0));
    List<Block> heads = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Block head = b.createBlock();
      b.jump(head);
      b.switchToBlock(head);
      heads.add(head);
    }
    for (int i = 19_999; i >= 0; i--) {
      Variable x = variables.get(i % 3);
      b.defVar(x, b.iadd(b.useVar(x), b.useVar(variables.get(5))));
      Block after = b.createBlock();
      b.brif(b.useVar(x), heads.get(i), after);
      b.sealBlock(heads.get(i));
      b.sealBlock(after);
      b.switchToBlock(after);
    }
    b.ret(b.list(b.useVar(variables.get(0))));
    optimise();
  }

  /** About what a body of two megabytes comes to. */
  @Test
  void oneBlockOfAMillionInstructions() {
    Block entry = b.createEntryBlock();
    Value x = b.blockParam(entry, 0);
    Value y = x;
    for (int i = 0; i < 500_000; i++) {
      y = b.bxor(b.imul(y, x), b.iconst(I32, i * 7919L));
    }
    b.ret(b.list(y));
    optimise();
  }

  /** The sum of the indices of each addition's operands is the same. */
  @Test
  void anExpressionOfAHundredThousandOperands() {
    Block entry = b.createEntryBlock();
    Value x = b.blockParam(entry, 0);
    List<Value> operands = new ArrayList<>(List.of(x));
    for (int i = 0; i < 100_000; i++) {
      operands.add(b.udiv(operands.getLast(), x));
    }
    Value y = operands.removeLast();
    for (Value operand : operands.reversed()) {
      y = b.iadd(operand, y);
    }
    b.ret(b.list(y));
    optimise();
  }
}
