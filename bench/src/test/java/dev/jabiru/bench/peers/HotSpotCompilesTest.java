// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What HotSpot says about the functions of the giant kernels while they run, recorded by JFR: none
 * fails to compile, the hot regions reach the optimising compiler, and no access of memory is
 * refused inlining there. All three functions access memory in every sixth statement or more.
 */
class HotSpotCompilesTest {
  private static final String GUEST = "wasm.";
  private static final int OPTIMISED = 4;

  @TempDir Path temporary;

  /** What is known about the guest's methods. */
  private static final class Seen {
    final Map<Integer, String> guestOf = new HashMap<>(); // by number of the compilation
    final Set<Integer> optimising = new HashSet<>();
    final Set<String> optimised = new HashSet<>();
    final List<String> failures = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();
    int inlinedAccesses;

    Seen(Path recording) throws IOException {
      List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
      for (RecordedEvent event : events) {
        if (event.getEventType().getName().equals("jdk.Compilation")) {
          compilation(event);
        }
      }
      for (RecordedEvent event : events) {
        switch (event.getEventType().getName()) {
          case "jdk.CompilationFailure" -> failure(event);
          case "jdk.CompilerInlining" -> inlining(event);
          default -> {}
        }
      }
    }

    private void compilation(RecordedEvent event) {
      RecordedMethod method = event.getValue("method");
      if (method == null || !method.getType().getName().startsWith(GUEST)) {
        return;
      }
      String name = method.getType().getName() + "." + method.getName();
      int id = event.getInt("compileId");
      guestOf.put(id, name);
      if (event.getShort("compileLevel") == OPTIMISED) {
        optimising.add(id);
        if (event.getBoolean("succeded")) {
          optimised.add(name);
        }
      }
    }

    private void failure(RecordedEvent event) {
      String guest = guestOf.get(event.getInt("compileId"));
      if (guest != null) {
        failures.add(guest + ": " + event.getString("failureMessage"));
      }
    }

    private void inlining(RecordedEvent event) {
      RecordedObject callee = event.getValue("callee");
      if (!optimising.contains(event.getInt("compileId"))) {
        return;
      }
      String type = callee.getString("type");
      boolean isAccess = type.contains("VarHandle") || type.startsWith("java/lang/invoke/");
      if (isAccess && event.getBoolean("succeeded")) {
        inlinedAccesses++;
      } else if (isAccess) {
        refusals.add(
            guestOf.get(event.getInt("compileId"))
                + ": "
                + type
                + "."
                + callee.getString("name")
                + ": "
                + event.getString("message"));
      }
    }
  }

  @Test
  void regionsOfALargeFunctionAreOptimised() throws Exception {
    assertOptimised("12 KB", GiantModules.straight(920), 3, 200);
  }

  @Test
  void regionsOfAnInterpreterAreOptimised() throws Exception {
    assertOptimised("interpreter", GiantModules.interpreter(300, 8), 8, 20);
  }

  @Test
  @Tag("long")
  void regionsOfAGiantFunctionAreOptimised() throws Exception {
    assertOptimised("300 KB", GiantModules.straight(22500), 60, 10);
  }

  /** Runs a guest until so many of its methods are optimised, for 100 seconds at most. */
  private void assertOptimised(String what, String text, int methods, int units) throws Exception {
    Seen seen;
    try (Engine engine = Engine.of(Config.defaults().withTarget(Config.TargetChoice.JVM));
        Store store = Store.of(engine);
        Recording recording = new Recording()) {
      recording.enable("jdk.Compilation").withThreshold(Duration.ZERO);
      recording.enable("jdk.CompilationFailure");
      recording.enable("jdk.CompilerInlining");
      recording.start();
      JabiruKernel.Exports guest =
          Instance.of(store, Module.of(engine, text)).as(JabiruKernel.Exports.class);
      int round = 0;
      long end = System.nanoTime() + 100_000_000_000L;
      do {
        long pause = System.nanoTime() + 2_000_000_000L;
        while (System.nanoTime() < pause) {
          guest.run(units);
        }
        Path file = temporary.resolve("round" + round++ + ".jfr");
        recording.dump(file);
        seen = new Seen(file);
      } while (seen.optimised.size() < methods && System.nanoTime() < end);
    }
    System.Logger log = System.getLogger("dev.jabiru.bench");
    log.log(
        System.Logger.Level.INFO,
        what
            + ": "
            + seen.optimised.size()
            + " methods optimised, "
            + seen.inlinedAccesses
            + " inlined accesses");
    assertThat(seen.failures).isEmpty();
    assertThat(seen.optimised).hasSizeGreaterThanOrEqualTo(methods);
    assertThat(seen.inlinedAccesses).isGreaterThan(100);
    assertThat(seen.refusals).isEmpty();
  }
}
