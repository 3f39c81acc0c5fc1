// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

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

/**
 * Runs every kernel in Jabiru, in Endive's compiler and in V8's TurboFan, one process each, the
 * engines taking turns, and prints the ratio of each to V8 and of Jabiru to Endive: the median over
 * the rounds of the ratios within a round.
 *
 * <p>Usage: {@code Compare [--rounds N] [--seconds S] [--out DIR] [KERNEL…]}, from the folder
 * {@code bench}. Needs clang with the WebAssembly target, lld and Node.js.
 */
public final class Compare {
  /** A kernel: where its module comes from, and how many units of work make a run of some ms. */
  private record Kernel(String name, int units, String text) {
    static Kernel c(String name, int units) {
      return new Kernel(name, units, "");
    }
  }

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
          new Kernel("giant-12k", 400, GiantModules.straight(920)),
          new Kernel("giant-300k", 10, GiantModules.straight(22500)),
          new Kernel("giant-interp", 100, GiantModules.interpreter(300, 8)));

  private enum Engine {
    V8,
    JABIRU,
    ENDIVE
  }

  /** What one process said; checksum and best time in nanoseconds. */
  private record Sample(String checksum, double nanos) {}

  private final Path out;
  private final int rounds;
  private final String seconds;

  private Compare(Path out, int rounds, String seconds) {
    this.out = out;
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
    String seconds = "4";
    Path out = Path.of("target", "kernels");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--seconds" -> seconds = args[++i];
        case "--out" -> out = Path.of(args[++i]);
        default -> names.add(args[i]);
      }
    }
    new Compare(out, rounds, seconds).run(names);
  }

  private void run(List<String> names) throws Exception {
    Files.createDirectories(out);
    System.out.println("kernel            V8 ms   Jabiru/V8   Endive/V8   Endive/Jabiru");
    List<Double> jabiru = new ArrayList<>();
    List<Double> endive = new ArrayList<>();
    for (Kernel kernel : KERNELS) {
      if (names.isEmpty() || names.contains(kernel.name())) {
        compare(kernel, jabiru, endive);
      }
    }
    double a = geometricMean(jabiru);
    double b = geometricMean(endive);
    row("geometric mean", Double.NaN, a, b);
  }

  @SuppressWarnings("NullAway") // there is a sample of every engine
  private void compare(Kernel kernel, List<Double> jabiru, List<Double> endive) throws Exception {
    Path module = build(kernel);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> base = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Map<Engine, Sample> samples = new EnumMap<>(Engine.class);
      for (Engine engine : Engine.values()) {
        samples.put(engine, sample(engine, module, kernel.units()));
      }
      Sample v8 = samples.get(Engine.V8);
      for (Sample each : samples.values()) {
        if (!each.checksum().equals(v8.checksum())) {
          throw new IllegalStateException(kernel.name() + ": checksums differ: " + samples);
        }
      }
      base.add(v8.nanos() / 1e6);
      ours.add(samples.get(Engine.JABIRU).nanos() / v8.nanos());
      theirs.add(samples.get(Engine.ENDIVE).nanos() / v8.nanos());
    }
    jabiru.add(median(ours));
    endive.add(median(theirs));
    row(kernel.name(), median(base), median(ours), median(theirs));
  }

  private static void row(String name, double base, double jabiru, double endive) {
    System.out.printf(
        Locale.ROOT,
        "%-15s %7.2f %11.2f %11.2f %15.2f%n",
        name,
        base,
        jabiru,
        endive,
        endive / jabiru);
  }

  private Path build(Kernel kernel) throws Exception {
    Path module = out.resolve(kernel.name() + ".wasm");
    if (kernel.text().isEmpty()) {
      Path source = Path.of("kernels", kernel.name() + ".c");
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
              source.toString()));
    } else {
      Files.write(module, WatParser.parse(kernel.text(), Features.defaults()).binary());
    }
    return module;
  }

  private Sample sample(Engine engine, Path module, int units) throws Exception {
    List<String> command = new ArrayList<>();
    switch (engine) {
      case V8 ->
          command.addAll(
              List.of(
                  "node",
                  "--no-liftoff",
                  "--no-wasm-tier-up",
                  "--no-wasm-lazy-compilation",
                  "kernel.mjs"));
      case JABIRU -> java(command, JabiruKernel.class);
      case ENDIVE -> java(command, EndiveKernel.class);
    }
    command.addAll(List.of(module.toString(), Integer.toString(units), seconds));
    String[] words = capture(command).trim().split(" ");
    return new Sample(words[0], Double.parseDouble(words[1]));
  }

  private static void java(List<String> command, Class<?> main) {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
  }

  private static String capture(List<String> command) throws Exception {
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

  private static double geometricMean(List<Double> values) {
    return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(0));
  }
}
