// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.ExportType;
import dev.jabiru.runtime.Extern;
import dev.jabiru.runtime.Func;
import dev.jabiru.runtime.Global;
import dev.jabiru.runtime.HostCallback;
import dev.jabiru.runtime.ImportType;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Memory;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.StackExhausted;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.Table;
import dev.jabiru.runtime.TimedOut;
import dev.jabiru.runtime.Trap;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.TableType;
import dev.jabiru.wasm.ValType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs one random module: calls each exported function in order with arguments made from a seed.
 * What happened is a list of lines, the same that {@code random-modules.cjs} prints, save the words
 * after {@code trap}.
 */
final class RandomModuleRun {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_DEPTH = 4;
  private static final int MOST_NESTED_CALLS = 100;

  private static final int[] EDGES = {
    0, 1, -1, 2, 7, 31, 32, 255, 65535, 65536, 1048575, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  /** A reference of the host's. */
  private record HostObject(String name) {}

  /** What a host function throws. */
  private static final class HostError extends RuntimeException {
    private static final long serialVersionUID = 1;

    HostError(String message) {
      super(message);
    }
  }

  private interface Body {
    void run() throws Throwable;
  }

  private final Module module;
  private final Store store;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Func> functions = new LinkedHashMap<>();
  private @Nullable Instance instance;
  private int randomState;
  private int depth;
  private int nestedCalls;

  private RandomModuleRun(Store store, int seed, Module module) {
    this.store = store;
    this.module = module;
    this.randomState = seed;
  }

  /** {@return what happened} */
  static List<String> run(Engine engine, int seed, byte[] bytes) throws Exception {
    try (Store store = Store.of(engine)) {
      store.setFuel(Long.MAX_VALUE);
      RandomModuleRun run = new RandomModuleRun(store, seed, Module.of(engine, bytes));
      try {
        store.callWithTimeout(
            TIMEOUT,
            () -> {
              run.run();
              return null;
            });
      } catch (StackExhausted e) {
        run.lines.add("exhausted");
      } catch (TimedOut e) {
        run.lines.add("timeout");
      }
      return run.lines;
    }
  }

  private void run() {
    String failure =
        attempt(() -> instance = Instance.of(store, module, imports().toArray(Extern[]::new)));
    if (failure != null) {
      lines.add("instantiate " + failure);
      return;
    }
    for (ExportType export : module.exports()) {
      if (item(export) instanceof Func func) {
        functions.put(export.name(), func);
      }
    }
    for (Map.Entry<String, Func> function : functions.entrySet()) {
      call(function.getKey(), function.getValue());
    }
    for (ExportType export : module.exports()) {
      switch (item(export)) {
        case Func _ -> {}
        case Global global ->
            lines.add("global " + export.name() + " " + show(global.type().type(), global.get()));
        case Table table -> {
          List<String> elements = new ArrayList<>();
          for (long i = 0; i < table.size(); i++) {
            elements.add(show(table.type().element(), table.get(i)));
          }
          lines.add("table " + export.name() + " " + String.join(" ", elements));
        }
        case Memory memory ->
            lines.add(
                "memory "
                    + export.name()
                    + " "
                    + memory.size()
                    + " "
                    + hash(memory.read(0, (int) memory.size())));
      }
    }
  }

  private Extern item(ExportType export) {
    return Objects.requireNonNull(instance).export(export.name()).orElseThrow();
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void call(String name, Func func) {
    FuncType type = func.type();
    @Nullable Object[] args = new @Nullable Object[type.params().size()];
    for (int i = 0; i < args.length; i++) {
      args[i] = argument(type.params().get(i));
    }
    List<String> results = new ArrayList<>();
    String failure =
        attempt(() -> {
          @Nullable Object[] values = func.callForResults(args);
          for (int i = 0; i < values.length; i++) {
            results.add(show(type.results().get(i), values[i]));
          }
        });
    lines.add("call " + name + " " + (failure != null ? failure : String.join(" ", results)));
  }

  /** Runs something of the guest; says how it failed, null if it did not. */
  private static @Nullable String attempt(Body body) {
    try {
      body.run();
      return null;
    } catch (StackExhausted | TimedOut e) {
      throw e;
    } catch (HostError e) {
      return "host " + e.getMessage();
    } catch (Trap e) {
      return "trap " + e.code();
    } catch (Throwable e) {
      return "error " + RandomModules.describe(e);
    }
  }

  // ---- The host

  private List<Extern> imports() {
    List<Extern> imports = new ArrayList<>();
    for (ImportType wanted : module.imports()) {
      imports.add(
          switch (wanted.type()) {
            case GlobalType type ->
                Global.of(store, type, importedValue(type.type(), wanted.name()));
            case TableType type -> Table.of(store, type, null);
            case MemoryType type -> Memory.of(store, type);
            default -> host(wanted.name(), wanted.funcType().orElseThrow());
          });
    }
    return imports;
  }

  private static @Nullable Object importedValue(ValType type, String name) {
    return switch (type) {
      case NumType number ->
          switch (number) {
            case I32 -> 42;
            case I64 -> -42L;
            case F32 -> 1.5f;
            case F64 -> -1.5;
          };
      default -> isFunc(type) ? null : new HostObject(name);
    };
  }

  private Func host(String name, FuncType type) {
    HostCallback act =
        switch (name) {
          case "call-export" -> args -> nested(() -> callExport((Integer) first(args)));
          case "call-export-catch" ->
              args -> nestedAndCaught(() -> callExport((Integer) first(args)));
          case "call-ref" -> args -> nested(() -> callWithZeros((Func) args[0]));
          case "call-ref-catch" -> args -> nestedAndCaught(() -> callWithZeros((Func) args[0]));
          case "table-get" -> args -> table(args).get(Integer.toUnsignedLong((int) first(args)));
          case "table-set" ->
              args -> {
                table(args).set(Integer.toUnsignedLong((int) first(args)), args[1]);
                return null;
              };
          case "sleep" -> args -> args[1];
          default -> args -> zeros(type.results());
        };
    return Func.of(
        store,
        type,
        args -> {
          StringBuilder line = new StringBuilder(name);
          for (int i = 0; i < args.length; i++) {
            line.append(' ').append(show(type.params().get(i), args[i]));
          }
          lines.add(line.toString());
          return act.call(args);
        });
  }

  private static Object first(@Nullable Object[] args) {
    return Objects.requireNonNull(args[0]);
  }

  private @Nullable Object nested(Body body) throws Throwable {
    if (depth == MOST_DEPTH || nestedCalls == MOST_NESTED_CALLS) {
      throw new HostError("too many calls");
    }
    nestedCalls++;
    depth++;
    try {
      body.run();
    } finally {
      depth--;
    }
    return null;
  }

  private @Nullable Object nestedAndCaught(Body body) {
    String failure = attempt(() -> nested(body));
    if (failure == null) {
      return 0;
    }
    lines.add("caught " + failure);
    return 1;
  }

  private void callExport(int index) {
    List<Func> all = List.copyOf(functions.values());
    if (all.isEmpty()) {
      throw new HostError("starting");
    }
    callWithZeros(all.get(Integer.remainderUnsigned(index, all.size())));
  }

  private static void callWithZeros(@Nullable Func func) {
    if (func == null) {
      throw new HostError("null");
    }
    List<ValType> params = func.type().params();
    @Nullable Object[] args = new @Nullable Object[params.size()];
    for (int i = 0; i < args.length; i++) {
      args[i] = zero(params.get(i));
    }
    func.call(args);
  }

  private Table table(@Nullable Object[] args) {
    if (instance == null) {
      throw new HostError("table");
    }
    Table table = instance.table("table");
    if (Integer.toUnsignedLong((Integer) first(args)) >= table.size()) {
      throw new HostError("table");
    }
    return table;
  }

  // ---- Values

  private int random() {
    randomState += 0x6d2b79f5;
    int t = randomState;
    t = (t ^ (t >>> 15)) * (1 | t);
    t = (t + (t ^ (t >>> 7)) * (61 | t)) ^ t;
    return t ^ (t >>> 14);
  }

  private @Nullable Object argument(ValType type) {
    int choice = random();
    int edge = EDGES[(choice >>> 3) % EDGES.length];
    boolean free = (choice & 3) == 0;
    return switch (type) {
      case NumType number ->
          switch (number) {
            case I32 -> free ? random() : edge;
            case I64 -> free ? randomLong() : (long) edge << ((choice & 4) != 0 ? 32 : 0);
            case F32 -> {
              float value = Float.intBitsToFloat(free ? random() : 0);
              yield free ? (value == 0 || Float.isNaN(value) ? 0f : value) : (float) edge / 2;
            }
            case F64 -> {
              double value = Double.longBitsToDouble(free ? randomLong() : 0);
              yield free ? (value == 0 || Double.isNaN(value) ? 0.0 : value) : (double) edge / 2;
            }
          };
      default -> {
        if (!isFunc(type)) {
          yield free ? null : new HostObject("argument");
        }
        List<Func> all = List.copyOf(functions.values());
        yield free ? null : all.get((choice >>> 3) % all.size());
      }
    };
  }

  private long randomLong() {
    long high = random();
    return high << 32 | Integer.toUnsignedLong(random());
  }

  private static boolean isFunc(ValType type) {
    return type.toString().equals("funcref");
  }

  private static @Nullable Object zeros(List<ValType> types) {
    return switch (types.size()) {
      case 0 -> null;
      case 1 -> zero(types.get(0));
      default -> {
        @Nullable Object[] all = new @Nullable Object[types.size()];
        for (int i = 0; i < all.length; i++) {
          all[i] = zero(types.get(i));
        }
        yield all;
      }
    };
  }

  private static @Nullable Object zero(ValType type) {
    return switch (type) {
      case NumType number ->
          switch (number) {
            case I32 -> 0;
            case I64 -> 0L;
            case F32 -> 0f;
            case F64 -> 0.0;
          };
      default -> null;
    };
  }

  private String show(ValType type, @Nullable Object value) {
    String text =
        switch (value) {
          case null -> "null";
          case Float f ->
              Float.isNaN(f) ? "nan" : HexFormat.of().toHexDigits(Float.floatToRawIntBits(f));
          case Double d ->
              Double.isNaN(d) ? "nan" : HexFormat.of().toHexDigits(Double.doubleToRawLongBits(d));
          case Func func -> name(func);
          case HostObject object -> object.name();
          default -> value.toString();
        };
    return type + ":" + text;
  }

  private String name(Func func) {
    for (Map.Entry<String, Func> entry : functions.entrySet()) {
      if (entry.getValue().equals(func)) {
        return entry.getKey();
      }
    }
    return "another";
  }
}
