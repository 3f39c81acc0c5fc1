// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.Type;
import java.util.List;

/**
 * Where the guest's calling convention puts a list of parameters or results.
 *
 * <p>Integers and references go to eight registers, floating-point numbers to eight others, the
 * rest to memory in the order of the list, 8 bytes each: parameters on the stack, results in the
 * store.
 */
final class Convention {
  /** By position: a register, or the complement of the position in memory. */
  private final int[] places;

  private final int inMemory;

  private Convention(List<Type> types, int[] intRegisters) {
    places = new int[types.size()];
    int ints = 0;
    int floats = 0;
    int memory = 0;
    for (int i = 0; i < places.length; i++) {
      boolean isFloat = types.get(i).isFloat();
      if (isFloat && floats < Registers.FLOAT_PLACES) {
        places[i] = Registers.XMM0 + floats++;
      } else if (!isFloat && ints < intRegisters.length) {
        places[i] = intRegisters[ints++];
      } else {
        places[i] = ~memory++;
      }
    }
    inMemory = memory;
  }

  static Convention ofParams(List<Type> types) {
    return new Convention(types, Registers.INT_ARGUMENTS);
  }

  static Convention ofResults(List<Type> types) {
    return new Convention(types, Registers.INT_RESULTS);
  }

  int count() {
    return places.length;
  }

  boolean isInRegister(int i) {
    return places[i] >= 0;
  }

  int register(int i) {
    return places[i];
  }

  /** {@return where one of those in memory is, in bytes from the first of them} */
  int memoryOffset(int i) {
    return ~places[i] * 8;
  }

  /** {@return the size of the part of the stack that holds arguments; a multiple of 16} */
  int stackBytes() {
    return inMemory * 8 + 15 & ~15;
  }
}
