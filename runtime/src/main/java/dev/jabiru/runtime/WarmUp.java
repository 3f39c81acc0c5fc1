// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.invoke.VarHandle.AccessMode.GET;
import static java.lang.invoke.VarHandle.AccessMode.SET;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.HeadRoom;
import dev.jabiru.environ.jvm.HostException;
import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.jvm.TrapException;
import dev.jabiru.environ.jvm.VMContext;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.List;

/**
 * Loads and initialises, before any guest runs, what the JDK runs at the end of a guest's stack.
 *
 * <p>Loading classes, linking functions and leaving for the host prove {@linkplain HeadRoom head
 * room} first. What is left is code of the JDK that HotSpot calls when a call through a method
 * handle or a var handle, or a dynamic constant, is reached for the first time. A class that it
 * initialises there could be lost for ever; so it is made to run once here, where there is room.
 *
 * <p>That takes some 20 ms of a program's start, so it happens beside the first compilation.
 */
final class WarmUp {
  /** Started when the class is initialised, by the first engine. */
  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("jabiru-warm-up").unstarted(WarmUp::run);

  private static final MethodType CHECK = MethodType.methodType(void.class, VMContext.class);

  private static volatile boolean done;

  static {
    THREAD.start();
  }

  private WarmUp() {}

  /** Begins, if nobody has. */
  static void begin() {
    // Being initialised is all it takes.
  }

  /** Returns once it is done. */
  static void await() {
    boolean interrupted = false;
    while (!done) {
      try {
        THREAD.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run() {
    try {
      HeadRoom.require();
      memory(new byte[8]);
      accesses(new byte[8]);
      call();
      check();
      new TrapException(TrapCode.STACK_OVERFLOW).addSuppressed(new HostException(new Error()));
    } catch (Throwable e) {
      System.getLogger("dev.jabiru.runtime").log(System.Logger.Level.WARNING, "warm-up failed", e);
    } finally {
      done = true;
    }
  }

  private static void memory(byte[] bytes) {
    LinearMemory.I16.set(bytes, 0, (short) 1);
    LinearMemory.I32.set(bytes, 0, (int) (short) LinearMemory.I16.get(bytes, 0));
    LinearMemory.I64.set(bytes, 0, (long) (int) LinearMemory.I32.get(bytes, 0));
    if ((long) LinearMemory.I64.get(bytes, 0) != 1) {
      throw new AssertionError();
    }
  }

  /** Accesses through handles, of the shapes that generated code has. */
  private static void accesses(byte[] bytes) throws Throwable {
    site(MethodHandles.arrayElementSetter(byte[].class)).invokeExact(bytes, 0, (byte) 1);
    site(LinearMemory.I16.toMethodHandle(SET)).invokeExact(bytes, 2, (short) 1);
    site(LinearMemory.I32.toMethodHandle(SET)).invokeExact(bytes, 4, 1);
    byte b = (byte) site(MethodHandles.arrayElementGetter(byte[].class)).invokeExact(bytes, 0);
    short s = (short) site(LinearMemory.I16.toMethodHandle(GET)).invokeExact(bytes, 2);
    int i = (int) site(LinearMemory.I32.toMethodHandle(GET)).invokeExact(bytes, 4);
    long l = (long) site(LinearMemory.I64.toMethodHandle(GET)).invokeExact(bytes, 0);
    site(LinearMemory.I64.toMethodHandle(SET)).invokeExact(bytes, 0, l);
    if (b + s + i != 3) {
      throw new AssertionError();
    }
  }

  private static MethodHandle site(MethodHandle handle) {
    return new MutableCallSite(handle).dynamicInvoker();
  }

  /** A call of a shape that nobody has used yet, so that the JDK makes the code for it. */
  private static void call() throws Throwable {
    MethodType type =
        MethodType.methodType(
            long.class,
            float.class,
            Object.class,
            long.class,
            double.class,
            int.class,
            Object.class,
            float.class);
    MethodHandle handle =
        MethodHandles.dropArguments(
            MethodHandles.constant(long.class, 7L), 0, type.parameterList());
    Object code = Trampolines.departure(type, List.of()).bindTo(Departure.of(handle));
    long seven =
        (long)
            ((MethodHandle) code)
                .invokeExact((HostFunc.Bound) null, 1f, (Object) "", 2L, 3d, 4, (Object) "", 5f);
    if (seven != 7) {
      throw new AssertionError();
    }
  }

  /** An interruption check, as generated code has it: a dynamic constant, called. */
  private static void check() throws Throwable {
    ClassDesc context = ClassDesc.of(VMContext.class.getName());
    MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_void, context);
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("dev.jabiru.runtime.Check"),
                builder ->
                    builder.withMethodBody(
                        "check",
                        type,
                        ClassFile.ACC_STATIC,
                        code ->
                            code.loadConstant(
                                    DynamicConstantDesc.ofNamed(
                                        ConstantDescs.ofConstantBootstrap(
                                            ClassDesc.of(WarmUp.class.getName()),
                                            "bootstrap",
                                            ConstantDescs.CD_MethodHandle),
                                        "check",
                                        ConstantDescs.CD_MethodHandle))
                                .aload(0)
                                .invokevirtual(ConstantDescs.CD_MethodHandle, "invokeExact", type)
                                .return_()));
    MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
    MethodHandle check = lookup.findStatic(lookup.lookupClass(), "check", CHECK);
    check.invokeExact((VMContext) null);
  }

  /** The bootstrap method of that constant, of the shape of the loader's. */
  static MethodHandle bootstrap(MethodHandles.Lookup lookup, String name, Class<?> type) {
    return new MutableCallSite(MethodHandles.empty(CHECK)).dynamicInvoker();
  }
}
