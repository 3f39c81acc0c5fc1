// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

/**
 * The registers of a machine. Registers are numbers below 64; sets of them are masks. Immutable.
 *
 * @param intRegisters those that integers and references may be in, in the order of preference
 * @param floatRegisters those that floating-point numbers and vectors may be in
 * @param intScratch a register that is never allocated, for moves from slot to slot and cycles
 * @param floatScratch the same for the other class
 */
public record MachineEnv(
    int[] intRegisters, int[] floatRegisters, int intScratch, int floatScratch) {
  /** The class of integers and references. */
  public static final int INT = 0;

  /** The class of floating-point numbers and vectors. */
  public static final int FLOAT = 1;
}
