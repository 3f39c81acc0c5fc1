// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import java.util.List;

/** The guest was stopped by {@link Store#interrupt}. */
public final class Interrupted extends Trap {
  private static final long serialVersionUID = 1;

  Interrupted(String message, List<WasmFrame> backtrace) {
    super(TrapCode.INTERRUPTED, message, backtrace);
  }
}
