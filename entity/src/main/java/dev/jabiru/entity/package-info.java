// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * Typed dense indices and the containers keyed by them.
 *
 * <p>A compiler numbers everything: blocks, values, functions, types. An {@link
 * dev.jabiru.entity.Entity} is such a number with a Java type of its own, and a container is an
 * array that takes only that type as its index. Using a key on a container that it was not made for
 * does not compile.
 *
 * <pre>{@code
 * @Prefix("block") final class Block extends Entity { Block(int index) { super(index); } }
 *
 * PrimaryMap<Block, BlockData> blocks = new PrimaryMap<>();          // makes the keys
 * SecondaryMap<Block, String> names = SecondaryMap.withDefault("");  // more data under them
 * EntitySet<Block> reachable = new EntitySet<>();                    // one bit per key
 *
 * Block entry = blocks.push(new BlockData(), Block::new);
 * names.set(entry, "entry");
 * reachable.add(entry);
 * for (Block block : blocks.keys(Block::new)) {
 *   System.out.println(block + " " + names.get(block));             // block0 entry
 * }
 * }</pre>
 *
 * <table>
 * <caption>Which container</caption>
 * <tr><th>for</th><th>take</th></tr>
 * <tr><td>the things themselves; keys come into being as values are pushed</td>
 *     <td>{@link dev.jabiru.entity.PrimaryMap}</td></tr>
 * <tr><td>something about most of the things</td>
 *     <td>{@link dev.jabiru.entity.SecondaryMap}</td></tr>
 * <tr><td>something about few of very many things, cleared often</td>
 *     <td>{@link dev.jabiru.entity.SparseMap}, {@link dev.jabiru.entity.SparseSet}</td></tr>
 * <tr><td>a set of things</td><td>{@link dev.jabiru.entity.EntitySet}</td></tr>
 * <tr><td>many short lists of things</td>
 *     <td>{@link dev.jabiru.entity.EntityList} in a {@link dev.jabiru.entity.ListPool}</td></tr>
 * <tr><td>things whose number is final</td><td>{@link dev.jabiru.entity.BoxedSlice}</td></tr>
 * </table>
 *
 * <p>Maps whose values are {@code int}, {@code long} or entities have forms of their own ({@code
 * IntPrimaryMap}, {@code EntitySecondaryMap}), which box nothing. Where an entity may be missing,
 * they store {@link dev.jabiru.entity.Entity#RESERVED}.
 *
 * <p>Containers store numbers and never hold a way to make keys: where keys come out, the caller
 * says how, normally by naming the constructor ({@code blocks.keys(Block::new)}). That is what lets
 * the JVM remove the key objects; {@code entity/README.md} has the measurements.
 *
 * <p>Unless its documentation says otherwise, a container belongs to one thread. All iterate in
 * ascending order of keys, or in an order that depends only on the calls made, never on hashes.
 */
@NullMarked
package dev.jabiru.entity;

import org.jspecify.annotations.NullMarked;
