// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.text.WastCommand.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the commands of a script. */
final class WastParser extends TokenCursor {
  /** The fields with which a script begins that is nothing but the fields of one module. */
  private static final Set<String> FIELDS =
      Set.of(
          "type", "rec", "import", "func", "table", "memory", "global", "tag", "export", "start",
          "elem", "data");

  private static final int MAX_THREAD_NESTING = 100;

  private int line = 1;
  private int lineOffset;
  private int threadNesting;

  WastParser(Tokens tokens) {
    super(tokens, 0);
  }

  List<WastCommand> script() {
    if (at(TokenKind.LPAREN) && FIELDS.contains(tokens.text(pos + 1))) {
      return List.of(new WastCommand.DefineAndInstantiate(1, null, WastModule.text(tokens, 0)));
    }
    List<WastCommand> commands = commands();
    if (!at(TokenKind.END)) {
      throw unexpected("a command");
    }
    return commands;
  }

  private List<WastCommand> commands() {
    List<WastCommand> commands = new ArrayList<>();
    while (at(TokenKind.LPAREN)) {
      commands.add(command());
    }
    return commands;
  }

  /** The line of the next token; counted on from the command before. */
  private int currentLine() {
    byte[] source = tokens.source();
    for (int offset = tokens.offset(pos); lineOffset < offset; lineOffset++) {
      if (SourceMap.endsLine(source, lineOffset)) {
        line++;
      }
    }
    return line;
  }

  private WastCommand command() {
    int start = currentLine();
    pos++;
    int token = pos;
    WastCommand command =
        switch (keyword("a command")) {
          case "module" -> module(start);
          case "register" -> new WastCommand.Register(start, name("a name"), takeId());
          case "invoke" -> new WastCommand.Perform(start, invoke());
          case "get" -> new WastCommand.Perform(start, get());
          case "assert_return" -> assertReturn(start);
          case "assert_trap" -> assertTrap(start);
          case "assert_exhaustion" ->
              new WastCommand.AssertExhaustion(start, action(), name("a message"));
          case "assert_exception" -> new WastCommand.AssertException(start, action());
          case "assert_malformed" -> refused(start, Mistake.MALFORMED);
          case "assert_invalid" -> refused(start, Mistake.INVALID);
          case "assert_unlinkable" -> refused(start, Mistake.UNLINKABLE);
          case "assert_malformed_custom" -> refused(start, Mistake.MALFORMED_CUSTOM);
          case "assert_invalid_custom" -> refused(start, Mistake.INVALID_CUSTOM);
          case "thread" -> thread(start);
          case "wait" -> new WastCommand.AwaitThread(start, takeId());
          default -> throw tokens.unexpected(token, "a command");
        };
    close();
    return command;
  }

  // Modules

  private WastCommand module(int start) {
    if (takeKeyword("instance")) {
      String id = takeId();
      return new WastCommand.Instantiate(start, id, takeId());
    }
    boolean definition = takeKeyword("definition");
    String id = at(TokenKind.ID) ? tokens.id(pos) : null;
    WastModule module = moduleBody();
    return definition
        ? new WastCommand.Define(start, id, module)
        : new WastCommand.DefineAndInstantiate(start, id, module);
  }

  /** Reads a module from where its identifier would stand up to its closing parenthesis. */
  private WastModule moduleBody() {
    int start = pos;
    takeId();
    if (takeKeyword("binary")) {
      return WastModule.binary(strings());
    }
    if (takeKeyword("quote")) {
      return WastModule.quote(strings());
    }
    while (!at(TokenKind.RPAREN) && !at(TokenKind.END) && !at(TokenKind.ERROR)) {
      pos = at(TokenKind.LPAREN) ? after(tokens.closing(pos)) : pos + 1;
    }
    return WastModule.text(tokens, start);
  }

  private byte[] strings() {
    ByteBuilder bytes = new ByteBuilder();
    while (at(TokenKind.STRING)) {
      bytes.raw(string("a string"));
    }
    return bytes.toByteArray();
  }

  private WastModule moduleForm() {
    form("module");
    WastModule module = moduleBody();
    close();
    return module;
  }

  private WastCommand refused(int start, Mistake mistake) {
    return new WastCommand.AssertRefused(start, mistake, moduleForm(), name("a message"));
  }

  // Actions

  private WastAction action() {
    open("an action");
    int token = pos;
    WastAction action =
        switch (keyword("an action")) {
          case "invoke" -> invoke();
          case "get" -> get();
          default -> throw tokens.unexpected(token, "invoke or get");
        };
    close();
    return action;
  }

  private WastAction invoke() {
    String module = takeId();
    String export = name("the name of a function");
    List<WastValue> arguments = new ArrayList<>();
    while (at(TokenKind.LPAREN)) {
      int start = pos;
      if (!(expected() instanceof WastExpected.Exactly exactly)) {
        throw tokens.error(start, "unexpected token: a pattern is no argument");
      }
      arguments.add(exactly.value());
    }
    return new WastAction.Invoke(module, export, List.copyOf(arguments));
  }

  private WastAction get() {
    return new WastAction.Get(takeId(), name("the name of a global"));
  }

  private WastCommand assertReturn(int start) {
    WastAction action = action();
    return new WastCommand.AssertReturn(start, action, expectedList());
  }

  private WastCommand assertTrap(int start) {
    if (atForm("module")) {
      return new WastCommand.AssertModuleTrap(start, moduleForm(), name("a message"));
    }
    return new WastCommand.AssertTrap(start, action(), name("a message"));
  }

  // Threads

  private WastCommand thread(int start) {
    if (++threadNesting > MAX_THREAD_NESTING) {
      throw tokens.error(pos, "threads are nested too deep, the limit is " + MAX_THREAD_NESTING);
    }
    String id = takeId();
    List<String> shared = new ArrayList<>();
    while (takeForm("shared")) {
      form("module");
      if (!at(TokenKind.ID)) {
        throw unexpected("an identifier");
      }
      shared.add(tokens.id(pos++));
      close();
      close();
    }
    List<WastCommand> commands = commands();
    threadNesting--;
    return new WastCommand.RunThread(start, id, List.copyOf(shared), List.copyOf(commands));
  }

  // Values

  private List<WastExpected> expectedList() {
    List<WastExpected> list = new ArrayList<>();
    while (at(TokenKind.LPAREN)) {
      list.add(expected());
    }
    return List.copyOf(list);
  }

  private WastExpected expected() {
    open("a value");
    int token = pos;
    WastExpected expected =
        switch (keyword("a value")) {
          case "i32.const" -> exactly(new WastValue.I32((int) integer(32)));
          case "i64.const" -> exactly(new WastValue.I64(integer(64)));
          case "f32.const" -> f32();
          case "f64.const" -> f64();
          case "v128.const" -> vector();
          case "ref.null" ->
              exactly(new WastValue.RefNull(at(TokenKind.RPAREN) ? null : heapType()));
          case "ref.extern" ->
              at(TokenKind.NAT)
                  ? exactly(new WastValue.RefExtern(u32("a number")))
                  : new WastExpected.RefOf("extern");
          case "ref.host" -> exactly(new WastValue.RefHost(u32("a number")));
          case "ref.func" -> {
            if (atIndex()) {
              pos++; // which function it is cannot be said from outside
            }
            yield new WastExpected.RefOf("func");
          }
          case "ref.any" -> new WastExpected.RefOf("any");
          case "ref.eq" -> new WastExpected.RefOf("eq");
          case "ref.i31" -> new WastExpected.RefOf("i31");
          case "ref.struct" -> new WastExpected.RefOf("struct");
          case "ref.array" -> new WastExpected.RefOf("array");
          case "ref.exn" -> new WastExpected.RefOf("exn");
          case "either" -> new WastExpected.Either(expectedList());
          default -> throw tokens.unexpected(token, "a value");
        };
    close();
    return expected;
  }

  private static WastExpected exactly(WastValue value) {
    return new WastExpected.Exactly(value);
  }

  private String heapType() {
    if (at(TokenKind.KEYWORD) || at(TokenKind.NAT)) {
      return tokens.text(pos++);
    }
    throw unexpected("a heap type");
  }

  private WastExpected f32() {
    WastExpected nan = nan(32);
    return nan != null ? nan : exactly(new WastValue.F32(f32Bits()));
  }

  private WastExpected f64() {
    WastExpected nan = nan(64);
    return nan != null ? nan : exactly(new WastValue.F64(f64Bits()));
  }

  private @Nullable WastExpected nan(int bits) {
    if (takeKeyword("nan:canonical")) {
      return new WastExpected.Nan(bits, true);
    }
    return takeKeyword("nan:arithmetic") ? new WastExpected.Nan(bits, false) : null;
  }

  private WastExpected vector() {
    Shape shape = Shape.read(this);
    List<WastExpected> lanes = new ArrayList<>();
    boolean patterns = false;
    long[] halves = new long[2];
    for (int i = 0; i < shape.lanes(); i++) {
      int laneBits = 8 * shape.laneBytes();
      WastExpected nan = nan(laneBits);
      if (nan != null) {
        patterns = true;
        lanes.add(nan);
        continue;
      }
      long lane = shape.lane(this) & (-1L >>> (64 - laneBits));
      halves[i * laneBits / 64] |= lane << (i * laneBits % 64);
      lanes.add(exactly(laneValue(shape, lane)));
    }
    return patterns
        ? new WastExpected.Lanes(8 * shape.laneBytes(), List.copyOf(lanes))
        : exactly(new WastValue.V128(halves[0], halves[1]));
  }

  private static WastValue laneValue(Shape shape, long lane) {
    return switch (shape) {
      case I8X16, I16X8, I32X4 -> new WastValue.I32((int) lane);
      case I64X2 -> new WastValue.I64(lane);
      case F32X4 -> new WastValue.F32((int) lane);
      case F64X2 -> new WastValue.F64(lane);
    };
  }
}
