// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import java.util.List;

/**
 * The guest used up the store's fuel.
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public final class OutOfFuel extends Trap {
  private static final long serialVersionUID = 1;

  OutOfFuel(String message, List<WasmFrame> backtrace) {
    super(TrapCode.OUT_OF_FUEL, message, backtrace);
  }
}
