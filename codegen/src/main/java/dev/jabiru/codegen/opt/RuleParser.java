// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.InstructionFormat;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.opt.Rule.Condition;
import dev.jabiru.codegen.opt.Rule.Guard;
import dev.jabiru.codegen.opt.Rule.Operation;
import dev.jabiru.codegen.opt.Rule.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes the text of a rule apart. A rule that makes no sense is an {@link AssertionError}. */
final class RuleParser {
  private static final Map<String, Opcode> OPCODES = new HashMap<>();

  static {
    for (Opcode opcode : Opcode.values()) {
      OPCODES.put(opcode.toString(), opcode);
    }
  }

  private static final String VALUES = "xyz";
  private static final String CONSTANTS = "cd";

  /** How many values and constants a rule may name. */
  static final int VARIABLES = VALUES.length() + CONSTANTS.length();

  /** Whether a variable stands for a constant. */
  static boolean isConstant(int variable) {
    return variable >= VALUES.length();
  }

  private final String text;
  private int at;

  private RuleParser(String text) {
    this.text = text;
  }

  static Rule parse(String text) {
    return new RuleParser(text).rule();
  }

  private Rule rule() {
    Term pattern = term();
    expect("=>");
    Term replacement = term();
    Guard guard = Guard.ALWAYS;
    int variable = 0;
    if (!word().isEmpty()) {
      expect("if");
      guard = Guard.valueOf(next().toUpperCase(java.util.Locale.ROOT));
      variable = word().isEmpty() ? 0 : constant(next());
    }
    if (!(pattern instanceof Operation operation) || !word().isEmpty()) {
      throw error("the pattern is no operation, or words are left over");
    }
    return new Rule(text, operation, replacement, guard, variable);
  }

  private Term term() {
    String word = next();
    if (!word.equals("(")) {
      return atom(word);
    }
    String mnemonic = next();
    Opcode opcode = OPCODES.get(mnemonic);
    if (opcode == null) {
      throw error("no opcode " + mnemonic);
    }
    Condition condition = Condition.NONE;
    int code = 0;
    if (opcode.format() == InstructionFormat.INT_COMPARE
        || opcode.format() == InstructionFormat.FLOAT_COMPARE) {
      String name = next();
      condition =
          switch (name) {
            case "k" -> Condition.SAME;
            case "!k" -> Condition.NEGATED;
            case "~k" -> Condition.SWAPPED;
            default -> Condition.FIXED;
          };
      code = condition == Condition.FIXED ? condition(opcode, name) : 0;
    }
    List<Term> args = new ArrayList<>();
    while (!word().equals(")")) {
      args.add(term());
    }
    expect(")");
    if (args.size() != opcode.operandShape().length()) {
      throw error(opcode + " takes " + opcode.operandShape().length() + " operands");
    }
    return new Operation(opcode, condition, code, args.toArray(new Term[0]));
  }

  private static int condition(Opcode opcode, String name) {
    String constant = name.toUpperCase(java.util.Locale.ROOT);
    return opcode == Opcode.ICMP
        ? IntCondition.valueOf(constant).ordinal()
        : FloatCondition.valueOf(constant).ordinal();
  }

  private Term atom(String word) {
    if (VALUES.contains(word)) {
      return new Rule.Any(VALUES.indexOf(word));
    }
    return CONSTANTS.contains(word)
        ? new Rule.AnyConstant(constant(word))
        : new Rule.Literal(Long.parseLong(word));
  }

  private int constant(String word) {
    if (!CONSTANTS.contains(word)) {
      throw error("no constant " + word);
    }
    return VALUES.length() + CONSTANTS.indexOf(word);
  }

  /** Returns the next word without taking it; "" at the end. */
  private String word() {
    int start = at;
    while (start < text.length() && text.charAt(start) == ' ') {
      start++;
    }
    int end = start;
    while (end < text.length() && " ()".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    at = start;
    return start == text.length() ? "" : text.substring(start, Math.max(end, start + 1));
  }

  private String next() {
    String word = word();
    at += word.length();
    return word;
  }

  private void expect(String wanted) {
    String found = next();
    if (!found.equals(wanted)) {
      throw error("wanted " + wanted + ", found " + found);
    }
  }

  private AssertionError error(String message) {
    return new AssertionError(message + " in the rule " + text);
  }
}
