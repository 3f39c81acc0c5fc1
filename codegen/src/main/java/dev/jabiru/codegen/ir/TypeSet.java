// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/** The types that the type variable of an opcode ranges over. */
public enum TypeSet {
  /** The opcode has no type variable. */
  NONE,
  /** i32 and i64. */
  INT(Type.I32, Type.I64),
  /** f32 and f64. */
  FLOAT(Type.F32, Type.F64),
  /** i32, i64, f32 and f64. */
  NUMBER(Type.I32, Type.I64, Type.F32, Type.F64),
  /** What a linear memory holds: numbers and vectors. */
  STORABLE(Type.I32, Type.I64, Type.F32, Type.F64, Type.V128),
  /** Every type that a value can have. */
  ANY(Type.I32, Type.I64, Type.F32, Type.F64, Type.V128, Type.REF);

  private final int bits;

  TypeSet(Type... types) {
    int all = 0;
    for (Type type : types) {
      all |= 1 << type.ordinal();
    }
    this.bits = all;
  }

  /**
   * Tells whether a type is in the set.
   *
   * @param type a type
   * @return whether it is in the set
   */
  public boolean contains(Type type) {
    return (bits & 1 << type.ordinal()) != 0;
  }
}
