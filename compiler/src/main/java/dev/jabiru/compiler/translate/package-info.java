// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * Translates function bodies into the IR.
 *
 * <p>In: a valid module. Out: an {@code ir.Function} per body, in SSA form. {@link
 * dev.jabiru.compiler.translate.FunctionTranslator} walks a body once; most instructions are rows of
 * a table, {@code Operator}, and the rest is control flow, calls, and operations of the runtime. A
 * Wasm instruction that the IR can express takes one row here.
 *
 * <pre>{@code
 * IrTypes types = new IrTypes(module);
 * FunctionTranslator translator = new FunctionTranslator(types, 0, Tunables.defaults());
 * Function function = translator.translate(new DefinedFuncIndex(0));
 * }</pre>
 */
@NullMarked
package dev.jabiru.compiler.translate;

import org.jspecify.annotations.NullMarked;
