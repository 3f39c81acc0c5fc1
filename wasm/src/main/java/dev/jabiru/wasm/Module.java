// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import dev.jabiru.entity.BoxedSlice;
import dev.jabiru.entity.KeyRange;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A decoded module: everything its sections say, with function bodies, constant expressions and
 * segments as slices of the bytes.
 *
 * <p>Each index space holds imported things first. A module that was decoded is well-formed up to
 * its function bodies; whether it is valid, and whether the things that indices name exist at all,
 * the {@link Validator} says.
 *
 * <p>Immutable, and shared between threads. The bytes are not copied: whoever has them decoded
 * leaves them as they are.
 */
public final class Module {
  private final byte[] bytes;
  private final Features features;
  private final List<RecGroup> recGroups;
  private final BoxedSlice<TypeIndex, SubType> types;
  private final BoxedSlice<TableIndex, TableType> tables;
  private final BoxedSlice<MemoryIndex, MemoryType> memories;
  private final BoxedSlice<GlobalIndex, GlobalType> globals;
  private final BoxedSlice<TagIndex, TagType> tags;
  private final BoxedSlice<ElemIndex, ElementSegment> elements;
  private final BoxedSlice<DataIndex, DataSegment> dataSegments;
  private final int[] funcTypes;
  private final int[] bodyOffsets;
  private final int[] bodyLengths;
  private final int[] importCounts;
  private final List<Import> imports;
  private final List<Export> exports;
  private final List<@Nullable ConstExpr> tableInits;
  private final List<ConstExpr> globalInits;
  private final List<CustomSection> customSections;
  private final OptionalInt dataCount;
  private final int codeOffset;
  private final @Nullable FuncIndex start;
  private volatile @Nullable NameSection names;
  private volatile @Nullable ModuleContext context;

  Module(ModuleDecoder from) {
    bytes = from.bytes;
    features = from.features;
    recGroups = List.copyOf(from.recGroups);
    types = BoxedSlice.copyOf(from.types);
    tables = BoxedSlice.copyOf(from.tables);
    memories = BoxedSlice.copyOf(from.memories);
    globals = BoxedSlice.copyOf(from.globals);
    tags = BoxedSlice.copyOf(from.tags);
    elements = BoxedSlice.copyOf(from.elements);
    dataSegments = BoxedSlice.copyOf(from.dataSegments);
    funcTypes = from.funcTypes.toArray();
    bodyOffsets = from.bodyOffsets.toArray();
    bodyLengths = from.bodyLengths.toArray();
    importCounts = from.importCounts;
    imports = List.copyOf(from.imports);
    exports = List.copyOf(from.exports);
    tableInits = Collections.unmodifiableList(from.tableInits);
    globalInits = List.copyOf(from.globalInits);
    customSections = List.copyOf(from.customSections);
    dataCount = from.dataCount < 0 ? OptionalInt.empty() : OptionalInt.of(from.dataCount);
    codeOffset = from.codeOffset;
    start = from.start < 0 ? null : new FuncIndex(from.start);
  }

  /**
   * Decodes a module in the binary format.
   *
   * @param bytes the whole module; not copied
   * @param features the proposals that are on
   * @return the module
   * @throws MalformedModuleException if the bytes are no module; function bodies are not looked
   *     into
   */
  public static Module decode(byte[] bytes, Features features) {
    return new ModuleDecoder(bytes, features).decode();
  }

  /** {@return the bytes the module was decoded from; not to be changed} */
  public byte[] bytes() {
    return bytes;
  }

  /** {@return the proposals that are on for this module} */
  public Features features() {
    return features;
  }

  /** {@return the groups in which the types are defined, in order} */
  public List<RecGroup> recGroups() {
    return recGroups;
  }

  /** {@return the type definitions} */
  public BoxedSlice<TypeIndex, SubType> types() {
    return types;
  }

  /** {@return the types of the tables, imported ones first} */
  public BoxedSlice<TableIndex, TableType> tables() {
    return tables;
  }

  /** {@return the types of the memories, imported ones first} */
  public BoxedSlice<MemoryIndex, MemoryType> memories() {
    return memories;
  }

  /** {@return the types of the globals, imported ones first} */
  public BoxedSlice<GlobalIndex, GlobalType> globals() {
    return globals;
  }

  /** {@return the types of the tags, imported ones first} */
  public BoxedSlice<TagIndex, TagType> tags() {
    return tags;
  }

  /** {@return the element segments} */
  public BoxedSlice<ElemIndex, ElementSegment> elements() {
    return elements;
  }

  /** {@return the data segments} */
  public BoxedSlice<DataIndex, DataSegment> dataSegments() {
    return dataSegments;
  }

  /** {@return what the module imports, in order} */
  public List<Import> imports() {
    return imports;
  }

  /** {@return what the module exports, in order} */
  public List<Export> exports() {
    return exports;
  }

  /**
   * {@return how many things of a kind are imported}
   *
   * @param kind the kind
   */
  public int importCount(ExternKind kind) {
    return importCounts[kind.ordinal()];
  }

  /** {@return the number of functions, imported ones included} */
  public int funcCount() {
    return funcTypes.length;
  }

  /** {@return the functions that the module defines} */
  public KeyRange<DefinedFuncIndex> definedFuncs() {
    return KeyRange.of(0, bodyOffsets.length, DefinedFuncIndex::new);
  }

  /** {@return the number of functions that the module defines} */
  public int definedFuncCount() {
    return bodyOffsets.length;
  }

  /**
   * {@return whether a function is imported}
   *
   * @param func the function
   */
  public boolean isImported(FuncIndex func) {
    return func.index() < importCount(ExternKind.FUNC);
  }

  /**
   * {@return the number of a defined function among all functions}
   *
   * @param func the function
   */
  public FuncIndex funcIndex(DefinedFuncIndex func) {
    return new FuncIndex(func.index() + importCount(ExternKind.FUNC));
  }

  /**
   * {@return the number of a function among those the module defines}
   *
   * @param func a function that is not imported
   */
  public DefinedFuncIndex definedFuncIndex(FuncIndex func) {
    return new DefinedFuncIndex(func.index() - importCount(ExternKind.FUNC));
  }

  /**
   * {@return the index of a function's type}
   *
   * @param func the function
   */
  public TypeIndex funcTypeIndex(FuncIndex func) {
    return new TypeIndex(funcTypes[func.index()]);
  }

  /**
   * {@return the type of a function}
   *
   * @param func a function of a valid module
   */
  public FuncType funcType(FuncIndex func) {
    return funcType(funcTypeIndex(func));
  }

  /**
   * {@return the function type at an index}
   *
   * @param type the index of a function type
   */
  public FuncType funcType(TypeIndex type) {
    return (FuncType) types.get(type).composite();
  }

  /**
   * {@return the body of a function}
   *
   * @param func the function
   */
  public FunctionBody body(DefinedFuncIndex func) {
    return new FunctionBody(bodyOffsets[func.index()], bodyLengths[func.index()]);
  }

  /**
   * {@return the expression whose value the elements of a table have at first, if there is one}
   *
   * @param table a table that is not imported
   */
  public Optional<ConstExpr> tableInit(TableIndex table) {
    return Optional.ofNullable(tableInits.get(table.index() - importCount(ExternKind.TABLE)));
  }

  /**
   * {@return the expression whose value a global has at first}
   *
   * @param global a global that is not imported
   */
  public ConstExpr globalInit(GlobalIndex global) {
    return globalInits.get(global.index() - importCount(ExternKind.GLOBAL));
  }

  /** {@return the function called when the module is instantiated} */
  public Optional<FuncIndex> start() {
    return Optional.ofNullable(start);
  }

  /** {@return the number of data segments announced before the code, if it is} */
  public OptionalInt dataCount() {
    return dataCount;
  }

  /**
   * {@return where the content of the code section begins, in bytes from the start of the module;
   * empty if there is none}
   *
   * <p>From there debug information counts.
   */
  public OptionalInt codeOffset() {
    return codeOffset < 0 ? OptionalInt.empty() : OptionalInt.of(codeOffset);
  }

  /** {@return all custom sections, in order} */
  public List<CustomSection> customSections() {
    return customSections;
  }

  /** {@return the names of things, read when first asked for; empty where there are none} */
  public NameSection names() {
    NameSection read = names;
    if (read == null) {
      CustomSection section = null;
      for (CustomSection custom : customSections) {
        if (custom.name().equals("name")) {
          section = custom;
          break;
        }
      }
      read = NameSection.read(bytes, section);
      names = read;
    }
    return read;
  }

  /** What validation of the bodies looks up; null until all but the bodies is found valid. */
  @Nullable ModuleContext context() {
    return context;
  }

  void setContext(ModuleContext context) {
    this.context = context;
  }

  /** Names a function for people: {@code func[3] "fib"}. */
  String describeFunc(int func) {
    String name = names().funcName(new FuncIndex(func));
    return "func[" + func + "]" + (name == null ? "" : " \"" + name + "\"");
  }
}
