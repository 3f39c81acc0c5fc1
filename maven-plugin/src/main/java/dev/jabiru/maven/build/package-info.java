// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * Compiles modules to an artifact and writes the Java sources that go with it: what the plugin runs
 * in a Java process of its own.
 *
 * <p>In come the arguments of {@link dev.jabiru.maven.build.Main}; out go the artifact, an {@linkplain
 * dev.jabiru.maven.build.InterfaceSource interface} for each module and a {@linkplain
 * dev.jabiru.maven.build.LoaderSource class} that loads them. Nothing of Maven is used here.
 */
@NullMarked
package dev.jabiru.maven.build;

import org.jspecify.annotations.NullMarked;
