// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.ModuleCompiler;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.jvm.ArrayMemory;
import dev.jabiru.environ.jvm.ClassSource;
import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.wasm.DataIndex;
import dev.jabiru.wasm.DataSegment;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.ExternType;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.GlobalIndex;
import dev.jabiru.wasm.Import;
import dev.jabiru.wasm.MemoryIndex;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.SegmentMode;
import dev.jabiru.wasm.TableIndex;
import dev.jabiru.wasm.TagIndex;
import dev.jabiru.wasm.WasmException;
import dev.jabiru.wasm.text.TextModule;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A compiled module, ready to be instantiated any number of times in any store of its engine.
 *
 * <p>Immutable and thread-safe. Nobody closes it: once the module and all its instances are
 * unreachable, the garbage collector takes its classes.
 */
public final class Module {
  private static final byte[] NO_BYTES = {};

  /** What a module without a name is called. */
  static final String NO_NAME = "wasm";

  private final Engine engine;
  private final dev.jabiru.wasm.Module wasm;
  private final String name;

  /** The module's classes; null where its code is native. */
  private final @Nullable ModuleClassLoader loader;

  /** The module's machine code; null where it is in classes. */
  private final @Nullable NativeText text;

  private final boolean largeMemories;

  /** Whether its code can be generated again, for other forms of memories. */
  private final boolean isCompiledHere;

  private @Nullable ModuleClassLoader loaderForSegments;
  private final int[] typeIds;
  private final byte[][] passiveData;

  /** The set of which it is, if modules of that import from each other. */
  private final @Nullable LinkedModules links;

  /** The number of its first function among those of the machine code. */
  private final int firstFunction;

  Module(
      Engine engine,
      dev.jabiru.wasm.Module wasm,
      String nameIfNone,
      @Nullable ClassSource source,
      @Nullable NativeText text,
      boolean largeMemories,
      boolean isCompiledHere,
      @Nullable LinkedModules links) {
    this.engine = engine;
    this.wasm = wasm;
    @Nullable String own = wasm.names().moduleName();
    this.name = own == null ? nameIfNone : own;
    this.loader = source == null ? null : new ModuleClassLoader(source, this);
    this.text = text;
    this.largeMemories = largeMemories;
    this.isCompiledHere = isCompiledHere;
    this.typeIds = engine.types().register(wasm);
    this.passiveData = passiveData(wasm);
    this.links = links;
    this.firstFunction = text == null ? 0 : text.add(this);
    if (links != null) {
      links.add(this);
    }
    if (text != null) {
      PerfMap.add(text, this, firstFunction);
      JitDump.add(text, this, firstFunction);
    }
  }

  // ---- Making -------------------------------------------------------------------------------

  /**
   * Decodes and validates a module; its functions are compiled when they are first linked.
   *
   * @param engine the engine it will belong to
   * @param bytes the module in the binary or the text format; not to be changed afterwards
   * @return the module
   * @throws dev.jabiru.wasm.WasmException if the module is malformed or invalid
   * @throws dev.jabiru.environ.UnsupportedFeatureException if it uses a feature the target lacks
   * @throws UnsupportedOperationException if this program has no compiler
   * @throws ClosedException if the engine is closed
   */
  public static Module of(Engine engine, byte[] bytes) {
    return of(engine, bytes, ModuleCompiler.Progress.NONE);
  }

  /**
   * Decodes, validates and compiles a module, and tells how far that has come.
   *
   * @param engine the engine it will belong to
   * @param bytes the module in the binary or the text format; not to be changed afterwards
   * @param progress hears, on any thread, how many functions are compiled, on the target {@code
   *     x64}; on the target {@code jvm} functions are compiled later, and it hears nothing. What it
   *     throws cancels the compilation and comes out of this method
   * @return the module
   * @throws dev.jabiru.wasm.WasmException if the module is malformed or invalid
   * @throws dev.jabiru.environ.UnsupportedFeatureException if it uses a feature the target lacks
   * @throws UnsupportedOperationException if this program has no compiler
   * @throws ClosedException if the engine is closed
   */
  public static Module of(Engine engine, byte[] bytes, ModuleCompiler.Progress progress) {
    return WatParser.isText(bytes)
        ? ofText(engine, WatParser.parse(bytes, engine.config().features()), progress)
        : ofBinary(engine, bytes, progress);
  }

  /**
   * Decodes and validates a module in the text format.
   *
   * @param engine the engine it will belong to
   * @param text the text
   * @return the module
   * @throws dev.jabiru.wasm.WasmException if the module is malformed or invalid
   * @throws dev.jabiru.environ.UnsupportedFeatureException if it uses a feature the target lacks
   * @throws UnsupportedOperationException if this program has no compiler
   * @throws ClosedException if the engine is closed
   */
  public static Module of(Engine engine, String text) {
    return ofText(
        engine, WatParser.parse(text, engine.config().features()), ModuleCompiler.Progress.NONE);
  }

  /**
   * Decodes and validates a module in a file.
   *
   * @param engine the engine it will belong to
   * @param file a file in the text format if its name ends in {@code .wat} or it begins like text,
   *     else in the binary format
   * @return the module
   * @throws IOException if the file cannot be read
   * @throws dev.jabiru.wasm.WasmException if the module is malformed or invalid
   * @throws dev.jabiru.environ.UnsupportedFeatureException if it uses a feature the target lacks
   * @throws UnsupportedOperationException if this program has no compiler
   * @throws ClosedException if the engine is closed
   */
  public static Module of(Engine engine, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ModuleCompiler.Progress none = ModuleCompiler.Progress.NONE;
    return WatParser.isText(file, bytes)
        ? ofText(engine, WatParser.parse(bytes, engine.config().features()), none)
        : ofBinary(engine, bytes, none);
  }

  private static Module ofText(Engine engine, TextModule text, ModuleCompiler.Progress progress) {
    try {
      return ofBinary(engine, text.binary(), progress);
    } catch (WasmException mistake) {
      throw text.inText(mistake);
    }
  }

  private static Module ofBinary(Engine engine, byte[] bytes, ModuleCompiler.Progress progress) {
    engine.checkOpen();
    dev.jabiru.wasm.Module wasm = dev.jabiru.wasm.Module.decode(bytes, engine.config().features());
    Tunables tunables = engine.tunables();
    if (engine.target() == Target.X64) {
      CodeCache cache = engine.config().cache().orElse(null);
      if (cache != null) {
        return cache.module(engine, wasm, progress);
      }
      NativeCode code = engine.compiler().compileNative(wasm, tunables, progress);
      return new Module(engine, wasm, NO_NAME, null, new NativeText(code), false, true, null);
    }
    ClassSource source = classes(engine, wasm, tunables);
    return new Module(
        engine, wasm, NO_NAME, source, null, engine.config().largeMemories(), true, null);
  }

  private static ClassSource classes(
      Engine engine, dev.jabiru.wasm.Module wasm, Tunables tunables) {
    CodeCache cache = engine.config().cache().orElse(null);
    return cache == null
        ? engine.compiler().prepare(wasm, tunables)
        : cache.classes(engine, wasm, tunables);
  }

  /** A module whose classes come from somewhere; it must be valid. */
  static Module of(Engine engine, dev.jabiru.wasm.Module wasm, ClassSource source) {
    engine.checkOpen();
    return new Module(engine, wasm, NO_NAME, source, null, false, false, null);
  }

  private static byte[][] passiveData(dev.jabiru.wasm.Module wasm) {
    byte[][] data = new byte[wasm.dataSegments().size()][];
    for (int i = 0; i < data.length; i++) {
      DataSegment segment = wasm.dataSegments().get(new DataIndex(i));
      data[i] =
          segment.mode() == SegmentMode.PASSIVE
              ? Arrays.copyOfRange(
                  wasm.bytes(), segment.offset(), segment.offset() + segment.length())
              : NO_BYTES;
    }
    return data;
  }

  // ---- Asking -------------------------------------------------------------------------------

  /** {@return the engine it belongs to} */
  public Engine engine() {
    return engine;
  }

  /**
   * {@return its own name; if it has none, the one it has in an artifact of several modules, else
   * {@code wasm}}
   */
  public String name() {
    return name;
  }

  /** {@return what it imports, in order} */
  public List<ImportType> imports() {
    List<ImportType> imports = new ArrayList<>(wasm.imports().size());
    for (Import item : wasm.imports()) {
      imports.add(new ImportType(item.module(), item.name(), item.type(), funcType(item.type())));
    }
    return imports;
  }

  /** {@return what it exports, in order} */
  public List<ExportType> exports() {
    List<ExportType> exports = new ArrayList<>(wasm.exports().size());
    for (Export item : wasm.exports()) {
      ExternType type = externType(item);
      exports.add(new ExportType(item.name(), type, funcType(type)));
    }
    return exports;
  }

  private ExternType externType(Export item) {
    int index = item.index();
    return switch (item.kind()) {
      case FUNC -> new ExternType.Func(wasm.funcTypeIndex(new FuncIndex(index)));
      case TABLE -> wasm.tables().get(new TableIndex(index));
      case MEMORY -> wasm.memories().get(new MemoryIndex(index));
      case GLOBAL -> wasm.globals().get(new GlobalIndex(index));
      case TAG -> wasm.tags().get(new TagIndex(index));
    };
  }

  private Optional<FuncType> funcType(ExternType type) {
    return type instanceof ExternType.Func func
        ? Optional.of(wasm.funcType(func.type()))
        : Optional.empty();
  }

  // ---- For the runtime ----------------------------------------------------------------------

  dev.jabiru.wasm.Module wasm() {
    return wasm;
  }

  boolean isNative() {
    return text != null;
  }

  /** {@return the machine code of a native module} */
  NativeText text() {
    if (text == null) {
      throw new AssertionError("the module's code is in classes");
    }
    return text;
  }

  /** {@return the set of which it is, if modules of that import from each other} */
  @Nullable LinkedModules links() {
    return links;
  }

  /** {@return the number of its first function among those of the machine code} */
  int firstFunction() {
    return firstFunction;
  }

  ModuleClassLoader loader() {
    if (loader == null) {
      throw new AssertionError("the module's code is native");
    }
    return loader;
  }

  /** Whether memories that do not say how far they may grow may become large. */
  boolean largeMemories() {
    return largeMemories;
  }

  /**
   * {@return the classes for an instance with these imports}
   *
   * <p>Code that takes a memory for an array cannot reach one in a segment; the code for that is
   * generated when it is first wanted, and takes both.
   *
   * @throws LinkException if the module was compiled before, and only for arrays
   */
  ModuleClassLoader loader(Extern[] imports) {
    int memories = 0;
    for (Extern item : imports) {
      if (item instanceof Memory memory) {
        MemoryType declared = wasm.memories().get(new MemoryIndex(memories++));
        if (LinearMemory.isArray(declared, largeMemories)
            && !(memory.linear() instanceof ArrayMemory)) {
          return loaderForSegments();
        }
      }
    }
    return loader();
  }

  private synchronized ModuleClassLoader loaderForSegments() {
    ModuleClassLoader made = loaderForSegments;
    if (made == null) {
      if (!isCompiledHere) {
        throw new LinkException(
            "incompatible import type: the memory may become larger than 2 GiB, and module "
                + name()
                + " was compiled for memories that do not: compile it with large memories, or"
                + " declare its import's maximum");
      }
      ClassSource source = classes(engine, wasm, engine.tunables().withLargeMemories(true));
      made = new ModuleClassLoader(source, this);
      loaderForSegments = made;
    }
    return made;
  }

  /** Canonical id of each type; not to be changed. */
  int[] typeIds() {
    return typeIds;
  }

  /** Passive data segments, empty where a segment is active; the arrays are not to be changed. */
  byte[][] passiveData() {
    return passiveData.clone();
  }

  FuncType functionType(int function) {
    return wasm.funcType(new FuncIndex(function));
  }

  /** A function's own name, else the first under which it is exported, else its index. */
  String functionName(int function) {
    @Nullable String name = wasm.names().funcName(new FuncIndex(function));
    if (name != null) {
      return name;
    }
    for (Export item : wasm.exports()) {
      if (item.kind() == ExternKind.FUNC && item.index() == function) {
        return item.name();
      }
    }
    return "func[" + function + "]";
  }
}
