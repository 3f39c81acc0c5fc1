// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * Code generation for the Java Virtual Machine.
 *
 * <p>{@link dev.jabiru.codegen.jvm.JvmTarget} turns one {@code ir.Function} into a {@code
 * CompiledFunction} whose payload is bytecode that belongs to no class yet: wherever an instruction
 * names a class, a member or a large constant, it holds a symbol. {@link
 * dev.jabiru.codegen.jvm.JvmClassEmitter} lays functions into classes and resolves the symbols into
 * a constant pool. What lies outside generated code is named by {@link
 * dev.jabiru.codegen.jvm.JvmAbi}.
 *
 * <p>HotSpot compiles no method of more than 8,000 bytes, so no method made here is longer: a larger
 * function is cut into regions, one method each, that keep shared values in a frame.
 */
@NullMarked
package dev.jabiru.codegen.jvm;

import org.jspecify.annotations.NullMarked;
