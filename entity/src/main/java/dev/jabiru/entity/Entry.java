// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import org.jspecify.annotations.Nullable;

/**
 * A key and its value, as iterations hand them out.
 *
 * @param <K> the kind of key
 * @param <V> the type of value
 * @param key the key
 * @param value the value
 */
public record Entry<K extends Entity, V extends @Nullable Object>(K key, V value) {}
