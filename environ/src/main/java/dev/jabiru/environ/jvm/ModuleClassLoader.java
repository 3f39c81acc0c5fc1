// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;

/**
 * Loads one module's generated classes, each when it is first linked; dies with the module.
 *
 * <p>Also holds the switches that generated code tests at no cost: constant call sites that return
 * {@code false} until somebody fires them.
 */
public final class ModuleClassLoader extends ClassLoader {
  private static final MethodHandle FALSE = MethodHandles.constant(boolean.class, false);
  private static final MethodHandle TRUE = MethodHandles.constant(boolean.class, true);

  private final ClassSource source;
  private final MutableCallSite interrupt = new MutableCallSite(FALSE);

  /**
   * Creates the loader of one module.
   *
   * @param source where its classes come from
   */
  public ModuleClassLoader(ClassSource source) {
    super("jabiru", ModuleClassLoader.class.getClassLoader());
    this.source = source;
  }

  /** {@return where the classes come from} */
  public ClassSource source() {
    return source;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = source.classBytes(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  /**
   * {@return the plain entry of a function with a body: context and parameters in, first result out}
   *
   * @param function its index, imports first
   */
  public MethodHandle functionHandle(int function) {
    try {
      Class<?> context = loadClass(source.contextClass());
      return MethodHandles.lookup()
          .findStatic(
              loadClass(source.classOf(function)),
              source.methodOf(function),
              source.methodTypeOf(function, context));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("generated code lacks function " + function, e);
    }
  }

  /**
   * Makes every interruption check of the module's code look at its store's flag, or again not.
   *
   * @param fire whether to look
   */
  public synchronized void setInterruptSwitch(boolean fire) {
    interrupt.setTarget(fire ? TRUE : FALSE);
    MutableCallSite.syncAll(new MutableCallSite[] {interrupt});
  }

  /**
   * Bootstrap of the dynamic constant through which generated code tests the interruption switch.
   *
   * @param lookup the generated class
   * @param name ignored
   * @param type {@code MethodHandle}
   * @return a handle of type {@code ()boolean} that is constant until the switch is fired
   */
  public static MethodHandle interruptSwitch(
      MethodHandles.Lookup lookup, String name, Class<?> type) {
    ModuleClassLoader loader = (ModuleClassLoader) lookup.lookupClass().getClassLoader();
    return loader.interrupt.dynamicInvoker();
  }

}
