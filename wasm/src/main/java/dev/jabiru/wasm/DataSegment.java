// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import org.jspecify.annotations.Nullable;

/**
 * Bytes for a memory: a slice of the module's bytes.
 *
 * @param mode active or passive
 * @param memory where an active segment goes; null if it is passive
 * @param address at which address of that memory; null if it is passive
 * @param offset where its bytes begin, from the start of the module
 * @param length the number of bytes
 */
public record DataSegment(
    SegmentMode mode,
    @Nullable MemoryIndex memory,
    @Nullable ConstExpr address,
    int offset,
    int length) {}
