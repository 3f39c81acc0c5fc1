// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import java.util.List;

/**
 * The guest was stopped by {@link Store#interrupt}.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class Interrupted extends Trap {
  private static final long serialVersionUID = 1;

  Interrupted(String message, List<WasmFrame> backtrace) {
    super(TrapCode.INTERRUPTED, message, backtrace);
  }
}
