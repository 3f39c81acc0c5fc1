// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.TrapCode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a function's checks jump when they fail: behind its code, one place for each reason and
 * source. It calls the stub that leaves for good; the return address says which place it was.
 */
final class TrapSites {
  private record Site(TrapCode code, int sourceLoc) {}

  private final Assembler asm;
  private final X64Abi abi;
  private final Map<Site, Integer> labels = new LinkedHashMap<>();

  TrapSites(Assembler asm, X64Abi abi) {
    this.asm = asm;
    this.abi = abi;
  }

  /** {@return the label to jump to for a trap} */
  int label(TrapCode code, int sourceLoc) {
    Site site = new Site(code, sourceLoc);
    Integer label = labels.get(site);
    if (label == null) {
      label = asm.newLabel();
      labels.put(site, label);
    }
    return label;
  }

  /** Traps on the spot. */
  void trapHere(TrapCode code, int sourceLoc) {
    asm.source(sourceLoc);
    asm.o(X64Op.MOV_OI, Registers.SCRATCH, abi.trapNumber(code));
    asm.call(Stub.TRAP.externalName());
    asm.trap(code, sourceLoc);
  }

  /** Emits the places. */
  void emit() {
    for (Map.Entry<Site, Integer> place : labels.entrySet()) {
      asm.bind(place.getValue());
      trapHere(place.getKey().code, place.getKey().sourceLoc);
    }
  }
}
