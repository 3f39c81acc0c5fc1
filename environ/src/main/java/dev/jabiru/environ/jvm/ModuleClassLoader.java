// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Loads one module's generated classes, each when it is first linked; dies with the module.
 *
 * <p>A guest may link a class at the very end of its stack. The loader therefore proves {@linkplain
 * HeadRoom head room} before it starts, and answers for the few classes of ours and of the JDK that
 * generated code names without asking its parent. HotSpot does not remember a {@link
 * StackOverflowError} as the outcome of a resolution, so the next call simply tries again.
 *
 * <p>Also holds the switches that generated code tests at no cost: constant call sites that return
 * {@code false} until somebody fires them.
 *
 * <p>Thread-safe.
 */
public final class ModuleClassLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  /** How the name of every such loader begins; a number follows that makes it unique. */
  public static final String NAME_PREFIX = "jabiru-";

  /** Interruption checks while the switch is not fired: nothing. HotSpot inlines it everywhere. */
  private static final MethodHandle REST =
      MethodHandles.empty(MethodType.methodType(void.class, VMContext.class));

  /** Interruption checks once the switch is fired. */
  private static final MethodHandle LOOK = look();

  private static MethodHandle look() {
    try {
      return MethodHandles.lookup().findStatic(Builtins.class, "interrupted", REST.type());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** What generated code names most, found without a search; never changed after it is filled. */
  private static final Map<String, Class<?>> KNOWN = new HashMap<>();

  static {
    Class<?>[] known = {
      ArrayMemory.class,
      Builtins.class,
      Calls.class,
      FuncRef.class,
      HostException.class,
      LinearMemory.class,
      ModuleClassLoader.class,
      Numerics.class,
      TrapException.class,
      VMContext.class,
      VMGlobal.class,
      VMStore.class,
      VMTable.class,
      ArithmeticException.class,
      ArrayIndexOutOfBoundsException.class,
      AssertionError.class,
      Boolean.class,
      Double.class,
      Error.class,
      Float.class,
      IndexOutOfBoundsException.class,
      Integer.class,
      Long.class,
      Math.class,
      MethodHandle.class,
      MethodHandles.class,
      NullPointerException.class,
      Object.class,
      RuntimeException.class,
      StackOverflowError.class,
      StrictMath.class,
      String.class,
      System.class,
      Throwable.class,
      VarHandle.class,
      java.lang.constant.ConstantDescs.class,
      java.lang.invoke.MethodType.class,
      java.util.Arrays.class,
      java.util.Objects.class
    };
    for (Class<?> type : known) {
      KNOWN.put(type.getName(), type);
    }
  }

  private static final AtomicLong COUNT = new AtomicLong();

  /** The runtime's own view of the module. */
  public final Object owner;

  private final ClassSource source;
  private final MutableCallSite interrupt = new MutableCallSite(REST);
  private final ArrayAccesses arrays = new ArrayAccesses();
  private final Map<Integer, ImportSite> imports = new ConcurrentHashMap<>();
  private final Map<Integer, MethodHandle> functions = new ConcurrentHashMap<>();

  /** The loaders of modules whose classes these may name; see {@link #link}. */
  private List<ModuleClassLoader> linked = List.of();

  private int fired;

  /**
   * Creates the loader of one module.
   *
   * @param source where its classes come from
   * @param owner the runtime's own view of the module
   */
  public ModuleClassLoader(ClassSource source, Object owner) {
    super(NAME_PREFIX + COUNT.incrementAndGet(), ModuleClassLoader.class.getClassLoader());
    this.source = source;
    this.owner = owner;
  }

  /**
   * Lets the classes name those of other modules of a linked set. To be called before any is
   * loaded.
   *
   * @param modules the loaders of those modules
   */
  public void link(List<ModuleClassLoader> modules) {
    linked = List.copyOf(modules);
  }

  /** {@return where the classes come from} */
  public ClassSource source() {
    return source;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    Class<?> known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    Class<?> loaded = findLoadedClass(name);
    if (loaded != null) {
      return loaded;
    }
    HeadRoom.require();
    byte[] bytes = source.classBytes(name);
    if (bytes == null) {
      for (int i = 0; i < linked.size(); i++) {
        if (linked.get(i).hasInPackage(name)) {
          return linked.get(i).loadClass(name, resolve);
        }
      }
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      loaded = findLoadedClass(name);
      return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
    }
  }

  /** Whether a class would be one of this module: all are in the package of the context class. */
  private boolean hasInPackage(String name) {
    String context = source.contextClass();
    int end = context.lastIndexOf('.');
    return name.lastIndexOf('.') == end && name.startsWith(context.substring(0, end + 1));
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    throw new ClassNotFoundException(name);
  }

  /** {@return the module's context class, not yet initialised} */
  public Class<?> contextClass() {
    try {
      return loadClass(source.contextClass());
    } catch (ClassNotFoundException e) {
      throw new AssertionError("generated code lacks its context", e);
    }
  }

  /**
   * {@return the plain entry of a function with a body: context and parameters in, first result
   * out; always the same handle}
   *
   * @param function its index, imports first
   */
  public MethodHandle functionHandle(int function) {
    MethodHandle known = functions.get(function);
    if (known == null) {
      MethodHandle made = findFunction(function);
      known = functions.putIfAbsent(function, made);
      known = known == null ? made : known;
    }
    return known;
  }

  /**
   * {@return the handle of a function if it has been made}
   *
   * @param function its index, imports first
   */
  @Nullable MethodHandle knownFunction(int function) {
    return functions.get(function);
  }

  private MethodHandle findFunction(int function) {
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              loadClass(source.classOf(function)),
              source.methodOf(function),
              source.methodTypeOf(function, contextClass()));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("generated code lacks function " + function, e);
    }
  }

  /**
   * {@return the entry of a function for calls in the place of the caller, null if the function
   * makes none itself and so has none: context in, first result out, arguments in the store}
   *
   * @param function its index, imports first
   */
  @Nullable MethodHandle tailHandle(int function) {
    try {
      MethodType plain = source.methodTypeOf(function, contextClass());
      return MethodHandles.publicLookup()
          .findStatic(
              loadClass(source.classOf(function)),
              source.methodOf(function) + "$t",
              MethodType.methodType(plain.returnType(), contextClass()));
    } catch (NoSuchMethodException e) {
      return null;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("generated code lacks function " + function, e);
    }
  }

  /**
   * Makes every interruption check of the module's code look at its store, until as many calls of
   * {@link #rearmInterrupt} have followed.
   */
  public synchronized void fireInterrupt() {
    if (fired++ == 0) {
      setInterrupt(LOOK);
    }
  }

  /** Takes back one {@link #fireInterrupt}; after the last, the checks cost nothing again. */
  public synchronized void rearmInterrupt() {
    if (--fired == 0) {
      setInterrupt(REST);
    }
  }

  /** {@return whether the checks look at their stores} */
  public synchronized boolean isInterruptFired() {
    return fired > 0;
  }

  private void setInterrupt(MethodHandle target) {
    interrupt.setTarget(target);
    MutableCallSite.syncAll(new MutableCallSite[] {interrupt});
  }

  /**
   * Bootstrap of the dynamic constant through which generated code checks for interruption.
   *
   * @param lookup the generated class
   * @param name ignored
   * @param type {@code MethodHandle}
   * @return a handle that takes the context, and does nothing until the switch is fired
   */
  public static MethodHandle interruptCheck(
      MethodHandles.Lookup lookup, String name, Class<?> type) {
    HeadRoom.require();
    ModuleClassLoader loader = (ModuleClassLoader) lookup.lookupClass().getClassLoader();
    return loader.interrupt.dynamicInvoker();
  }

  /** {@return how the module's code reaches the bytes of arrays} */
  ArrayAccesses arrays() {
    return arrays;
  }

  /**
   * Bootstrap of the dynamic constant through which generated code reaches the bytes of an array.
   *
   * @param lookup the generated class
   * @param name ignored
   * @param type {@code MethodHandle}
   * @param kind a load of 8, 16, 32 or 64 bits (0 to 3), or a store (4 to 7)
   * @return a handle that takes the array and the index, and what is stored
   */
  public static MethodHandle arrayAccess(
      MethodHandles.Lookup lookup, String name, Class<?> type, int kind) {
    HeadRoom.require();
    return ((ModuleClassLoader) lookup.lookupClass().getClassLoader()).arrays.invoker(kind);
  }

  /**
   * Bootstrap of the dynamic constant through which generated code calls an import.
   *
   * @param lookup the generated class
   * @param name ignored
   * @param type {@code MethodHandle}
   * @param function the import's index among functions
   * @return a handle that takes the context and the parameters
   */
  public static MethodHandle importSite(
      MethodHandles.Lookup lookup, String name, Class<?> type, int function) {
    ModuleClassLoader loader = (ModuleClassLoader) lookup.lookupClass().getClassLoader();
    ImportSite site = loader.imports.get(function);
    if (site == null) {
      HeadRoom.require();
      MethodType calls = loader.source.methodTypeOf(function, loader.contextClass());
      ImportSite made = new ImportSite(function, calls);
      site = loader.imports.putIfAbsent(function, made);
      site = site == null ? made : site;
    }
    return site.invoker();
  }
}
