// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

/**
 * One method of a function, ready but for the constant pool. Immutable; nobody may change the
 * arrays.
 *
 * <p>{@code relocations} and {@code frameRelocations} hold pairs: the position of two bytes in the
 * code or in the stack map frames, and the number of the symbol whose pool index goes there. {@code
 * lines} holds pairs of a code offset and a line.
 */
record MethodCode(
    String suffix,
    String descriptor,
    boolean isPublic,
    int maxStack,
    int maxLocals,
    byte[] code,
    int[] relocations,
    int frameCount,
    byte[] frames,
    int[] frameRelocations,
    int[] lines) {}
