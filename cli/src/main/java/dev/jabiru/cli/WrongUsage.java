// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

/**
 * The command line is at fault in a way that shows only when its files have been read; what the
 * option parser finds is a {@link picocli.CommandLine.ParameterException}.
 */
final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongUsage(String message) {
    super(message, null, false, false);
  }
}
