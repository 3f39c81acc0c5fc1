// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where machine code has the parameters and results of a function type. Immutable. */
final class NativeShape {
  private enum Kind {
    I32,
    I64,
    F32,
    F64,
    FUNC,
    EXTERN
  }

  private final FuncType type;
  private final Kind[] params;
  private final Kind[] results;

  /** Offsets in the store, or the complement of the offset in the memory of the rest. */
  private final int[] paramPlaces;

  private final int[] resultPlaces;
  private final int stackBytes;

  NativeShape(FuncType type) {
    this.type = type;
    this.params = kinds(type.params());
    this.results = kinds(type.results());
    this.paramPlaces = new int[params.length];
    this.resultPlaces = new int[results.length];
    int inMemory = place(params, paramPlaces, true);
    this.stackBytes = inMemory * 8 + 15 & -16;
    place(results, resultPlaces, false);
  }

  private static Kind[] kinds(List<ValType> types) {
    Kind[] kinds = new Kind[types.size()];
    for (int i = 0; i < kinds.length; i++) {
      ValType type = types.get(i);
      if (type instanceof NumType num) {
        kinds[i] =
            switch (num) {
              case I32 -> Kind.I32;
              case I64 -> Kind.I64;
              case F32 -> Kind.F32;
              case F64 -> Kind.F64;
            };
      } else if (type instanceof RefType) {
        kinds[i] = Values.isFunc(type) ? Kind.FUNC : Kind.EXTERN;
      } else {
        throw new AssertionError("vectors are not compiled on this target");
      }
    }
    return kinds;
  }

  private static int place(Kind[] kinds, int[] places, boolean areArguments) {
    int ints = 0;
    int floats = 0;
    int memory = 0;
    for (int i = 0; i < kinds.length; i++) {
      boolean isFloat = kinds[i] == Kind.F32 || kinds[i] == Kind.F64;
      if (isFloat && floats < NativeLayout.REGISTER_PLACES) {
        places[i] = NativeLayout.floatPlace(floats++);
      } else if (!isFloat && ints < NativeLayout.REGISTER_PLACES) {
        int number = ints++;
        places[i] =
            areArguments ? NativeLayout.intArgument(number) : NativeLayout.intResult(number);
      } else {
        places[i] = ~(8 * memory++);
      }
    }
    return memory;
  }

  FuncType type() {
    return type;
  }

  /** {@return the bytes of arguments on the stack} */
  int stackBytes() {
    return stackBytes;
  }

  int paramCount() {
    return params.length;
  }

  int resultCount() {
    return results.length;
  }

  boolean isRefParam(int i) {
    return params[i].compareTo(Kind.FUNC) >= 0;
  }

  boolean isRefResult(int i) {
    return results[i].compareTo(Kind.FUNC) >= 0;
  }

  /**
   * {@return the address of a parameter, given those of the store and of the first on the stack}
   */
  long paramAddress(int i, long store, long stack) {
    return paramPlaces[i] >= 0 ? store + paramPlaces[i] : stack + ~paramPlaces[i];
  }

  long resultAddress(int i, long store) {
    return resultPlaces[i] >= 0
        ? store + resultPlaces[i]
        : store + NativeLayout.STORE_RESULTS + ~resultPlaces[i];
  }

  void writeParam(int i, long address, @Nullable Object value, NativeStore store) {
    write(params[i], address, value, store);
  }

  @Nullable Object readParam(int i, long address, NativeStore store) {
    return read(params[i], address, store);
  }

  void writeResult(int i, long address, @Nullable Object value, NativeStore store) {
    write(results[i], address, value, store);
  }

  @Nullable Object readResult(int i, long address, NativeStore store) {
    return read(results[i], address, store);
  }

  private static void write(Kind kind, long address, @Nullable Object value, NativeStore store) {
    Posix.putLong(
        address,
        kind.compareTo(Kind.FUNC) >= 0
            ? store.word(value)
            : Values.toBits(java.util.Objects.requireNonNull(value)));
  }

  private static @Nullable Object read(Kind kind, long address, NativeStore store) {
    long bits = Posix.getLong(address);
    return switch (kind) {
      case I32 -> (int) bits;
      case I64 -> bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      case FUNC -> store.object(bits, true);
      case EXTERN -> store.object(bits, false);
    };
  }
}
