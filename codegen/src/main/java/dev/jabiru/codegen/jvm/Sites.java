// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.AddressMap;
import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.TrapCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the places of a function that trap or call their line numbers and remembers what they are.
 *
 * <p>A line stands for one place in the source and one trap. It is unique within its method; with
 * the number of the method above it, it is the function's code offset.
 */
final class Sites {
  private final List<TrapSite> traps = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();
  private final AddressMap.Builder addresses = new AddressMap.Builder();
  private int method = -1;
  private int line;
  private int sourceLoc;
  private @Nullable TrapCode trap;

  /** Begins the next method. */
  void nextMethod() {
    method++;
    line = 0;
    addresses.add(codeOffset(method, 0), Function.NO_SOURCE_LOC);
  }

  /** The code offset of a line, as trap sites and the address map have it. */
  static int codeOffset(int method, int line) {
    return method << 16 | line;
  }

  /** Marks what is assembled next as a place that traps, if {@code code} is not null, or calls. */
  void mark(Asm asm, int loc, @Nullable TrapCode code) {
    if (line == 0 || loc != sourceLoc || code != trap) {
      line++;
      sourceLoc = loc;
      trap = code;
      addresses.add(codeOffset(method, line), loc);
      if (code != null) {
        traps.add(new TrapSite(codeOffset(method, line), code, loc));
      }
      asm.line(line);
    }
  }

  /** Notes that the place marked last refers to a function. */
  void refer(Relocation.Kind kind, UserExternalName target) {
    relocations.add(new Relocation(codeOffset(method, line), kind, target));
  }

  List<TrapSite> traps() {
    return traps;
  }

  List<Relocation> relocations() {
    return relocations;
  }

  AddressMap addresses() {
    return addresses.build();
  }
}
