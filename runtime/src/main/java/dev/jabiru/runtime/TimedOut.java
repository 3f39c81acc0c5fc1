// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import java.util.List;

/**
 * The guest ran longer than its deadline allowed; see {@link Store#callWithTimeout}.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class TimedOut extends Trap {
  private static final long serialVersionUID = 1;

  TimedOut(String message, List<WasmFrame> backtrace) {
    super(TrapCode.DEADLINE_EXCEEDED, message, backtrace);
  }
}
