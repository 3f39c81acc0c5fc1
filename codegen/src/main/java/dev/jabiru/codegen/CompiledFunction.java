// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import dev.jabiru.codegen.ir.Signature;
import java.util.List;

/**
 * Everything that compiling one function produces, on every target. Immutable, and shared between
 * threads; nothing about the function is kept beside it.
 *
 * @param name what others call it by
 * @param signature what it takes and yields
 * @param code what the target made of it
 * @param trapSites where it may trap, in the order of their code offsets
 * @param addressMap where its code comes from
 * @param relocations what its code refers to, in the order of their code offsets
 * @param frameBytes the size of its frame; 0 on targets that have none of their own
 */
public record CompiledFunction(
    UserExternalName name,
    Signature signature,
    Code code,
    List<TrapSite> trapSites,
    AddressMap addressMap,
    List<Relocation> relocations,
    int frameBytes) {
  /**
   * Copies the lists.
   *
   * @param name what others call it by
   * @param signature what it takes and yields
   * @param code what the target made of it
   * @param trapSites where it may trap
   * @param addressMap where its code comes from
   * @param relocations what its code refers to
   * @param frameBytes the size of its frame
   */
  public CompiledFunction {
    trapSites = List.copyOf(trapSites);
    relocations = List.copyOf(relocations);
  }

  /**
   * What a target makes of a function: immutable, and without the names or places of anything else.
   */
  public interface Code {
    /** {@return the size of the code, in the target's units of code} */
    int codeBytes();
  }
}
