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
 * @see <a href="https://webassembly.github.io/spec/core/valid/modules.html">Validation of modules</a>
 */
public final class Validator {
  private static final long MEMORY32_BYTES_LOG2 = 32;
  private static final long TABLE32_MAX = 0xFFFF_FFFFL;

  private final Module module;

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
   * Validates a whole module on this thread. The error, if there are several, is that of the function
   * with the lowest index.
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

  private static InvalidModuleException invalid(String message) {
    return new InvalidModuleException(message);
  }

  private static InvalidModuleException unknown(String thing, int index, String place) {
    return invalid("unknown " + thing + " " + index + place);
  }

  // Types

  private void checkTypeIndices() {
    int[] depths = new int[module.types().size()];
    for (RecGroup group : module.recGroups()) {
      int end = group.first().index() + group.types().size();
      for (int i = group.first().index(); i < end; i++) {
        SubType type = module.types().get(new TypeIndex(i));
        String place = " in type " + i;
        if (type.supertypes().size() > 1) {
          throw invalid("sub type" + place + " has " + type.supertypes().size() + " supertypes");
        }
        for (TypeIndex supertype : type.supertypes()) {
          if (supertype.index() >= i) {
            throw unknown("type", supertype.index(), place);
          }
          depths[i] = depths[supertype.index()] + 1;
          if (depths[i] > ImplementationLimits.SUPERTYPE_DEPTH) {
            throw invalid("sub type hierarchy too deep" + place);
          }
        }
        checkIndices(type.composite(), end, place);
      }
    }
  }

  private static void checkIndices(CompositeType type, int end, String place) {
    switch (type) {
      case FuncType func -> {
        checkAll(func.params(), end, place);
        checkAll(func.results(), end, place);
      }
      case StructType struct -> {
        for (FieldType field : struct.fields()) {
          check(field.type(), end, place);
        }
      }
      case ArrayType array -> check(array.element().type(), end, place);
    }
  }

  private static void checkAll(List<ValType> types, int end, String place) {
    for (ValType type : types) {
      check(type, end, place);
    }
  }

  private static void check(StorageType type, int end, String place) {
    if (type instanceof RefType(boolean nullable, ConcreteHeapType heap)
        && heap.type().index() >= end) {
      throw unknown("type", heap.type().index(), place);
    }
  }

  private void checkSubtypes(ModuleTypes types) {
    boolean multiValue = module.features().has(Feature.MULTI_VALUE);
    for (int i = 0; i < types.count(); i++) {
      SubType type = module.types().get(new TypeIndex(i));
      if (!multiValue && type.composite() instanceof FuncType func && func.results().size() > 1) {
        throw invalid("invalid result arity: multi-value is off in type " + i);
      }
      for (TypeIndex supertype : type.supertypes()) {
        SubType above = module.types().get(supertype);
        if (above.isFinal() || !types.matches(type.composite(), above.composite())) {
          throw invalid(
              "sub type " + i + " does not match super type " + supertype.index()
                  + (above.isFinal() ? ", which is final" : ""));
        }
      }
    }
  }

  // Index spaces

  private void checkIndexSpaces(ModuleTypes types) {
    int count = types.count();
    for (int i = 0; i < module.funcCount(); i++) {
      int type = module.funcTypeIndex(new FuncIndex(i)).index();
      if (type >= count || types.params(type) == null) {
        throw unknown("type", type, " in func[" + i + "]: wanted a function type");
      }
    }
    for (int i = 0; i < module.tags().size(); i++) {
      checkTag(types, i, module.tags().get(new TagIndex(i)).type().index());
    }
    if (module.tables().size() > 1 && !module.features().has(Feature.REFERENCE_TYPES)) {
      throw invalid("multiple tables: reference-types is off");
    }
    for (int i = 0; i < module.tables().size(); i++) {
      checkTable(i, module.tables().get(new TableIndex(i)), count);
    }
    if (module.memories().size() > 1 && !module.features().has(Feature.MULTI_MEMORY)) {
      throw invalid("multiple memories: multi-memory is off");
    }
    if (module.memories().size() > ImplementationLimits.MEMORIES) {
      throw invalid("too many memories: wanted at most " + ImplementationLimits.MEMORIES);
    }
    for (int i = 0; i < module.memories().size(); i++) {
      checkMemory(i, module.memories().get(new MemoryIndex(i)));
    }
    for (int i = 0; i < module.globals().size(); i++) {
      GlobalType global = module.globals().get(new GlobalIndex(i));
      check(global.type(), count, " in global " + i);
      if (global.mutable()
          && i < module.importCount(ExternKind.GLOBAL)
          && !module.features().has(Feature.MUTABLE_GLOBALS)) {
        throw invalid("mutable globals cannot be imported: global " + i);
      }
    }
    for (int i = 0; i < module.elements().size(); i++) {
      check(module.elements().get(new ElemIndex(i)).type(), count, " in element segment " + i);
    }
  }

  private static void checkTag(ModuleTypes types, int tag, int type) {
    if (type >= types.count()) {
      throw unknown("type", type, " in tag " + tag);
    }
    int[] results = types.results(type);
    if (results == null) {
      throw unknown("type", type, " in tag " + tag + ": wanted a function type");
    }
    if (results.length != 0) {
      throw invalid("non-empty tag result type in tag " + tag);
    }
  }

  private static void checkLimits(Limits limits, String place) {
    if (limits.max().isPresent()
        && Long.compareUnsigned(limits.min(), limits.max().getAsLong()) > 0) {
      throw invalid("size minimum must not be greater than maximum: " + limits + place);
    }
  }

  private static boolean isAtMost(Limits limits, long max) {
    return Long.compareUnsigned(limits.min(), max) <= 0
        && Long.compareUnsigned(limits.max().orElse(0), max) <= 0;
  }

  private static void checkTable(int index, TableType table, int typeCount) {
    String place = " in table " + index;
    check(table.element(), typeCount, place);
    if (table.addressType() == AddressType.I32 && !isAtMost(table.limits(), TABLE32_MAX)) {
      throw invalid("table size must be at most 2^32-1: " + table.limits() + place);
    }
    checkLimits(table.limits(), place);
  }

  private static void checkMemory(int index, MemoryType memory) {
    String place = " in memory " + index;
    int pageLog2 = memory.pageSizeLog2();
    if (pageLog2 != 0 && pageLog2 != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
      throw invalid("invalid custom page size: wanted 1 or 65536, found 2^" + pageLog2 + place);
    }
    boolean is32 = memory.addressType() == AddressType.I32;
    long pagesLog2 = (is32 ? MEMORY32_BYTES_LOG2 : 64) - pageLog2;
    long max = pagesLog2 == 64 ? -1 : 1L << pagesLog2;
    if (is32 && pageLog2 == 0) {
      max -= 1;
    }
    if (!isAtMost(memory.limits(), max)) {
      String most = Long.toUnsignedString(max) + " pages" + (max == 65536 ? " (4GiB)" : "");
      throw invalid("memory size must be at most " + most + ": " + memory.limits() + place);
    }
    checkLimits(memory.limits(), place);
    if (memory.shared() && memory.limits().max().isEmpty()) {
      throw invalid("shared memory must have maximum" + place);
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
    for (Export export : module.exports()) {
      String place = " in export \"" + export.name() + "\"";
      if (export.index() >= count(export.kind())) {
        String thing = export.kind() == ExternKind.FUNC ? "function" : export.kind().toString();
        throw unknown(thing, export.index(), place);
      }
      if (!names.add(export.name())) {
        throw invalid("duplicate export name" + place);
      }
      if (export.kind() == ExternKind.FUNC) {
        context.isDeclared[export.index()] = true;
      }
      if (export.kind() == ExternKind.GLOBAL
          && context.isGlobalMutable[export.index()]
          && !module.features().has(Feature.MUTABLE_GLOBALS)) {
        throw invalid("mutable globals cannot be exported" + place);
      }
    }
  }

  private void checkSegments(ModuleContext context) {
    for (int i = 0; i < module.elements().size(); i++) {
      ElementSegment segment = module.elements().get(new ElemIndex(i));
      TableIndex table = segment.table();
      if (table != null
          && !context.types.matches(context.elements[i], context.tables[table.index()])) {
        throw invalid(
            "type mismatch: elements of type " + segment.type() + " do not fit table "
                + table.index() + " in element segment " + i);
      }
      for (int j = 0; segment.areFunctions() && j < segment.size(); j++) {
        int func = segment.func(j).index();
        if (func >= module.funcCount()) {
          throw unknown("function", func, " in element segment " + i);
        }
        context.isDeclared[func] = true;
      }
    }
  }

  private void checkStart() {
    Optional<FuncIndex> start = module.start();
    if (start.isPresent()) {
      int func = start.get().index();
      if (func >= module.funcCount()) {
        throw unknown("function", func, " as start function");
      }
      FuncType type = module.funcType(start.get());
      if (!type.params().isEmpty() || !type.results().isEmpty()) {
        throw invalid("start function takes " + type.params() + " and returns " + type.results());
      }
    }
  }
}
