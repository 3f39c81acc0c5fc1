// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.InvalidModuleException;
import dev.jabiru.wasm.Opcode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads sequences of instructions, folded and flat, and writes them as the binary format does.
 *
 * <p>A folded instruction comes before its operands in the text and after them in the binary: its
 * bytes wait in {@code pending}, a stack, until its closing parenthesis. Nesting is a stack of
 * {@link Frame}s, so that its depth is limited by the heap alone.
 */
class InstructionParser extends TypeParser {
  /** What the innermost open form is, and thereby what may come next in it. */
  private enum Form {
    /** {@code (op imm operand*}: folded instructions. */
    OPERANDS,
    /** {@code (if type operand*}: folded instructions, then a {@code then} clause. */
    IF,
    /** The same after its {@code then} clause: maybe an {@code else} clause. */
    IF_THEN,
    /** {@code (try type}: a {@code do} clause. */
    TRY,
    /** The same after that: {@code catch} clauses, or one {@code delegate} clause. */
    TRY_DO,
    /** The same after a {@code catch} clause: more of them. */
    TRY_CATCH,
    /** A form with all its clauses. */
    COMPLETE,
    /** A {@code try} form that its delegate clause has ended. */
    DELEGATED,
    /** {@code (then}, {@code (else}, {@code (do}, {@code (catch}: instructions. */
    CLAUSE,
    /** {@code (block}, {@code (loop}, {@code (try_table}: instructions. */
    BODY,
    /** Flat forms: instructions up to the keyword that goes on or ends. */
    FLAT_BLOCK,
    FLAT_IF,
    FLAT_ELSE,
    FLAT_TRY,
    FLAT_CATCH,
    FLAT_CATCH_ALL;

    boolean isFlat() {
      return ordinal() >= FLAT_BLOCK.ordinal();
    }

    boolean isSequence() {
      return ordinal() >= CLAUSE.ordinal();
    }
  }

  private static final class Frame {
    Form form;
    final int token;
    final int pendingStart;
    @Nullable String label;
    int hint = -1;

    Frame(Form form, int token, int pendingStart) {
      this.form = form;
      this.token = token;
      this.pendingStart = pendingStart;
    }
  }

  /**
   * A hint for a branch.
   *
   * @param offset where the branch is, from the start of the function body
   * @param likely 1 if it is likely taken, 0 if not
   */
  record BranchHint(int offset, int likely) {}

  private final Immediates immediates;
  private final ByteBuilder pending = new ByteBuilder();
  private final List<Frame> frames = new ArrayList<>();
  private ByteBuilder out = new ByteBuilder();

  /** The hints for branches of the function that is being read. */
  final List<BranchHint> branchHints = new ArrayList<>();

  InstructionParser(
      Tokens tokens, int start, ModuleScope scope, Annotations annotations, Features features) {
    super(tokens, start, scope, annotations, features);
    this.immediates = new Immediates(this);
  }

  /** Whether an instruction read so far refers to a data segment. */
  final boolean usesDataSegments() {
    return immediates.usesDataSegments();
  }

  /** Reads instructions up to the closing parenthesis of the form around them, and ends them. */
  final void expression(ByteBuilder target) {
    run(target, null, false);
    emit(Opcode.END, pos);
  }

  /** Reads one folded instruction as an expression, and ends it. */
  final void foldedExpression(ByteBuilder target) {
    if (!at(TokenKind.LPAREN)) {
      throw unexpected("a folded instruction");
    }
    run(target, null, true);
    target.u8(Opcode.END.code());
  }

  /** Reads the instructions of a function, which has these locals. */
  final void functionBody(ByteBuilder target, IndexSpace locals) {
    run(target, locals, false);
    emit(Opcode.END, pos);
  }

  private void run(ByteBuilder target, @Nullable IndexSpace locals, boolean onlyOne) {
    out = target;
    immediates.start(locals);
    do {
      if (at(TokenKind.LPAREN)) {
        folded();
      } else if (at(TokenKind.RPAREN)) {
        if (frames.isEmpty()) {
          return;
        }
        closeFolded();
      } else {
        flat();
      }
    } while (!onlyOne || !frames.isEmpty());
  }

  private @Nullable Frame top() {
    return frames.isEmpty() ? null : frames.getLast();
  }

  private Frame push(Form form, int token, int pendingStart) {
    Frame frame = new Frame(form, token, pendingStart);
    frames.add(frame);
    return frame;
  }

  private void emit(Opcode opcode, int token) {
    out.mark(tokens.offset(token));
    Immediates.writeOpcode(opcode, out);
  }

  /** Moves the waiting bytes of a folded instruction out. */
  private void emitPending(Frame frame) {
    hint(frame.hint);
    out.mark(tokens.offset(frame.token));
    out.moveTail(pending, frame.pendingStart);
  }

  private void hint(int likely) {
    if (likely >= 0) {
      branchHints.add(new BranchHint(out.size(), likely));
    }
  }

  private int claimHint(int token, Opcode opcode) {
    int hint = annotations.branchHintBefore(token);
    if (hint >= 0 && opcode != Opcode.IF && opcode != Opcode.BR_IF) {
      throw new InvalidModuleException(
          "@metadata.code.branch_hint annotation: invalid target "
              + opcode
              + ", at "
              + SourceMap.lineAndColumn(tokens.source(), tokens.offset(token)));
    }
    return hint;
  }

  private void folded() {
    Frame frame = top();
    if (frame != null && !frame.form.isSequence() && clause(frame)) {
      return;
    }
    int paren = pos++;
    int token = pos;
    Opcode opcode = immediates.opcode();
    int hint = claimHint(paren, opcode);
    switch (opcode) {
      case BLOCK, LOOP, TRY_TABLE -> {
        String label = takeId();
        emit(opcode, token);
        immediates.read(opcode, out);
        enter(push(Form.BODY, token, 0), label);
      }
      case IF -> {
        Frame added = push(Form.IF, token, pending.size());
        added.label = takeId();
        added.hint = hint;
        Immediates.writeOpcode(opcode, pending);
        blockType(pending);
      }
      case TRY -> {
        String label = takeId();
        emit(opcode, token);
        blockType(out);
        enter(push(Form.TRY, token, 0), label);
      }
      case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> throw tokens.unexpected(token, "an operator");
      default -> {
        Frame added = push(Form.OPERANDS, token, pending.size());
        added.hint = hint;
        immediates.instruction(opcode, pending);
      }
    }
  }

  private void enter(Frame frame, @Nullable String label) {
    frame.label = label;
    immediates.pushLabel(label);
  }

  /** Reads the opening of a clause of a folded {@code if} or {@code try}, if one comes next. */
  private boolean clause(Frame frame) {
    switch (frame.form) {
      case OPERANDS -> {
        return false;
      }
      case IF -> {
        if (!takeForm("then")) {
          return false;
        }
        emitPending(frame);
        enter(frame, frame.label);
        frame.form = Form.IF_THEN;
      }
      case IF_THEN -> {
        demandClause("else");
        emit(Opcode.ELSE, pos - 1);
        frame.form = Form.COMPLETE;
      }
      case TRY -> {
        demandClause("do");
        frame.form = Form.TRY_DO;
      }
      case TRY_DO, TRY_CATCH -> {
        tryClause(frame);
        if (frame.form == Form.DELEGATED) {
          return true;
        }
      }
      default -> {
        pos++;
        throw unexpected("no further clause");
      }
    }
    push(Form.CLAUSE, pos, 0);
    return true;
  }

  private void demandClause(String keyword) {
    if (!takeForm(keyword)) {
      pos++;
      throw unexpected(keyword);
    }
  }

  private void tryClause(Frame frame) {
    if (takeForm("catch")) {
      emit(Opcode.CATCH, pos - 1);
      immediates.read(Opcode.CATCH, out);
      frame.form = Form.TRY_CATCH;
    } else if (takeForm("catch_all")) {
      emit(Opcode.CATCH_ALL, pos - 1);
      frame.form = Form.COMPLETE;
    } else if (frame.form == Form.TRY_CATCH) {
      pos++;
      throw unexpected("catch or catch_all");
    } else {
      demandClause("delegate");
      immediates.popLabel();
      emit(Opcode.DELEGATE, pos - 1);
      immediates.read(Opcode.DELEGATE, out);
      close();
      frame.form = Form.DELEGATED;
    }
  }

  private void closeFolded() {
    Frame frame = frames.getLast();
    switch (frame.form) {
      case OPERANDS -> emitPending(frame);
      case IF_THEN, COMPLETE, BODY, TRY_DO, TRY_CATCH -> {
        emit(Opcode.END, pos);
        immediates.popLabel();
      }
      case CLAUSE, DELEGATED -> {}
      case IF -> throw unexpected("a then clause");
      case TRY -> throw unexpected("a do clause");
      default -> throw unexpected("end");
    }
    pos++;
    frames.removeLast();
  }

  private void flat() {
    Frame frame = top();
    if (frame != null && !frame.form.isSequence()) {
      throw unexpected(frame.form == Form.OPERANDS ? "a folded instruction or ')'" : "'(' or ')'");
    }
    int token = pos;
    Opcode opcode = immediates.opcode();
    int hint = claimHint(token, opcode);
    switch (opcode) {
      case BLOCK, LOOP, TRY_TABLE -> openFlat(Form.FLAT_BLOCK, opcode, token);
      case IF -> {
        hint(hint);
        openFlat(Form.FLAT_IF, opcode, token);
      }
      case TRY -> openFlat(Form.FLAT_TRY, opcode, token);
      case ELSE -> {
        demand(frame, token, Form.FLAT_IF, Form.FLAT_IF).form = Form.FLAT_ELSE;
        emit(opcode, token);
        checkLabel();
      }
      case CATCH, CATCH_ALL -> {
        demand(frame, token, Form.FLAT_TRY, Form.FLAT_CATCH).form =
            opcode == Opcode.CATCH ? Form.FLAT_CATCH : Form.FLAT_CATCH_ALL;
        emit(opcode, token);
        immediates.read(opcode, out);
      }
      case DELEGATE -> {
        demand(frame, token, Form.FLAT_TRY, Form.FLAT_TRY);
        immediates.popLabel();
        emit(opcode, token);
        immediates.read(opcode, out);
        frames.removeLast();
      }
      case END -> {
        demand(frame, token, Form.FLAT_BLOCK, Form.FLAT_CATCH_ALL);
        emit(opcode, token);
        checkLabel();
        immediates.popLabel();
        frames.removeLast();
      }
      default -> {
        hint(hint);
        out.mark(tokens.offset(token));
        immediates.instruction(opcode, out);
      }
    }
  }

  private void openFlat(Form form, Opcode opcode, int token) {
    String label = takeId();
    emit(opcode, token);
    immediates.read(opcode, out);
    enter(push(form, token, 0), label);
  }

  private Frame demand(@Nullable Frame frame, int token, Form first, Form last) {
    if (frame == null
        || !frame.form.isFlat()
        || frame.form.compareTo(first) < 0
        || frame.form.compareTo(last) > 0) {
      throw tokens.unexpected(token, "an instruction");
    }
    return frame;
  }

  /** Checks that the identifier after {@code end} or {@code else} repeats that of its block. */
  private void checkLabel() {
    int token = pos;
    String id = takeId();
    String label = frames.getLast().label;
    if (id != null && !id.equals(label)) {
      throw tokens.error(
          token,
          "mismatching label $"
              + id
              + (label == null ? " on a block without label" : ", the block is $" + label));
    }
  }
}
