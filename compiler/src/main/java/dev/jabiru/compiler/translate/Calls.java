// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.EdgeKind;
import dev.jabiru.codegen.ir.FuncRef;
import dev.jabiru.codegen.ir.FunctionBuilder;
import dev.jabiru.codegen.ir.Handler;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.SigRef;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Table;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.compiler.translate.ControlFrame.Kind;
import dev.jabiru.entity.EntityList;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.Opcode;
import dev.jabiru.wasm.TypeIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translates calls and what else may throw, and the ways exceptions take.
 *
 * <p>Where nothing catches, a call is a call. Inside a {@code try_table} or legacy {@code try} it
 * ends its block: the handlers that apply, innermost first, are edges to landing blocks of this
 * call alone, and each landing block jumps to the label of its clause.
 *
 * <p>A legacy {@code try} learns its catches only after its body. So exceptions of the body land in
 * one <em>dispatch</em> block as they are, and when the construct ends, that block throws the
 * exception again with the catches as handlers.
 */
final class Calls {
  private final FunctionTranslator translator;
  private final IrTypes types;
  private final FunctionEntities entities;
  private final InstructionReader reader;

  /** Landing blocks of the instruction being translated, and what they land for. */
  private final List<Handler> handlers = new ArrayList<>();

  private final List<CatchClause> landings = new ArrayList<>();

  Calls(
      FunctionTranslator translator,
      IrTypes types,
      FunctionEntities entities,
      InstructionReader reader) {
    this.translator = translator;
    this.types = types;
    this.entities = entities;
    this.reader = reader;
  }

  void translate() {
    FunctionBuilder builder = translator.builder();
    OperandStack stack = translator.stack;
    switch (reader.opcode()) {
      case CALL -> {
        FuncRef callee = entities.function(reader.index());
        Signature signature = signatureOf(callee);
        call(signature, callee, null, null, null);
      }
      case CALL_INDIRECT -> {
        SigRef type = entities.signature(reader.index());
        Table table = entities.table(reader.index2());
        call(types.signature(reader.index()), null, type, table, stack.pop());
      }
      case CALL_REF -> {
        SigRef type = entities.signature(reader.index());
        call(types.signature(reader.index()), null, type, null, stack.pop());
      }
      case RETURN_CALL -> {
        FuncRef callee = entities.function(reader.index());
        builder.returnCall(callee, args(signatureOf(callee)));
        translator.leave();
      }
      case RETURN_CALL_INDIRECT -> {
        SigRef type = entities.signature(reader.index());
        Table table = entities.table(reader.index2());
        Value index = stack.pop();
        builder.returnCallIndirect(type, table, index, args(types.signature(reader.index())));
        translator.leave();
      }
      case RETURN_CALL_REF -> {
        SigRef type = entities.signature(reader.index());
        Value callee = stack.pop();
        builder.returnCallRef(type, callee, args(types.signature(reader.index())));
        translator.leave();
      }
      case THROW -> {
        EntityList<Value> args = stack.pop(payload(reader.index()).size(), builder.pool());
        collectHandlers(translator.frames.size());
        builder.throwTag(entities.tag(reader.index()), args, handlers);
        fillLandings();
        translator.leave();
      }
      case THROW_REF -> throwRef(stack.pop());
      case RETHROW -> {
        Value caught = translator.frame(reader.index()).caught;
        if (caught == null) {
          throw new AssertionError("rethrow outside of a catch");
        }
        throwRef(caught);
      }
      default -> throw new AssertionError(reader.opcode() + " has no translation");
    }
  }

  private void throwRef(Value exception) {
    collectHandlers(translator.frames.size());
    translator.builder().throwRef(exception, handlers);
    fillLandings();
    translator.leave();
  }

  private Signature signatureOf(FuncRef callee) {
    var function = translator.builder().function();
    return function.signatures().get(function.functions().get(callee).signature());
  }

  private EntityList<Value> args(Signature signature) {
    return translator.stack.pop(signature.params().size(), translator.builder().pool());
  }

  /** Calls a function by name, a table element, or a reference; pushes the results. */
  @SuppressWarnings("NullAway") // without a function there are a type and a callee
  private void call(
      Signature signature,
      @Nullable FuncRef function,
      @Nullable SigRef type,
      @Nullable Table table,
      @Nullable Value callee) {
    FunctionBuilder builder = translator.builder();
    EntityList<Value> args = args(signature);
    collectHandlers(translator.frames.size());
    if (handlers.isEmpty()) {
      Inst inst;
      if (function != null) {
        inst = builder.call(function, args);
      } else if (table != null) {
        inst = builder.callIndirect(type, table, callee, args);
      } else {
        inst = builder.callRef(type, callee, args);
      }
      for (int i = 0; i < signature.returns().size(); i++) {
        translator.stack.push(builder.result(inst, i));
      }
      return;
    }
    Block normal = builder.createBlock();
    for (Type result : signature.returns()) {
      builder.appendBlockParam(normal, result);
    }
    if (function != null) {
      builder.tryCall(function, args, normal, handlers);
    } else if (table != null) {
      builder.tryCallIndirect(type, table, callee, args, normal, handlers);
    } else {
      builder.tryCallRef(type, callee, args, normal, handlers);
    }
    fillLandings();
    builder.sealBlock(normal);
    builder.switchToBlock(normal);
    for (int i = 0; i < signature.returns().size(); i++) {
      translator.stack.push(builder.blockParam(normal, i));
    }
  }

  // Handlers.

  /** Reads the clauses of a {@code try_table} whose frame has just been pushed. */
  void tryTable(ControlFrame frame) {
    EdgeKind[] kinds = {
      EdgeKind.CATCH, EdgeKind.CATCH_REF, EdgeKind.CATCH_ALL, EdgeKind.CATCH_ALL_REF
    };
    for (int i = 0; i < reader.catchCount(); i++) {
      // The labels do not count the construct itself.
      ControlFrame target = translator.frame(reader.catchLabel(i) + 1);
      frame.clauses.add(new CatchClause(kinds[reader.catchKind(i)], reader.catchTag(i), target));
    }
  }

  /** Makes a landing block for each clause among the outermost constructs that applies here. */
  private void collectHandlers(int constructs) {
    handlers.clear();
    landings.clear();
    for (int i = constructs - 1; i >= 0; i--) {
      ControlFrame frame = translator.frames.get(i);
      if (frame.kind == Kind.TRY) {
        addLanding(new CatchClause(EdgeKind.CATCH_ALL_REF, -1, frame));
        return;
      }
      if (frame.kind == Kind.TRY_TABLE) {
        for (CatchClause clause : frame.clauses) {
          addLanding(clause);
          if (!clause.kind().hasTag()) {
            return;
          }
        }
      }
    }
  }

  private void addLanding(CatchClause clause) {
    handlers.add(
        new Handler(
            clause.kind(),
            clause.tag() < 0 ? null : entities.tag(clause.tag()),
            handlerBlock(clause.kind(), clause.tag())));
    landings.add(clause);
  }

  /** {@return a block with the parameters that a handler of a kind takes} */
  private Block handlerBlock(EdgeKind kind, int tag) {
    FunctionBuilder builder = translator.builder();
    Block block = builder.createBlock();
    if (kind.hasTag()) {
      for (Type type : payload(tag)) {
        builder.appendBlockParam(block, type);
      }
    }
    if (kind == EdgeKind.CATCH_REF || kind == EdgeKind.CATCH_ALL_REF) {
      builder.appendBlockParam(block, Type.REF);
    }
    return block;
  }

  /** {@return the types of the values that exceptions with a tag carry} */
  private List<Type> payload(int tag) {
    TypeIndex type = types.module().tags().get(new dev.jabiru.wasm.TagIndex(tag)).type();
    return types.signature(type.index()).params();
  }

  /** Lets each landing block pass what it takes on to the label of its clause. */
  private void fillLandings() {
    FunctionBuilder builder = translator.builder();
    for (int i = 0; i < landings.size(); i++) {
      Block landing = handlers.get(i).block();
      builder.sealBlock(landing);
      builder.switchToBlock(landing);
      EntityList<Value> args = builder.pool().copyOf(builder.function().dfg().blockParams(landing));
      ControlFrame target = landings.get(i).target();
      if (target.kind == Kind.TRY) {
        builder.jump(dispatchOf(target), args);
      } else {
        builder.jump(translator.targetOf(target), args);
      }
    }
  }

  // Legacy exceptions.

  private Block dispatchOf(ControlFrame frame) {
    Block dispatch = frame.dispatch;
    if (dispatch == null) {
      dispatch = translator.builder().createBlock();
      translator.builder().appendBlockParam(dispatch, Type.REF);
      frame.dispatch = dispatch;
    }
    return dispatch;
  }

  /**
   * Begins a {@code catch} or {@code catch_all}, and pushes what it begins with.
   *
   * @return its first block, which is sealed only when the construct ends
   */
  Block beginCatch(ControlFrame frame) {
    FunctionBuilder builder = translator.builder();
    boolean hasTag = reader.opcode() == Opcode.CATCH;
    EdgeKind kind = hasTag ? EdgeKind.CATCH_REF : EdgeKind.CATCH_ALL_REF;
    Block block = handlerBlock(kind, hasTag ? reader.index() : -1);
    frame.catches.add(new Handler(kind, hasTag ? entities.tag(reader.index()) : null, block));
    int payload = builder.function().dfg().blockParamCount(block) - 1;
    for (int i = 0; i < payload; i++) {
      translator.stack.push(builder.blockParam(block, i));
    }
    frame.caught = builder.blockParam(block, payload);
    return block;
  }

  /**
   * Ends a legacy {@code try}: what landed goes to its catches, else to the outermost {@code
   * handling} constructs.
   */
  void dispatch(ControlFrame frame, int handling) {
    FunctionBuilder builder = translator.builder();
    Block dispatch = dispatchOf(frame);
    builder.sealBlock(dispatch);
    builder.switchToBlock(dispatch);
    collectHandlers(handling);
    handlers.addAll(0, frame.catches);
    builder.throwRef(builder.blockParam(dispatch, 0), handlers);
    handlers.subList(0, frame.catches.size()).clear();
    for (Handler handler : frame.catches) {
      builder.sealBlock(handler.block());
    }
    fillLandings();
    translator.leave();
  }
}
