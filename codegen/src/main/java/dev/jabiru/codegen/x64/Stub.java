// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.UserExternalName;

/** The pieces of code that the runtime loads once; their numbers are their ordinals. */
public enum Stub {
  /** Calls a function whose result, if any, is in rax: that is the C function's result too. */
  ENTER,
  /** Calls a function whose result is in xmm0; its bits are the C function's result. */
  ENTER_FLOAT,
  /** Calls a function and puts the first two result registers of each class into the store. */
  ENTER_FEW,
  /** Calls a function and puts all result registers into the store. */
  ENTER_WIDE,
  /** Goes on behind a call that has at most one result, and no arguments on the stack. */
  RESUME,
  /** The same, with what the store has in the first two result registers of each class. */
  RESUME_FEW,
  /** Goes on behind a call with what the store has in all result registers. */
  RESUME_WIDE,
  /** What others than calls of imports call for a function of the host; leaves. */
  HOST_JUMP,
  /**
   * Where a call of an import goes on that has been asked to leave, by one of {@link
   * Stubs#hostCallOffset}; the store is in r11.
   */
  LEAVE,
  /**
   * Leaves for a builtin; its number is in r11d. Jumped to, with the return address on the stack.
   */
  BUILTIN,
  /**
   * Sets bytes: rcx of them from rdi on, to what sil is. Called; changes what {@link
   * Registers#LEAF_CLOBBERS} says. The memory is there.
   */
  FILL,
  /** Copies rcx bytes from rsi to rdi, which may overlap; the same. */
  COPY,
  /** Leaves for good; the number of the trap is in r11d. Called. */
  TRAP;

  /** The name space of stubs in relocations. */
  public static final int NAMESPACE = -2;

  private final UserExternalName externalName = new UserExternalName(NAMESPACE, ordinal());

  /** {@return what relocations call it} */
  public UserExternalName externalName() {
    return externalName;
  }
}
