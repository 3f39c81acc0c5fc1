// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.entity.Entity;
import dev.jabiru.entity.PrimaryMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Reads functions from the text form that {@link FunctionPrinter} writes.
 *
 * <p>Blocks and values keep the numbers they have in the text. Whatever the text says is taken as
 * it is; whether it makes sense is for the {@link Verifier} to say.
 */
public final class FunctionParser {
  /** Text that is not a function; the message names the line. */
  public static final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SyntaxException(String message, int line) {
      super(message + "\n  in line " + line);
    }
  }

  private static final Type[] TYPES = Type.values();

  private final List<String> lines;
  private int lineNumber;
  private WordReader words = new WordReader(List.of(), 0);

  private FunctionParser(List<String> lines, int firstLine) {
    this.lines = lines;
    this.lineNumber = firstLine;
  }

  /**
   * Reads one function.
   *
   * @param text its text, and comments
   * @return the function
   * @throws SyntaxException if the text is anything else
   */
  public static Function parse(String text) {
    List<Function> functions = parseAll(text);
    if (functions.size() != 1) {
      throw new SyntaxException("wanted one function, found " + functions.size(), 1);
    }
    return functions.get(0);
  }

  /**
   * Reads functions.
   *
   * @param text their text, one after another, and comments
   * @return the functions, in order
   * @throws SyntaxException if the text is anything else
   */
  public static List<Function> parseAll(String text) {
    FunctionParser parser = new FunctionParser(text.lines().toList(), 0);
    List<Function> functions = new ArrayList<>();
    while (parser.nextLine()) {
      functions.add(parser.parseFunction());
    }
    return functions;
  }

  /** Goes on to the next line that has words; returns whether there is one. */
  private boolean nextLine() {
    while (lineNumber < lines.size()) {
      List<String> split = Words.split(lines.get(lineNumber++));
      if (!split.isEmpty()) {
        words = new WordReader(split, lineNumber);
        return true;
      }
    }
    return false;
  }

  private Function parseFunction() {
    words.expect("function");
    UserExternalName name = new UserExternalName(0, 0);
    if (!words.peek().startsWith("%")) {
      name = words.externalName();
    }
    String label = words.peek().startsWith("%") ? words.next().substring(1) : null;
    Function f = new Function(name, words.signature());
    f.setLabel(label);
    words.expect("{");
    words.end();

    BodyParser body = new BodyParser(f);
    boolean isCode = false;
    while (nextLine()) {
      if (words.accept("}")) {
        words.end();
        body.complete();
        return f;
      }
      isCode |= words.peek().startsWith("block");
      if (isCode) {
        body.line(words);
      } else {
        parseDeclaration(f);
      }
    }
    throw new SyntaxException("the function does not end", lineNumber);
  }

  private void parseDeclaration(Function f) {
    String key = words.next();
    words.expect("=");
    switch (key.replaceAll("[0-9]+$", "")) {
      case "mem" -> declare(key, f.memories(), parseMemory(), Memory::new);
      case "table" -> {
        words.expect("table");
        TableData table =
            new TableData(words.integer(), words.type(), words.oneOf(HeapKind.values()));
        declare(key, f.tables(), table, Table::new);
      }
      case "global" -> {
        words.expect("global");
        GlobalData global = new GlobalData(words.integer(), words.type(), words.accept("mutable"));
        declare(key, f.globals(), global, Global::new);
      }
      case "sig" -> {
        int type = words.accept("type") ? words.integer() : Function.NO_TYPE_INDEX;
        SigRef sig = declare(key, f.signatures(), words.signature(), SigRef::new);
        if (type != Function.NO_TYPE_INDEX) {
          f.setTypeIndex(sig, type);
        }
      }
      case "fn" -> {
        UserExternalName name = words.externalName();
        ExtFuncData data = new ExtFuncData(name, words.entity(SigRef.class, SigRef::new));
        declare(key, f.functions(), data, FuncRef::new);
      }
      case "type" -> declare(key, f.types(), parseType(), TypeRef::new);
      case "tag" -> {
        words.expect("tag");
        TagData tag = new TagData(words.integer(), words.entity(SigRef.class, SigRef::new));
        declare(key, f.tags(), tag, Tag::new);
      }
      case "const" -> declare(key, f.constants(), words.constant(), Constant::new);
      case "ss" -> {
        StackSlotData.Area area = parseArea(words.next());
        declare(key, f.stackSlots(), new StackSlotData(words.integer(), area), StackSlot::new);
      }
      default -> throw words.error("a declaration", key);
    }
    words.end();
  }

  private StackSlotData.Area parseArea(String word) {
    for (StackSlotData.Area area : StackSlotData.Area.values()) {
      if (area.text().equals(word)) {
        return area;
      }
    }
    throw words.error("a kind of stack slot", word);
  }

  private <K extends Entity, V> K declare(
      String key, PrimaryMap<K, V> map, V value, IntFunction<K> make) {
    K made = map.push(value, make);
    if (!made.toString().equals(key)) {
      throw words.error(made.toString(), key);
    }
    return made;
  }

  private MemoryData parseMemory() {
    words.expect("memory");
    int index = words.integer();
    Type addressType = words.type();
    MemoryForm form = words.oneOf(MemoryForm.values());
    boolean isShared = words.accept("shared");
    words.expect("page");
    int pageSizeLog2 = words.integer();
    words.expect("min");
    long min = words.number();
    long max = words.accept("max") ? words.number() : -1;
    return new MemoryData(index, addressType, form, isShared, pageSizeLog2, min, max);
  }

  private TypeData parseType() {
    words.expect("type");
    int index = words.integer();
    HeapKind kind = words.oneOf(HeapKind.values());
    List<Type> fields = new ArrayList<>();
    while (words.hasNext()) {
      fields.add(words.oneOf(TYPES));
    }
    return new TypeData(index, kind, fields);
  }
}
