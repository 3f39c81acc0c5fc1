// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import org.jspecify.annotations.Nullable;

/**
 * One rule of the {@link Verifier} broken at one place.
 *
 * @param block the block, or null if the whole function is meant
 * @param inst the instruction, or null if the whole block is meant
 * @param message what was wanted and found
 */
public record VerifierError(@Nullable Block block, @Nullable Inst inst, String message) {
  /** {@return the message and where} */
  @Override
  public String toString() {
    return message
        + (inst != null
            ? " (" + inst + " in " + block + ")"
            : block != null ? " (" + block + ")" : "");
  }
}
