// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * What generated classes touch at run time on the JVM target.
 *
 * <p>The types here are public because generated classes live in an unnamed module of their own
 * loader and can reach only exported, public members. They are not part of the embedding API:
 * embedders use {@code dev.jabiru.runtime}. Every name and descriptor here that generated code
 * refers to is part of the artifact format; changing one changes the format version.
 */
@NullMarked
package dev.jabiru.environ.jvm;

import org.jspecify.annotations.NullMarked;
