// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.Signature;
import org.jspecify.annotations.Nullable;

/**
 * How one method reaches the {@link Frame}: its arrays and the ticket are its arguments after the
 * context. Also gives out scratch variables.
 */
final class FrameAccess {
  static final String NUMBERS = "[J";
  static final String REFERENCES = "[Ljava/lang/Object;";

  private final Asm asm;
  private final Body body;
  private final SlotAllocator slots;
  private final @Nullable Frame frame;
  private final int[] fixedTypes;
  private final int numbersSlot;
  private final int referencesSlot;
  private final int ticketSlot;
  private int[] scratch = new int[0]; // by position and type, a slot plus one

  FrameAccess(
      Asm asm,
      Body body,
      SlotAllocator slots,
      @Nullable Frame frame,
      int[] fixedTypes,
      int numbersSlot,
      int referencesSlot,
      int ticketSlot) {
    this.asm = asm;
    this.body = body;
    this.slots = slots;
    this.frame = frame;
    this.fixedTypes = fixedTypes;
    this.numbersSlot = numbersSlot;
    this.referencesSlot = referencesSlot;
    this.ticketSlot = ticketSlot;
  }

  /** The descriptor of a region's method. */
  static String descriptor(Frame frame, Names names) {
    return "(" + names.context + NUMBERS + (frame.referenceCount() > 0 ? REFERENCES : "") + "I)I";
  }

  /** The types of the local variables that never change. */
  int[] fixedTypes() {
    return fixedTypes;
  }

  void pushTicket() {
    asm.load(JvmType.INT, ticketSlot);
  }

  /** A variable for the {@code i}th of several values that are kept for a moment. */
  int scratch(JvmType type, int i) {
    int key = i * JvmType.values().length + type.ordinal();
    if (key >= scratch.length) {
      scratch = java.util.Arrays.copyOf(scratch, Math.max(key + 1, scratch.length * 2));
    }
    if (scratch[key] == 0) {
      scratch[key] = slots.reserve(type.slots()) + 1;
    }
    return scratch[key] - 1;
  }

  private Frame frame() {
    if (frame == null) {
      throw new AssertionError("the function has no frame");
    }
    return frame;
  }

  private void pushArray(JvmType type) {
    if (type == JvmType.REF) {
      asm.loadObject(referencesSlot, fixedTypes[referencesSlot]);
    } else {
      asm.loadObject(numbersSlot, fixedTypes[numbersSlot]);
    }
  }

  /** Puts a value on the stack from its home. */
  void read(int value) {
    readAt(body.jvmType(value), frame().homeOf(value));
  }

  void readAt(JvmType type, int home) {
    pushArray(type);
    asm.iconst(home);
    if (type == JvmType.REF) {
      asm.op(Op.AALOAD);
    } else {
      asm.op(Op.LALOAD);
      Names.fromBits(asm, type);
    }
  }

  /** Begins to write a value to its home: what is put on the stack next, before the end. */
  void startWrite(int value) {
    startWriteAt(body.jvmType(value), frame().homeOf(value));
  }

  void startWriteAt(JvmType type, int home) {
    pushArray(type);
    asm.iconst(home);
  }

  void endWrite(int value) {
    endWriteAt(body.jvmType(value));
  }

  void endWriteAt(JvmType type) {
    if (type == JvmType.REF) {
      asm.op(Op.AASTORE);
    } else {
      Names.toBits(asm, type);
      asm.op(Op.LASTORE);
    }
  }

  /** Returns from a region and the function; the first result, if it has any, is on the stack. */
  void leave(Signature signature) {
    JvmType type = RegionLowering.resultType(signature);
    if (type != null) {
      int slot = scratch(type, 0);
      asm.store(type, slot);
      startWriteAt(type, 0);
      asm.load(type, slot);
      endWriteAt(type);
    }
    asm.iconst(Frame.DONE);
    asm.op(Op.IRETURN);
  }
}
