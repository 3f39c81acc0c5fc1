// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

/** How much to do for better code. */
public enum OptLevel {
  /** What makes code generation cheaper, and no more. */
  NONE,
  /** Everything that makes code faster. */
  SPEED
}
