// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.ImplementationLimitException;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.runtime.JabiruException;
import dev.jabiru.runtime.Trap;
import dev.jabiru.runtime.WasmFrame;
import dev.jabiru.wasi.WasiExit;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Turns whatever ends a command into one message and an exit code. */
final class Failures {
  private static final int MAX_FRAMES = 40;

  private Failures() {}

  /** Prints what went wrong, and never a Java stack trace but for a broken promise of ours. */
  static int report(Throwable failure, PrintStream err) {
    return switch (failure) {
      case WasiExit exit -> exit.code();
      case GuestStopped stopped -> {
        say(err, stopped.getMessage());
        backtrace(stopped.trap(), stopped.texts(), err);
        yield stopped.code();
      }
      case BadInput bad -> {
        err.println(bad.line());
        yield ExitCode.BAD_INPUT;
      }
      case WrongUsage wrong -> {
        say(err, wrong.getMessage());
        yield ExitCode.USAGE;
      }
      case WasmException e -> say(err, e.getMessage());
      case UnsupportedFeatureException e -> say(err, e.getMessage());
      case ImplementationLimitException e -> say(err, e.getMessage());
      case JabiruException e -> say(err, e.getMessage());
      case IOException e -> say(err, fileMessage(e));
      case InvalidPathException e -> say(err, e.getMessage());
      case OutOfMemoryError e -> say(err, "out of memory: " + e.getMessage());
      default -> internal(failure, err);
    };
  }

  private static void backtrace(Trap trap, GuestTexts texts, PrintStream err) {
    int shown = 0;
    boolean isOfSeveral = trap.backtrace().stream().map(WasmFrame::module).distinct().count() > 1;
    for (WasmFrame frame : trap.backtrace()) {
      if (shown++ == MAX_FRAMES) {
        err.println("    … " + (trap.backtrace().size() - MAX_FRAMES) + " more");
        break;
      }
      err.println("    " + texts.describe(frame, isOfSeveral));
    }
  }

  private static int say(PrintStream err, @Nullable String message) {
    err.println("jabiru: " + message);
    return ExitCode.BAD_INPUT;
  }

  private static int internal(Throwable failure, PrintStream err) {
    err.println(
        "jabiru: internal error, please report it with the file and the command line that led here:");
    failure.printStackTrace(err);
    return ExitCode.INTERNAL;
  }

  /** The JDK's file exceptions say no more than the file's name. */
  static String fileMessage(IOException e) {
    return switch (e) {
      case NoSuchFileException x when x.getFile().indexOf('\uFFFD') >= 0 ->
          x.getFile() + ": no such file; the name is no text in the locale's character set";
      case NoSuchFileException x -> x.getFile() + ": no such file or directory";
      case AccessDeniedException x -> x.getFile() + ": permission denied";
      case FileAlreadyExistsException x -> x.getFile() + ": exists, and is no directory";
      case NotDirectoryException x -> x.getFile() + ": not a directory";
      case FileSystemException x when x.getReason() != null -> x.getFile() + ": " + x.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
