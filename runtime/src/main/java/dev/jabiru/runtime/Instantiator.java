// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static dev.jabiru.environ.TrapCode.OUT_OF_BOUNDS_MEMORY;
import static dev.jabiru.environ.TrapCode.OUT_OF_BOUNDS_TABLE;

import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import dev.jabiru.environ.jvm.VMContext;
import dev.jabiru.environ.jvm.VMGlobal;
import dev.jabiru.environ.jvm.VMTable;
import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.CanonicalTypes;
import dev.jabiru.wasm.ConstExpr;
import dev.jabiru.wasm.DataIndex;
import dev.jabiru.wasm.DataSegment;
import dev.jabiru.wasm.ElemIndex;
import dev.jabiru.wasm.ElementSegment;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.GlobalIndex;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Import;
import dev.jabiru.wasm.MemoryIndex;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.SegmentMode;
import dev.jabiru.wasm.TableIndex;
import dev.jabiru.wasm.TableType;
import dev.jabiru.wasm.TypeCode;
import dev.jabiru.wasm.ValType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes an instance, in the order of the specification: imports, globals, tables and memories,
 * element segments, data segments, start function.
 *
 * <p>When an active segment traps, what earlier segments wrote stays; the instance is lost, but
 * tables of others may hold its functions.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/modules.html#instantiation">
 *     Instantiation</a>
 */
final class Instantiator {
  private static final @Nullable Object[] NO_ELEMENTS = {};

  private final Store store;
  private final Module module;
  private final dev.jabiru.wasm.Module wasm;
  private final Instance instance;
  private final VMContext context;
  private final ConstEvaluator evaluator;

  /** The module's classes; null where its code is native. */
  private final @Nullable ModuleClassLoader loader;

  private Instantiator(
      Store store, Module module, @Nullable ModuleClassLoader loader, Instance instance) {
    this.store = store;
    this.module = module;
    this.loader = loader;
    this.wasm = module.wasm();
    this.instance = instance;
    this.context = loader == null ? store.newNativeContext(module) : newContext(loader);
    this.evaluator = new ConstEvaluator(wasm, context);
  }

  static Instance instantiate(Store store, Module module, Imports imports) {
    if (module.engine() != store.engine()) {
      throw new ForeignStoreException("the module and the store belong to different engines");
    }
    if (!module.isNative()) {
      WarmUp.await();
    }
    Instance instance = new Instance(store, module);
    Thread current = Thread.currentThread();
    long before = store.enter(current);
    Instantiator instantiator;
    try {
      List<Import> wanted = module.wasm().imports();
      Extern[] given = new Extern[wanted.size()];
      ImportMatcher matcher = new ImportMatcher(store, module);
      for (int i = 0; i < given.length; i++) {
        Import item = wanted.get(i);
        Extern found = imports.find(instance, i, item.module(), item.name());
        if (found == null) {
          throw ImportMatcher.unknown(module, item);
        }
        matcher.check(item, found);
        given[i] = found;
      }
      LinkedModules links = module.links();
      if (links != null) {
        links.check(module, functions(given));
      }
      store.takeInstance(instance);
      ModuleClassLoader loader = module.isNative() ? null : module.loader(given);
      if (loader != null) {
        store.add(loader);
      }
      instantiator = new Instantiator(store, module, loader, instance);
      instantiator.allocate(given);
      instantiator.initialise();
    } finally {
      store.leave(current, before);
    }
    Optional<FuncIndex> start = module.wasm().start();
    if (start.isPresent()) {
      new Func(store, instantiator.context.function(start.get().index())).call();
    }
    return instance;
  }

  private static List<Func> functions(Extern[] imports) {
    List<Func> functions = new ArrayList<>();
    for (Extern item : imports) {
      if (item instanceof Func func) {
        functions.add(func);
      }
    }
    return functions;
  }

  private static VMContext newContext(ModuleClassLoader loader) {
    try {
      return (VMContext)
          MethodHandles.publicLookup()
              .findConstructor(loader.contextClass(), MethodType.methodType(void.class))
              .asType(MethodType.methodType(VMContext.class))
              .invokeExact();
    } catch (Throwable e) {
      throw new AssertionError("no context can be made", e);
    }
  }

  // ---- Allocation ---------------------------------------------------------------------------

  private void allocate(Extern[] imports) {
    context.store = store.vm();
    context.instance = instance;
    context.types = module.typeIds();
    context.functions = new FuncRef[wasm.funcCount()];
    context.tables = new VMTable[wasm.tables().size()];
    context.memories = new LinearMemory[wasm.memories().size()];
    context.globals = new VMGlobal[wasm.globals().size()];
    instance.setContext(context);
    int functions = 0;
    int tables = 0;
    int memories = 0;
    int globals = 0;
    for (Extern item : imports) {
      // No switch over classes, which would need a bootstrap at every start.
      if (item instanceof Func func) {
        context.functions[functions++] = func.ref();
      } else if (item instanceof Table table) {
        context.tables[tables++] = table.elements();
      } else if (item instanceof Memory memory) {
        context.memories[memories++] = memory.linear();
      } else {
        context.globals[globals++] = ((Global) item).cell();
      }
    }
    for (int i = globals; i < context.globals.length; i++) {
      context.globals[i] = global(new GlobalIndex(i));
    }
    for (int i = tables; i < context.tables.length; i++) {
      context.tables[i] = table(new TableIndex(i));
    }
    for (int i = memories; i < context.memories.length; i++) {
      context.memories[i] = create(wasm.memories().get(new MemoryIndex(i)));
    }
    if (loader != null) {
      for (LinearMemory memory : context.memories) {
        memory.addUser(loader);
      }
    }
    context.dataSegments = module.passiveData();
    context.elemSegments = new @Nullable Object[wasm.elements().size()][];
    for (Export item : wasm.exports()) {
      instance.export(item.name(), export(item));
    }
    context.bind();
  }

  private LinearMemory create(MemoryType type) {
    return Memory.create(store, type, module.largeMemories());
  }

  private VMGlobal global(GlobalIndex index) {
    GlobalType type = wasm.globals().get(index);
    VMGlobal global =
        context instanceof NativeContext own
            ? own.newGlobal(index.index(), type, code(type.type()))
            : store.newGlobal(type, code(type.type()));
    ConstExpr init = wasm.globalInit(index);
    if (type.type() instanceof RefType) {
      global.setRef(evaluator.reference(init));
    } else {
      global.setBits(evaluator.number(init));
    }
    return global;
  }

  private VMTable table(TableIndex index) {
    TableType type = wasm.tables().get(index);
    Optional<ConstExpr> init = wasm.tableInit(index);
    Object initial = init.isPresent() ? evaluator.reference(init.get()) : null;
    return Table.create(store, type, code(type.element()), initial);
  }

  private int code(ValType type) {
    return CanonicalTypes.canonicalCode(TypeCode.of(type), module.typeIds());
  }

  private Extern export(Export item) {
    int index = item.index();
    return switch (item.kind()) {
      case FUNC -> new Func(store, context.function(index));
      case TABLE -> new Table(context.tables[index]);
      case MEMORY -> new Memory(context.memories[index]);
      case GLOBAL -> new Global(context.globals[index]);
      case TAG -> throw new AssertionError("the target compiles no module with tags");
    };
  }

  // ---- Initialisation -----------------------------------------------------------------------

  private void initialise() {
    for (int i = 0; i < context.elemSegments.length; i++) {
      ElementSegment segment = wasm.elements().get(new ElemIndex(i));
      context.elemSegments[i] =
          segment.mode() == SegmentMode.PASSIVE ? elements(segment) : NO_ELEMENTS;
    }
    for (int i = 0; i < context.elemSegments.length; i++) {
      ElementSegment segment = wasm.elements().get(new ElemIndex(i));
      TableIndex table = segment.table();
      ConstExpr start = segment.start();
      if (table != null && start != null) {
        VMTable target = context.tables[table.index()];
        long at = address(start, wasm.tables().get(table).addressType());
        if (isOutside(at, segment.size(), target.size())) {
          throw Trap.of(OUT_OF_BOUNDS_TABLE, List.of());
        }
        target.init((int) at, elements(segment), 0, segment.size());
      }
    }
    for (int i = 0; i < wasm.dataSegments().size(); i++) {
      DataSegment segment = wasm.dataSegments().get(new DataIndex(i));
      MemoryIndex memory = segment.memory();
      ConstExpr address = segment.address();
      if (memory != null && address != null) {
        LinearMemory target = context.memories[memory.index()];
        long at = address(address, wasm.memories().get(memory).addressType());
        if (!target.contains(at, segment.length())) {
          throw Trap.of(OUT_OF_BOUNDS_MEMORY, List.of());
        }
        target.write(at, wasm.bytes(), segment.offset(), segment.length());
      }
    }
  }

  private @Nullable Object[] elements(ElementSegment segment) {
    @Nullable Object[] elements = new @Nullable Object[segment.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] =
          segment.areFunctions()
              ? context.function(segment.func(i).index())
              : evaluator.reference(segment.expr(i));
    }
    return elements;
  }

  private long address(ConstExpr expr, AddressType type) {
    long bits = evaluator.number(expr);
    return type == AddressType.I32 ? bits & 0xFFFF_FFFFL : bits;
  }

  private static boolean isOutside(long at, long count, long size) {
    return at < 0 || at > size - count;
  }
}
