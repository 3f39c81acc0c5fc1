// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

/**
 * The guest called {@code proc_exit}; ends its run by passing through all its frames.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class WasiExit extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What the guest ended with. */
  private final int code;

  /**
   * Creates the exit.
   *
   * @param code the guest's exit code
   */
  public WasiExit(int code) {
    super("exit code " + code, null, false, false);
    this.code = code;
  }

  /** {@return the guest's exit code; zero means success} */
  public int code() {
    return code;
  }
}
