// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Validates modules: all but the bodies at once, then the bodies one by one, on any thread.
 *
 * @see <a href="https://webassembly.github.io/spec/core/valid/modules.html">Validation of
 *     modules</a>
 */
public final class Validator {
  private static final long MEMORY32_BYTES_LOG2 = 32;
  private static final long TABLE32_MAX = 0xFFFF_FFFFL;

  private final Module module;

  /** What is looked at, for messages: these are put together only when there is one to write. */
  private String thing = "type";

  private int thingIndex;

  private Validator(Module module) {
    this.module = module;
  }

  /**
   * Validates all of a module but its function bodies.
   *
   * @param module the module
   * @throws InvalidModuleException if a rule is broken
   * @throws MalformedModuleException if what is left to this point is malformed
   */
  public static void validateModule(Module module) {
    validated(module);
  }

  /**
   * Validates a function body. May run on any thread, at the same time as others.
   *
   * @param module a module of which {@link #validateModule} holds
   * @param func the function
   * @throws InvalidModuleException if a rule is broken
   * @throws MalformedModuleException if the body is malformed
   */
  public static void validateBody(Module module, DefinedFuncIndex func) {
    validateBody(new FunctionValidator(module), func);
  }

  /**
   * Validates a function body with a validator that is used for many.
   *
   * @param validator the validator of a module
   * @param func the function
   * @throws InvalidModuleException if a rule is broken
   * @throws MalformedModuleException if the body is malformed
   */
  public static void validateBody(FunctionValidator validator, DefinedFuncIndex func) {
    InstructionReader reader = validator.begin(func);
    while (reader.next()) {
      validator.step(reader);
    }
  }

  /**
   * Validates a whole module on this thread. The error, if there are several, is that of the
   * function with the lowest index.
   *
   * @param module the module
   * @throws InvalidModuleException if a rule is broken
   * @throws MalformedModuleException if a body is malformed
   */
  public static void validate(Module module) {
    FunctionValidator validator = new FunctionValidator(module);
    for (int i = 0; i < module.definedFuncCount(); i++) {
      validateBody(validator, new DefinedFuncIndex(i));
    }
  }

  static ModuleContext validated(Module module) {
    ModuleContext known = module.context();
    if (known != null) {
      return known;
    }
    ModuleContext made = new Validator(module).run();
    module.setContext(made);
    return made;
  }

  private ModuleContext run() {
    checkTypeIndices();
    ModuleTypes types = new ModuleTypes(module);
    checkSubtypes(types);
    checkIndexSpaces(types);
    ModuleContext context = new ModuleContext(module, types);
    checkExports(context);
    new ConstExprs(module, context).check();
    checkSegments(context);
    checkStart();
    return context;
  }

  private void at(String thing, int index) {
    this.thing = thing;
    this.thingIndex = index;
  }

  private InvalidModuleException invalid(String message) {
    return new InvalidModuleException(message + " in " + thing + "[" + thingIndex + "]");
  }

  private InvalidModuleException unknown(String what, int index) {
    return invalid("unknown " + what + " " + index);
  }

  // Types

  private void checkTypeIndices() {
    int[] depths = new int[module.types().size()];
    for (RecGroup group : module.recGroups()) {
      int end = group.first().index() + group.types().size();
      for (int i = group.first().index(); i < end; i++) {
        SubType type = module.types().get(new TypeIndex(i));
        at("type", i);
        if (type.supertypes().size() > 1) {
          throw invalid("sub type has " + type.supertypes().size() + " supertypes");
        }
        for (TypeIndex supertype : type.supertypes()) {
          if (supertype.index() >= i) {
            throw unknown("type", supertype.index());
          }
          depths[i] = depths[supertype.index()] + 1;
          if (depths[i] > ImplementationLimits.SUPERTYPE_DEPTH) {
            throw invalid("sub type hierarchy too deep");
          }
        }
        checkIndices(type.composite(), end);
      }
    }
  }

  // A chain of instanceof and not a pattern switch, whose bootstrap costs every start 20 ms.
  private void checkIndices(CompositeType type, int end) {
    if (type instanceof FuncType func) {
      checkAll(func.params(), end);
      checkAll(func.results(), end);
    } else if (type instanceof StructType struct) {
      for (FieldType field : struct.fields()) {
        check(field.type(), end);
      }
    } else if (type instanceof ArrayType array) {
      check(array.element().type(), end);
    }
  }

  private void checkAll(List<ValType> types, int end) {
    for (int i = 0; i < types.size(); i++) {
      check(types.get(i), end);
    }
  }

  private void check(StorageType type, int end) {
    if (type instanceof RefType ref
        && ref.heapType() instanceof ConcreteHeapType heap
        && heap.type().index() >= end) {
      throw unknown("type", heap.type().index());
    }
  }

  private void checkSubtypes(ModuleTypes types) {
    boolean multiValue = module.features().has(Feature.MULTI_VALUE);
    for (int i = 0; i < types.count(); i++) {
      SubType type = module.types().get(new TypeIndex(i));
      at("type", i);
      if (!multiValue && type.composite() instanceof FuncType func && func.results().size() > 1) {
        throw invalid("invalid result arity: multi-value is off");
      }
      for (TypeIndex supertype : type.supertypes()) {
        SubType above = module.types().get(supertype);
        if (above.isFinal() || !types.matches(type.composite(), above.composite())) {
          throw invalid(
              "sub type "
                  + i
                  + " does not match super type "
                  + supertype.index()
                  + (above.isFinal() ? ", which is final" : ""));
        }
      }
    }
  }

  // Index spaces

  private void checkIndexSpaces(ModuleTypes types) {
    int count = types.count();
    for (int i = 0; i < module.funcCount(); i++) {
      at("func", i);
      int type = module.funcTypeIndex(new FuncIndex(i)).index();
      if (type >= count || types.params(type) == null) {
        throw unknown("type", type);
      }
    }
    for (int i = 0; i < module.tags().size(); i++) {
      at("tag", i);
      checkTag(types, module.tags().get(new TagIndex(i)).type().index());
    }
    if (module.tables().size() > 1 && !module.features().has(Feature.REFERENCE_TYPES)) {
      at("table", 1);
      throw invalid("multiple tables: reference-types is off");
    }
    for (int i = 0; i < module.tables().size(); i++) {
      at("table", i);
      checkTable(module.tables().get(new TableIndex(i)), count);
    }
    if (module.memories().size() > 1 && !module.features().has(Feature.MULTI_MEMORY)) {
      at("memory", 1);
      throw invalid("multiple memories: multi-memory is off");
    }
    if (module.memories().size() > ImplementationLimits.MEMORIES) {
      at("memory", ImplementationLimits.MEMORIES);
      throw invalid("too many memories: wanted at most " + ImplementationLimits.MEMORIES);
    }
    for (int i = 0; i < module.memories().size(); i++) {
      at("memory", i);
      checkMemory(module.memories().get(new MemoryIndex(i)));
    }
    for (int i = 0; i < module.globals().size(); i++) {
      GlobalType global = module.globals().get(new GlobalIndex(i));
      at("global", i);
      check(global.type(), count);
      if (global.mutable()
          && i < module.importCount(ExternKind.GLOBAL)
          && !module.features().has(Feature.MUTABLE_GLOBALS)) {
        throw invalid("mutable globals cannot be imported");
      }
    }
    for (int i = 0; i < module.elements().size(); i++) {
      at("elem", i);
      check(module.elements().get(new ElemIndex(i)).type(), count);
    }
  }

  private void checkTag(ModuleTypes types, int type) {
    if (type >= types.count()) {
      throw unknown("type", type);
    }
    int[] results = types.results(type);
    if (results == null) {
      throw unknown("type", type);
    }
    if (results.length != 0) {
      throw invalid("non-empty tag result type");
    }
  }

  private void checkLimits(Limits limits) {
    if (limits.max().isPresent()
        && Long.compareUnsigned(limits.min(), limits.max().getAsLong()) > 0) {
      throw invalid("size minimum must not be greater than maximum: " + limits);
    }
  }

  private static boolean isAtMost(Limits limits, long max) {
    return Long.compareUnsigned(limits.min(), max) <= 0
        && Long.compareUnsigned(limits.max().orElse(0), max) <= 0;
  }

  private void checkTable(TableType table, int typeCount) {
    check(table.element(), typeCount);
    if (table.addressType() == AddressType.I32 && !isAtMost(table.limits(), TABLE32_MAX)) {
      throw invalid("table size must be at most 2^32-1: " + table.limits());
    }
    checkLimits(table.limits());
  }

  private void checkMemory(MemoryType memory) {
    int pageLog2 = memory.pageSizeLog2();
    if (pageLog2 != 0 && pageLog2 != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
      throw invalid("invalid custom page size: wanted 1 or 65536, found 2^" + pageLog2);
    }
    boolean is32 = memory.addressType() == AddressType.I32;
    long pagesLog2 = (is32 ? MEMORY32_BYTES_LOG2 : 64) - pageLog2;
    long max = pagesLog2 == 64 ? -1 : 1L << pagesLog2;
    if (is32 && pageLog2 == 0) {
      max -= 1;
    }
    if (!isAtMost(memory.limits(), max)) {
      String most = Long.toUnsignedString(max) + " pages" + (max == 65536 ? " (4GiB)" : "");
      throw invalid("memory size must be at most " + most + ": " + memory.limits());
    }
    checkLimits(memory.limits());
    if (memory.shared() && memory.limits().max().isEmpty()) {
      throw invalid("shared memory must have maximum");
    }
  }

  // Exports, segments, start

  private int count(ExternKind kind) {
    return switch (kind) {
      case FUNC -> module.funcCount();
      case TABLE -> module.tables().size();
      case MEMORY -> module.memories().size();
      case GLOBAL -> module.globals().size();
      case TAG -> module.tags().size();
    };
  }

  private void checkExports(ModuleContext context) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < module.exports().size(); i++) {
      Export export = module.exports().get(i);
      at("export", i);
      if (export.index() >= count(export.kind())) {
        String kind = export.kind() == ExternKind.FUNC ? "function" : export.kind().toString();
        throw unknown(kind, export.index());
      }
      if (!names.add(export.name())) {
        throw invalid("duplicate export name \"" + export.name() + "\"");
      }
      if (export.kind() == ExternKind.FUNC) {
        context.isDeclared[export.index()] = true;
      }
      if (export.kind() == ExternKind.GLOBAL
          && context.isGlobalMutable[export.index()]
          && !module.features().has(Feature.MUTABLE_GLOBALS)) {
        throw invalid("mutable globals cannot be exported");
      }
    }
  }

  private void checkSegments(ModuleContext context) {
    for (int i = 0; i < module.elements().size(); i++) {
      ElementSegment segment = module.elements().get(new ElemIndex(i));
      at("elem", i);
      TableIndex table = segment.table();
      if (table != null
          && !context.types.matches(context.elements[i], context.tables[table.index()])) {
        throw invalid(
            "type mismatch: elements of type "
                + segment.type()
                + " do not fit table "
                + table.index());
      }
      for (int j = 0; segment.areFunctions() && j < segment.size(); j++) {
        int func = segment.func(j).index();
        if (func >= module.funcCount()) {
          throw unknown("function", func);
        }
        context.isDeclared[func] = true;
      }
    }
  }

  private void checkStart() {
    Optional<FuncIndex> start = module.start();
    if (start.isPresent()) {
      int func = start.get().index();
      at("func", func);
      if (func >= module.funcCount()) {
        throw unknown("function", func);
      }
      FuncType type = module.funcType(start.get());
      if (!type.params().isEmpty() || !type.results().isEmpty()) {
        throw invalid("start function takes " + type.params() + " and returns " + type.results());
      }
    }
  }
}
