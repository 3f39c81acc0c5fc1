// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.codegen.Interpreter;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Evaluate;
import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionBuilder;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.codegen.ir.Verifier;
import dev.jabiru.codegen.opt.Rule.Condition;
import dev.jabiru.codegen.opt.Rule.Operation;
import dev.jabiru.codegen.opt.Rule.Term;
import dev.jabiru.entity.EntityList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tries every rule: builds its pattern over each combination of types, conditions and constants
 * that makes sense, lets the rule be applied, and compares both on corner cases and random values.
 */
class RulesTest {
  private static final Type[] TYPES = {Type.I32, Type.I64, Type.F32, Type.F64};
  private static final long[] CONSTANTS = {
    0, 1, 2, 5, 8, 24, 31, 32, 40, 255, -1, -8, 1L << 31, Long.MIN_VALUE
  };
  private static final long[] CORNERS = {
    0,
    1,
    2,
    -1,
    127,
    128,
    255,
    32768,
    65535,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    0x7fa00001,
    0x3f800000,
    0x3ff0000000000000L,
    0x7ff4000000000000L,
    0xFFFFFFFFL
  };

  @Test
  void everyRuleStandsUnderItsOpcode() {
    for (String text : Rules.text()) {
      Rule rule = RuleParser.parse(text);
      assertThat(Rules.of(rule.pattern().opcode())).extracting(Rule::text).contains(text);
    }
  }

  @TestFactory
  List<DynamicTest> bothSidesAreTheSame() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String text : Rules.text()) {
      if (!text.contains("ref_") && !text.contains("extern")) {
        tests.add(DynamicTest.dynamicTest(text, () -> new Trial(RuleParser.parse(text)).run()));
      }
    }
    return tests;
  }

  /** Builds one rule's pattern in all ways. */
  private static final class Trial {
    private final Rule rule;
    private final Random random = new Random(1);
    private int built;

    Trial(Rule rule) {
      this.rule = rule;
    }

    void run() {
      for (Type x : TYPES) {
        for (Type y : TYPES) {
          for (Type root : new Type[] {Type.I32, Type.I64, Type.F32, Type.F64}) {
            for (int k = 0; k < 10; k++) {
              for (int i = 0; i < CONSTANTS.length; i++) {
                long d = CONSTANTS[random.nextInt(CONSTANTS.length)];
                tryOnce(new Type[] {x, y, x}, root, k, new long[] {CONSTANTS[i], d});
                if (!rule.text().matches(".*\\bc\\b.*")) {
                  break;
                }
              }
              if (!rule.text().contains(" k ")) {
                break;
              }
            }
          }
        }
      }
      assertThat(built).as("ways to build the pattern").isPositive();
    }

    private void tryOnce(Type[] types, Type root, int k, long[] constants) {
      Function before;
      Function after;
      try {
        before = new PatternBuilder(rule, types, root, k, constants).build();
        after = new PatternBuilder(rule, types, root, k, constants).build();
      } catch (Unbuildable e) {
        return;
      }
      if (!Verifier.verify(before).isEmpty()) {
        return;
      }
      Inst last = after.layout().prevInst(after.layout().terminator(after.layout().entry()));
      Rewriter rewriter = new Rewriter(after, new Folder(after));
      if (last == null || !rewriter.rewriteBy(rule, last)) {
        return;
      }
      after.dfg().resolveAliases(after.layout());
      Verifier.require(after, rule.text());
      built++;
      for (int i = 0; i < 25; i++) {
        long[] args = new long[3];
        for (int j = 0; j < 3; j++) {
          long bits =
              random.nextBoolean() ? CORNERS[random.nextInt(CORNERS.length)] : random.nextLong();
          args[j] = types[j].bytes() == 4 ? (int) bits : bits;
        }
        assertThat(new Interpreter(after).call(args))
            .as(() -> rule.text() + "\n" + before + after)
            .isEqualTo(new Interpreter(before).call(args));
      }
    }
  }

  private static final class Unbuildable extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Builds a function that returns what a pattern computes of its parameters x, y and z. */
  private static final class PatternBuilder {
    private final Rule rule;
    private final Type[] types;
    private final Type root;
    private final int k;
    private final long[] constants;
    private final Function function;
    private final FunctionBuilder builder;
    private final DataFlowGraph dfg;

    PatternBuilder(Rule rule, Type[] types, Type root, int k, long[] constants) {
      this.rule = rule;
      this.types = types;
      this.root = root;
      this.k = k;
      this.constants = constants;
      Type result = resultType(rule.pattern());
      this.function =
          new Function(
              UserExternalName.ofFunction(0, 0), new Signature(List.of(types), List.of(result)));
      this.builder = new FunctionBuilder(function);
      this.dfg = function.dfg();
    }

    Function build() {
      builder.createEntryBlock();
      Value result = value(rule.pattern(), resultType(rule.pattern()));
      builder.ret(builder.list(result));
      builder.finish();
      return function;
    }

    /** The result's type is told by its letter, by the root type, or by an operand. */
    private Type resultType(Operation operation) {
      return switch (operation.opcode().resultShape()) {
        case "I" -> Type.I32;
        case "L" -> Type.I64;
        default -> root;
      };
    }

    private Value value(Term term, Type wanted) {
      Block entry = builder.currentBlock();
      return switch (term) {
        case Rule.Any any -> dfg.blockParam(entry, any.index());
        case Rule.AnyConstant any -> constant(constants[any.index() - 3], wanted);
        case Rule.Literal literal -> constant(literal.number(), wanted);
        case Operation operation -> operation(operation, wanted);
      };
    }

    private Value constant(long number, Type type) {
      if (!type.isInt()) {
        throw new Unbuildable();
      }
      return builder.iconst(type, number);
    }

    private Value operation(Operation operation, Type wanted) {
      Opcode opcode = operation.opcode();
      Type type = opcode.resultShape().equals("T") ? wanted : variableType(operation);
      EntityList<Value> args = EntityList.empty();
      for (int i = 0; i < operation.args().length; i++) {
        Type argType =
            switch (opcode.operandShape().charAt(i)) {
              case 'I' -> Type.I32;
              case 'L' -> Type.I64;
              case 'X' ->
                  type == Type.I32
                      ? Type.F32
                      : type == Type.F32 ? Type.I32 : type == Type.I64 ? Type.F64 : Type.I64;
              default -> type;
            };
        args = builder.pool().push(args, value(operation.args()[i], argType));
      }
      int code = operation.code();
      if (operation.condition() == Condition.SAME) {
        int count =
            opcode == Opcode.ICMP ? IntCondition.values().length : FloatCondition.values().length;
        if (k >= count) {
          throw new Unbuildable();
        }
        code = k;
      }
      if (Evaluate.isScalar(opcode)) {
        return builder.result(builder.emit(opcode, type, code, 0, 0, 0, args));
      }
      throw new Unbuildable();
    }

    /** Of a comparison: the type of a value compared, or that of x. */
    private Type variableType(Operation operation) {
      for (Term arg : operation.args()) {
        if (arg instanceof Rule.Any any) {
          return types[any.index()];
        }
        if (arg instanceof Operation inner && inner.opcode().resultShape().equals("I")) {
          return Type.I32;
        }
        if (arg instanceof Operation inner && inner.opcode().resultShape().equals("T")) {
          return variableType(inner);
        }
      }
      return types[0];
    }
  }

  @Test
  void aSideLeftOutWouldBeNoticed() {
    Rule wrong = RuleParser.parse("(isub x y) => (isub y x)");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Trial(wrong).run())
        .isInstanceOf(AssertionError.class);
  }
}
