// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import org.jspecify.annotations.Nullable;

/**
 * What a definition is called.
 *
 * @param token where that is said
 * @param id the identifier by which the text refers to it
 * @param name what the name section says: the identifier, unless an annotation overrides it
 */
record Binder(int token, @Nullable String id, @Nullable String name) {}
