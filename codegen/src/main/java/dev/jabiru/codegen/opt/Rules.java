// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Opcode;
import java.util.ArrayList;
import java.util.List;

/**
 * The algebra of scalar instructions: what may replace what.
 *
 * <p>A rule is {@code pattern => replacement} and perhaps a condition. Both sides are written as
 * expressions, {@code (opcode operand...)}. In a pattern
 *
 * <ul>
 *   <li>{@code x y z} stand for any value, the same letter for the same value;
 *   <li>{@code c d} stand for any integer constant;
 *   <li>a number stands for that integer constant, of whatever type fits;
 *   <li>{@code k} stands for any condition of a comparison. In a replacement {@code !k} is the
 *       opposite condition of integers, and {@code ~k} that for swapped operands.
 * </ul>
 *
 * <p>Conditions: {@code if i32} and {@code if i64}, the type of the result; {@code if pow2 c},
 * {@code c} unsigned has one bit set; {@code if nonzero c}.
 *
 * <p>A constant stands on the right of what is commutative, and operations on constants only are
 * folded, before a rule is asked: neither needs a rule. The first rule that matches is applied.
 *
 * <p>What may not be a rule: anything that drops or repeats a trap, and anything that lets the bits
 * of a NaN through an operation of which WebAssembly says that it makes them quiet, such as {@code
 * (fmul x 1) => x}.
 */
final class Rules {
  // spotless:off
  private static final String[] TEXT = {
    // Sums.
    "(iadd x 0)                        => x",
    "(iadd (iadd x c) d)               => (iadd x (iadd c d))",
    "(iadd (isub x y) y)               => x",
    "(iadd y (isub x y))               => x",
    "(isub x 0)                        => x",
    "(isub x x)                        => 0",
    "(isub x c)                        => (iadd x (isub 0 c))",
    "(isub (iadd x y) y)               => x",
    "(isub (iadd x y) x)               => y",
    "(isub c (isub d x))               => (iadd x (isub c d))",

    // Products and quotients. A division by a constant other than zero and minus one does not trap.
    "(imul x 0)                        => 0",
    "(imul x 1)                        => x",
    "(imul x -1)                       => (isub 0 x)",
    "(imul x c)                        => (ishl x (ctz c))                if pow2 c",
    "(imul (imul x c) d)               => (imul x (imul c d))",
    "(sdiv x 1)                        => x",
    "(udiv x 1)                        => x",
    "(udiv x c)                        => (ushr x (ctz c))                if pow2 c",
    "(srem x 1)                        => 0",
    "(srem x -1)                       => 0",
    "(urem x 1)                        => 0",
    "(urem x c)                        => (band x (isub c 1))             if pow2 c",

    // Bits.
    "(band x 0)                        => 0",
    "(band x -1)                       => x",
    "(band x x)                        => x",
    "(band (band x c) d)               => (band x (band c d))",
    "(band (bor x y) y)                => y",
    "(band (bor x y) x)                => x",
    "(bor x 0)                         => x",
    "(bor x -1)                        => -1",
    "(bor x x)                         => x",
    "(bor (bor x c) d)                 => (bor x (bor c d))",
    "(bor (band x y) y)                => y",
    "(bor (band x y) x)                => x",
    "(bxor x 0)                        => x",
    "(bxor x x)                        => 0",
    "(bxor (bxor x c) d)               => (bxor x (bxor c d))",
    "(bxor (bxor x y) y)               => x",
    "(bxor (bxor x y) x)               => y",

    // Shifts.
    "(ishl x 0)                        => x",
    "(ushr x 0)                        => x",
    "(sshr x 0)                        => x",
    "(rotl x 0)                        => x",
    "(rotr x 0)                        => x",
    "(sshr (ishl x 24) 24)             => (sextend8 x)                    if i32",
    "(sshr (ishl x 16) 16)             => (sextend16 x)                   if i32",
    "(sshr (ishl x 56) 56)             => (sextend8 x)                    if i64",
    "(sshr (ishl x 48) 48)             => (sextend16 x)                   if i64",
    "(sshr (ishl x 32) 32)             => (sextend32 x)                   if i64",
    "(ushr (ishl x c) c)               => (band x (ushr -1 c))",
    "(ishl (ushr x c) c)               => (band x (ishl -1 c))",
    "(ishl (sshr x c) c)               => (band x (ishl -1 c))",

    // Widths.
    "(sextend8 (sextend8 x))           => (sextend8 x)",
    "(sextend16 (sextend8 x))          => (sextend8 x)",
    "(sextend16 (sextend16 x))         => (sextend16 x)",
    "(sextend8 (sextend16 x))          => (sextend8 x)",
    "(sextend8 (band x 255))           => (sextend8 x)",
    "(sextend16 (band x 65535))        => (sextend16 x)",
    "(band (sextend8 x) 255)           => (band x 255)",
    "(band (sextend16 x) 65535)        => (band x 65535)",
    "(sextend32 (sextend x))           => (sextend x)",
    "(sextend32 (uextend x))           => (sextend x)",
    "(sextend32 (sextend32 x))         => (sextend32 x)",
    "(sextend (ireduce x))             => (sextend32 x)",
    "(uextend (ireduce x))             => (band x 4294967295)",
    "(ireduce (sextend x))             => x",
    "(ireduce (uextend x))             => x",
    "(ireduce (sextend32 x))           => (ireduce x)",
    "(ireduce (band x 4294967295))     => (ireduce x)",
    "(band (uextend x) 4294967295)     => (uextend x)",
    "(band (sextend x) 4294967295)     => (uextend x)",

    // Comparisons.
    "(icmp k c x)                      => (icmp ~k x c)",
    "(icmp eq x x)                     => 1",
    "(icmp sle x x)                    => 1",
    "(icmp sge x x)                    => 1",
    "(icmp ule x x)                    => 1",
    "(icmp uge x x)                    => 1",
    "(icmp ne x x)                     => 0",
    "(icmp slt x x)                    => 0",
    "(icmp sgt x x)                    => 0",
    "(icmp ult x x)                    => 0",
    "(icmp ugt x x)                    => 0",
    "(icmp ult x 0)                    => 0",
    "(icmp uge x 0)                    => 1",
    "(icmp ugt x 0)                    => (icmp ne x 0)",
    "(icmp ule x 0)                    => (icmp eq x 0)",
    "(icmp ult x 1)                    => (icmp eq x 0)",
    "(icmp uge x 1)                    => (icmp ne x 0)",
    "(icmp ugt x -1)                   => 0",
    "(icmp ule x -1)                   => 1",
    "(icmp eq (icmp k x y) 0)          => (icmp !k x y)",
    "(icmp ne (icmp k x y) 0)          => (icmp k x y)",
    "(icmp ne (icmp k x y) 1)          => (icmp !k x y)",
    "(icmp eq (icmp k x y) 1)          => (icmp k x y)",
    "(icmp ne (fcmp k x y) 0)          => (fcmp k x y)",
    "(icmp eq (fcmp eq x y) 0)         => (fcmp ne x y)",
    "(icmp eq (fcmp ne x y) 0)         => (fcmp eq x y)",
    "(icmp ne (ref_is_null x) 0)       => (ref_is_null x)",
    "(icmp ne (ref_eq x y) 0)          => (ref_eq x y)",
    "(icmp eq (isub x y) 0)            => (icmp eq x y)",
    "(icmp ne (isub x y) 0)            => (icmp ne x y)",
    "(icmp eq (bxor x y) 0)            => (icmp eq x y)",
    "(icmp ne (bxor x y) 0)            => (icmp ne x y)",
    "(icmp eq (iadd x c) d)            => (icmp eq x (isub d c))",
    "(icmp ne (iadd x c) d)            => (icmp ne x (isub d c))",

    // Selections. A condition is an i32, so one that is compared with zero need not be.
    "(select x y y)                    => y",
    "(select 0 x y)                    => y",
    "(select c x y)                    => x                               if nonzero c",
    "(select (icmp k x y) 1 0)         => (icmp k x y)                    if i32",
    "(select (icmp k x y) 0 1)         => (icmp !k x y)                   if i32",

    // Signs and bits of floating-point numbers.
    "(fneg (fneg x))                   => x",
    "(fabs (fneg x))                   => (fabs x)",
    "(fabs (fabs x))                   => (fabs x)",
    "(fabs (fcopysign x y))            => (fabs x)",
    "(fcopysign x x)                   => x",
    "(fcopysign x (fabs y))            => (fabs x)",
    "(fcopysign (fabs x) y)            => (fcopysign x y)",
    "(fcopysign (fneg x) y)            => (fcopysign x y)",
    "(bitcast (bitcast x))             => x",

    // References.
    "(ref_is_null (ref_null))          => 1",
    "(ref_is_null (ref_func))          => 0",
    "(ref_is_null (ref_i31 x))         => 0",
    "(ref_eq x x)                      => 1",
    "(any_convert_extern (extern_convert_any x)) => x",
    "(extern_convert_any (any_convert_extern x)) => x",
  };
  // spotless:on

  /** The rules by the ordinal of the opcode that their patterns begin with. */
  private static final Rule[][] BY_OPCODE = new Rule[Opcode.values().length][0];

  static {
    List<List<Rule>> lists = new ArrayList<>();
    for (int i = 0; i < BY_OPCODE.length; i++) {
      lists.add(new ArrayList<>());
    }
    for (String line : TEXT) {
      Rule rule = RuleParser.parse(line);
      lists.get(rule.pattern().opcode().ordinal()).add(rule);
    }
    for (int i = 0; i < BY_OPCODE.length; i++) {
      BY_OPCODE[i] = lists.get(i).toArray(new Rule[0]);
    }
  }

  private Rules() {}

  /** Returns the rules whose patterns begin with an opcode, in order. Not to be changed. */
  static Rule[] of(Opcode opcode) {
    return BY_OPCODE[opcode.ordinal()];
  }

  /** Returns the text of all rules, for tests. */
  static List<String> text() {
    return List.of(TEXT);
  }
}
