// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * Sets of small numbers that are not entities, such as registers and words of a stack frame, one bit
 * each. For sets of entities take {@link dev.jabiru.entity.EntitySet}.
 *
 * <p>{@link dev.jabiru.entity.bitset.ScalarBitSet} is a value of 64 bits; {@link
 * dev.jabiru.entity.bitset.CompoundBitSet} grows.
 */
@NullMarked
package dev.jabiru.entity.bitset;

import org.jspecify.annotations.NullMarked;
