// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/**
 * The form in which types are held in arrays of {@code int}: one number per value type.
 *
 * <pre>
 *   0          bottom: what the stack holds after an instruction that does not return
 *   1 .. 5     i32 i64 f32 f64 v128
 *   references:
 *   bit 30     set
 *   bit 29     null is a value
 *   bit 28     concrete
 *   bits 0-27  the type index, or the ordinal of the abstract heap type;
 *              all set and not concrete: below all heap types
 * </pre>
 *
 * <p>Whether the index of a concrete type is that of the module or a canonical number is a matter
 * of the place where the code is kept.
 */
public final class TypeCode {
  /** The type below all value types. */
  public static final int BOTTOM = 0;

  /** Code of {@code i32}. */
  public static final int I32 = 1;

  /** Code of {@code i64}. */
  public static final int I64 = 2;

  /** Code of {@code f32}. */
  public static final int F32 = 3;

  /** Code of {@code f64}. */
  public static final int F64 = 4;

  /** Code of {@code v128}. */
  public static final int V128 = 5;

  static final int REF = 1 << 30;
  static final int NULLABLE = 1 << 29;
  static final int CONCRETE = 1 << 28;
  static final int INDEX_MASK = CONCRETE - 1;

  /** A reference of which nothing is known but that it is not null. */
  static final int BOTTOM_REF = REF | INDEX_MASK;

  private static final ValType[] PLAIN = {
    NumType.I32, NumType.I64, NumType.F32, NumType.F64, VecType.V128
  };
  private static final AbstractHeapType[] ABSTRACT = AbstractHeapType.values();
  private static final RefType[] NULLABLE_REFS = new RefType[ABSTRACT.length];
  private static final RefType[] REFS = new RefType[ABSTRACT.length];

  static {
    for (AbstractHeapType type : ABSTRACT) {
      NULLABLE_REFS[type.ordinal()] = new RefType(true, type);
      REFS[type.ordinal()] = new RefType(false, type);
    }
  }

  private TypeCode() {}

  /**
   * {@return the code of a type}
   *
   * @param type the type
   */
  public static int of(ValType type) {
    // Not a pattern switch, whose bootstrap would cost every start 20 ms.
    if (type instanceof RefType ref) {
      return ref(ref.nullable(), ref.heapType());
    }
    return type instanceof NumType num ? 1 + num.ordinal() : V128;
  }

  /**
   * {@return the code of a reference type}
   *
   * @param nullable whether null is a value of it
   * @param heapType what it refers to
   */
  public static int ref(boolean nullable, HeapType heapType) {
    return heapType instanceof ConcreteHeapType type
        ? concreteRef(nullable, type.type().index())
        : ref(nullable, (AbstractHeapType) heapType);
  }

  static int ref(boolean nullable, AbstractHeapType type) {
    return REF | (nullable ? NULLABLE : 0) | type.ordinal();
  }

  /**
   * {@return the code of a reference to a defined type}
   *
   * @param nullable whether null is a value of it
   * @param index the number of the definition
   */
  public static int concreteRef(boolean nullable, int index) {
    return REF | CONCRETE | (nullable ? NULLABLE : 0) | index;
  }

  /**
   * {@return whether the code is that of a reference type}
   *
   * @param code the code
   */
  public static boolean isRef(int code) {
    return (code & REF) != 0;
  }

  /**
   * {@return whether the code is that of a reference type with null as a value}
   *
   * @param code the code
   */
  public static boolean isNullable(int code) {
    return (code & NULLABLE) != 0;
  }

  /**
   * {@return whether the code is that of a reference to a defined type}
   *
   * @param code the code
   */
  public static boolean isConcrete(int code) {
    return (code & CONCRETE) != 0;
  }

  static boolean isBottomRef(int code) {
    return (code & (CONCRETE | INDEX_MASK)) == INDEX_MASK;
  }

  /**
   * {@return the number of the definition that a concrete reference refers to}
   *
   * @param code the code
   */
  public static int typeIndex(int code) {
    return code & INDEX_MASK;
  }

  /**
   * {@return the abstract heap type that a reference refers to}
   *
   * @param code the code of a reference that is not concrete
   */
  public static AbstractHeapType abstractHeapType(int code) {
    return ABSTRACT[code & INDEX_MASK];
  }

  /**
   * {@return the type that a code stands for}
   *
   * @param code a code other than {@link #BOTTOM}
   */
  public static ValType toValType(int code) {
    if ((code & REF) == 0) {
      return PLAIN[code - 1];
    }
    if (isConcrete(code)) {
      return new RefType(isNullable(code), new ConcreteHeapType(new TypeIndex(code & INDEX_MASK)));
    }
    return (isNullable(code) ? NULLABLE_REFS : REFS)[code & INDEX_MASK];
  }

  /**
   * {@return the text of a type, {@code bot} for {@link #BOTTOM}}
   *
   * @param code the code
   */
  public static String toString(int code) {
    if (code == BOTTOM) {
      return "bot";
    }
    return isRef(code) && isBottomRef(code) ? "(ref bot)" : toValType(code).toString();
  }
}
