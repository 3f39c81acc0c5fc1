// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstBuilder;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.codegen.opt.Rule.Any;
import dev.jabiru.codegen.opt.Rule.AnyConstant;
import dev.jabiru.codegen.opt.Rule.Condition;
import dev.jabiru.codegen.opt.Rule.Literal;
import dev.jabiru.codegen.opt.Rule.Operation;
import dev.jabiru.codegen.opt.Rule.Term;
import dev.jabiru.entity.EntityList;
import org.jspecify.annotations.Nullable;

/**
 * Matches the patterns of {@link Rules} and puts replacements in their place.
 *
 * <p>What a replacement needs beyond the instruction it replaces is made right before that, and
 * folded at once where its operands are constants.
 *
 * <p>Terms are told apart by {@code instanceof}: this is hot, and the first pattern switch of a
 * program takes longer to link than all rules to read.
 */
final class Rewriter implements InstBuilder {
  private static final IntCondition[] INT_CONDITIONS = IntCondition.values();
  private static final FloatCondition[] FLOAT_CONDITIONS = FloatCondition.values();

  private final Function function;
  private final DataFlowGraph dfg;
  private final Folder folder;

  private final @Nullable Value[] values = new @Nullable Value[RuleParser.VARIABLES];
  private int conditionCode;
  private @Nullable Inst before;

  Rewriter(Function function, Folder folder) {
    this.function = function;
    this.dfg = function.dfg();
    this.folder = folder;
  }

  @Override
  public Function function() {
    return function;
  }

  @Override
  public void place(Inst inst) {
    if (before != null) {
      function.layout().insertInstBefore(inst, before);
      function.setSourceLoc(inst, function.sourceLoc(before));
    }
  }

  /** Applies the first rule that matches; returns whether there is one. */
  boolean rewrite(Inst inst) {
    Rule[] rules = Rules.of(dfg.opcode(inst));
    for (int i = 0; i < rules.length; i++) {
      if (rewriteBy(rules[i], inst)) {
        return true;
      }
    }
    return false;
  }

  /** Applies one rule if it matches; returns whether it does. */
  boolean rewriteBy(Rule rule, Inst inst) {
    clear();
    if (!matches(rule.pattern(), inst, dfg.data(inst)) || !holds(rule, inst)) {
      return false;
    }
    replace(inst, rule.replacement());
    return true;
  }

  private void clear() {
    for (int i = 0; i < values.length; i++) {
      values[i] = null;
    }
  }

  private boolean matches(Operation pattern, Inst inst, InstructionData data) {
    if (data.opcode() != pattern.opcode()) {
      return false;
    }
    if (pattern.condition() != Condition.NONE) {
      int code = conditionOf(data);
      if (pattern.condition() == Condition.SAME) {
        conditionCode = code;
      } else if (code != pattern.code()) {
        return false;
      }
    }
    Term[] args = pattern.args();
    for (int i = 0; i < args.length; i++) {
      if (!matches(args[i], dfg.resolve(dfg.arg(inst, i)))) {
        return false;
      }
    }
    return true;
  }

  private static int conditionOf(InstructionData data) {
    return data.opcode() == Opcode.ICMP
        ? data.intCondition().ordinal()
        : data.floatCondition().ordinal();
  }

  private boolean matches(Term term, Value value) {
    if (term instanceof Any any) {
      return bind(any.index(), value);
    }
    Inst inst = dfg.definingInst(value);
    if (inst == null) {
      return false;
    }
    InstructionData data = dfg.data(inst);
    if (term instanceof Operation operation) {
      return matches(operation, inst, data);
    }
    return data.opcode() == Opcode.ICONST
        && (term instanceof Literal literal
            ? data.imm() == literal.number()
            : bind(((AnyConstant) term).index(), value));
  }

  /** Constants are the same if their numbers are; there may be several instructions for one. */
  private boolean bind(int index, Value value) {
    Value bound = values[index];
    values[index] = value;
    return bound == null
        || bound.equals(value)
        || RuleParser.isConstant(index) && number(bound) == number(value);
  }

  private long number(Value value) {
    InstructionData data = dfg.scalarConstant(value);
    if (data == null) {
      throw new AssertionError(value + " is no constant");
    }
    return data.imm();
  }

  private boolean holds(Rule rule, Inst inst) {
    return switch (rule.guard()) {
      case ALWAYS -> true;
      case I32 -> dfg.type(dfg.result(inst)) == Type.I32;
      case I64 -> dfg.type(dfg.result(inst)) == Type.I64;
      case NONZERO -> number(bound(rule.guardVariable())) != 0;
      case POW2 -> isPowerOfTwo(bound(rule.guardVariable()));
    };
  }

  private boolean isPowerOfTwo(Value constant) {
    long number = number(constant);
    long bits = dfg.type(constant) == Type.I32 ? number & 0xFFFFFFFFL : number;
    return Long.bitCount(bits) == 1;
  }

  private Value bound(int index) {
    Value value = values[index];
    if (value == null) {
      throw new AssertionError("the pattern does not bind variable " + index);
    }
    return value;
  }

  private void replace(Inst inst, Term replacement) {
    before = inst;
    if (replacement instanceof Literal literal) {
      dfg.replaceWithConstant(inst, literal.number());
    } else if (replacement instanceof Operation operation) {
      EntityList<Value> args = build(operation.args(), operation.opcode());
      Type type = typeOf(operation.opcode(), args, dfg.type(dfg.result(inst)));
      dfg.replace(inst, operation.opcode(), type, code(operation), 0, args);
    } else {
      dfg.changeToAlias(dfg.result(inst), bound(replacement));
      function.layout().removeInst(inst);
    }
  }

  private Value bound(Term variable) {
    return bound(variable instanceof Any any ? any.index() : ((AnyConstant) variable).index());
  }

  private int code(Operation operation) {
    boolean isInt = operation.opcode() == Opcode.ICMP;
    return switch (operation.condition()) {
      case NONE -> 0;
      case FIXED -> operation.code();
      case SAME -> conditionCode;
      case NEGATED -> INT_CONDITIONS[conditionCode].negated().ordinal();
      case SWAPPED ->
          isInt
              ? INT_CONDITIONS[conditionCode].swapped().ordinal()
              : FLOAT_CONDITIONS[conditionCode].swapped().ordinal();
    };
  }

  /** Makes the operands of an operation; numbers among them have the type of the others. */
  private EntityList<Value> build(Term[] terms, Opcode opcode) {
    @Nullable Value[] args = new @Nullable Value[terms.length];
    Type type = Type.I32;
    for (int i = 0; i < terms.length; i++) {
      if (!(terms[i] instanceof Literal)) {
        Value arg = build(terms[i]);
        args[i] = arg;
        type = opcode.operandShape().charAt(i) == 'T' ? dfg.type(arg) : type;
      }
    }
    EntityList<Value> list = EntityList.empty();
    for (int i = 0; i < terms.length; i++) {
      Value arg = args[i];
      if (terms[i] instanceof Literal literal) {
        arg = iconst(opcode.operandShape().charAt(i) == 'L' ? Type.I64 : type, literal.number());
      }
      list = pool().push(list, arg);
    }
    return list;
  }

  private Value build(Term term) {
    if (!(term instanceof Operation operation)) {
      return bound(term);
    }
    EntityList<Value> args = build(operation.args(), operation.opcode());
    Type type = typeOf(operation.opcode(), args, Type.I32);
    Inst inst = emit(operation.opcode(), type, code(operation), 0, 0, 0, args);
    folder.fold(inst);
    return dfg.result(inst);
  }

  /**
   * The type of an instruction: that of an operand with the type variable, else that of the result.
   */
  private Type typeOf(Opcode opcode, EntityList<Value> args, Type result) {
    int operand = opcode.operandShape().indexOf('T');
    return operand < 0 ? result : dfg.type(new Value(pool().indexAt(args, operand)));
  }
}
