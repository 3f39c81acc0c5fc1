// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

/** What guest code is compiled to. */
public enum Target {
  /** Class files; runs on every JVM. */
  JVM,
  /** Machine code for x86-64. */
  X64
}
