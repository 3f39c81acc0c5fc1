// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.environ.Target;
import dev.jabiru.wasm.Module;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the flight recorder hears of compiling. */
class CompilationEventsTest {
  private static final String TEXT =
      """
      (module $arithmetic
        (func $add (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
        (func (param i64) (result i64) (local.get 0)))
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Target.class)
  void modulesAndFunctionsAreRecorded(Target target) throws Exception {
    Module module = Modules.parse(TEXT);
    Path file = folder.resolve("compile.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.jabiru.ModuleCompiled");
      recording.enable("dev.jabiru.FunctionCompiled").withoutThreshold();
      recording.start();
      Modules.compile(2, Set.of(target), module);
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("dev.jabiru.ModuleCompiled"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("target")).isEqualTo(target.name());
          assertThat(event.getInt("functions")).isEqualTo(2);
          assertThat(event.getDuration()).isPositive();
        });
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("dev.jabiru.FunctionCompiled"))
        .allSatisfy(event -> assertThat(event.getInt("codeBytes")).isPositive())
        .extracting(event -> event.getString("function") + event.getInt("wasmBytes"))
        .containsExactlyInAnyOrder("func[0] \"add\"7", "func[1]4");
  }
}
