// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

import dev.jabiru.testkit.programs.CPrograms;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.text.WatParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs every kernel and program in several engines, one process each, the engines taking turns, and
 * prints their ratios: the median over the rounds of the ratios within a round. The engines are
 * V8's TurboFan, Jabiru on both targets, Wasmtime and Endive's compiler, or those of them that
 * {@code --engines} lists, {@code v8,x64}, or {@code x64,bounds} for machine code without and with
 * checks of bounds; with {@code --checks} Jabiru without and with checks for interruption. With
 * {@code --stop} it prints instead how long a guest in Jabiru runs on at most after it was
 * interrupted; with {@code --jit} what HotSpot made of the generated code.
 *
 * <p>Usage: {@code Compare [--checks | --stop | --jit | --engines LIST] [--rounds N] [--seconds S]
 * [--out DIR] [KERNEL…]}, from the folder {@code bench}. Needs clang with the WebAssembly target,
 * lld, wasi-libc and Node.js.
 */
public final class Compare {
  /**
   * A kernel: how many units of work make a run of some ms, how many times longer than others it
   * has to be warm, and where its module comes from.
   */
  private record Kernel(String name, int units, int patience, Source source) {
    static Kernel c(String name, int units) {
      return new Kernel(name, units, 1, out -> compile(name, out));
    }

    static Kernel text(String name, int units, int patience, String text) {
      byte[] module = WatParser.parse(text, Features.defaults()).binary();
      return new Kernel(
          name, units, patience, out -> Files.write(out.resolve(name + ".wasm"), module));
    }

    private static Path compile(String name, Path out) throws Exception {
      Path module = out.resolve(name + ".wasm");
      capture(
          List.of(
              "clang",
              "--target=wasm32",
              "-O2",
              "-nostdlib",
              "-mbulk-memory",
              "-Wl,--no-entry",
              "-o",
              module.toString(),
              driver(name).toString()));
      return module;
    }
  }

  /** Makes a module, in a folder if it wants one. */
  private interface Source {
    Path make(Path out) throws Exception;
  }

  private static Path driver(String name) {
    return Path.of("kernels", name + ".c").toAbsolutePath();
  }

  private static final List<String> REACTOR = List.of("-mexec-model=reactor");

  // spotless:off
  private static final List<Kernel> KERNELS =
      List.of(
          Kernel.c("coremix", 10),
          Kernel.c("sha256", 20),
          Kernel.c("keccak", 10),
          Kernel.c("fib", 10),
          Kernel.c("mandelbrot", 10),
          Kernel.c("nbody", 20),
          Kernel.c("matmul", 20),
          Kernel.c("sieve", 10),
          Kernel.c("memops", 40),
          Kernel.c("interp", 10),
          Kernel.c("indirect", 10),
          Kernel.c("hostcalls", 30),
          Kernel.text("giant-12k", 400, 1, GiantModules.straight(920)),
          Kernel.text("giant-300k", 10, 8, GiantModules.straight(22500)),
          Kernel.text("giant-interp", 100, 1, GiantModules.interpreter(300, 8)),
          new Kernel("sqlite", 2, 10, out -> CPrograms.sqlite(driver("sqlite"), REACTOR)),
          new Kernel("lua", 3, 5, out -> CPrograms.lua(driver("lua"), REACTOR)));
  // spotless:on

  /** Engines; the first of those that are compared is what the others are divided by. */
  private enum Engine {
    V8("V8"),
    UNCHECKED("unchecked"),
    JVM("jvm"),
    X64("x64"),
    BOUNDS("x64 bounds"),
    STOP("stopped after"),
    JIT("jit"),
    WASMTIME("Wasmtime"),
    ENDIVE("Endive");

    private final String label;

    Engine(String label) {
      this.label = label;
    }
  }

  /** What one process said; checksum and best time in nanoseconds. */
  private record Sample(String checksum, double nanos) {}

  private final Path out;
  private final List<Engine> engines;
  private final int rounds;
  private final double seconds;

  private Compare(Path out, List<Engine> engines, int rounds, double seconds) {
    this.out = out;
    this.engines = engines;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /**
   * Runs the comparison.
   *
   * @param args see the class
   * @throws Exception if a kernel cannot be built or run
   */
  public static void main(String[] args) throws Exception {
    int rounds = 3;
    double seconds = 4;
    Path out = Path.of("target", "kernels");
    List<Engine> engines =
        List.of(Engine.V8, Engine.JVM, Engine.X64, Engine.WASMTIME, Engine.ENDIVE);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--checks" -> engines = List.of(Engine.UNCHECKED, Engine.JVM);
        case "--engines" ->
            engines =
                Stream.of(args[++i].toUpperCase(Locale.ROOT).split(","))
                    .map(Engine::valueOf)
                    .toList();
        case "--jit" -> engines = List.of(Engine.JIT);
        case "--stop" -> engines = List.of(Engine.STOP);
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--seconds" -> seconds = Double.parseDouble(args[++i]);
        case "--out" -> out = Path.of(args[++i]);
        default -> names.add(args[i]);
      }
    }
    String absence = engines.contains(Engine.WASMTIME) ? WasmtimeKernel.absence() : "";
    if (!absence.isEmpty()) {
      System.err.println("compare: without Wasmtime: " + absence);
      engines = engines.stream().filter(each -> each != Engine.WASMTIME).toList();
    }
    new Compare(out, engines, rounds, seconds).run(names);
  }

  private void run(List<String> names) throws Exception {
    Files.createDirectories(out);
    Engine base = engines.getFirst();
    StringBuilder heading = new StringBuilder("%-15s %12s".formatted("", base.label + " ms"));
    for (Engine each : engines.subList(1, engines.size())) {
      heading.append(" %15s".formatted(each.label + "/" + base.label));
    }
    if (hasBothClassFileCompilers()) {
      heading.append(" %15s".formatted("Endive/jvm"));
    }
    System.out.println(heading);
    List<Map<Engine, Double>> rows = new ArrayList<>();
    for (Kernel kernel : KERNELS) {
      if (names.isEmpty() || names.contains(kernel.name())) {
        rows.add(compare(kernel));
      }
    }
    Map<Engine, Double> means = new EnumMap<>(Engine.class);
    for (Engine each : engines) {
      means.put(each, geometricMean(rows.stream().map(row -> ratio(row, each)).toList()));
    }
    print("geometric mean", Double.NaN, means);
  }

  /** {@return each engine's time divided by that of the first, not a number if it cannot run it} */
  private Map<Engine, Double> compare(Kernel kernel) throws Exception {
    Path module = kernel.source().make(out);
    Map<Engine, List<Double>> ratios = new EnumMap<>(Engine.class);
    List<Double> millis = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Sample base = null;
      for (Engine engine : engines) {
        Sample sample = sample(engine, module, kernel);
        if (base == null) {
          base = sample;
          millis.add(base.nanos() / 1e6);
        }
        if (!Double.isNaN(sample.nanos()) && !sample.checksum().equals(base.checksum())) {
          throw new IllegalStateException(
              kernel.name() + ": checksums differ: " + base + ", " + engine + " " + sample);
        }
        ratios.computeIfAbsent(engine, e -> new ArrayList<>()).add(sample.nanos() / base.nanos());
      }
    }
    Map<Engine, Double> medians = new EnumMap<>(Engine.class);
    ratios.forEach((engine, values) -> medians.put(engine, median(values)));
    print(kernel.name(), median(millis), medians);
    return medians;
  }

  private boolean hasBothClassFileCompilers() {
    return engines.contains(Engine.ENDIVE) && engines.contains(Engine.JVM);
  }

  private static double ratio(Map<Engine, Double> row, Engine engine) {
    return row.getOrDefault(engine, Double.NaN);
  }

  private void print(String name, double millis, Map<Engine, Double> row) {
    StringBuilder line = new StringBuilder("%-15s %12s".formatted(name, number(millis)));
    for (Engine each : engines.subList(1, engines.size())) {
      line.append(" %15s".formatted(number(ratio(row, each))));
    }
    if (hasBothClassFileCompilers()) {
      line.append(" %15s".formatted(number(ratio(row, Engine.ENDIVE) / ratio(row, Engine.JVM))));
    }
    System.out.println(line);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "n/a" : String.format(Locale.ROOT, "%.2f", value);
  }

  private Sample sample(Engine engine, Path module, Kernel kernel) throws Exception {
    List<String> command = new ArrayList<>();
    switch (engine) {
      case V8 ->
          command.addAll(
              List.of(
                  "node",
                  "--no-warnings",
                  "--no-liftoff",
                  "--no-wasm-tier-up",
                  "--no-wasm-lazy-compilation",
                  "kernel.mjs"));
      case JVM, X64, BOUNDS, UNCHECKED -> java(command, JabiruKernel.class);
      case STOP -> java(command, StopKernel.class);
      case JIT -> java(command, JitKernel.class);
      case ENDIVE -> java(command, EndiveKernel.class);
      case WASMTIME -> {} // not a command alone
    }
    command.add(module.toString());
    command.add(Integer.toString(kernel.units()));
    command.add(Double.toString(seconds * kernel.patience()));
    switch (engine) {
      case JVM, JIT -> command.add("jvm");
      case X64 -> command.add("x64");
      case BOUNDS -> command.addAll(List.of("x64", "bounds"));
      case UNCHECKED -> command.addAll(List.of("jvm", "unchecked"));
      default -> {}
    }
    try {
      String output =
          engine == Engine.WASMTIME
              ? WasmtimeKernel.run(module, kernel.units(), seconds * kernel.patience())
              : capture(command);
      if (engine == Engine.JIT) {
        System.out.print(output.substring(output.indexOf('\n') + 1));
      }
      String[] words = output.trim().split("\\s+");
      return new Sample(words[0], Double.parseDouble(words[1]));
    } catch (IOException e) {
      if (engine != Engine.ENDIVE && engine != Engine.WASMTIME) {
        throw e;
      }
      System.err.println(
          "compare: %s in %s: %s".formatted(module.getFileName(), engine.label, e.getMessage()));
      return new Sample("", Double.NaN);
    }
  }

  private static void java(List<String> command, Class<?> main) {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
  }

  static String capture(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    return output;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** {@return the mean of those that are numbers} */
  private static double geometricMean(List<Double> values) {
    return Math.exp(
        values.stream()
            .filter(value -> !value.isNaN())
            .mapToDouble(Math::log)
            .average()
            .orElse(Double.NaN));
  }
}
