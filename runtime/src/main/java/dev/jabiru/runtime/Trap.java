// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import java.util.List;

/**
 * The guest trapped: it did what the specification forbids, or used up what it was given.
 *
 * <p>The store stays usable; memories, tables and globals are as the guest left them.
 *
 * <p>The message begins with the specification's phrase. The Java stack trace shows guest frames as
 * {@code wasm.NAME(MODULE:0xOFFSET)}.
 *
 * {@snippet lang="java" :
 * try {
 *   instance.func("div_rem").call(1, 0);
 * } catch (Trap trap) {
 *   TrapCode why = trap.code(); // INTEGER_DIVIDE_BY_ZERO
 *   WasmFrame where = trap.backtrace().getFirst(); // the function div_rem
 * }
 * }
 *
 * <p>Immutable and thread-safe, as far as a {@link Throwable} is.
 */
public sealed class Trap extends JabiruException
    permits StackExhausted, OutOfFuel, Interrupted, TimedOut {
  private static final long serialVersionUID = 1;

  /** Why. */
  private final TrapCode code;

  private final transient List<WasmFrame> backtrace;

  /**
   * Creates a trap. A host function may throw one on the guest's behalf.
   *
   * @param code why
   * @param message what happened; begins with the code's phrase
   */
  public Trap(TrapCode code, String message) {
    this(code, message, List.of());
  }

  Trap(TrapCode code, String message, List<WasmFrame> backtrace) {
    super(message);
    this.code = code;
    this.backtrace = List.copyOf(backtrace);
  }

  static Trap of(TrapCode code, List<WasmFrame> backtrace) {
    return of(code, code.phrase(), backtrace);
  }

  static Trap of(TrapCode code, String what, List<WasmFrame> backtrace) {
    String message = backtrace.isEmpty() ? what : what + " " + backtrace.get(0);
    return switch (code) {
      case STACK_OVERFLOW -> new StackExhausted(message, backtrace);
      case OUT_OF_FUEL -> new OutOfFuel(message, backtrace);
      case INTERRUPTED -> new Interrupted(message, backtrace);
      case DEADLINE_EXCEEDED -> new TimedOut(message, backtrace);
      default -> new Trap(code, message, backtrace);
    };
  }

  /** {@return why the guest trapped} */
  public TrapCode code() {
    return code;
  }

  /**
   * {@return the guest's frames, innermost first; those of callers further out, beyond host
   * functions, included}
   */
  public List<WasmFrame> backtrace() {
    return backtrace != null ? backtrace : List.of();
  }
}
