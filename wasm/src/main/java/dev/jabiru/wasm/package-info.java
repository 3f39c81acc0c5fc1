// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * WebAssembly modules: types, the model of a module, the binary format and validation.
 *
 * <p>Bytes come in, a {@link dev.jabiru.wasm.Module} goes out. Function bodies and constant
 * expressions stay slices of the bytes until an {@link dev.jabiru.wasm.InstructionReader} walks over
 * them; a {@link dev.jabiru.wasm.FunctionValidator} goes with it in lock step and knows the types on
 * the stack at every point, so that a translator reads and checks a body in one pass.
 *
 * <pre>{@code
 * Module module = Module.decode(bytes, Features.defaults());
 * Validator.validateModule(module);
 * for (DefinedFuncIndex func : module.definedFuncs()) {
 *   Validator.validateBody(module, func);
 * }
 * }</pre>
 *
 * <p>A {@code Module} is immutable and shared between threads; readers and validators of bodies
 * belong to one thread each.
 */
@NullMarked
package dev.jabiru.wasm;

import org.jspecify.annotations.NullMarked;
