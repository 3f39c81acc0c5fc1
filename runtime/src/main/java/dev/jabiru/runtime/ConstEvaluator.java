// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.VMContext;
import dev.jabiru.environ.jvm.VMGlobal;
import dev.jabiru.wasm.ConstExpr;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates constant expressions of one module for one instance, whose imports and earlier globals
 * are there already. Numbers are raw bits.
 */
final class ConstEvaluator {
  private final VMContext context;
  private final InstructionReader reader;
  private long[] bits = new long[4];
  private @Nullable Object[] refs = new @Nullable Object[4];
  private int depth;

  ConstEvaluator(Module module, VMContext context) {
    this.context = context;
    this.reader = new InstructionReader(module);
  }

  /** {@return the value of an expression whose type is numeric} */
  long number(ConstExpr expr) {
    evaluate(expr);
    return bits[0];
  }

  /** {@return the value of an expression whose type is a reference type} */
  @Nullable Object reference(ConstExpr expr) {
    evaluate(expr);
    return refs[0];
  }

  private void evaluate(ConstExpr expr) {
    depth = 0;
    reader.start(expr);
    while (reader.next()) {
      step(reader.opcode());
    }
  }

  private void step(Opcode opcode) {
    switch (opcode) {
      case I32_CONST -> push(Integer.toUnsignedLong(reader.i32()), null);
      case I64_CONST -> push(reader.i64(), null);
      case F32_CONST -> push(Integer.toUnsignedLong(reader.f32Bits()), null);
      case F64_CONST -> push(reader.f64Bits(), null);
      case GLOBAL_GET -> {
        VMGlobal global = context.globals[reader.index()];
        push(global.bits(), global.ref());
      }
      case REF_NULL -> push(0, null);
      case REF_FUNC -> push(0, context.function(reader.index()));
      case I32_ADD, I64_ADD -> operate(bits[depth - 2] + bits[depth - 1]);
      case I32_SUB, I64_SUB -> operate(bits[depth - 2] - bits[depth - 1]);
      case I32_MUL, I64_MUL -> operate(bits[depth - 2] * bits[depth - 1]);
      case END -> {}
      default -> throw new AssertionError(opcode + " in a constant expression");
    }
  }

  /** Replaces two operands by a result; of 32-bit operations only the low half counts. */
  private void operate(long result) {
    depth--;
    bits[depth - 1] = result;
  }

  private void push(long number, @Nullable Object ref) {
    if (depth == bits.length) {
      bits = java.util.Arrays.copyOf(bits, depth * 2);
      refs = java.util.Arrays.copyOf(refs, depth * 2);
    }
    bits[depth] = number;
    refs[depth] = ref;
    depth++;
  }
}
