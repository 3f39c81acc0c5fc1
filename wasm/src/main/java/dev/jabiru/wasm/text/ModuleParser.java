// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.ModuleSections.Section;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a module and assembles its sections.
 *
 * <p>Three passes: {@link ModuleIndexer} gives every definition its index; then come the types,
 * since the use of a function type finds a later definition; then all other fields in order, which
 * appends the types that they imply in the order the specification prescribes.
 */
final class ModuleParser extends InstructionParser {
  private final int fieldsStart;
  private final TokenKind end;
  private final @Nullable String moduleName;
  private final ModuleSections sections = new ModuleSections();
  private final ByteBuilder branchHintFuncs = new ByteBuilder();
  private int branchHintFuncCount;

  /** The kind of the first definition, after which no import may come. */
  private @Nullable String defined;

  private int funcs;
  private int tables;
  private int memories;
  private int globals;
  private int tags;

  ModuleParser(Tokens tokens, int start, Features features, TokenKind end) {
    super(
        tokens,
        start,
        new ModuleScope(),
        new Annotations(tokens, start, endOfFields(tokens, start)),
        features);
    this.end = end;
    String id = takeId();
    String name = annotations.nameBefore(pos);
    if (name != null && annotations.nameBefore(pos) != null) {
      throw tokens.error(pos, "@name annotation: multiple module names");
    }
    this.moduleName = name == null ? id : name;
    this.fieldsStart = pos;
  }

  private static int endOfFields(Tokens tokens, int start) {
    int token = start;
    while (tokens.kind(token) != TokenKind.END
        && tokens.kind(token) != TokenKind.ERROR
        && tokens.kind(token) != TokenKind.RPAREN) {
      boolean open = tokens.kind(token) == TokenKind.LPAREN;
      token = Math.min((open ? tokens.closing(token) : token) + 1, tokens.size() - 1);
    }
    return token;
  }

  TextModule parse() {
    new ModuleIndexer(tokens, fieldsStart, scope, annotations, features).index();
    types();
    pos = fieldsStart;
    customs();
    while (!at(end)) {
      open("a module field");
      field();
      close();
      customs();
    }
    annotations.demandAllClaimed();
    return finish();
  }

  private void types() {
    while (at(TokenKind.LPAREN)) {
      int open = pos;
      if (atForm("type") || atForm("rec")) {
        pos++;
        typeField();
      }
      pos = after(tokens.closing(open));
    }
  }

  private void customs() {
    if (!annotations.isEmpty()) {
      Tokens.Annotation annotation;
      while ((annotation = annotations.claim(Annotations.CUSTOM, pos)) != null) {
        sections.addCustom(annotations, annotation);
      }
    }
  }

  /** Reads a field from its keyword up to its closing parenthesis. */
  private void field() {
    int start = pos;
    if (!at(TokenKind.KEYWORD)) {
      throw unexpected("a module field");
    }
    switch (tokens.text(pos++)) {
      case "type", "rec" -> pos = tokens.closing(start - 1);
      case "import" -> importField(start);
      case "func" -> func(start);
      case "table" -> table(start);
      case "memory" -> memory(start);
      case "global" -> global(start);
      case "tag" -> tag(start);
      case "export" -> export(start);
      case "start" -> start(start);
      case "elem" -> elem(start);
      case "data" -> data(start);
      default -> throw tokens.unexpected(start, "a module field");
    }
  }

  // Imports and exports

  private void importField(int start) {
    demandNoDefinition(start);
    ByteBuilder out = sections.entry(Section.IMPORT, tokens.offset(start));
    out.name(name("a module name"));
    out.name(name("a name"));
    open("an import");
    int kind = pos;
    String keyword = keyword("an import");
    takeId();
    importType(kind, keyword, out);
    close();
  }

  private void importType(int token, String kind, ByteBuilder out) {
    switch (kind) {
      case "func" -> {
        funcs++;
        out.u8(0);
        out.u32(typeUse(new ArrayList<>()));
      }
      case "table" -> {
        tables++;
        out.u8(1);
        tableType(out);
      }
      case "memory" -> {
        memories++;
        out.u8(2);
        memoryType(out);
      }
      case "global" -> {
        globals++;
        out.u8(3);
        globalType(out);
      }
      case "tag" -> {
        tags++;
        out.u8(4);
        out.u8(0);
        out.u32(typeUse(new ArrayList<>()));
      }
      default -> throw tokens.unexpected(token, "func, table, memory, global or tag");
    }
  }

  private void demandNoDefinition(int token) {
    if (defined != null) {
      throw tokens.error(token, "import after " + defined);
    }
  }

  private void export(int start) {
    String name = name("a name");
    open("an export");
    int kind = pos;
    String keyword = keyword("an export");
    IndexSpace space =
        switch (keyword) {
          case "func" -> scope.funcs;
          case "table" -> scope.tables;
          case "memory" -> scope.memories;
          case "global" -> scope.globals;
          case "tag" -> scope.tags;
          default -> throw tokens.unexpected(kind, "func, table, memory, global or tag");
        };
    addExport(start, name, keyword, space.resolve(this));
    close();
  }

  private void addExport(int token, String name, String kind, int index) {
    ByteBuilder out = sections.entry(Section.EXPORT, tokens.offset(token));
    out.name(name);
    out.u8(
        switch (kind) {
          case "func" -> 0;
          case "table" -> 1;
          case "memory" -> 2;
          case "global" -> 3;
          default -> 4;
        });
    out.u32(index);
  }

  /**
   * Reads the identifier and the inline exports of a definition, and an inline import with its
   * type; true if it was an import.
   */
  private boolean inlineImport(int start, String kind, int index) {
    takeId();
    while (atForm("export")) {
      int token = pos;
      pos += 2;
      addExport(token, name("a name"), kind, index);
      close();
    }
    if (!takeForm("import")) {
      if (defined == null) {
        defined = kind.equals("func") ? "function" : kind;
      }
      return false;
    }
    demandNoDefinition(pos - 1);
    ByteBuilder out = sections.entry(Section.IMPORT, tokens.offset(start));
    out.name(name("a module name"));
    out.name(name("a name"));
    close();
    importType(start, kind, out);
    return true;
  }

  // Functions

  private void func(int start) {
    int index = funcs;
    if (inlineImport(start, "func", index)) {
      return;
    }
    funcs++;
    List<Binder> params = new ArrayList<>();
    int type = typeUse(params);
    sections.entry(Section.FUNC, tokens.offset(start)).u32(type);
    IndexSpace locals = new IndexSpace("local");
    for (Binder param : params) {
      locals.add(param, tokens);
    }
    FuncSignature signature = scope.signature(type);
    if (signature != null) {
      locals.addUnnamed(signature.params() - params.size());
    }
    ByteBuilder body = new ByteBuilder();
    body.mark(tokens.offset(start));
    locals(locals, body);
    branchHints.clear();
    functionBody(body, locals);
    ByteBuilder out = sections.entry(Section.CODE, tokens.offset(start));
    out.u32(body.size());
    out.append(body);
    addBranchHints(index);
    if (locals.hasNames()) {
      scope.locals.put(index, locals);
    }
  }

  private void locals(IndexSpace locals, ByteBuilder out) {
    List<String> types = new ArrayList<>();
    while (takeForm("local")) {
      if (at(TokenKind.ID)) {
        locals.add(binder(), tokens);
        types.add(localType());
      } else {
        while (!at(TokenKind.RPAREN)) {
          locals.add(new Binder(pos, null, annotations.nameBefore(pos)), tokens);
          types.add(localType());
        }
      }
      close();
    }
    ByteBuilder groups = new ByteBuilder();
    int count = 0;
    for (int i = 0; i < types.size(); count++) {
      int first = i;
      while (i < types.size() && types.get(i).equals(types.get(first))) {
        i++;
      }
      groups.u32(i - first);
      groups.raw(new FuncSignature(types.get(first), 0, 0).bytes());
    }
    out.u32(count);
    out.append(groups);
  }

  private String localType() {
    ByteBuilder type = new ByteBuilder();
    valueType(type);
    return type.toKey();
  }

  private void addBranchHints(int func) {
    if (branchHints.isEmpty()) {
      return;
    }
    branchHintFuncCount++;
    branchHintFuncs.u32(func);
    branchHintFuncs.u32(branchHints.size());
    for (BranchHint hint : branchHints) {
      branchHintFuncs.u32(hint.offset());
      branchHintFuncs.u32(1);
      branchHintFuncs.u8(hint.likely());
    }
  }

  private void start(int start) {
    if (sections.count(Section.START) > 0) {
      throw tokens.error(start, "multiple start sections");
    }
    sections.entry(Section.START, tokens.offset(start)).u32(scope.funcs.resolve(this));
  }

  // Tables, memories, globals, tags

  private void table(int start) {
    int index = tables;
    if (inlineImport(start, "table", index)) {
      return;
    }
    tables++;
    ByteBuilder out = sections.entry(Section.TABLE, tokens.offset(start));
    ByteBuilder type = new ByteBuilder();
    int afterAddress = atKeyword("i32") || atKeyword("i64") ? pos + 1 : pos;
    if (tokens.kind(afterAddress) == TokenKind.NAT) {
      tableType(type);
      if (!at(TokenKind.RPAREN)) {
        out.u8(0x40);
        out.u8(0);
        out.append(type);
        expression(out);
      } else {
        out.append(type);
      }
      return;
    }
    boolean is64 = addressType();
    refType(type);
    form("elem");
    ByteBuilder elem = sections.entry(Section.ELEM, tokens.offset(start));
    boolean ofFuncs = isFuncRef(type) && !at(TokenKind.LPAREN);
    boolean implied = index == 0 && isFuncRef(type);
    elem.u8((implied ? 0 : 2) | (ofFuncs ? 0 : 4));
    if (!implied) {
      elem.u32(index);
    }
    writeZero(elem, is64);
    int count = elements(elem, implied, ofFuncs, type);
    close();
    out.append(type);
    new Limits(count, true, count).write(out, is64 ? 4 : 0);
  }

  private static void writeZero(ByteBuilder out, boolean is64) {
    out.u8(is64 ? 0x42 : 0x41);
    out.u8(0);
    out.u8(0x0B);
  }

  private static boolean isFuncRef(ByteBuilder refType) {
    return refType.toKey().equals("\u0070");
  }

  private void memory(int start) {
    int index = memories;
    if (inlineImport(start, "memory", index)) {
      return;
    }
    memories++;
    ByteBuilder out = sections.entry(Section.MEMORY, tokens.offset(start));
    int form = pos;
    boolean is64 = addressType();
    int pageSizeLog2 = pageSizeLog2();
    if (!takeForm("data")) {
      pos = form;
      memoryType(out);
      return;
    }
    ByteBuilder bytes = strings();
    close();
    int log2 = pageSizeLog2 == -1 ? 16 : pageSizeLog2;
    long pages = (bytes.size() + (1L << log2) - 1) >>> log2;
    writeMemoryType(out, new Limits(pages, true, pages), is64 ? 4 : 0, pageSizeLog2);
    ByteBuilder data = sections.entry(Section.DATA, tokens.offset(start));
    data.u8(index == 0 ? 0 : 2);
    if (index != 0) {
      data.u32(index);
    }
    writeZero(data, is64);
    data.u32(bytes.size());
    data.append(bytes);
  }

  private void global(int start) {
    int index = globals;
    if (inlineImport(start, "global", index)) {
      return;
    }
    globals++;
    ByteBuilder out = sections.entry(Section.GLOBAL, tokens.offset(start));
    globalType(out);
    expression(out);
  }

  private void tag(int start) {
    int index = tags;
    if (inlineImport(start, "tag", index)) {
      return;
    }
    tags++;
    ByteBuilder out = sections.entry(Section.TAG, tokens.offset(start));
    out.u8(0);
    out.u32(typeUse(new ArrayList<>()));
  }

  // Segments

  private void data(int start) {
    ByteBuilder out = sections.entry(Section.DATA, tokens.offset(start));
    takeId();
    if (at(TokenKind.STRING) || at(TokenKind.RPAREN)) {
      out.u8(1);
    } else {
      long memory = part("memory", scope.memories);
      out.u8(memory <= 0 ? 0 : 2);
      if (memory > 0) {
        out.unsigned(memory);
      }
      offset(out);
    }
    ByteBuilder bytes = strings();
    out.u32(bytes.size());
    out.append(bytes);
  }

  private ByteBuilder strings() {
    ByteBuilder bytes = new ByteBuilder();
    while (at(TokenKind.STRING)) {
      bytes.raw(string("a string"));
    }
    return bytes;
  }

  private void offset(ByteBuilder out) {
    if (takeForm("offset")) {
      expression(out);
      close();
    } else {
      foldedExpression(out);
    }
  }

  /**
   * The first byte of an element segment: bit 0 says it is not active; bit 1 that it is
   * declarative, or active with a table index; bit 2 that elements are expressions.
   */
  private void elem(int start) {
    ByteBuilder out = sections.entry(Section.ELEM, tokens.offset(start));
    takeId();
    ByteBuilder offset = new ByteBuilder();
    int kind;
    long table = -1;
    if (takeKeyword("declare")) {
      kind = 3;
    } else if (atRefType() || atKeyword("func")) {
      kind = 1;
    } else {
      kind = 0;
      table = part("table", scope.tables);
      offset(offset);
    }
    boolean isActive = kind == 0;
    ByteBuilder type = new ByteBuilder();
    boolean ofFuncs = takeKeyword("func") || (isActive && table == -1 && !atRefType());
    if (!ofFuncs) {
      refType(type);
    }
    boolean implied = isActive && table <= 0 && (ofFuncs || isFuncRef(type));
    out.u8(kind | (isActive && !implied ? 2 : 0) | (ofFuncs ? 0 : 4));
    if (isActive && !implied) {
      out.unsigned(Math.max(table, 0));
    }
    out.append(offset);
    elements(out, implied, ofFuncs, type);
  }

  /** Reads elements and writes them with their type, unless that is implied; returns how many. */
  private int elements(ByteBuilder out, boolean implied, boolean ofFuncs, ByteBuilder type) {
    if (!implied && ofFuncs) {
      out.u8(0);
    } else if (!implied) {
      out.append(type);
    }
    return ofFuncs ? funcList(out) : elemList(out);
  }

  private int funcList(ByteBuilder out) {
    ByteBuilder list = new ByteBuilder();
    int count = 0;
    for (; atIndex(); count++) {
      list.u32(scope.funcs.resolve(this));
    }
    out.u32(count);
    out.append(list);
    return count;
  }

  /** Reads elements, expressions or functions, and writes expressions; returns how many. */
  private int elemList(ByteBuilder out) {
    ByteBuilder list = new ByteBuilder();
    int count = 0;
    for (; !at(TokenKind.RPAREN); count++) {
      if (atIndex()) {
        list.u8(0xD2);
        list.u32(scope.funcs.resolve(this));
        list.u8(0x0B);
      } else if (takeForm("item")) {
        expression(list);
        close();
      } else {
        foldedExpression(list);
      }
    }
    out.u32(count);
    out.append(list);
    return count;
  }

  // The whole

  private TextModule finish() {
    sections.setCount(Section.TYPE, scope.typeGroups);
    sections.part(Section.TYPE).append(scope.typeSection);
    if (usesDataSegments()) {
      sections.entry(Section.DATA_COUNT, 0).u32(sections.count(Section.DATA));
    }
    if (branchHintFuncCount > 0) {
      ByteBuilder contents = new ByteBuilder();
      contents.u32(branchHintFuncCount);
      contents.append(branchHintFuncs);
      sections.addCustom(Section.CODE, false, Annotations.BRANCH_HINT, contents.toByteArray());
    }
    return sections.assemble(tokens.source(), NameSection.write(moduleName, scope));
  }
}
