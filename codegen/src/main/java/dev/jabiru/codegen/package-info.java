// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/** What compiling one function yields, on every target: {@link dev.jabiru.codegen.CompiledFunction}. */
@NullMarked
package dev.jabiru.codegen;

import org.jspecify.annotations.NullMarked;
