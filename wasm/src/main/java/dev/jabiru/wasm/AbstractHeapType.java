// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import org.jspecify.annotations.Nullable;

/** A heap type that needs no definition. */
public enum AbstractHeapType implements HeapType {
  /** Any function. */
  FUNC("func", 0x70),
  /** Any value of the host. */
  EXTERN("extern", 0x6F),
  /** Any internal value. */
  ANY("any", 0x6E),
  /** Any internal value that {@code ref.eq} compares. */
  EQ("eq", 0x6D),
  /** An integer of 31 bits held in the reference. */
  I31("i31", 0x6C),
  /** Any structure. */
  STRUCT("struct", 0x6B),
  /** Any array. */
  ARRAY("array", 0x6A),
  /** Any exception. */
  EXN("exn", 0x69),
  /** No internal value: only the null reference. */
  NONE("none", 0x71),
  /** No value of the host: only the null reference. */
  NOEXTERN("noextern", 0x72),
  /** No function: only the null reference. */
  NOFUNC("nofunc", 0x73),
  /** No exception: only the null reference. */
  NOEXN("noexn", 0x74);

  private final String text;
  private final int code;

  AbstractHeapType(String text, int code) {
    this.text = text;
    this.code = code;
  }

  /** {@return the byte that stands for this type in the binary format} */
  public int code() {
    return code;
  }

  /** {@return the type above all types of the same hierarchy} */
  public AbstractHeapType top() {
    return switch (this) {
      case ANY, EQ, I31, STRUCT, ARRAY, NONE -> ANY;
      case FUNC, NOFUNC -> FUNC;
      case EXTERN, NOEXTERN -> EXTERN;
      case EXN, NOEXN -> EXN;
    };
  }

  /** {@return the type below all types of the same hierarchy} */
  public AbstractHeapType bottom() {
    return switch (top()) {
      case ANY -> NONE;
      case FUNC -> NOFUNC;
      case EXTERN -> NOEXTERN;
      default -> NOEXN;
    };
  }

  /**
   * {@return whether every value of this type is one of the other}
   *
   * @param other the type that may be above this one
   */
  public boolean isSubtypeOf(AbstractHeapType other) {
    if (this == other || this == other.bottom() || other == top()) {
      return top() == other.top();
    }
    return other == EQ && (this == I31 || this == STRUCT || this == ARRAY);
  }

  /**
   * Looks a type up by the byte that stands for it.
   *
   * @param code the byte
   * @return the type, or null if there is none
   */
  public static @Nullable AbstractHeapType ofCode(int code) {
    return switch (code) {
      case 0x70 -> FUNC;
      case 0x6F -> EXTERN;
      case 0x6E -> ANY;
      case 0x6D -> EQ;
      case 0x6C -> I31;
      case 0x6B -> STRUCT;
      case 0x6A -> ARRAY;
      case 0x69 -> EXN;
      case 0x71 -> NONE;
      case 0x72 -> NOEXTERN;
      case 0x73 -> NOFUNC;
      case 0x74 -> NOEXN;
      default -> null;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
