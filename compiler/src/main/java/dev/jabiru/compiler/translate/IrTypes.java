// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import dev.jabiru.codegen.ir.HeapKind;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.TypeData;
import dev.jabiru.wasm.AbstractHeapType;
import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.ArrayType;
import dev.jabiru.wasm.CompositeType;
import dev.jabiru.wasm.FieldType;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.HeapType;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.PackedType;
import dev.jabiru.wasm.StorageType;
import dev.jabiru.wasm.StructType;
import dev.jabiru.wasm.TypeCode;
import dev.jabiru.wasm.TypeIndex;
import dev.jabiru.wasm.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module's types as the IR knows them: all references are one type there.
 *
 * <p>Runs at every start, so it asks for classes one by one: a switch over them needs a bootstrap.
 *
 * <p>Immutable; shared by the threads that translate the module's functions.
 */
public final class IrTypes {
  static final Signature EMPTY = new Signature(List.of(), List.of());
  private static final Signature[] ONE_RESULT = new Signature[Type.values().length];

  static {
    for (Type type : Type.values()) {
      ONE_RESULT[type.ordinal()] = new Signature(List.of(), List.of(type));
    }
  }

  private final Module module;
  private final @Nullable Signature[] signatures;

  /**
   * Takes over the types of a module.
   *
   * @param module a valid module
   */
  public IrTypes(Module module) {
    this.module = module;
    this.signatures = new @Nullable Signature[module.types().size()];
    for (int i = 0; i < signatures.length; i++) {
      if (composite(i) instanceof FuncType type) {
        signatures[i] = new Signature(types(type.params()), types(type.results()));
      }
    }
  }

  /** {@return the module} */
  public Module module() {
    return module;
  }

  /**
   * {@return the signature of a function type}
   *
   * @param typeIndex index of a function type
   */
  public Signature signature(int typeIndex) {
    Signature signature = signatures[typeIndex];
    if (signature == null) {
      throw new AssertionError("type " + typeIndex + " is no function type");
    }
    return signature;
  }

  /** {@return the type of a block: a type index or, where that is -1, the code of its result} */
  Signature blockSignature(int typeIndex, int resultCode) {
    if (typeIndex >= 0) {
      return signature(typeIndex);
    }
    return resultCode == TypeCode.BOTTOM ? EMPTY : ONE_RESULT[type(resultCode).ordinal()];
  }

  /** {@return the type of a type code} */
  static Type type(int code) {
    return switch (code) {
      case TypeCode.I32 -> Type.I32;
      case TypeCode.I64 -> Type.I64;
      case TypeCode.F32 -> Type.F32;
      case TypeCode.F64 -> Type.F64;
      case TypeCode.V128 -> Type.V128;
      default -> Type.REF;
    };
  }

  /** {@return the type of a value} */
  static Type type(ValType type) {
    return type(TypeCode.of(type));
  }

  /** {@return the type of an address} */
  static Type type(AddressType type) {
    return type == AddressType.I32 ? Type.I32 : Type.I64;
  }

  private static List<Type> types(List<ValType> types) {
    List<Type> list = new ArrayList<>(types.size());
    for (ValType type : types) {
      list.add(type(type));
    }
    return list;
  }

  private CompositeType composite(int typeIndex) {
    return module.types().get(new TypeIndex(typeIndex)).composite();
  }

  /** {@return the kind of a heap type} */
  HeapKind kind(HeapType type) {
    return kind(TypeCode.ref(true, type));
  }

  /** {@return the kind of what a reference of a type code refers to} */
  HeapKind kind(int code) {
    if (TypeCode.isConcrete(code)) {
      CompositeType composite = composite(TypeCode.typeIndex(code));
      if (composite instanceof FuncType) {
        return HeapKind.FUNC;
      }
      return composite instanceof StructType ? HeapKind.STRUCT : HeapKind.ARRAY;
    }
    AbstractHeapType type = TypeCode.abstractHeapType(code);
    return switch (type) {
      case FUNC -> HeapKind.ANY_FUNC;
      case EXTERN -> HeapKind.EXTERN;
      case ANY -> HeapKind.ANY;
      case EQ -> HeapKind.EQ;
      case I31 -> HeapKind.I31;
      case STRUCT -> HeapKind.ANY_STRUCT;
      case ARRAY -> HeapKind.ANY_ARRAY;
      case EXN -> HeapKind.EXN;
      case NONE -> HeapKind.NONE;
      case NOEXTERN -> HeapKind.NO_EXTERN;
      case NOFUNC -> HeapKind.NO_FUNC;
      case NOEXN -> HeapKind.NO_EXN;
    };
  }

  /** {@return what a reference of a type code refers to} */
  TypeData typeData(int code) {
    HeapKind kind = kind(code);
    if (!TypeCode.isConcrete(code)) {
      return new TypeData(0, kind, List.of());
    }
    int index = TypeCode.typeIndex(code);
    List<Type> fields = new ArrayList<>();
    if (composite(index) instanceof StructType struct) {
      for (FieldType field : struct.fields()) {
        fields.add(storage(field.type()));
      }
    } else if (composite(index) instanceof ArrayType array) {
      fields.add(storage(array.element().type()));
    }
    return new TypeData(index, kind, fields);
  }

  private static Type storage(StorageType type) {
    if (type instanceof PackedType packed) {
      return packed == PackedType.I8 ? Type.I8 : Type.I16;
    }
    return type((ValType) type);
  }
}
