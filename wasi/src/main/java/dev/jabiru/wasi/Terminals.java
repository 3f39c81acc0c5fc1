// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of this process's standard streams are terminals. */
final class Terminals {
  private Terminals() {}

  /**
   * {@return whether a stream is one of this process's own, and that is a terminal}
   *
   * @param stream a stream to read or to write
   */
  static boolean isTerminal(Object stream) {
    if (stream == System.in) {
      return isTerminal(0);
    }
    if (stream == System.out || isOf(FileDescriptor.out, stream)) {
      return isTerminal(1);
    }
    return (stream == System.err || isOf(FileDescriptor.err, stream)) && isTerminal(2);
  }

  private static boolean isOf(FileDescriptor descriptor, Object stream) {
    try {
      return stream instanceof FileOutputStream file && file.getFD() == descriptor;
    } catch (IOException e) {
      return false;
    }
  }

  /** Linux tells each by the name of what is open; elsewhere Java knows only all of them. */
  private static boolean isTerminal(int number) {
    Path link = Path.of("/proc/self/fd/" + number);
    if (Files.exists(link)) {
      try {
        String device = Files.readSymbolicLink(link).toString();
        return device.startsWith("/dev/pts/")
            || device.startsWith("/dev/tty")
            || device.equals("/dev/console");
      } catch (IOException e) {
        return false;
      }
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
