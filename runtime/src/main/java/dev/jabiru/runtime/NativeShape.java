// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.Convention;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * Where machine code has the parameters and results of a function type. A place is an offset in the
 * store's record or, of parameters on the stack, the complement of the offset there. Immutable.
 */
final class NativeShape {
  /** The kinds of values; what Java knows as one class may be two. */
  enum Kind {
    I32,
    I64,
    F32,
    F64,
    FUNC,
    EXTERN;

    boolean isFloat() {
      return this == F32 || this == F64;
    }

    boolean isRef() {
      return this == FUNC || this == EXTERN;
    }
  }

  /** How many integers a C function takes in registers besides the function. */
  static final int C_INTS = 4;

  private final FuncType type;
  private final Kind[] params;
  private final Kind[] results;
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
      kinds[i] = kind(types.get(i));
    }
    return kinds;
  }

  private static Kind kind(ValType type) {
    if (type instanceof NumType num) {
      return switch (num) {
        case I32 -> Kind.I32;
        case I64 -> Kind.I64;
        case F32 -> Kind.F32;
        case F64 -> Kind.F64;
      };
    }
    if (type instanceof RefType) {
      return Values.isFunc(type) ? Kind.FUNC : Kind.EXTERN;
    }
    throw new AssertionError("vectors are not compiled on this target");
  }

  private static int place(Kind[] kinds, int[] places, boolean areArguments) {
    int ints = 0;
    int floats = 0;
    int memory = 0;
    for (int i = 0; i < kinds.length; i++) {
      boolean isFloat = kinds[i].isFloat();
      if (isFloat && floats < NativeLayout.REGISTER_PLACES) {
        places[i] = NativeLayout.floatPlace(floats++);
      } else if (!isFloat && ints < NativeLayout.REGISTER_PLACES) {
        int number = ints++;
        places[i] =
            areArguments ? NativeLayout.intArgument(number) : NativeLayout.intResult(number);
      } else {
        int offset = 8 * memory++;
        places[i] = areArguments ? ~offset : NativeLayout.STORE_RESULTS + offset;
      }
    }
    return memory;
  }

  /** {@return the stub that a host function's imports call} */
  static int hostCallStub(FuncType type) {
    List<ValType> params = type.params();
    int floats = 0;
    for (int i = 0; i < params.size(); i++) {
      floats += kind(params.get(i)).isFloat() ? 1 : 0;
    }
    return NativeStubs.hostCall(params.size() - floats, floats);
  }

  /** {@return the type of the Java method, without the parameters that do not fit in one} */
  MethodType methodType() {
    return Convention.methodType(type);
  }

  /** {@return how many parameters are parameters of the Java method} */
  int directParams() {
    return Convention.directParams(type);
  }

  /** {@return what is the same for shapes that are alike} */
  String key() {
    StringBuilder key = new StringBuilder(params.length + results.length + 1);
    append(key, params);
    key.append(':');
    append(key, results);
    return key.toString();
  }

  private static void append(StringBuilder key, Kind[] kinds) {
    for (Kind kind : kinds) {
      key.append((char) ('a' + kind.ordinal()));
    }
  }

  /** {@return the way in} */
  int way() {
    return switch (results.length) {
      case 0 -> NativeStubs.ENTER;
      case 1 -> results[0].isFloat() ? NativeStubs.ENTER_FLOAT : NativeStubs.ENTER;
      case 2 -> NativeStubs.ENTER_FEW;
      default -> NativeStubs.ENTER_WIDE;
    };
  }

  /** {@return whether it takes floating-point numbers} */
  boolean takesFloats() {
    boolean takes = false;
    for (Kind param : params) {
      takes |= param.isFloat();
    }
    return takes;
  }

  /** {@return the way back from a function of the host} */
  int wayBack() {
    if (stackBytes > 0 || results.length > 2) {
      return NativeStubs.RESUME_WIDE;
    }
    return results.length == 2 ? NativeStubs.RESUME_FEW : NativeStubs.RESUME;
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

  Kind param(int i) {
    return params[i];
  }

  Kind result(int i) {
    return results[i];
  }

  int paramPlace(int i) {
    return paramPlaces[i];
  }

  int resultPlace(int i) {
    return resultPlaces[i];
  }
}
