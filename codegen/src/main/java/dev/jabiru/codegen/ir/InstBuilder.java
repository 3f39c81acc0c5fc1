// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * One method for each {@link Opcode}: makes the instruction, puts it in its place, returns its
 * result.
 */
public interface InstBuilder
    extends NumberBuilder, MemoryBuilder, ControlBuilder, ReferenceBuilder, VectorBuilder {}
