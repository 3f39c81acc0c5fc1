// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import java.util.List;

/** The guest called too deeply for the stack of the thread that runs it. */
public final class StackExhausted extends Trap {
  private static final long serialVersionUID = 1;

  StackExhausted(String message, List<WasmFrame> backtrace) {
    super(TrapCode.STACK_OVERFLOW, message, backtrace);
  }
}
