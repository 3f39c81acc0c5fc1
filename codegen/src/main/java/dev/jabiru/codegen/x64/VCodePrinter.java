// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.regalloc.Allocation;
import dev.jabiru.codegen.regalloc.Operand;
import dev.jabiru.codegen.regalloc.RegallocOutput;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints machine instructions for people: with virtual registers, or with the places that they were
 * given and the moves between them. An instruction that comes from somewhere has that in front.
 *
 * <pre>
 *   block1(v3 v4): depth 1
 *   0x2a    v5 = add v3, [v1 + v2*4 + 16]
 *   0x2c    branch b cmp v5, 10 -> block1 block2
 * </pre>
 */
final class VCodePrinter {
  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g", "feq",
    "fne"
  };
  private static final String[] REGISTERS = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15"
  };

  private final VCode code;
  private final @Nullable RegallocOutput allocation;
  private final StringBuilder out = new StringBuilder();
  private int inst;
  private int move;

  private VCodePrinter(VCode code, @Nullable RegallocOutput allocation) {
    this.code = code;
    this.allocation = allocation;
  }

  /**
   * {@return the text of a function}
   *
   * @param code the function
   * @param allocation the places of its virtual registers, null to print those as they are
   */
  static String print(VCode code, @Nullable RegallocOutput allocation) {
    VCodePrinter printer = new VCodePrinter(code, allocation);
    for (int block = 0; block < code.blockCount(); block++) {
      printer.block(block);
    }
    return printer.out.toString();
  }

  private void block(int block) {
    out.append("block").append(block);
    if (allocation == null && code.blockParamCount(block) > 0) {
      out.append('(');
      for (int i = 0; i < code.blockParamCount(block); i++) {
        out.append(i == 0 ? "v" : " v").append(code.blockParam(block, i));
      }
      out.append(')');
    }
    out.append(':');
    if (code.loopDepth(block) > 0) {
      out.append(" depth ").append(code.loopDepth(block));
    }
    out.append('\n');
    for (inst = code.firstInst(block); inst < code.endInst(block); inst++) {
      moves();
      MachInst current = code.insts[inst];
      start(current.sourceLoc);
      instruction(current);
      if (current.kind.isTerminator()) {
        successors(block);
      }
      out.append('\n');
    }
  }

  private void start(int sourceLoc) {
    String source = sourceLoc < 0 ? "" : "0x" + Integer.toHexString(sourceLoc);
    out.append(source).append(" ".repeat(Math.max(1, 8 - source.length())));
  }

  private void moves() {
    for (;
        allocation != null && move < allocation.moveCount() && allocation.moveInst(move) == inst;
        move++) {
      start(-1);
      out.append(place(allocation.moveTo(move))).append(" <- ");
      int origin = allocation.moveOrigin(move);
      out.append(origin >= 0 ? "again v" + origin : place(allocation.moveFrom(move)));
      out.append('\n');
    }
  }

  private void instruction(MachInst current) {
    int end = current.rmiOperand >= 0 ? current.rmiOperand : current.operandCount;
    int defs = 0;
    for (int i = 0; i < current.operandCount; i++) {
      if (Operand.isDef(code.operandDemand(inst, i))) {
        out.append(defs++ == 0 ? "" : " ").append(operand(i));
      }
    }
    out.append(defs == 0 ? "" : " = ").append(name(current));
    String separator = " ";
    for (int i = 0; i < end; i++) {
      if (!Operand.isDef(code.operandDemand(inst, i))) {
        out.append(separator).append(operand(i));
        separator = ", ";
      }
    }
    if (current.rmi != null) {
      out.append(separator).append(rmi(current, current.rmi));
      separator = ", ";
    }
    switch (current.kind) {
      case CONSTANT,
          FLOAT_CONSTANT,
          UNARY_IMM,
          SHIFT_IMM,
          STORE_IMM,
          FUEL,
          CALL_BUILTIN,
          ROUND_BY_BITS ->
          out.append(separator).append(current.imm);
      case FLAGS_SET, FLAGS_SELECT, FLAGS_FSELECT, FLAGS_TRAP, FLAGS_BRANCH -> {
        if (current.compared < 0) {
          out.append(separator).append(current.imm);
        }
      }
      default -> {}
    }
    if (current.target != null) {
      out.append(separator).append(current.target);
    }
    if (current.trap != null) {
      out.append(" trap ").append(current.trap);
    }
  }

  private static String name(MachInst inst) {
    String kind = inst.kind.name().toLowerCase(Locale.ROOT);
    String size = inst.wide ? ".64" : "";
    return switch (inst.kind) {
      case UNARY, UNARY_IMM, BINARY, REPLACE, SHIFT_IMM, SHIFT_CL, SHIFT_X -> op(inst) + size;
      case STORE, STORE_IMM -> "store " + op(inst) + size;
      case FLAGS_SET, FLAGS_SELECT, FLAGS_FSELECT, FLAGS_TRAP, FLAGS_BRANCH ->
          kind.substring(6) + " " + CONDITIONS[inst.condition] + " " + op(inst) + size;
      case MULTIPLY_WIDE, DIVIDE -> kind + size + (inst.imm == 0 ? "" : " " + inst.imm);
      case FLOAT_MINMAX, FLOAT_TO_INT, UNSIGNED_TO_FLOAT -> op(inst) + "_exact" + size;
      default -> kind;
    };
  }

  private static String op(MachInst inst) {
    return inst.op.name().toLowerCase(Locale.ROOT);
  }

  private String operand(int i) {
    return allocation == null ? "v" + code.operandVreg(inst, i) : place(allocation.place(inst, i));
  }

  private static String place(int place) {
    if (!Allocation.isRegister(place)) {
      return "slot" + Allocation.slotNumber(place);
    }
    return place < Registers.XMM0 ? REGISTERS[place] : "xmm" + (place - Registers.XMM0);
  }

  private String rmi(MachInst current, Rmi rmi) {
    String offset = rmi.value() == 0 ? "" : " + " + rmi.value();
    return switch (rmi.kind()) {
      case VREG -> operand(current.rmiOperand);
      case IMMEDIATE -> Integer.toString(rmi.value());
      case MEMORY, GUARDED -> {
        String index = rmi.index() < 0 ? "" : " + " + operand(current.rmiOperand + 1);
        String scale = rmi.scaleLog2() == 0 ? "" : "*" + (1 << rmi.scaleLog2());
        yield "[" + operand(current.rmiOperand) + index + scale + offset + "]";
      }
      case CONTEXT -> "[context" + offset + "]";
      case INCOMING -> "[incoming" + offset + "]";
      case OUTGOING -> "[outgoing" + offset + "]";
      case FRAME -> "[frame" + offset + "]";
      case CONSTANT -> "[constant " + rmi.value() + "]";
    };
  }

  private void successors(int block) {
    for (int e = 0; e < code.successorCount(block); e++) {
      int to = code.successor(block, e);
      out.append(e == 0 ? " -> block" : " block").append(to);
      if (allocation == null && code.successorCount(block) == 1) {
        for (int i = 0; i < code.blockParamCount(to); i++) {
          out.append(i == 0 ? "(v" : " v").append(code.branchArgument(block, e, i));
        }
        out.append(code.blockParamCount(to) > 0 ? ")" : "");
      }
    }
  }
}
