// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** What follows an instruction's code in the binary format, in the order in which it is written. */
public enum Immediate {
  /** Nothing. */
  NONE,
  /** A block type: empty, one value type, or a type index. */
  BLOCK_TYPE,
  /** A label index. */
  LABEL,
  /** A vector of label indices and a default label index. */
  LABELS,
  /** A function index. */
  FUNC,
  /** A type index, then a table index (the text format writes the table first). */
  TYPE_TABLE,
  /** A local index. */
  LOCAL,
  /** A global index. */
  GLOBAL,
  /** A table index. */
  TABLE,
  /** A memory index. */
  MEMORY,
  /** Alignment with an optional memory index, then an offset. */
  MEMARG,
  /** A {@link #MEMARG}, then a lane byte. */
  MEMARG_LANE,
  /** A lane byte. */
  LANE,
  /** Sixteen lane bytes. */
  SHUFFLE,
  /** A signed LEB128 number of 32 bits. */
  I32,
  /** A signed LEB128 number of 64 bits. */
  I64,
  /** Four bytes, little-endian. */
  F32,
  /** Eight bytes, little-endian. */
  F64,
  /** Sixteen bytes, little-endian. */
  V128,
  /** A heap type. */
  HEAP_TYPE,
  /**
   * Cast flags (bit 0: the source is nullable, bit 1: the target is), a label index, the source and
   * the target heap type.
   */
  CAST,
  /** A type index. */
  TYPE,
  /** A type index, then a field index. */
  TYPE_FIELD,
  /** The type index of the destination, then that of the source. */
  TYPE_TYPE,
  /** A type index, then a number of operands. */
  TYPE_N,
  /** A type index, then a data segment index. */
  TYPE_DATA,
  /** A type index, then an element segment index. */
  TYPE_ELEM,
  /** A data segment index. */
  DATA,
  /** A data segment index, then a memory index (the text format writes the memory first). */
  DATA_MEMORY,
  /** The memory index of the destination, then that of the source. */
  MEMORY_MEMORY,
  /** An element segment index. */
  ELEM,
  /** An element segment index, then a table index (the text format writes the table first). */
  ELEM_TABLE,
  /** The table index of the destination, then that of the source. */
  TABLE_TABLE,
  /** A tag index. */
  TAG,
  /** A block type, then a vector of catch clauses. */
  CATCHES,
  /** A vector of value types. */
  VAL_TYPES,
  /** A byte that must be zero. */
  ZERO
}
