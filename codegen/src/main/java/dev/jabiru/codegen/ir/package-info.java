// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * The intermediate representation: functions in SSA form with block parameters.
 *
 * <p><b>In:</b> a front end declares what a {@link dev.jabiru.codegen.ir.Function} refers to and
 * builds its code with a {@link dev.jabiru.codegen.ir.FunctionBuilder}. <b>Out:</b> passes transform
 * the function and a target turns it into code. Nothing here knows WebAssembly or a target.
 *
 * <pre>{@code
 * Function f = new Function(UserExternalName.ofFunction(0, 3), new Signature(List.of(I32), List.of(I32)));
 * FunctionBuilder b = new FunctionBuilder(f);
 * Block entry = b.createEntryBlock();
 * Value x = f.dfg().blockParam(entry, 0);
 * b.ret(b.list(b.iadd(x, b.iconst(I32, 1))));
 * b.finish();
 * }</pre>
 */
@NullMarked
package dev.jabiru.codegen.ir;

import org.jspecify.annotations.NullMarked;
