// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.UserExternalName;

/** The pieces of code that the runtime loads once, which compiled code calls by number. */
public enum Stub {
  /** Leaves for a host function; its context is in r15. */
  HOST_CALL,
  /** Leaves for a builtin; its number is in r11d. */
  BUILTIN,
  /** Leaves for good; the number of the trap is in r11d. */
  TRAP;

  /** The name space of stubs in relocations. */
  public static final int NAMESPACE = -2;

  private final UserExternalName externalName = new UserExternalName(NAMESPACE, ordinal());

  /** {@return what relocations call it} */
  public UserExternalName externalName() {
    return externalName;
  }
}
