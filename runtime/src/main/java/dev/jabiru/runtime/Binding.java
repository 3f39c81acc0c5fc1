// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.classfile.ClassFile;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Implements Java interfaces by functions: a hidden class, beside the interface where that is
 * allowed, whose methods call constant method handles.
 */
final class Binding {
  private static final MethodHandles.Lookup OWN = MethodHandles.lookup();
  private static final DirectMethodHandleDesc CLASS_DATA_AT =
      ConstantDescs.ofConstantBootstrap(
          ClassDesc.of("java.lang.invoke.MethodHandles"),
          "classDataAt",
          ConstantDescs.CD_Object,
          ConstantDescs.CD_int);

  private Binding() {}

  /**
   * {@return an implementation of an interface}
   *
   * @param lookup who may see the interface, where this module may not
   * @param shape the interface
   * @param functions the function behind each abstract method
   */
  static <T> T bind(MethodHandles.Lookup lookup, Class<T> shape, Function<Method, Func> functions) {
    List<Method> methods = abstractMethods(shape);
    List<MethodHandle> handles = new ArrayList<>(methods.size());
    for (Method method : methods) {
      handles.add(adapt(lookup, functions.apply(method), method));
    }
    MethodHandles.Lookup host = host(lookup, shape);
    String own = host.lookupClass().getPackageName();
    ClassDesc name = ClassDesc.of((own.isEmpty() ? "" : own + ".") + "JabiruBinding");
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                builder -> {
                  builder.withFlags(Modifier.FINAL);
                  builder.withInterfaceSymbols(shape.describeConstable().orElseThrow());
                  builder.withMethodBody(
                      ConstantDescs.INIT_NAME,
                      ConstantDescs.MTD_void,
                      0,
                      code ->
                          code.aload(0)
                              .invokespecial(
                                  ConstantDescs.CD_Object,
                                  ConstantDescs.INIT_NAME,
                                  ConstantDescs.MTD_void)
                              .return_());
                  for (int i = 0; i < methods.size(); i++) {
                    method(builder, methods.get(i), i);
                  }
                });
    try {
      MethodHandles.Lookup made = host.defineHiddenClassWithClassData(bytes, handles, true);
      return shape.cast(
          made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke());
    } catch (Throwable e) {
      throw new AssertionError("binding of " + shape, e);
    }
  }

  private static void method(java.lang.classfile.ClassBuilder builder, Method method, int number) {
    MethodTypeDesc type = HostFunc.methodType(method).describeConstable().orElseThrow();
    builder.withMethodBody(
        method.getName(),
        type,
        ClassFile.ACC_PUBLIC,
        code -> {
          code.loadConstant(
              DynamicConstantDesc.ofNamed(
                  CLASS_DATA_AT,
                  ConstantDescs.DEFAULT_NAME,
                  ConstantDescs.CD_MethodHandle,
                  number));
          for (int i = 0; i < type.parameterCount(); i++) {
            code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
          }
          code.invokevirtual(ConstantDescs.CD_MethodHandle, "invokeExact", type);
          code.return_(TypeKind.from(type.returnType()));
        });
  }

  /** The function's handle with exactly the method's types. */
  private static MethodHandle adapt(MethodHandles.Lookup lookup, Func func, Method method) {
    MethodHandle handle = func.handle();
    MethodType wanted = HostFunc.methodType(method);
    MethodType found = handle.type();
    boolean fits = wanted.parameterCount() == found.parameterCount();
    for (int i = 0; fits && i < wanted.parameterCount(); i++) {
      fits = fits(found.parameterType(i), wanted.parameterType(i));
    }
    Class<?> result = wanted.returnType();
    if (fits && result.isRecord() && found.returnType() == Object[].class) {
      MethodType results = MethodType.methodType(result);
      if (!HostFunc.wasmType(method.getName(), results).results().equals(func.type().results())) {
        fits = false;
      } else {
        handle = MethodHandles.filterReturnValue(handle, constructorOf(lookup, result));
      }
    } else {
      fits &= fits(found.returnType(), result);
    }
    if (!fits) {
      throw new WrongTypeException(func + " is " + found + " in Java; " + method + " is not");
    }
    return handle.asType(wanted);
  }

  private static boolean fits(Class<?> found, Class<?> wanted) {
    return wanted == found || (found == Object.class && !wanted.isPrimitive());
  }

  /** Where a class that implements the interface may be defined. */
  private static MethodHandles.Lookup host(MethodHandles.Lookup lookup, Class<?> shape) {
    if (!shape.isInterface() || shape.isSealed()) {
      throw new WrongTypeException(shape.getName() + " is no interface that can be implemented");
    }
    if (lookup.hasFullPrivilegeAccess()) {
      return lookup;
    }
    OWN.lookupClass().getModule().addReads(shape.getModule());
    try {
      return MethodHandles.privateLookupIn(shape, OWN);
    } catch (IllegalAccessException e) {
      if (isVisibleHere(shape)) {
        return OWN;
      }
      throw new WrongTypeException(
          shape
              + " cannot be implemented from here: make it public and have its module export or open"
              + " package "
              + shape.getPackageName()
              + ", or pass a MethodHandles.lookup() of the class that holds it");
    }
  }

  private static boolean isVisibleHere(Class<?> type) {
    try {
      return Modifier.isPublic(type.getModifiers())
          && type.getModule().isExported(type.getPackageName(), OWN.lookupClass().getModule())
          && Class.forName(type.getName(), false, OWN.lookupClass().getClassLoader()) == type;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The abstract methods of an interface, ordered by name. */
  private static List<Method> abstractMethods(Class<?> shape) {
    Method[] methods = shape.getMethods();
    Arrays.sort(methods, Comparator.comparing(Method::getName).thenComparing(Method::toString));
    List<Method> found = new ArrayList<>();
    for (Method method : methods) {
      if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)) {
        found.add(method);
      }
    }
    return found;
  }

  private static boolean isOfObject(Method method) {
    try {
      Object.class.getMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** {@return the one abstract method of a functional interface} */
  static Method functionalMethod(Class<?> shape) {
    List<Method> methods = shape.isInterface() ? abstractMethods(shape) : List.of();
    if (methods.size() != 1) {
      throw new WrongTypeException(shape.getName() + " is no functional interface");
    }
    return methods.get(0);
  }

  /** {@return a handle of an interface's method} */
  static MethodHandle handle(Method method, Class<?> shape) {
    try {
      if (Modifier.isPublic(shape.getModifiers())) {
        return MethodHandles.publicLookup().unreflect(method);
      }
      OWN.lookupClass().getModule().addReads(shape.getModule());
      return MethodHandles.privateLookupIn(shape, OWN).unreflect(method);
    } catch (IllegalAccessException e) {
      throw new WrongTypeException(shape + " cannot be called from here: make it public");
    }
  }

  // ---- Records as several results -----------------------------------------------------------

  /** {@return a handle that makes a record from an array of its components} */
  private static MethodHandle constructorOf(MethodHandles.Lookup lookup, Class<?> record) {
    RecordComponent[] components = record.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    MethodType type = MethodType.methodType(void.class, types);
    try {
      return constructorOf(lookup, record, type).asSpreader(Object[].class, types.length);
    } catch (ReflectiveOperationException e) {
      throw new WrongTypeException(record + " cannot be made from here: make it public");
    }
  }

  /** Who may see the interface may see the record, in most cases. */
  private static MethodHandle constructorOf(
      MethodHandles.Lookup lookup, Class<?> record, MethodType type)
      throws ReflectiveOperationException {
    try {
      return lookup.findConstructor(record, type);
    } catch (IllegalAccessException e) {
      return access(record).findConstructor(record, type);
    }
  }

  /** {@return a handle that takes a record apart into an array of its components} */
  static MethodHandle componentsOf(Class<?> record) {
    RecordComponent[] components = record.getRecordComponents();
    MethodHandle[] accessors = new MethodHandle[components.length];
    try {
      MethodHandles.Lookup lookup = access(record);
      for (int i = 0; i < accessors.length; i++) {
        accessors[i] = lookup.unreflect(components[i].getAccessor());
      }
    } catch (IllegalAccessException e) {
      throw new WrongTypeException(record + " cannot be read from here: make it public");
    }
    MethodHandle array = MethodHandles.identity(Object[].class);
    MethodHandle collected = array.asCollector(Object[].class, accessors.length);
    for (int i = 0; i < accessors.length; i++) {
      MethodHandle accessor = accessors[i];
      collected =
          MethodHandles.filterArguments(
              collected, i, accessor.asType(accessor.type().changeReturnType(Object.class)));
    }
    return MethodHandles.permuteArguments(
        collected, MethodType.methodType(Object[].class, record), new int[accessors.length]);
  }

  private static MethodHandles.Lookup access(Class<?> type) throws IllegalAccessException {
    if (Modifier.isPublic(type.getModifiers())) {
      return MethodHandles.publicLookup();
    }
    OWN.lookupClass().getModule().addReads(type.getModule());
    return MethodHandles.privateLookupIn(type, OWN);
  }

  /** {@return the WebAssembly name that a method stands for} */
  static String name(Method method) {
    @Nullable WasmFunction annotation = method.getAnnotation(WasmFunction.class);
    return annotation == null || annotation.value().isEmpty()
        ? method.getName()
        : annotation.value();
  }
}
