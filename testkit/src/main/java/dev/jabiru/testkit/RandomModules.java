// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Random modules that must do the same here as in Node.js.
 *
 * <p>A module is made by Binaryen's {@code wasm-opt --translate-to-fuzz} from random bytes, and
 * those from a seed. Node.js and this runtime call its exports with the same arguments and give it
 * the same host functions. Compared are results (any NaN equals any NaN), traps, the order and
 * arguments of calls of the host, and at the end tables, exported globals and memory. Bits of NaNs
 * are not determined, so the modules are made to turn NaNs into zeros.
 *
 * <p>Not thread-safe.
 */
public final class RandomModules {
  /** How many modules one process of Node.js makes and runs. */
  private static final int BATCH = 250;

  private static final String EXHAUSTED = "exhausted";
  private static final String TIMEOUT = "timeout";

  /** V8's words for traps, and our codes that they stand for. */
  private static final Map<String, Set<TrapCode>> TRAPS =
      Map.ofEntries(
          Map.entry("unreachable", Set.of(TrapCode.UNREACHABLE)),
          Map.entry("divide by zero", Set.of(TrapCode.INTEGER_DIVIDE_BY_ZERO)),
          Map.entry("remainder by zero", Set.of(TrapCode.INTEGER_DIVIDE_BY_ZERO)),
          Map.entry("divide result unrepresentable", Set.of(TrapCode.INTEGER_OVERFLOW)),
          Map.entry(
              "float unrepresentable in integer range",
              Set.of(TrapCode.INTEGER_OVERFLOW, TrapCode.INVALID_CONVERSION_TO_INTEGER)),
          Map.entry("memory access out of bounds", Set.of(TrapCode.OUT_OF_BOUNDS_MEMORY)),
          Map.entry(
              "table index is out of bounds",
              Set.of(TrapCode.OUT_OF_BOUNDS_TABLE, TrapCode.UNDEFINED_ELEMENT)),
          Map.entry(
              "null function or function signature mismatch",
              Set.of(TrapCode.UNINITIALIZED_ELEMENT, TrapCode.INDIRECT_CALL_TYPE_MISMATCH)),
          Map.entry("segment is out of bounds", Set.of(TrapCode.OUT_OF_BOUNDS_MEMORY)),
          Map.entry("element segment out of bounds", Set.of(TrapCode.OUT_OF_BOUNDS_TABLE)));

  private final Path wasmOpt;
  private final Path folder;
  private final List<Engine> engines;
  private final Tally tally = new Tally();

  /** What was counted. */
  public static final class Tally {
    private final List<String> differences = new ArrayList<>();
    private int modules;
    private int executed;
    private int returned;
    private int calls;
    private int traps;
    private int exhausted;
    private int timeouts;
    private int refused;

    private Tally() {}

    /** {@return one text for each module that did something else here, beginning with its seed} */
    public List<String> differences() {
      return List.copyOf(differences);
    }

    /** {@return the number of modules} */
    public int modules() {
      return modules;
    }

    /** {@return the number of modules of which an export was called, whether it trapped or not} */
    public int executed() {
      return executed;
    }

    /** {@return the number of modules of which a call of an export did not trap} */
    public int returned() {
      return returned;
    }

    /** {@return the number of modules that used up the stack in either engine} */
    public int exhausted() {
      return exhausted;
    }

    /** {@return the number of modules that ran for too long in either engine} */
    public int timeouts() {
      return timeouts;
    }

    /** {@return the number of modules that Node.js does not take} */
    public int refused() {
      return refused;
    }

    /** {@return all counts} */
    @Override
    public String toString() {
      return modules
          + " modules, "
          + executed
          + " executed an export ("
          + returned
          + " without a trap), "
          + calls
          + " calls, "
          + traps
          + " traps, "
          + exhausted
          + " exhaustions, "
          + timeouts
          + " timeouts, "
          + refused
          + " refused by Node.js, "
          + differences.size()
          + " differences";
    }
  }

  /**
   * Prepares a comparison.
   *
   * @param engines each of them runs every module
   * @param wasmOpt the program {@code bin/wasm-opt} of the npm package {@code binaryen}
   * @param folder where modules are written
   */
  public RandomModules(List<Engine> engines, Path wasmOpt, Path folder) {
    this.engines = List.copyOf(engines);
    this.wasmOpt = wasmOpt;
    this.folder = folder;
  }

  /** {@return what was counted so far} */
  public Tally tally() {
    return tally;
  }

  /**
   * Compares the modules of consecutive seeds.
   *
   * @param first the first seed
   * @param count how many
   * @throws IOException if Node.js cannot be run, or files cannot be read or written
   */
  public void compare(int first, int count) throws IOException {
    Path script = folder.resolve("random-modules.cjs");
    try (InputStream text = RandomModules.class.getResourceAsStream("random-modules.cjs")) {
      if (text == null) {
        throw new AssertionError("random-modules.cjs is not beside its class");
      }
      Files.write(script, text.readAllBytes());
    }
    for (int done = 0; done < count; done += BATCH) {
      int batch = Math.min(BATCH, count - done);
      compareBatch(first + done, batch, runNode(script, first + done, batch));
    }
  }

  private Path runNode(Path script, int first, int count) throws IOException {
    Path output = folder.resolve("output");
    Process node =
        new ProcessBuilder(
                "node",
                "--experimental-wasm-type-reflection",
                script.toString(),
                wasmOpt.toString(),
                folder.toString(),
                Integer.toString(first),
                Integer.toString(count))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (!node.waitFor(30, TimeUnit.MINUTES) || node.exitValue() != 0) {
        throw new IOException("node failed at seeds from " + first);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      node.destroyForcibly();
    }
    return output;
  }

  private void compareBatch(int first, int count, Path output) throws IOException {
    List<String> lines = Files.readAllLines(output);
    int at = 0;
    for (int seed = first; seed < first + count; seed++) {
      if (at == lines.size() || !lines.get(at).equals("module " + seed)) {
        throw new IOException("node said nothing of seed " + seed);
      }
      int end = at + 1;
      while (end < lines.size() && !lines.get(end).startsWith("module ")) {
        end++;
      }
      Path file = folder.resolve(seed + ".wasm");
      if (compare(seed, lines.subList(at + 1, end), Files.readAllBytes(file))) {
        Files.delete(file);
      }
      at = end;
    }
  }

  /**
   * {@return whether every engine does with a module what Node.js does, as far as that is known}
   */
  private boolean compare(int seed, List<String> wanted, byte[] bytes) {
    tally.modules++;
    if (!wanted.isEmpty() && wanted.get(0).startsWith("refused ")) {
      tally.refused++;
      return true;
    }
    count(wanted);
    String difference = null;
    Set<String> ends = new HashSet<>();
    ends.add(last(wanted));
    for (Engine engine : engines) {
      String where = seed + " " + engine.target() + ": ";
      try {
        List<String> found = RandomModuleRun.run(engine, seed, bytes);
        ends.add(last(found));
        difference = difference == null ? difference(where, wanted, found) : difference;
      } catch (Throwable e) {
        tally.differences.add(where + describe(e));
        return false;
      }
    }
    if (ends.contains(EXHAUSTED)) {
      tally.exhausted++;
    } else if (ends.contains(TIMEOUT)) {
      tally.timeouts++;
    }
    if (difference != null) {
      tally.differences.add(difference);
      return false;
    }
    return true;
  }

  /** {@return how many lines were written before an engine gave up, all if it did not} */
  private static int before(List<String> lines) {
    String last = last(lines);
    return last.equals(EXHAUSTED) || last.equals(TIMEOUT) ? lines.size() - 1 : Integer.MAX_VALUE;
  }

  private static String last(List<String> lines) {
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  private static @Nullable String difference(
      String where, List<String> wanted, List<String> found) {
    int comparable = Math.min(before(wanted), before(found));
    for (int i = 0; i < Math.min(comparable, Math.max(wanted.size(), found.size())); i++) {
      String line = i < wanted.size() ? wanted.get(i) : "nothing";
      String other = i < found.size() ? found.get(i) : "nothing";
      if (!same(line, other)) {
        return where + "line " + i + ": Node.js \"" + line + "\", Jabiru \"" + other + "\"";
      }
    }
    return null;
  }

  private void count(List<String> lines) {
    int calls = 0;
    int traps = 0;
    for (String line : lines) {
      if (line.startsWith("call ")) {
        calls++;
        traps += line.contains(" trap ") ? 1 : 0;
      }
    }
    tally.calls += calls;
    tally.traps += traps;
    tally.executed += calls > 0 ? 1 : 0;
    tally.returned += calls > traps ? 1 : 0;
  }

  private static boolean same(String wanted, String found) {
    int trap = wanted.indexOf("trap ");
    if (trap < 0 || !found.startsWith(wanted.substring(0, trap + 5))) {
      return wanted.equals(found);
    }
    String code = found.substring(trap + 5);
    for (Map.Entry<String, Set<TrapCode>> entry : TRAPS.entrySet()) {
      if (wanted.substring(trap + 5).contains(entry.getKey())) {
        return entry.getValue().contains(TrapCode.valueOf(code));
      }
    }
    return false;
  }

  static String describe(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      StackTraceElement[] trace = t.getStackTrace();
      String message = String.valueOf(t).lines().findFirst().orElse("");
      text.append(message).append(trace.length > 0 ? " at " + trace[0] : "").append("; ");
    }
    return text.toString().strip();
  }

  /**
   * Compares modules on both targets, and prints differences and totals.
   *
   * @param args {@code WASM_OPT FOLDER FIRST_SEED COUNT}, then {@code plain} for a compiler without
   *     optional optimisations
   * @throws IOException if Node.js cannot be run, or files cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    Path folder = Files.createDirectories(Path.of(args[1]));
    boolean optimize = args.length < 5 || !args[4].equals("plain");
    Config config = Config.defaults().withOptimize(optimize);
    try (Engine classes = Engine.of(config.withTarget(Config.TargetChoice.JVM));
        Engine machineCode = Engine.of(config.withTarget(Config.TargetChoice.X64))) {
      RandomModules modules =
          new RandomModules(List.of(classes, machineCode), Path.of(args[0]), folder);
      int first = Integer.parseInt(args[2]);
      int last = first + Integer.parseInt(args[3]);
      int printed = 0;
      for (int at = first; at < last; at += BATCH) {
        modules.compare(at, Math.min(BATCH, last - at));
        List<String> differences = modules.tally.differences;
        for (; printed < differences.size(); printed++) {
          out.println(differences.get(printed));
        }
        out.println(
            "seeds " + first + " to " + (Math.min(at + BATCH, last) - 1) + ": " + modules.tally);
      }
    }
  }
}
