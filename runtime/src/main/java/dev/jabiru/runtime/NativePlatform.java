// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.wasm.FuncType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether machine code can be run here. */
final class NativePlatform {
  private NativePlatform() {}

  /** Does what is done once in a program, as far as it is known what will be needed. */
  static void prepare() {
    if (reasonAgainst() == null) {
      NativeOwner.prepare();
      NativeTrampolines.entry(new NativeShape(new FuncType(List.of(), List.of())));
    } else {
      WarmUp.begin();
    }
  }

  /**
   * {@return why not, null if it can} Calls no restricted method unless native access is enabled,
   * so that the JVM prints no warning.
   */
  static @Nullable String reasonAgainst() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (!system.equals("linux") || !(machine.equals("amd64") || machine.equals("x86_64"))) {
      return "it runs on Linux for x86-64, this is " + system + " for " + machine;
    }
    java.lang.Module own = NativePlatform.class.getModule();
    if (!own.isNativeAccessEnabled()) {
      String name = own.isNamed() ? own.getName() : "ALL-UNNAMED";
      return "native access is not enabled: start Java with --enable-native-access=" + name;
    }
    if (!CodeRegion.isReserved()) {
      return "the system refuses address space for code";
    }
    return null;
  }
}
