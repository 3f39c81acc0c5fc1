// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

/**
 * What a function of the host threw, on its way through guest frames to the entry, which throws the
 * original. In this wrapping, nothing that the host throws passes for a trap of the guest.
 */
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What the host threw. */
  private final Throwable thrown;

  /**
   * Wraps what a host function threw.
   *
   * @param thrown the original
   */
  public HostException(Throwable thrown) {
    super(null, null, false, false);
    this.thrown = thrown;
  }

  /** {@return the original} */
  public Throwable thrown() {
    return thrown;
  }
}
