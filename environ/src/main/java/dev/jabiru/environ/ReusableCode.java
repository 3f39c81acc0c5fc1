// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

/**
 * Machine code of a module, and what compiling another version of the module needs to take
 * functions from it. Immutable and thread-safe.
 *
 * @param artifacts the one module and its code
 * @param functions what functions there are; only the compiler that made it can read it
 */
public record ReusableCode(CompilationArtifacts artifacts, Bytes functions) {}
