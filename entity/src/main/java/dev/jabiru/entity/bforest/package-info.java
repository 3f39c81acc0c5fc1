// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * Many ordered sets and maps of entities that share one array, a 4-byte handle each.
 *
 * <p>Each is a B+ tree whose nodes are 64 bytes of that array. They are for the many small and few
 * large ordered sets that a compiler keeps per block or per register, where an {@link
 * dev.jabiru.entity.EntitySet} would spend a bit on every key and {@link java.util.TreeMap} an object
 * on every entry.
 *
 * <p>As with {@link dev.jabiru.entity.ListPool}, what changes a tree takes its handle and returns the
 * new one; the old one is dead.
 *
 * <pre>{@code
 * SetForest<Value> forest = new SetForest<>();
 * ForestSet<Value> live = ForestSet.empty();
 * live = forest.add(live, new Value(7));
 * for (Value value : forest.keys(live, Value::new)) { ... }
 * }</pre>
 */
@NullMarked
package dev.jabiru.entity.bforest;

import org.jspecify.annotations.NullMarked;
