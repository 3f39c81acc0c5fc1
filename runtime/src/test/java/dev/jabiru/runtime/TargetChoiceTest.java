// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jabiru.environ.Target;
import dev.jabiru.environ.x64.CpuFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which target an engine takes, in programs that allow native access and in those that do not. */
class TargetChoiceTest {
  @TempDir Path folder;

  @Test
  void withoutNativeAccessNothingIsPrintedAndTheReasonIsSaid() throws Exception {
    assertThat(run("AUTO")).isEqualTo("JVM 42\n");
    assertThat(run("JVM")).isEqualTo("JVM 42\n");
    assertThat(run("X64")).startsWith("the target x64 cannot be used: ");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void withoutNativeAccessTheReasonIsWhatToSay() throws Exception {
    assertThat(run("X64"))
        .isEqualTo(
            "the target x64 cannot be used: native access is not enabled:"
                + " start Java with --enable-native-access=ALL-UNNAMED\n");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void withNativeAccessMachineCodeRuns() throws Exception {
    assertThat(run("X64", "--enable-native-access=ALL-UNNAMED")).isEqualTo("X64 42\n");
    assertThat(run("AUTO", "--enable-native-access=ALL-UNNAMED")).isEqualTo("X64 42\n");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void aProcessorThatLacksWhatIsWantedRunsNoMachineCode() throws Exception {
    assertThat(run("X64", "--enable-native-access=ALL-UNNAMED", "-Ddev.jabiru.cpu=x86-64"))
        .isEqualTo("X64 42\n");
    Assumptions.assumeTrue(NativePlatform.reasonAgainst() == null, "NOT RUN: no machine code");
    CpuFeatures wanted = CpuFeatures.parse("x86-64,+popcnt,+bmi1", CpuFeatures.BASELINE);
    Config config = Config.defaults().withCpu(wanted);
    String reason = "the processor lacks bmi1, which the configuration wants used";
    System.setProperty(CpuFeatures.PROPERTY, "x86-64-v2");
    try (Engine engine = Engine.of(config)) {
      assertThat(engine.target()).isEqualTo(Target.JVM);
      assertThat(engine.targetReason()).isEqualTo("target jvm: " + reason);
      assertThatThrownBy(() -> Engine.of(config.withTarget(Config.TargetChoice.X64)))
          .isInstanceOf(UnsupportedTargetException.class)
          .hasMessage("the target x64 cannot be used: " + reason);
    } finally {
      System.clearProperty(CpuFeatures.PROPERTY);
    }
  }

  @Test
  void theOtherTargetSaysThatItWasAskedFor() {
    try (Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM))) {
      assertThat(engine.targetReason()).isEqualTo("target jvm: the configuration asks for it");
    }
  }

  /** Both streams of a program that runs a guest on a target. */
  private String run(String choice, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), choice));
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process java = builder.redirectOutput(output.toFile()).start();
    assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Config.TargetChoice choice = Config.TargetChoice.valueOf(args[0]);
      try (Engine engine = Engine.of(Config.defaults().withTarget(choice))) {
        Module module =
            Module.of(engine, "(module (func (export \"f\") (result i32) (i32.const 42)))");
        Object result = Instance.of(Store.of(engine), module).func("f").call();
        System.out.println(engine.target() + " " + result);
      } catch (UnsupportedTargetException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
