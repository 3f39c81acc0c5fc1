// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_MethodHandles;
import static java.lang.constant.ConstantDescs.CD_MethodHandles_Lookup;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.jabiru.environ.jvm.VMContext;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.runtime.NativeShape.Kind;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways between Java's types and what {@link NativeStore} passes on, one small class a shape of
 * call, so that no value is boxed. The two ways, in Java, for {@code (f32, ref) -> i32}:
 *
 * <pre>{@code
 * static int enter(NativeFunction function, VMContext ignored, float x, Object y) throws Throwable {
 *   NativeStore store = function.store();
 *   NativeOwner.Hold hold = store.begin(0);
 *   int outer = store.depth - 1;
 *   try {
 *     return (int) store.run(ENTER, function.record(), store.word(y), 0, 0, 0, bits(x), 0 ...);
 *   } finally {
 *     store.depth = outer;
 *     if (outer == 0) hold.isInside = false;
 *   }
 * }
 *
 * long leave(Bound function, NativeStore store) throws Throwable {
 *   return (int) target.invokeExact(
 *       function, store.floatArgument(XMM0), store.object(store.argument(RDI)));
 * }
 * }</pre>
 *
 * <p>The frame of a way in gives back depth and owner itself, which needs no stack: see {@link
 * Trampolines}. Thread-safe.
 */
final class NativeTrampolines {
  private static final ConcurrentHashMap<String, MethodHandle> ENTRIES = new ConcurrentHashMap<>();

  /** The constructors of the classes that functions of a shape share. */
  private static final ConcurrentHashMap<String, MethodHandle> SHARED_DEPARTURES =
      new ConcurrentHashMap<>();

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodType CONSTRUCTOR =
      MethodType.methodType(void.class, MethodHandle.class, boolean.class);
  private static final MethodType MAKES_CODE = CONSTRUCTOR.changeReturnType(HostCode.class);

  private static final ClassDesc CD_STORE = ClassDesc.of(NativeStore.class.getName());
  private static final ClassDesc CD_HOLD = ClassDesc.of(NativeOwner.Hold.class.getName());
  private static final ClassDesc CD_CODE = ClassDesc.of(HostCode.class.getName());
  private static final ClassDesc CD_BOUND = HostFunc.Bound.class.describeConstable().orElseThrow();
  private static final ClassDesc CD_FUNCTION = ClassDesc.of(NativeFunction.class.getName());
  private static final ClassDesc CD_FLOAT = ClassDesc.of("java.lang.Float");
  private static final ClassDesc CD_DOUBLE = ClassDesc.of("java.lang.Double");
  private static final MethodTypeDesc GIVES_LOOKUP = MethodTypeDesc.of(CD_MethodHandles_Lookup);
  private static final MethodTypeDesc GIVES_CLASS_DATA =
      MethodTypeDesc.of(CD_Object, CD_MethodHandles_Lookup, CD_String, CD_Class);
  private static final MethodTypeDesc TAKES_PLACE = MethodTypeDesc.of(CD_void, CD_int, CD_int);
  private static final MethodTypeDesc GIVES_WORD = MethodTypeDesc.of(CD_long, CD_Object);
  private static final MethodTypeDesc TAKES_WORD = MethodTypeDesc.of(CD_Object, CD_long);
  private static final MethodTypeDesc GETS = MethodTypeDesc.of(CD_long, CD_int);
  private static final MethodTypeDesc GETS_FLOAT = MethodTypeDesc.of(CD_float, CD_int);
  private static final MethodTypeDesc GETS_DOUBLE = MethodTypeDesc.of(CD_double, CD_int);
  private static final MethodTypeDesc SETS = MethodTypeDesc.of(CD_void, CD_long, CD_int);
  private static final MethodTypeDesc RUN = run(0);
  private static final MethodTypeDesc RUN_WITH_FLOATS = run(NativeLayout.REGISTER_PLACES);

  private NativeTrampolines() {}

  private static MethodTypeDesc run(int floats) {
    ClassDesc[] params = new ClassDesc[2 + NativeShape.C_INTS + floats];
    Arrays.fill(params, 0, params.length - floats, CD_long);
    Arrays.fill(params, params.length - floats, params.length, CD_double);
    params[0] = CD_int;
    return MethodTypeDesc.of(CD_long, params);
  }

  /** {@return the way in: a {@link NativeFunction}, a context that it ignores, the parameters} */
  static MethodHandle entry(NativeShape shape) {
    String key = shape.key();
    MethodHandle handle = ENTRIES.get(key);
    if (handle == null) {
      MethodType type =
          shape.methodType().insertParameterTypes(0, NativeFunction.class, VMContext.class);
      handle = Trampolines.define("enter", type, (code, desc) -> new Entering(code, shape).write());
      ENTRIES.put(key, handle);
    }
    return handle;
  }

  /**
   * {@return the way out}
   *
   * @param target a host function's code
   * @param isShared whether its class is that of all functions of the shape
   */
  static HostCode departure(NativeShape shape, MethodHandle target, boolean isShared) {
    try {
      MethodHandle made = isShared ? SHARED_DEPARTURES.get(shape.key()) : null;
      if (made == null) {
        byte[] bytes = departureClass(shape, isShared);
        MethodHandles.Lookup lookup =
            isShared
                ? LOOKUP.defineHiddenClass(bytes, false, ClassOption.STRONG)
                : LOOKUP.defineHiddenClassWithClassData(bytes, target, false);
        made = lookup.findConstructor(lookup.lookupClass(), CONSTRUCTOR).asType(MAKES_CODE);
        if (isShared) {
          SHARED_DEPARTURES.put(shape.key(), made);
        }
      }
      return (HostCode) made.invokeExact(target, isShared);
    } catch (Throwable e) {
      throw new AssertionError("a way out of type " + shape.methodType(), e);
    }
  }

  private static byte[] departureClass(NativeShape shape, boolean isShared) {
    ClassDesc self = ClassDesc.of("dev.jabiru.runtime.Departures");
    MethodTypeDesc init = CONSTRUCTOR.describeConstable().orElseThrow();
    return ClassFile.of()
        .build(
            self,
            builder -> {
              builder.withSuperclass(CD_CODE);
              builder.withMethodBody(
                  "<init>",
                  init,
                  0,
                  code ->
                      code.aload(0)
                          .aload(1)
                          .iload(2)
                          .invokespecial(CD_CODE, "<init>", init)
                          .return_());
              builder.withMethodBody(
                  "leave",
                  MethodTypeDesc.of(CD_long, CD_BOUND, CD_STORE),
                  0,
                  code -> leave(code, self, shape, isShared));
              if (!isShared) {
                builder.withField(
                    "TARGET", CD_MethodHandle, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
                builder.withMethodBody(
                    "<clinit>",
                    MethodTypeDesc.of(CD_void),
                    ClassFile.ACC_STATIC,
                    code ->
                        code.invokestatic(CD_MethodHandles, "lookup", GIVES_LOOKUP)
                            .loadConstant("_")
                            .loadConstant(CD_MethodHandle)
                            .invokestatic(CD_MethodHandles, "classData", GIVES_CLASS_DATA)
                            .checkcast(CD_MethodHandle)
                            .putstatic(self, "TARGET", CD_MethodHandle)
                            .return_());
              }
            });
  }

  /** Writes one way in. */
  private static final class Entering {
    private final CodeBuilder code;
    private final NativeShape shape;
    private final int store;

    /** The slot of each parameter that has one. */
    private final int[] slots;

    Entering(CodeBuilder code, NativeShape shape) {
      this.code = code;
      this.shape = shape;
      this.slots = new int[shape.directParams()];
      int next = 2;
      for (int i = 0; i < slots.length; i++) {
        slots[i] = next;
        next += typeKind(shape.param(i)).slotSize();
      }
      this.store = code.allocateLocal(TypeKind.REFERENCE);
    }

    void write() {
      int hold = code.allocateLocal(TypeKind.REFERENCE);
      int outer = code.allocateLocal(TypeKind.INT);
      int result = code.allocateLocal(TypeKind.LONG);
      Label start = code.newLabel();
      Label end = code.newLabel();
      Label handler = code.newLabel();
      code.aload(0).invokevirtual(CD_FUNCTION, "store", MethodTypeDesc.of(CD_STORE)).astore(store);
      code.aload(store)
          .loadConstant(shape.stackBytes())
          .invokevirtual(CD_STORE, "begin", MethodTypeDesc.of(CD_HOLD, CD_int));
      code.astore(hold);
      code.aload(store).getfield(CD_STORE, "depth", CD_int).iconst_1().isub().istore(outer);
      code.labelBinding(start);
      run();
      code.lstore(result);
      results(result);
      code.labelBinding(end);
      giveBack(outer, hold);
      code.return_(TypeKind.from(shape.methodType().returnType()));
      code.labelBinding(handler);
      giveBack(outer, hold);
      code.athrow();
      code.exceptionCatchAll(start, end, handler);
    }

    private void giveBack(int outer, int hold) {
      Label isInner = code.newLabel();
      code.aload(store).iload(outer).putfield(CD_STORE, "depth", CD_int);
      code.iload(outer).ifne(isInner);
      code.aload(hold).iconst_0().putfield(CD_HOLD, "isInside", CD_boolean);
      code.labelBinding(isInner);
    }

    /** Passes the first integers and all floating-point numbers along, the rest in memory. */
    private void run() {
      List<Integer> ints = new ArrayList<>();
      List<Integer> floats = new ArrayList<>();
      for (int i = 0; i < shape.paramCount(); i++) {
        int place = shape.paramPlace(i);
        boolean isFloat = shape.param(i).isFloat();
        if (place >= 0 && isFloat) {
          floats.add(i);
        } else if (place >= 0 && ints.size() < NativeShape.C_INTS) {
          ints.add(i);
        } else if (i < slots.length) {
          code.aload(store);
          bits(i);
          code.loadConstant(place).invokevirtual(CD_STORE, "setArgument", SETS);
        } else {
          String method = shape.param(i).isRef() ? "passReference" : "passNumber";
          code.aload(store).loadConstant(i).loadConstant(place);
          code.invokevirtual(CD_STORE, method, TAKES_PLACE);
        }
      }
      code.aload(store).loadConstant(shape.way());
      code.aload(0).invokevirtual(CD_FUNCTION, "record", MethodTypeDesc.of(CD_long));
      for (int i = 0; i < NativeShape.C_INTS; i++) {
        if (i < ints.size()) {
          bits(ints.get(i));
        } else {
          code.lconst_0();
        }
      }
      if (floats.isEmpty()) {
        code.invokevirtual(CD_STORE, NativeStore.ACTIVATION, RUN);
        return;
      }
      for (int i = 0; i < NativeLayout.REGISTER_PLACES; i++) {
        if (i < floats.size()) {
          asDouble(floats.get(i));
        } else {
          code.dconst_0();
        }
      }
      code.invokevirtual(CD_STORE, NativeStore.ACTIVATION, RUN_WITH_FLOATS);
    }

    private void bits(int param) {
      Kind kind = shape.param(param);
      if (kind.isRef()) {
        code.aload(store);
      }
      code.loadLocal(typeKind(kind), slots[param]);
      toBits(code, kind);
    }

    private void asDouble(int param) {
      if (shape.param(param) == Kind.F64) {
        code.dload(slots[param]);
      } else {
        bits(param);
        code.invokestatic(CD_DOUBLE, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
      }
    }

    /** Leaves the first result on the stack, the others where Java wants them. */
    private void results(int result) {
      int count = shape.resultCount();
      for (int i = 1; i < count; i++) {
        Kind kind = shape.result(i);
        String method =
            kind == Kind.FUNC ? "keepFunction" : kind == Kind.EXTERN ? "keepObject" : "keepNumber";
        code.aload(store).loadConstant(i).loadConstant(shape.resultPlace(i));
        code.invokevirtual(CD_STORE, method, TAKES_PLACE);
      }
      if (count > 1) {
        code.aload(store).loadConstant(shape.resultPlace(0));
        code.invokevirtual(CD_STORE, "argument", GETS).lstore(result);
      }
      if (count > 0) {
        Kind kind = shape.result(0);
        if (kind.isRef()) {
          code.aload(store);
        }
        code.lload(result);
        ofBits(code, kind);
      }
    }
  }

  private static void leave(CodeBuilder code, ClassDesc self, NativeShape shape, boolean isShared) {
    int store = 2;
    MethodType type = shape.methodType().insertParameterTypes(0, HostFunc.Bound.class);
    int direct = shape.directParams();
    for (int i = direct; i < shape.paramCount(); i++) {
      Kind kind = shape.param(i);
      String method =
          kind == Kind.FUNC ? "takeFunction" : kind == Kind.EXTERN ? "takeObject" : "takeNumber";
      code.aload(store).loadConstant(i).loadConstant(shape.paramPlace(i));
      code.invokevirtual(CD_STORE, method, TAKES_PLACE);
    }
    Kind first = shape.resultCount() > 0 ? shape.result(0) : Kind.I64;
    if (first.isRef()) {
      code.aload(store);
    }
    if (isShared) {
      code.aload(0).getfield(CD_CODE, "target", CD_MethodHandle);
    } else {
      code.getstatic(self, "TARGET", CD_MethodHandle);
    }
    code.aload(1);
    for (int i = 0; i < direct; i++) {
      Kind kind = shape.param(i);
      if (kind.isRef()) {
        code.aload(store);
      }
      code.aload(store).loadConstant(shape.paramPlace(i));
      switch (kind) {
        case F32 -> code.invokevirtual(CD_STORE, "floatArgument", GETS_FLOAT);
        case F64 -> code.invokevirtual(CD_STORE, "doubleArgument", GETS_DOUBLE);
        default -> {
          code.invokevirtual(CD_STORE, "argument", GETS);
          ofBits(code, kind);
        }
      }
    }
    MethodTypeDesc desc = type.describeConstable().orElseThrow();
    code.invokevirtual(CD_MethodHandle, "invokeExact", desc);
    if (shape.resultCount() == 0) {
      code.lconst_0().lreturn();
      return;
    }
    toBits(code, first);
    if (shape.wayBack() == NativeStubs.RESUME) {
      code.lreturn();
      return;
    }
    int bits = code.allocateLocal(TypeKind.LONG);
    code.lstore(bits);
    code.aload(store).lload(bits).loadConstant(shape.resultPlace(0));
    code.invokevirtual(CD_STORE, "setArgument", SETS);
    for (int i = 1; i < shape.resultCount(); i++) {
      String method = shape.result(i).isRef() ? "giveReference" : "giveNumber";
      code.aload(store).loadConstant(i).loadConstant(shape.resultPlace(i));
      code.invokevirtual(CD_STORE, method, TAKES_PLACE);
    }
    code.lconst_0().lreturn();
  }

  private static TypeKind typeKind(Kind kind) {
    return switch (kind) {
      case I32 -> TypeKind.INT;
      case I64 -> TypeKind.LONG;
      case F32 -> TypeKind.FLOAT;
      case F64 -> TypeKind.DOUBLE;
      case FUNC, EXTERN -> TypeKind.REFERENCE;
    };
  }

  /** Of references, the store is on the stack below. */
  private static void toBits(CodeBuilder code, Kind kind) {
    switch (kind) {
      case I32 -> code.i2l();
      case I64 -> {}
      case F32 ->
          code.invokestatic(CD_FLOAT, "floatToRawIntBits", MethodTypeDesc.ofDescriptor("(F)I"))
              .i2l();
      case F64 ->
          code.invokestatic(CD_DOUBLE, "doubleToRawLongBits", MethodTypeDesc.ofDescriptor("(D)J"));
      case FUNC, EXTERN -> code.invokevirtual(CD_STORE, "word", GIVES_WORD);
    }
  }

  /** Of references, the store is on the stack below. */
  private static void ofBits(CodeBuilder code, Kind kind) {
    switch (kind) {
      case I32 -> code.l2i();
      case I64 -> {}
      case F32 ->
          code.l2i().invokestatic(CD_FLOAT, "intBitsToFloat", MethodTypeDesc.ofDescriptor("(I)F"));
      case F64 ->
          code.invokestatic(CD_DOUBLE, "longBitsToDouble", MethodTypeDesc.ofDescriptor("(J)D"));
      case FUNC -> code.invokevirtual(CD_STORE, "function", TAKES_WORD);
      case EXTERN -> code.invokevirtual(CD_STORE, "object", TAKES_WORD);
    }
  }
}
