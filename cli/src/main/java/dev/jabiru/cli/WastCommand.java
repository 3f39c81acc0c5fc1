// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.CpuFeatures;
import dev.jabiru.runtime.Config;
import dev.jabiru.testkit.WastRunner;
import dev.jabiru.testkit.WastTally;
import dev.jabiru.wasm.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jabiru wast}. */
@Command(
    name = "wast",
    description =
        "Runs test scripts; ends with the line \"N passed, N failed, N skipped\". Without --features"
            + " modules may use WebAssembly 3.0, in a folder called after another proposal, such as"
            + " threads, also that, and in a folder called legacy the first form of exceptions.",
    mixinStandardHelpOptions = true)
final class WastCommand implements Callable<Integer> {
  @Mixin private FeatureOptions features;

  @Option(
      names = "--target",
      paramLabel = "T",
      description = "what to compile to: auto, jvm or x64 (default auto)",
      completionCandidates = Usage.TargetChoices.class,
      defaultValue = "auto")
  private Config.TargetChoice target;

  @Mixin private CpuOption cpu;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "scripts, and folders with scripts anywhere below")
  private List<Path> paths;

  @Override
  public Integer call() throws IOException {
    Config config = Config.defaults().withTarget(target);
    if (cpu.isGiven()) {
      config = config.withCpu(cpu.orElse(CpuFeatures.ofThisMachine()));
    }
    List<Path> scripts;
    try {
      scripts = scripts();
    } catch (BadInput e) {
      if (json) {
        Json.printError(paths.getFirst(), e);
      }
      throw e;
    }
    WastRunner runner = new WastRunner(config);
    WastTally tally = new WastTally();
    try (ProgressBar bar = new ProgressBar("scripts")) {
      for (int i = 0; i < scripts.size(); i++) {
        if (features.areGiven()) {
          runner.run(scripts.get(i), features.features(), tally);
        } else {
          runner.run(scripts.get(i), tally);
        }
        bar.at(i + 1, scripts.size());
      }
    }
    if (json) {
      Json.print(tree(tally));
    } else {
      print(tally);
    }
    return tally.failures().isEmpty() ? ExitCode.OK : ExitCode.BAD_INPUT;
  }

  private List<Path> scripts() throws IOException {
    List<Path> scripts = new ArrayList<>();
    for (Path path : paths) {
      if (path.toString().isEmpty()) {
        throw new BadInput("a file's name is empty");
      }
      if (!Files.isDirectory(path)) {
        if (!Files.isReadable(path)) {
          throw new BadInput(path + ": no such file or directory");
        }
        checkIsText(path);
        scripts.add(path);
        continue;
      }
      try (Stream<Path> tree = Files.walk(path)) {
        tree.filter(p -> p.toString().endsWith(".wast")).sorted().forEach(scripts::add);
      }
    }
    if (scripts.isEmpty()) {
      throw new BadInput("no scripts (*.wast) in " + paths);
    }
    return scripts;
  }

  /** Says of other things of ours what they are, which as a script are bad characters. */
  private static void checkIsText(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return;
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] first = in.readNBytes(4);
      if (ArtifactFile.isArtifact(first)) {
        throw InputFile.isArtifact(path, "a script");
      }
      if (first.length > 0 && first[0] == 0) {
        throw new BadInput(
            path + ": is binary, perhaps a module; wanted is a script, which is text");
      }
    }
  }

  private static void print(WastTally tally) {
    for (WastTally.Failure each : tally.failures()) {
      System.out.println(each);
    }
    if (tally.passed() + tally.skipped() > 0) {
      System.out.printf("%-26s %8s %8s%n", "feature", "passed", "skipped");
    }
    for (Feature each : Feature.values()) {
      if (tally.passed(each) + tally.skipped(each) > 0) {
        System.out.printf("%-26s %8d %8d%n", each.key(), tally.passed(each), tally.skipped(each));
      }
    }
    System.out.println(tally.summary());
  }

  private static Map<String, Object> tree(WastTally tally) {
    List<Object> failures = new ArrayList<>();
    for (WastTally.Failure each : tally.failures()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("file", each.file().toString());
      row.put("line", each.line());
      if (each.column() > 0) {
        row.put("column", each.column());
      }
      row.put("message", each.message());
      failures.add(row);
    }
    Map<String, Object> byFeature = new LinkedHashMap<>();
    for (Feature each : Feature.values()) {
      if (tally.passed(each) + tally.skipped(each) > 0) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("passed", tally.passed(each));
        row.put("skipped", tally.skipped(each));
        byFeature.put(each.key(), row);
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("passed", tally.passed());
    tree.put("failed", tally.failures().size());
    tree.put("skipped", tally.skipped());
    tree.put("features", byFeature);
    tree.put("failures", failures);
    return tree;
  }
}
