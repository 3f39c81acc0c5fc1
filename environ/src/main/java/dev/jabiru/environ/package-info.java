// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * What the compiler and the runtime must agree on.
 *
 * <p>The compiler produces what is described here and the runtime consumes it; neither sees the
 * other. {@link dev.jabiru.environ.ModuleCompiler} is the one door between them, found through
 * {@link java.util.ServiceLoader}; a program that runs precompiled artifacts needs no provider.
 */
@NullMarked
package dev.jabiru.environ;

import org.jspecify.annotations.NullMarked;
