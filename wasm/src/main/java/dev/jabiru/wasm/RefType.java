// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * A reference.
 *
 * @param nullable whether the null reference is a value of the type
 * @param heapType what it refers to otherwise
 */
public record RefType(boolean nullable, HeapType heapType) implements ValType {
  /** References to any function, or null. */
  public static final RefType FUNCREF = new RefType(true, AbstractHeapType.FUNC);

  /** References to any value of the host, or null. */
  public static final RefType EXTERNREF = new RefType(true, AbstractHeapType.EXTERN);

  /** References to any internal value, or null. */
  public static final RefType ANYREF = new RefType(true, AbstractHeapType.ANY);

  /** References to any exception, or null. */
  public static final RefType EXNREF = new RefType(true, AbstractHeapType.EXN);

  /**
   * {@return this type with null as a value of it, or without}
   *
   * @param nullable whether null is a value
   */
  public RefType withNullable(boolean nullable) {
    return nullable == this.nullable ? this : new RefType(nullable, heapType);
  }

  @Override
  public String toString() {
    if (nullable && heapType instanceof AbstractHeapType type) {
      return switch (type) {
        case NONE -> "nullref";
        case NOFUNC -> "nullfuncref";
        case NOEXTERN -> "nullexternref";
        case NOEXN -> "nullexnref";
        default -> type + "ref";
      };
    }
    return (nullable ? "(ref null " : "(ref ") + heapType + ")";
  }
}
