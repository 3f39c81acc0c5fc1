// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;

/** An operation failed with a code that the guest will see. */
final class WasiException extends IOException {
  private static final long serialVersionUID = 1;

  private final Errno errno;

  WasiException(Errno errno) {
    super(errno.name());
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }

  /** Codes are ordinary answers, often many a second: no stack is recorded. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
