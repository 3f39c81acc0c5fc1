// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.StackSlot;

/**
 * The frame of a function.
 *
 * <pre>
 *   rbp + 16   the first argument on the stack, and above it the others
 *   rbp + 8    the return address
 *   rbp        the caller's rbp
 *   rbp - 8    the context, if the function calls others
 *              the allocator's slots
 *              the stack slots of the IR
 *   rsp        arguments for callees
 * </pre>
 */
final class Frame {
  /** So much below the limit a function without calls may use without asking. */
  private static final int UNCHECKED_BYTES = 2048;

  /** How far beyond the limit a frame may reach that asks only where the stack pointer is. */
  private static final int SMALL_BYTES = 4096;

  final boolean hasCalls;
  final int bytes;

  /** The arguments on the stack, which are popped with the frame. */
  final int incomingBytes;

  private final int stackSlots;

  Frame(Function function, VCode code, int slotCount) {
    boolean calls = false;
    int outgoing = 0;
    for (MachInst inst : code.insts) {
      outgoing = Math.max(outgoing, inst.stackBytes);
      switch (inst.kind) {
        case CALL, CALL_IMPORT, CALL_REF, CALL_BUILTIN -> calls = true;
        default -> {}
      }
    }
    hasCalls = calls;
    incomingBytes = Convention.ofParams(function.signature().params()).stackBytes();
    int size = (calls ? 8 : 0) + 8 * slotCount + 15 & ~15;
    for (int i = 0; i < function.stackSlots().size(); i++) {
      size += function.stackSlots().get(new StackSlot(i)).bytes() + 15 & ~15;
    }
    stackSlots = -size;
    bytes = size + outgoing;
  }

  /** {@return where a slot of the allocator is, from rbp} */
  int slotOffset(int slot) {
    return -8 * (slot + 1) - (hasCalls ? 8 : 0);
  }

  /** {@return where the stack slots of the IR are, from rbp} */
  int stackSlotsOffset() {
    return stackSlots;
  }

  boolean needsCheck() {
    return hasCalls || bytes > UNCHECKED_BYTES;
  }

  boolean isSmall() {
    return bytes <= SMALL_BYTES;
  }
}
