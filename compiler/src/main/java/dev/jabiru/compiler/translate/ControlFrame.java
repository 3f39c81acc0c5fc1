// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.Handler;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One open construct: a function body, {@code block}, {@code loop}, {@code if}, {@code try_table}
 * or legacy {@code try}. Only constructs that reachable code enters have one.
 */
final class ControlFrame {
  enum Kind {
    FUNCTION,
    BLOCK,
    LOOP,
    IF,
    ELSE,
    TRY_TABLE,
    /** The body of a legacy {@code try}. */
    TRY,
    /** A legacy {@code catch} or {@code catch_all}. */
    CATCH
  }

  /** Changes from {@code IF} to {@code ELSE} and from {@code TRY} to {@code CATCH} on the way. */
  Kind kind;

  final Signature type;

  /** Height of the operand stack below the construct's parameters. */
  final int height;

  /**
   * Of a loop its header; of anything else the block after its end, made when first branched to. A
   * construct that nothing branches to goes on in the block where its body ends.
   */
  @Nullable Block target;

  /** Of an {@code if}, the block entered when the condition does not hold. */
  @Nullable Block elseBlock;

  /** Of an {@code if}, its parameters, which {@code else} begins with again. */
  Value[] params = {};

  /** Of a {@code try_table}, what it catches, in the order asked. */
  final List<CatchClause> clauses = new ArrayList<>(0);

  /** Of a legacy {@code try}, where exceptions of its body land; null while there are none. */
  @Nullable Block dispatch;

  /** Of a legacy {@code try}, the catches so far. */
  final List<Handler> catches = new ArrayList<>(0);

  /** Of a legacy catch, the exception. */
  @Nullable Value caught;

  ControlFrame(Kind kind, Signature type, int height) {
    this.kind = kind;
    this.type = type;
    this.height = height;
  }

  /** {@return the types that a branch to this construct passes} */
  List<dev.jabiru.codegen.ir.Type> branchTypes() {
    return kind == Kind.LOOP ? type.params() : type.returns();
  }
}
