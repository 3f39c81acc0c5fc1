// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether machine code can be run here. */
final class NativePlatform {
  /** Does what is done once in a program; null before anybody wanted that early. */
  private static volatile @Nullable Thread preparing;

  private NativePlatform() {}

  /**
   * Begins what is done once in a program, as far as it is known what will be needed.
   *
   * @param codeBytes how much code will be loaded first, 0 if that is not known
   */
  static void prepare(long codeBytes) {
    Thread thread = new Thread(() -> prepareHere(codeBytes), "jabiru-prepare");
    thread.setDaemon(true);
    preparing = thread;
    thread.start();
  }

  private static void prepareHere(long codeBytes) {
    if (reasonAgainst() == null) {
      NativeOwner.prepare();
      CodeRegion.shared().populate(codeBytes);
    } else {
      WarmUp.begin();
    }
  }

  /**
   * {@return why not, null if it can} Calls no restricted method unless native access is enabled,
   * so that the JVM prints no warning.
   */
  static @Nullable String reasonAgainst() {
    String mismatch = mismatch();
    Thread other = preparing;
    if (mismatch == null && other != null && other != Thread.currentThread() && other.isAlive()) {
      // Instead of waiting only.
      NativeWarmUp.runOnce();
    }
    return mismatch != null || CodeRegion.isReserved()
        ? mismatch
        : "the system refuses address space for code";
  }

  private static @Nullable String mismatch() {
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
    return null;
  }
}
