// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_Throwable;

import dev.jabiru.environ.jvm.HostException;
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
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways between host and guest, one small class a shape of call.
 *
 * <p>They are classes and not method handle combinators because of what happens at the end of the
 * stack: a way in restores the store with one field write in its own frame, which needs no stack.
 * The two ways, in Java:
 *
 * <pre>{@code
 * static R enter(Entry entry, P... args) throws Throwable {
 *   Store store = entry.store();
 *   Thread before = store.enter();
 *   try {
 *     R result = entry.target().invokeExact(args);
 *     store.user = before;
 *     return result;
 *   } catch (Throwable thrown) {
 *     store.user = before;
 *     throw store.failure(thrown, before == null);
 *   }
 * }
 *
 * static R leave(Departure departure, P... args) {
 *   try {
 *     departure.prepare();
 *     return departure.target().invokeExact(args);
 *   } catch (Throwable thrown) {
 *     throw new HostException(thrown);
 *   }
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
final class Trampolines {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final ConcurrentHashMap<MethodType, MethodHandle> ENTRIES =
      new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<MethodType, MethodHandle> DEPARTURES =
      new ConcurrentHashMap<>();

  private static final ClassDesc CD_ENTRY = ClassDesc.of(Entry.class.getName());
  private static final ClassDesc CD_DEPARTURE = ClassDesc.of(Departure.class.getName());
  private static final ClassDesc CD_STORE = ClassDesc.of(Store.class.getName());
  private static final ClassDesc CD_THREAD = ClassDesc.of("java.lang.Thread");
  private static final ClassDesc CD_HOST_EXCEPTION = ClassDesc.of(HostException.class.getName());

  private Trampolines() {}

  /**
   * {@return the way in: takes an {@link Entry} and the parameters of its target}
   *
   * @param type the target's type, of primitives and {@code Object}
   */
  static MethodHandle entry(MethodType type) {
    MethodHandle handle = ENTRIES.get(type);
    if (handle == null) {
      handle = define("enter", Entry.class, type);
      ENTRIES.put(type, handle);
    }
    return handle;
  }

  /**
   * {@return the way out: takes a {@link Departure} and the parameters of its target}
   *
   * @param type the target's type, of primitives and {@code Object}
   */
  static MethodHandle departure(MethodType type) {
    MethodHandle handle = DEPARTURES.get(type);
    if (handle == null) {
      handle = define("leave", Departure.class, type);
      DEPARTURES.put(type, handle);
    }
    return handle;
  }

  private static MethodHandle define(String name, Class<?> bound, MethodType type) {
    MethodType full = type.insertParameterTypes(0, bound);
    MethodTypeDesc fullDesc = full.describeConstable().orElseThrow();
    MethodTypeDesc typeDesc = type.describeConstable().orElseThrow();
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.jabiru.runtime.Trampoline"),
                builder ->
                    builder.withMethodBody(
                        name,
                        fullDesc,
                        ClassFile.ACC_STATIC,
                        code -> {
                          if (bound == Entry.class) {
                            enter(code, typeDesc);
                          } else {
                            leave(code, typeDesc);
                          }
                        }));
    try {
      MethodHandles.Lookup lookup = LOOKUP.defineHiddenClass(bytes, true, ClassOption.STRONG);
      return lookup.findStatic(lookup.lookupClass(), name, full);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("trampoline of type " + type, e);
    }
  }

  private static void enter(CodeBuilder code, MethodTypeDesc type) {
    int store = code.allocateLocal(TypeKind.REFERENCE);
    int before = code.allocateLocal(TypeKind.REFERENCE);
    int thrown = code.allocateLocal(TypeKind.REFERENCE);
    Label start = code.newLabel();
    Label end = code.newLabel();
    Label handler = code.newLabel();
    Label nested = code.newLabel();
    Label translate = code.newLabel();
    code.aload(0).invokevirtual(CD_ENTRY, "store", MethodTypeDesc.of(CD_STORE)).astore(store);
    code.aload(store).invokevirtual(CD_STORE, "enter", MethodTypeDesc.of(CD_THREAD)).astore(before);
    code.labelBinding(start);
    code.aload(0).invokevirtual(CD_ENTRY, "target", MethodTypeDesc.of(CD_MethodHandle));
    call(code, type);
    code.labelBinding(end);
    restore(code, store, before);
    code.return_(TypeKind.from(type.returnType()));
    code.labelBinding(handler);
    code.astore(thrown);
    restore(code, store, before);
    code.aload(store).aload(thrown).aload(before);
    code.ifnonnull(nested).iconst_1().goto_(translate);
    code.labelBinding(nested).iconst_0().labelBinding(translate);
    code.invokevirtual(
        CD_STORE,
        "failure",
        MethodTypeDesc.of(CD_Throwable, CD_Throwable, ClassDesc.ofDescriptor("Z")));
    code.athrow();
    code.exceptionCatchAll(start, end, handler);
  }

  private static void leave(CodeBuilder code, MethodTypeDesc type) {
    Label start = code.newLabel();
    Label end = code.newLabel();
    Label handler = code.newLabel();
    int thrown = code.allocateLocal(TypeKind.REFERENCE);
    code.labelBinding(start);
    code.aload(0).invokevirtual(CD_DEPARTURE, "prepare", MethodTypeDesc.ofDescriptor("()V"));
    code.aload(0).invokevirtual(CD_DEPARTURE, "target", MethodTypeDesc.of(CD_MethodHandle));
    call(code, type);
    code.return_(TypeKind.from(type.returnType()));
    code.labelBinding(end);
    code.labelBinding(handler);
    code.astore(thrown);
    code.new_(CD_HOST_EXCEPTION).dup().aload(thrown);
    code.invokespecial(
        CD_HOST_EXCEPTION, "<init>", MethodTypeDesc.ofDescriptor("(Ljava/lang/Throwable;)V"));
    code.athrow();
    code.exceptionCatchAll(start, end, handler);
  }

  /** Calls the method handle on the stack with every parameter but the first. */
  private static void call(CodeBuilder code, MethodTypeDesc type) {
    int slot = 1;
    for (ClassDesc param : type.parameterList()) {
      TypeKind kind = TypeKind.from(param);
      code.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
    code.invokevirtual(CD_MethodHandle, "invokeExact", type);
  }

  private static void restore(CodeBuilder code, int store, int before) {
    code.aload(store).aload(before).putfield(CD_STORE, "user", CD_THREAD);
  }
}
