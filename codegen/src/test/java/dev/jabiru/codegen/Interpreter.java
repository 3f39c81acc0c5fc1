// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Edge;
import dev.jabiru.codegen.ir.Evaluate;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionPrinter;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions over scalars, one instruction after another, to have something to compare with.
 *
 * <p>Knows scalar instructions, control flow, globals, and loads and stores of 32-bit memories.
 * What happens is the outcome: results or a trap, and what globals and memory hold in the end.
 */
public final class Interpreter {
  /** What a call came to; {@code isEndless} if it was stopped for taking too many steps. */
  public record Outcome(
      List<Long> results, @Nullable TrapCode trap, boolean isEndless, Map<Integer, Long> state) {
    static Outcome of(long... results) {
      List<Long> list = new ArrayList<>();
      for (long result : results) {
        list.add(result);
      }
      return new Outcome(list, null, false, Map.of());
    }
  }

  private final Function function;
  private final DataFlowGraph dfg;
  private final long[] values;

  /** Globals under their numbers, bytes of memory under the complement of their address. */
  private final Map<Integer, Long> state = new HashMap<>();

  private int steps = 20_000;

  public Interpreter(Function function) {
    this.function = function;
    this.dfg = function.dfg();
    this.values = new long[dfg.valueCount()];
  }

  public Interpreter withSteps(int limit) {
    steps = limit;
    return this;
  }

  public Outcome call(long... args) {
    Block block = function.layout().entry();
    for (int i = 0; i < args.length; i++) {
      values[dfg.blockParam(block, i).index()] = args[i];
    }
    Inst inst = function.layout().firstInst(block);
    while (inst != null) {
      InstructionData data = dfg.data(inst);
      if (steps-- == 0) {
        return new Outcome(List.of(), null, true, state);
      }
      switch (data.opcode()) {
        case RETURN -> {
          Outcome results = Outcome.of(operands(inst));
          return new Outcome(results.results, null, false, state);
        }
        case JUMP -> inst = follow(data.edge(0));
        case BRIF -> inst = follow(data.edge((int) arg(inst, 0) != 0 ? 0 : 1));
        case BR_TABLE -> {
          long index = arg(inst, 0) & 0xFFFFFFFFL;
          inst = follow(data.edge((int) Math.min(index, data.edgeCount() - 1)));
        }
        default -> {
          TrapCode trap = execute(inst, data);
          if (trap != null) {
            return new Outcome(List.of(), trap, false, state);
          }
          inst = function.layout().nextInst(inst);
        }
      }
    }
    throw new AssertionError("ran off the end of a block");
  }

  private long arg(Inst inst, int i) {
    return values[dfg.arg(inst, i).index()];
  }

  private long[] operands(Inst inst) {
    long[] args = new long[dfg.argCount(inst)];
    for (int i = 0; i < args.length; i++) {
      args[i] = arg(inst, i);
    }
    return args;
  }

  private @Nullable Inst follow(Edge edge) {
    Block block = dfg.edgeBlock(edge);
    long[] args = new long[dfg.edgeArgCount(edge)];
    for (int i = 0; i < args.length; i++) {
      args[i] = values[dfg.edgeArg(edge, i).index()];
    }
    for (int i = 0; i < args.length; i++) {
      values[dfg.blockParam(block, i).index()] = args[i];
    }
    return function.layout().firstInst(block);
  }

  private @Nullable TrapCode execute(Inst inst, InstructionData data) {
    switch (data.opcode()) {
      case ICONST, F32CONST, F64CONST -> define(inst, data.imm());
      case TRAP -> {
        return data.trapCode();
      }
      case TRAPZ -> {
        return (int) arg(inst, 0) == 0 ? data.trapCode() : null;
      }
      case TRAPNZ -> {
        return (int) arg(inst, 0) != 0 ? data.trapCode() : null;
      }
      case INTERRUPT_CHECK, FUEL -> {}
      case GLOBAL_GET -> define(inst, state.getOrDefault(data.global().index(), 0L));
      case GLOBAL_SET -> state.put(data.global().index(), arg(inst, 0));
      case LOAD -> {
        return load(inst, data, data.type().bytes());
      }
      case ULOAD8, SLOAD8 -> {
        return load(inst, data, 1);
      }
      case ULOAD16, SLOAD16 -> {
        return load(inst, data, 2);
      }
      case ULOAD32, SLOAD32 -> {
        return load(inst, data, 4);
      }
      case STORE -> {
        return store(inst, data, dfg.type(dfg.arg(inst, 1)).bytes());
      }
      case ISTORE8 -> {
        return store(inst, data, 1);
      }
      case ISTORE16 -> {
        return store(inst, data, 2);
      }
      case ISTORE32 -> {
        return store(inst, data, 4);
      }
      default -> {
        return compute(inst, data);
      }
    }
    return null;
  }

  private void define(Inst inst, long scalar) {
    values[dfg.result(inst).index()] = scalar;
  }

  private @Nullable TrapCode load(Inst inst, InstructionData data, int bytes) {
    long address = (arg(inst, 0) & 0xFFFFFFFFL) + data.offset();
    if (address + bytes > 65536) {
      return outOfBounds(inst, data);
    }
    long bits = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      bits = bits << 8 | state.getOrDefault(~(int) (address + i), 0L);
    }
    define(
        inst,
        switch (data.opcode()) {
          case SLOAD8 -> (byte) bits;
          case SLOAD16 -> (short) bits;
          case ULOAD32 -> bits;
          default -> bytes == 4 ? (int) bits : bits;
        });
    return null;
  }

  private @Nullable TrapCode store(Inst inst, InstructionData data, int bytes) {
    long address = (arg(inst, 0) & 0xFFFFFFFFL) + data.offset();
    if (address + bytes > 65536) {
      return outOfBounds(inst, data);
    }
    for (int i = 0; i < bytes; i++) {
      state.put(~(int) (address + i), arg(inst, 1) >>> 8 * i & 0xFF);
    }
    return null;
  }

  /** What is out of bounds must not be marked as being in them. */
  private TrapCode outOfBounds(Inst inst, InstructionData data) {
    if (data.isInBounds()) {
      throw new AssertionError("out of bounds: " + FunctionPrinter.printInst(function, inst));
    }
    return TrapCode.MEMORY_OUT_OF_BOUNDS;
  }

  private @Nullable TrapCode compute(Inst inst, InstructionData data) {
    if (!Evaluate.isScalar(data.opcode())) {
      throw new AssertionError("cannot run " + data.opcode());
    }
    long[] results = new long[2];
    Value first = dfg.arg(inst, 0);
    Type type = data.opcode() == Opcode.SELECT ? data.type() : dfg.type(first);
    TrapCode trap = Oracle.instruction(data, type, operands(inst), results);
    long[] folded = new long[2];
    TrapCode foldedTrap = Evaluate.instruction(data, type, operands(inst), folded);
    if (trap != foldedTrap || trap == null && !Arrays.equals(results, folded)) {
      throw new AssertionError(
          "the folder makes %s of %s%s, the oracle %s"
              .formatted(
                  foldedTrap != null ? foldedTrap : Arrays.toString(folded),
                  data.opcode(),
                  Arrays.toString(operands(inst)),
                  trap != null ? trap : Arrays.toString(results)));
    }
    for (int i = 0, n = trap == null ? dfg.resultCount(inst) : 0; i < n; i++) {
      values[dfg.result(inst, i).index()] = results[i];
    }
    return trap;
  }
}
