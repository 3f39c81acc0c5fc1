// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Runs one kernel in Jabiru under JFR and says what HotSpot made of the generated code: how many of
 * its methods came to the last tier and how many stayed below, which compilations failed, and how
 * many calls within the JDK's method and var handles, of which accesses to memory consist, the last
 * tier refused to inline.
 */
public final class JitKernel {
  private static final String GENERATED = "wasm.module.";
  private static final int LAST_TIER = 4;

  /** Generated methods by compilation. */
  private final Map<Integer, String> methods = new HashMap<>();

  private final Set<Integer> lastTier = new HashSet<>();
  private final Map<String, Integer> tiers = new HashMap<>();

  private JitKernel() {}

  /**
   * Runs the kernel.
   *
   * @param args module file, units of work, seconds
   * @throws Throwable if the kernel fails
   */
  public static void main(String[] args) throws Throwable {
    Path file = Files.createTempFile("jabiru", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.Compilation").withoutThreshold();
      recording.enable("jdk.CompilationFailure");
      recording.enable("jdk.CompilerInlining");
      recording.start();
      JabiruKernel.main(args);
      recording.stop();
      recording.dump(file);
      new JitKernel().report(file);
    } finally {
      Files.delete(file);
    }
  }

  private void report(Path file) throws Exception {
    var events = RecordingFile.readAllEvents(file);
    for (RecordedEvent event : events) {
      if (event.getEventType().getName().equals("jdk.Compilation")) {
        compiled(event);
      }
    }
    int refused = 0;
    int failed = 0;
    for (RecordedEvent event : events) {
      switch (event.getEventType().getName()) {
        case "jdk.CompilationFailure" -> {
          String method = methods.get(event.getInt("compileId"));
          if (method != null) {
            failed++;
            System.out.println("failed: " + method + ": " + event.getString("failureMessage"));
          }
        }
        case "jdk.CompilerInlining" -> refused += isRefusedAccess(event) ? 1 : 0;
        default -> {}
      }
    }
    long last = tiers.values().stream().filter(tier -> tier == LAST_TIER).count();
    System.out.printf(
        "tier 4: %d methods, below: %d, failed compilations: %d, refused inlining of accesses: %d%n",
        last, tiers.size() - last, failed, refused);
  }

  private void compiled(RecordedEvent event) {
    RecordedMethod method = event.getValue("method");
    if (method == null || !method.getType().getName().startsWith(GENERATED)) {
      return;
    }
    String name = method.getType().getName() + "." + method.getName();
    int id = event.getInt("compileId");
    int tier = event.getShort("compileLevel");
    methods.put(id, name);
    if (tier == LAST_TIER) {
      lastTier.add(id);
    }
    if (event.getBoolean("succeded")) {
      tiers.merge(name, tier, Math::max);
    }
  }

  private boolean isRefusedAccess(RecordedEvent event) {
    return lastTier.contains(event.getInt("compileId"))
        && !event.getBoolean("succeeded")
        && event.getString("callee.type").startsWith("java/lang/invoke/");
  }
}
