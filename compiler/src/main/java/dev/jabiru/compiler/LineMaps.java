// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.AddressMap;
import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.jvm.JvmCode;
import dev.jabiru.environ.CompilationArtifacts.MethodArtifact;
import dev.jabiru.environ.LineMap;
import dev.jabiru.environ.TrapCode;
import java.util.ArrayList;
import java.util.List;

/** Takes from a compiled function what stack traces need. */
final class LineMaps {
  /** Of a code offset on the JVM target, the line; the number of the method is above it. */
  private static final int LINE_BITS = 16;

  private LineMaps() {}

  /**
   * {@return the methods of a function and what their lines mean}
   *
   * @param function a function compiled for the JVM
   * @param name the name of its plain entry
   */
  static List<MethodArtifact> of(CompiledFunction function, String name) {
    JvmCode code = (JvmCode) function.code();
    AddressMap addresses = function.addressMap();
    List<TrapSite> traps = function.trapSites();
    List<MethodArtifact> methods = new ArrayList<>(code.methodCount());
    int nextAddress = 0;
    int nextTrap = 0;
    for (int method = 0; method < code.methodCount(); method++) {
      LineMap.Builder lines = new LineMap.Builder();
      int sourceLoc = -1;
      int end = (method + 1) << LINE_BITS;
      for (int at = method << LINE_BITS; ; at++) {
        boolean hasAddress =
            nextAddress < addresses.size() && addresses.codeOffset(nextAddress) < end;
        boolean hasTrap = nextTrap < traps.size() && traps.get(nextTrap).codeOffset() < end;
        if (hasAddress && addresses.codeOffset(nextAddress) == at) {
          sourceLoc = addresses.sourceLoc(nextAddress++);
        }
        TrapCode trap = null;
        if (hasTrap && traps.get(nextTrap).codeOffset() == at) {
          trap = TrapCodes.of(traps.get(nextTrap++).code());
        }
        boolean isLine = (at & (1 << LINE_BITS) - 1) != 0;
        if (isLine) {
          lines.add(sourceLoc, trap);
        }
        if (!hasAddress && !hasTrap) {
          break; // A last line that differs from the one before in having no trap is in now too.
        }
      }
      methods.add(new MethodArtifact(name + code.suffixOf(method), lines.build()));
    }
    return methods;
  }
}
