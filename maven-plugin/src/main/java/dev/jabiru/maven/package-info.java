// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * The Maven plugin: a goal that compiles a project's WebAssembly modules when the project is built.
 *
 * <p>{@link dev.jabiru.maven.CompileMojo} finds the modules, asks {@link dev.jabiru.maven.Stamp}
 * whether anything changed, and starts {@link dev.jabiru.maven.build.Main} in a process of its own
 * on a {@linkplain dev.jabiru.maven.Jdk JDK} that is new enough. So Maven itself may run on an
 * older one: this package, and what it calls, is code for Java 17 and touches no class of the
 * compiler.
 */
@NullMarked
package dev.jabiru.maven;

import org.jspecify.annotations.NullMarked;
