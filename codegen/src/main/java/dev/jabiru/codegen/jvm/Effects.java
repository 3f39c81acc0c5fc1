// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Trait;

/** What an instruction does beyond its results, as far as the order of instructions goes. */
final class Effects {
  static final int NONE = 0;
  static final int READS = 1;
  static final int TRAPS = 2;
  static final int WRITES = 4;

  private Effects() {}

  static int of(Body body, InstructionData data) {
    Opcode opcode = data.opcode();
    if (opcode.isPure()) {
      return NONE;
    }
    int effects = opcode.is(Trait.READS) ? READS : NONE;
    if (opcode.mayTrap() && !isSafeDivision(body, data)) {
      effects |= TRAPS;
    }
    if (opcode.is(Trait.WRITES) || opcode.mayExit() || opcode.isCall()) {
      effects |= WRITES;
    }
    return effects;
  }

  private static boolean isSafeDivision(Body body, InstructionData data) {
    return switch (data.opcode()) {
      case UDIV, UREM, SREM -> {
        int divisor = body.arg(data, 1);
        yield body.isInt(divisor) && body.intValue(divisor) != 0;
      }
      case SDIV -> {
        int divisor = body.arg(data, 1);
        yield body.isInt(divisor) && body.intValue(divisor) != 0 && body.intValue(divisor) != -1;
      }
      default -> false;
    };
  }

  /** Whether two instructions with these effects must stay in their order. */
  static boolean conflict(int a, int b) {
    return (a & WRITES) != 0 && b != NONE || (b & WRITES) != 0 && a != NONE || (a & b & TRAPS) != 0;
  }
}
