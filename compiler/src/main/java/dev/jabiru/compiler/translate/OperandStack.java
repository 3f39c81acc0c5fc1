// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.ListPool;
import java.util.Arrays;

/** The Wasm operand stack at translation time: the values that the operands will be. */
final class OperandStack {
  private Value[] values = new Value[64];
  private int height;

  int height() {
    return height;
  }

  void push(Value value) {
    if (height == values.length) {
      values = Arrays.copyOf(values, height * 2);
    }
    values[height++] = value;
  }

  Value pop() {
    return values[--height];
  }

  /** {@return the operand {@code depth} below the top} */
  Value peek(int depth) {
    return values[height - 1 - depth];
  }

  /** Drops everything above a height. */
  void truncate(int newHeight) {
    assert newHeight <= height : newHeight + " > " + height;
    height = newHeight;
  }

  /** {@return the top operands, bottom first, as a list in the pool; they stay on the stack} */
  EntityList<Value> top(int count, ListPool<Value> pool) {
    int at = height - count;
    return switch (count) {
      case 0 -> EntityList.empty();
      case 1 -> pool.of(values[at]);
      case 2 -> pool.of(values[at], values[at + 1]);
      case 3 -> pool.of(values[at], values[at + 1], values[at + 2]);
      default -> pool.of(Arrays.copyOfRange(values, at, height));
    };
  }

  /** {@return the top operands, bottom first, as a list in the pool; they leave the stack} */
  EntityList<Value> pop(int count, ListPool<Value> pool) {
    EntityList<Value> list = top(count, pool);
    height -= count;
    return list;
  }
}
