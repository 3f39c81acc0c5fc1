// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

/** What the command's exit codes mean. A guest's own exit code passes through as it is. */
final class ExitCode {
  static final int OK = 0;

  /** The input is at fault: not found, malformed, invalid, unlinkable, a failed script. */
  static final int BAD_INPUT = 1;

  /** The command line is at fault. */
  static final int USAGE = 2;

  /** A promise of ours is broken. */
  static final int INTERNAL = 70;

  /** The time given with {@code --timeout} is over; the code of {@code timeout(1)}. */
  static final int TIMEOUT = 124;

  /** The fuel given with {@code --fuel} is used up. */
  static final int FUEL = 125;

  /** The guest trapped; what a shell reports of a process that aborts. */
  static final int TRAP = 134;

  /** Nobody reads what we print; what a shell reports of a process that a closed pipe ended. */
  static final int NO_READER = 141;

  private ExitCode() {}
}
