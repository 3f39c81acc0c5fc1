// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of a module in the form in which validation compares them: {@link TypeCode}s in which a
 * concrete type is the lowest index of the module that defines the same type, so that equal types
 * have equal codes.
 *
 * <p>Immutable, shared between the threads that validate bodies.
 */
final class ModuleTypes {
  private static final int[] NONE = {};

  private final Module module;
  private final CanonicalTypes canonical = new CanonicalTypes();
  private final int[] ids;
  private final int[] lowest;
  private final int[] @Nullable [] params;
  private final int[] @Nullable [] results;
  private final int[] @Nullable [] fields;

  /** Takes a module of which {@link Validator} has found the type indices in range. */
  ModuleTypes(Module module) {
    this.module = module;
    ids = canonical.register(module);
    int count = ids.length;
    lowest = new int[count];
    int[] firstOfId = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      firstOfId[ids[i]] = i;
    }
    for (int i = 0; i < count; i++) {
      lowest[i] = firstOfId[ids[i]];
    }
    params = new int[count][];
    results = new int[count][];
    fields = new int[count][];
    for (int i = 0; i < count; i++) {
      if (composite(i) instanceof FuncType func) {
        params[i] = codes(func.params());
        results[i] = codes(func.results());
      } else if (composite(i) instanceof StructType struct) {
        int[] codes = new int[struct.fields().size()];
        for (int j = 0; j < codes.length; j++) {
          codes[j] = code(struct.fields().get(j));
        }
        fields[i] = codes;
      }
    }
  }

  private int[] codes(List<ValType> types) {
    if (types.isEmpty()) {
      return NONE;
    }
    int[] codes = new int[types.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = code(types.get(i));
    }
    return codes;
  }

  int count() {
    return ids.length;
  }

  CompositeType composite(int index) {
    return module.types().get(new TypeIndex(index)).composite();
  }

  /** The parameters of a function type, null if it is no function type. */
  int @Nullable [] params(int index) {
    return params[index];
  }

  /** The results of a function type, null if it is no function type. */
  int @Nullable [] results(int index) {
    return results[index];
  }

  /** What the fields of a structure leave on the stack, null if it is no structure. */
  int @Nullable [] fields(int index) {
    return fields[index];
  }

  /** The code of a type of the module; its index must be in range. */
  int code(ValType type) {
    return lowest(TypeCode.of(type));
  }

  /** The code of the value that a field leaves on the stack. */
  int code(FieldType field) {
    return code(field.type().unpacked());
  }

  /** The same type with the lowest index; the index must be in range. */
  int lowest(int code) {
    return TypeCode.isConcrete(code)
        ? TypeCode.concreteRef(TypeCode.isNullable(code), lowest[TypeCode.typeIndex(code)])
        : code;
  }

  /** The code of a reference to a type of the module, whose index must be in range. */
  int ref(boolean nullable, int index) {
    return TypeCode.concreteRef(nullable, lowest[index]);
  }

  boolean matches(int sub, int sup) {
    return sub == sup
        || canonical.matches(
            CanonicalTypes.canonicalCode(sub, ids), CanonicalTypes.canonicalCode(sup, ids));
  }

  boolean matches(FieldType sub, FieldType sup) {
    if (sub.mutable() != sup.mutable()) {
      return false;
    }
    if (!(sub.type() instanceof ValType subType) || !(sup.type() instanceof ValType supType)) {
      return sub.type() == sup.type();
    }
    return sub.mutable() ? code(subType) == code(supType) : matches(code(subType), code(supType));
  }

  /** Whether one shape may stand below another. */
  boolean matches(CompositeType sub, CompositeType sup) {
    if (sub instanceof FuncType a && sup instanceof FuncType b) {
      return matches(b.params(), a.params()) && matches(a.results(), b.results());
    }
    if (sub instanceof StructType a && sup instanceof StructType b) {
      if (a.fields().size() < b.fields().size()) {
        return false;
      }
      for (int i = 0; i < b.fields().size(); i++) {
        if (!matches(a.fields().get(i), b.fields().get(i))) {
          return false;
        }
      }
      return true;
    }
    return sub instanceof ArrayType a
        && sup instanceof ArrayType b
        && matches(a.element(), b.element());
  }

  private boolean matches(List<ValType> sub, List<ValType> sup) {
    if (sub.size() != sup.size()) {
      return false;
    }
    for (int i = 0; i < sub.size(); i++) {
      if (!matches(code(sub.get(i)), code(sup.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** The type at the top of the hierarchy of a reference type. */
  AbstractHeapType top(int refCode) {
    return TypeCode.isConcrete(refCode)
        ? canonical.kind(ids[TypeCode.typeIndex(refCode)]).top()
        : TypeCode.abstractHeapType(refCode).top();
  }
}
