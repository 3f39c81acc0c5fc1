// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.jabiru.environ.jvm.HostException;
import dev.jabiru.runtime.HostFunc.Lead;
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
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways between host and guest, one small class a shape of call.
 *
 * <p>They are classes and not method handle combinators because of what happens at the end of the
 * stack: a way in gives the store back in its own frame, which needs no stack. The two ways, in
 * Java:
 *
 * <pre>{@code
 * static R enter(Entry entry, P... args) throws Throwable {
 *   Store store = entry.store();
 *   Thread current = Thread.currentThread();
 *   long before = store.enter(current);
 *   try {
 *     R result = entry.target().invokeExact(args);
 *   } catch (Throwable thrown) {
 *     if (before == 0 && store.user == current.threadId()) store.user = store.idle;
 *     throw store.failure(thrown, before == 0);
 *   }
 *   if (before == 0) {
 *     if (store.user != current.threadId()) throw store.overrun();
 *     store.user = store.idle;
 *   }
 *   return result;
 * }
 *
 * static R leave(Departure departure, Bound function, P... args) {
 *   try {
 *     departure.prepare();
 *     return departure.target().invokeExact(function.receiver(), function.instance(), args);
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
  private static final ConcurrentHashMap<List<?>, MethodHandle> DEPARTURES =
      new ConcurrentHashMap<>();

  private static final ClassDesc CD_ENTRY = ClassDesc.of(Entry.class.getName());
  private static final ClassDesc CD_DEPARTURE = ClassDesc.of(Departure.class.getName());
  private static final ClassDesc CD_BOUND = HostFunc.Bound.class.describeConstable().orElseThrow();
  private static final ClassDesc CD_STORE = ClassDesc.of(Store.class.getName());
  private static final ClassDesc CD_THREAD = ClassDesc.of("java.lang.Thread");
  private static final ClassDesc CD_CONCURRENT_USE =
      ClassDesc.of(ConcurrentUseException.class.getName());
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
      MethodTypeDesc desc = type.describeConstable().orElseThrow();
      handle =
          define(
              "enter",
              type.insertParameterTypes(0, Entry.class),
              (code, full) -> enter(code, desc));
      ENTRIES.put(type, handle);
    }
    return handle;
  }

  /**
   * {@return the way out: takes a {@link Departure}, a {@link HostFunc.Bound}, and the parameters}
   *
   * @param type the function's type, of primitives and {@code Object}
   * @param leads what the departure's target takes in front of the parameters
   */
  static MethodHandle departure(MethodType type, List<Lead> leads) {
    List<?> shape = List.of(type, List.copyOf(leads));
    MethodHandle handle = DEPARTURES.get(shape);
    if (handle == null) {
      MethodType full = type.insertParameterTypes(0, Departure.class, HostFunc.Bound.class);
      handle = define("leave", full, (code, desc) -> leave(code, desc, leads));
      DEPARTURES.put(shape, handle);
    }
    return handle;
  }

  /** Writes the code of a trampoline. */
  interface Body {
    void append(CodeBuilder code, MethodTypeDesc full);
  }

  /** {@return the one method of a new hidden class} */
  static MethodHandle define(String name, MethodType full, Body body) {
    MethodTypeDesc fullDesc = full.describeConstable().orElseThrow();
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.jabiru.runtime.Trampoline"),
                builder ->
                    builder.withMethodBody(
                        name, fullDesc, ClassFile.ACC_STATIC, code -> body.append(code, fullDesc)));
    try {
      MethodHandles.Lookup lookup = LOOKUP.defineHiddenClass(bytes, true, ClassOption.STRONG);
      return lookup.findStatic(lookup.lookupClass(), name, full);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("trampoline of type " + full, e);
    }
  }

  private static void enter(CodeBuilder code, MethodTypeDesc type) {
    int store = code.allocateLocal(TypeKind.REFERENCE);
    int before = code.allocateLocal(TypeKind.LONG);
    int thrown = code.allocateLocal(TypeKind.REFERENCE);
    Label start = code.newLabel();
    Label end = code.newLabel();
    Label handler = code.newLabel();
    int current = code.allocateLocal(TypeKind.REFERENCE);
    Label nested = code.newLabel();
    Label translate = code.newLabel();
    Label left = code.newLabel();
    Label overrun = code.newLabel();
    Label failed = code.newLabel();
    code.aload(0).invokevirtual(CD_ENTRY, "store", MethodTypeDesc.of(CD_STORE)).astore(store);
    code.invokestatic(CD_THREAD, "currentThread", MethodTypeDesc.of(CD_THREAD)).astore(current);
    code.aload(store).aload(current);
    code.invokevirtual(CD_STORE, "enter", MethodTypeDesc.of(CD_long, CD_THREAD)).lstore(before);
    code.labelBinding(start);
    code.aload(0).invokevirtual(CD_ENTRY, "target", MethodTypeDesc.of(CD_MethodHandle));
    call(code, type, type, 1);
    code.labelBinding(end);
    giveBack(code, store, current, before, left, overrun);
    code.labelBinding(left).return_(TypeKind.from(type.returnType()));
    code.labelBinding(overrun).aload(store);
    code.invokevirtual(CD_STORE, "overrun", MethodTypeDesc.of(CD_CONCURRENT_USE)).athrow();
    code.labelBinding(handler);
    code.astore(thrown);
    giveBack(code, store, current, before, failed, failed);
    code.labelBinding(failed);
    code.aload(store).aload(thrown).lload(before).lconst_0().lcmp();
    code.ifne(nested).iconst_1().goto_(translate);
    code.labelBinding(nested).iconst_0().labelBinding(translate);
    code.invokevirtual(
        CD_STORE,
        "failure",
        MethodTypeDesc.of(CD_Throwable, CD_Throwable, ClassDesc.ofDescriptor("Z")));
    code.athrow();
    code.exceptionCatchAll(start, end, handler);
  }

  private static void leave(CodeBuilder code, MethodTypeDesc full, List<Lead> leads) {
    MethodTypeDesc type = full.dropParameterTypes(0, 2);
    MethodTypeDesc target = type;
    Label start = code.newLabel();
    Label end = code.newLabel();
    Label handler = code.newLabel();
    int thrown = code.allocateLocal(TypeKind.REFERENCE);
    code.labelBinding(start);
    code.aload(0).invokevirtual(CD_DEPARTURE, "prepare", MethodTypeDesc.ofDescriptor("()V"));
    code.aload(0).invokevirtual(CD_DEPARTURE, "target", MethodTypeDesc.of(CD_MethodHandle));
    for (int i = 0; i < leads.size(); i++) {
      Lead lead = leads.get(i);
      ClassDesc leadType = lead.type.describeConstable().orElseThrow();
      target = target.insertParameterTypes(i, leadType);
      code.aload(1);
      MethodTypeDesc getter = MethodTypeDesc.of(leadType);
      switch (lead) {
        case SELF -> {}
        case RECEIVER -> code.invokevirtual(CD_BOUND, "receiver", getter);
        case INSTANCE -> code.invokevirtual(CD_BOUND, "instance", getter);
        case STORE -> code.invokevirtual(CD_BOUND, "store", getter);
      }
    }
    call(code, type, target, 2);
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

  /**
   * Calls the method handle on the stack with what lies on it and the parameters from a slot on.
   */
  private static void call(
      CodeBuilder code, MethodTypeDesc params, MethodTypeDesc type, int firstSlot) {
    int slot = firstSlot;
    for (ClassDesc param : params.parameterList()) {
      TypeKind kind = TypeKind.from(param);
      code.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
    code.invokevirtual(CD_MethodHandle, "invokeExact", type);
  }

  /** Falls through to what is appended next, which is where {@code left} is. */
  private static void giveBack(
      CodeBuilder code, int store, int current, int before, Label left, Label overrun) {
    code.lload(before).lconst_0().lcmp().ifne(left);
    code.aload(store).getfield(CD_STORE, "user", CD_long);
    code.aload(current).invokevirtual(CD_THREAD, "threadId", MethodTypeDesc.of(CD_long));
    code.lcmp().ifne(overrun);
    code.aload(store).aload(store).getfield(CD_STORE, "idle", CD_long);
    code.putfield(CD_STORE, "user", CD_long);
  }
}
