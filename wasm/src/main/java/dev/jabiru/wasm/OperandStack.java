// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operand and control stacks of validation, as the algorithm in the specification's appendix
 * has them: types are {@link TypeCode}s in an array of {@code int}, and frames are used again.
 *
 * @see <a href="https://webassembly.github.io/spec/core/appendix/algorithm.html">Validation
 *     algorithm</a>
 */
class OperandStack {
  final Module module;
  final ModuleContext context;
  final ModuleTypes types;
  @Nullable InstructionReader reader;

  private int[] stack = new int[64];
  private int height;
  private ControlFrame[] frames = {new ControlFrame()};
  private int depth;
  private ControlFrame frame = frames[0];

  /** Locals without a default value: which are set, and in what order they were. */
  private boolean[] isSet = {};

  private int[] setOrder = new int[16];
  private int setCount;

  OperandStack(Module module, ModuleContext context) {
    this.module = module;
    this.context = context;
    this.types = context.types;
  }

  void clear(int localCount) {
    height = 0;
    depth = 0;
    setCount = 0;
    if (isSet.length < localCount) {
      isSet = new boolean[Math.max(localCount, isSet.length * 2)];
    } else {
      Arrays.fill(isSet, 0, localCount, false);
    }
  }

  // Operands

  final int height() {
    return height;
  }

  /** The type of an operand, the top one at 0; bottom where unreachable code may have any. */
  final int peek(int depthFromTop) {
    int at = height - 1 - depthFromTop;
    if (at < frame.height) {
      if (frame.isUnreachable) {
        return TypeCode.BOTTOM;
      }
      throw new IndexOutOfBoundsException("operand " + depthFromTop);
    }
    return stack[at];
  }

  final void push(int code) {
    if (height == stack.length) {
      grow();
    }
    stack[height++] = code;
  }

  private void grow() {
    if (height >= ImplementationLimits.OPERANDS) {
      throw invalid("too many operands: wanted at most " + ImplementationLimits.OPERANDS);
    }
    stack = Arrays.copyOf(stack, height * 2);
  }

  final void pushAll(int[] codes) {
    for (int code : codes) {
      push(code);
    }
  }

  /** Takes an operand of any type; bottom where unreachable code may have any. */
  final int pop() {
    if (height == frame.height) {
      if (frame.isUnreachable) {
        return TypeCode.BOTTOM;
      }
      throw invalid("type mismatch: instruction requires a value but stack has []");
    }
    return stack[--height];
  }

  /** Takes an operand of a type or a type below it; returns what was there. */
  final int pop(int wanted) {
    if (height > frame.height) {
      int found = stack[height - 1];
      if (found == wanted || types.matches(found, wanted)) {
        height--;
        return found;
      }
    } else if (frame.isUnreachable) {
      return TypeCode.BOTTOM;
    }
    throw mismatch(new int[] {wanted}, 1, height);
  }

  /** Takes operands, bottom first in the array. */
  final void popAll(int[] wanted) {
    popFirst(wanted, wanted.length);
  }

  /** Takes as many operands as the number says, of the types at the beginning of the array. */
  final void popFirst(int[] wanted, int count) {
    int before = height;
    for (int i = count - 1; i >= 0; i--) {
      if (height > frame.height) {
        int found = stack[height - 1];
        if (found != wanted[i] && !types.matches(found, wanted[i])) {
          throw mismatch(wanted, count, before);
        }
        height--;
      } else if (frame.isUnreachable) {
        return;
      } else {
        throw mismatch(wanted, count, before);
      }
    }
  }

  /** Checks that operands are there without taking them. */
  final void check(int[] wanted) {
    int before = height;
    popAll(wanted);
    height = before;
  }

  /** Takes a reference of any type. */
  final int popRef() {
    int found = pop();
    if (found != TypeCode.BOTTOM && !TypeCode.isRef(found)) {
      throw invalid(
          "type mismatch: instruction requires a reference but stack has ["
              + TypeCode.toString(found)
              + "]");
    }
    return found == TypeCode.BOTTOM ? TypeCode.BOTTOM_REF : found;
  }

  // Control

  final ControlFrame frame() {
    return frame;
  }

  final int controlDepth() {
    return depth;
  }

  /** The frame that a label names. */
  final ControlFrame label(int label) {
    if (label >= depth) {
      throw unknown("label", label);
    }
    return frames[depth - 1 - label];
  }

  final void pushFrame(Opcode opcode, int[] params, int[] results) {
    boolean isReachable = depth == 0 || frame.isReachable();
    if (depth == frames.length) {
      frames = Arrays.copyOf(frames, depth * 2);
      for (int i = depth; i < frames.length; i++) {
        frames[i] = new ControlFrame();
      }
    }
    frame = frames[depth++];
    frame.opcode = opcode;
    frame.params = params;
    frame.results = results;
    frame.height = height;
    frame.initHeight = setCount;
    frame.isUnreachable = false;
    frame.isEnteredReachable = isReachable;
    pushAll(params);
  }

  /** Ends the innermost block: its results, and nothing else, must be on the stack. */
  final ControlFrame popFrame() {
    ControlFrame ended = frame;
    popAll(ended.results);
    if (height != ended.height) {
      height += ended.results.length;
      int surplus = height - ended.height;
      throw invalid(
          "type mismatch: block requires "
              + text(ended.results, ended.results.length)
              + " but stack has "
              + text(surplus, height));
    }
    while (setCount > ended.initHeight) {
      isSet[setOrder[--setCount]] = false;
    }
    depth--;
    if (depth > 0) {
      frame = frames[depth - 1];
    }
    return ended;
  }

  /** What follows in this block is never executed. */
  final void setUnreachable() {
    height = frame.height;
    frame.isUnreachable = true;
  }

  // Locals without a default value

  final boolean isSet(int local) {
    return isSet[local];
  }

  final void set(int local) {
    if (!isSet[local]) {
      isSet[local] = true;
      if (setCount == setOrder.length) {
        setOrder = Arrays.copyOf(setOrder, setCount * 2);
      }
      setOrder[setCount++] = local;
    }
  }

  // Errors

  final WasmException unknown(String thing, int index) {
    return invalid("unknown " + thing + " " + index);
  }

  /**
   * Makes the error for a rule broken by the current instruction; if what follows is not even
   * well-formed, that comes first.
   */
  final WasmException invalid(String message) {
    InstructionReader at = reader;
    if (at == null) {
      return new InvalidModuleException(message);
    }
    WasmException error =
        new InvalidModuleException(
            message + ": " + at.opcode() + at.where(at.offset()), at.offset());
    try {
      at.checkRest();
    } catch (MalformedModuleException malformed) {
      return malformed;
    }
    return error;
  }

  private WasmException mismatch(int[] wanted, int count, int before) {
    int found = Math.min(before - frame.height, count);
    return invalid(
        "type mismatch: instruction requires "
            + text(wanted, count)
            + " but stack has "
            + text(found, before));
  }

  /** Spells out operands from the stack, those below a height. */
  private String text(int count, int before) {
    return text(Arrays.copyOfRange(stack, before - count, before), count);
  }

  private static String text(int[] codes, int count) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(TypeCode.toString(codes[i]));
    }
    return text.append(']').toString();
  }
}
