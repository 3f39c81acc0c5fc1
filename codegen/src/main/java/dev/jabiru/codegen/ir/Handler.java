// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import org.jspecify.annotations.Nullable;

/**
 * Where an exception is caught: what makes a handler {@link Edge}.
 *
 * @param kind one of the {@linkplain EdgeKind#isHandler handler} kinds
 * @param tag the tag of the exceptions it catches, null if the kind has none
 * @param block where it leads; the block's parameters are what {@code kind} says it takes, and it
 *     has no other predecessor
 */
public record Handler(EdgeKind kind, @Nullable Tag tag, Block block) {}
