// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Target;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.jvm.ModuleClassLoader;
import dev.jabiru.environ.jvm.VMContext;
import dev.jabiru.environ.jvm.VMGlobal;
import dev.jabiru.environ.jvm.VMStore;
import dev.jabiru.environ.jvm.VMTable;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.TableType;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A world of instances, memories, tables, globals and functions that can refer to each other.
 *
 * <p>Belongs to one thread at a time: threads may take turns, with a happens-before edge between
 * them, but a second thread that comes while a first one is inside gets a {@link
 * ConcurrentUseException} (unless both enter in the same moment), and no use from several threads
 * can harm the JVM. A host function may call back into the store that called it. Only {@link
 * #interrupt} may be called from anywhere.
 *
 * <p>A module can have instances in any number of stores. They share its code, and nothing else:
 *
 * {@snippet lang="java" :
 * try (Store first = Store.of(engine);
 *     Store second = Store.of(engine)) {
 *   Instance one = Instance.of(first, module);
 *   Instance other = Instance.of(second, module);
 *   one.memory("memory").writeInt(0, 42);
 *   int untouched = other.memory("memory").readInt(0); // 0
 * }
 * }
 *
 * <p>Whoever creates a store closes it. Closing refuses all further use; the memory is freed when
 * the last reference to the store or to anything in it is gone.
 */
public final class Store implements AutoCloseable {
  /** Its number stands in {@link #user} for nobody, for ever, once the store is closed. */
  private static final Thread CLOSED = Thread.ofPlatform().unstarted(() -> {});

  private final Engine engine;
  private final VMStore vm;
  private final InstanceCount instances;

  /** What machine code knows of the store; null on the target that has none. */
  private final @Nullable NativeStore nativeStore;

  private final StoreLimits limits;

  /**
   * The number of the thread that is inside; 0 when none is. A plain field: on entry it costs one
   * comparison. Two threads that enter in the same moment can both get past it; the first to leave
   * is told. Not the thread itself, since collectors want to know of references that are written:
   * under G1 that costs as much as a call into machine code.
   */
  long user;

  /** What {@link #user} is when nobody is inside: 0, and that of {@link #CLOSED} once it is. */
  volatile long idle;

  /** Who was inside last, or made the store; for messages. */
  private Thread lastUser = Thread.currentThread();

  /** Guards the three fields below and the order of changes to {@code vm.interruption}. */
  private final Object interruption = new Object();

  /** The classes of the instances; they go when the last instance does that was made of them. */
  private final List<WeakReference<ModuleClassLoader>> loaders = new ArrayList<>();

  private boolean fired;
  private boolean closed;

  /** The innermost deadline that is running; null when there is none. */
  private @Nullable Alarm alarm;

  private Store(Engine engine, StoreLimits limits) {
    engine.checkOpen();
    this.engine = engine;
    this.vm = new VMStore(engine.types(), this, limits.memoryBytes(), limits.tableElements());
    this.instances = new InstanceCount(limits.instances());
    this.limits = limits;
    this.nativeStore = engine.target() == Target.X64 ? newNativeStore() : null;
    putFuel(limits.fuel());
    if (limits.time().compareTo(StoreLimits.FOREVER) < 0 && !engine.config().interruptible()) {
      throw new IllegalArgumentException(
          "a limit on time, and the engine is configured not to be interruptible");
    }
  }

  private NativeStore newNativeStore() {
    try {
      return new NativeStore(vm, limits.stackBytes());
    } catch (OutOfMemoryError e) {
      throw new ResourceLimitException("no stack for a store: " + e.getMessage());
    }
  }

  /**
   * {@return a store with the limits of the engine's configuration}
   *
   * @param engine the engine whose modules it will run
   * @throws ClosedException if the engine is closed
   * @throws ResourceLimitException if the system refuses it memory
   */
  public static Store of(Engine engine) {
    return new Store(engine, engine.config().limits());
  }

  /**
   * {@return a store with limits of its own}
   *
   * @param engine the engine whose modules it will run
   * @param limits how much it may take
   * @throws ClosedException if the engine is closed
   * @throws IllegalArgumentException if they limit time and the engine is not interruptible
   * @throws ResourceLimitException if the system refuses it memory
   */
  public static Store of(Engine engine, StoreLimits limits) {
    return new Store(engine, limits);
  }

  /** {@return how much it may take} */
  public StoreLimits limits() {
    return limits;
  }

  /** {@return the engine whose modules it runs} */
  public Engine engine() {
    return engine;
  }

  VMStore vm() {
    return vm;
  }

  // ---- Entering and leaving -----------------------------------------------------------------

  /**
   * Takes the store for the current thread; {@link #leave} gives it back.
   *
   * @param current the current thread
   * @return 0, or the thread's number if it has the store already
   */
  long enter(Thread current) {
    long inside = user;
    if (inside != current.threadId()) {
      if (inside != 0) {
        throw refuse(inside);
      }
      if (lastUser != current) {
        lastUser = current;
      }
      user = current.threadId();
    }
    return inside;
  }

  /**
   * Gives the store back, unless the thread had it before it entered. Whoever finds another thread
   * in its place leaves that alone. {@link Trampolines} does the same in its own frames.
   *
   * @param current the current thread
   * @param before what entering returned
   * @throws ConcurrentUseException if another thread has been inside in the meantime
   */
  void leave(Thread current, long before) {
    if (before == 0) {
      if (user != current.threadId()) {
        throw overrun();
      }
      user = idle;
    }
  }

  /** {@return what to throw when a thread that leaves finds that another has been inside} */
  ConcurrentUseException overrun() {
    return new ConcurrentUseException(
        "while thread "
            + Thread.currentThread().getName()
            + " used the store another thread came in, or closed it; what is in it may be damaged");
  }

  /** Checks that the current thread may use the store, without entering it. */
  void check() {
    long inside = user;
    if (inside != 0 && inside != Thread.currentThread().threadId()) {
      throw refuse(inside);
    }
  }

  private MisuseException refuse(long inside) {
    return refuse(inside == CLOSED.threadId() ? CLOSED : lastUser);
  }

  static MisuseException refuse(Thread inside) {
    return inside == CLOSED
        ? new ClosedException("the store is closed")
        : new ConcurrentUseException(
            "the store is in use by thread "
                + inside.getName()
                + "; thread "
                + Thread.currentThread().getName()
                + " must wait its turn");
  }

  /**
   * What an entry throws in place of what came out of the guest. The entry has already left.
   *
   * @param thrown what came out
   * @param outermost whether no other entry into this store is on the thread's stack
   */
  Throwable failure(Throwable thrown, boolean outermost) {
    Throwable failure = Failures.translate(this, thrown);
    if (outermost && vm.interruption != null && failure instanceof Trap trap) {
      switch (trap.code()) {
        case INTERRUPTED, DEADLINE_EXCEEDED -> clearInterrupt();
        default -> {}
      }
    }
    return failure;
  }

  /**
   * Closes the store. Does nothing when it is closed already.
   *
   * @throws ConcurrentUseException if another thread is inside
   * @throws IllegalStateException if called from a host function, while guests run
   */
  @Override
  public void close() {
    if (user == CLOSED.threadId()) {
      return;
    }
    check();
    if (user != 0) {
      throw new IllegalStateException("the store cannot be closed while its guests run");
    }
    if (nativeStore != null) {
      nativeStore.takeForEver(CLOSED);
    }
    idle = CLOSED.threadId();
    user = CLOSED.threadId();
    synchronized (interruption) {
      clearInterrupt();
      closed = true;
      loaders.clear();
      if (nativeStore != null) {
        nativeStore.close();
      }
    }
  }

  // ---- The forms of the target --------------------------------------------------------------

  LinearMemory newMemory(MemoryType type, boolean large) {
    return nativeStore != null
        ? new NativeMemory(nativeStore, type, engine.hasGuardPages())
        : LinearMemory.of(vm, type, large);
  }

  long mostMemoryBytes(MemoryType type, boolean large) {
    return nativeStore != null ? NativeMemory.MAX_BYTES : LinearMemory.mostBytes(type, large);
  }

  VMTable newTable(TableType type, int elementCode, @Nullable Object initial) {
    return nativeStore != null
        ? new NativeTable(nativeStore, type, elementCode, initial)
        : new VMTable(vm, type, elementCode, initial);
  }

  VMGlobal newGlobal(GlobalType type, int valueCode) {
    return nativeStore != null
        ? NativeGlobal.standalone(nativeStore, type, valueCode)
        : new VMGlobal(vm, type, valueCode);
  }

  VMContext newNativeContext(Module module) {
    if (nativeStore == null) {
      throw new AssertionError("the store is not of the native target");
    }
    return new NativeContext(nativeStore, module);
  }

  // ---- Limits -------------------------------------------------------------------------------

  /**
   * Sets how much fuel guests may use from now on. One unit is about one instruction. Has no effect
   * unless the engine's configuration says that code counts fuel.
   *
   * @param fuel how much, not negative
   */
  public void setFuel(long fuel) {
    check();
    if (fuel < 0) {
      throw new IllegalArgumentException("negative fuel " + fuel);
    }
    putFuel(fuel);
  }

  private void putFuel(long fuel) {
    if (nativeStore != null) {
      nativeStore.setFuel(fuel);
    } else {
      vm.fuel = fuel;
    }
  }

  /** {@return the fuel left, 0 when it is used up} */
  public long fuel() {
    check();
    return Math.max(0, nativeStore != null ? nativeStore.fuel() : vm.fuel);
  }

  void takeMemory(long pages, int pageSizeLog2, long mostBytes) {
    long most = mostBytes >>> pageSizeLog2;
    if (Long.compareUnsigned(pages, most) > 0) {
      throw new ResourceLimitException(
          "memory of " + Long.toUnsignedString(pages) + " pages: this target holds " + most);
    }
    long bytes = pages << pageSizeLog2;
    if (!vm.mayTakeMemory(bytes)) {
      throw new ResourceLimitException(
          "memory of " + bytes + " bytes: the store's limit is reached");
    }
    vm.takeMemory(bytes);
  }

  void takeElements(long elements, long most) {
    if (Long.compareUnsigned(elements, most) > 0) {
      throw new ResourceLimitException(
          "table of " + Long.toUnsignedString(elements) + " elements: this target holds " + most);
    }
    if (!vm.mayTakeElements(elements)) {
      throw new ResourceLimitException(
          "table of " + elements + " elements: the store's limit is reached");
    }
    vm.takeElements(elements);
  }

  /** Gives back what was taken for something that could not be made. */
  void returnMemory(long pages, int pageSizeLog2) {
    vm.takeMemory(-(pages << pageSizeLog2));
  }

  /** Gives back what was taken for something that could not be made. */
  void returnElements(long elements) {
    vm.takeElements(-elements);
  }

  void takeInstance(Instance instance) {
    if (!instances.add(instance)) {
      throw new ResourceLimitException("instance: the store's limit is reached");
    }
  }

  // ---- Interruption -------------------------------------------------------------------------

  /**
   * Stops the guest that runs in this store with {@link Interrupted}, within milliseconds; if none
   * runs, the next one, at its first loop or call. Callable from any thread. Does not wake a host
   * function that blocks. Does nothing once the store is closed.
   *
   * @throws IllegalStateException if the engine is configured not to be interruptible
   */
  public void interrupt() {
    interrupt(TrapCode.INTERRUPTED);
  }

  private void interrupt(TrapCode code) {
    if (!engine.config().interruptible()) {
      throw new IllegalStateException("the engine is configured not to be interruptible");
    }
    synchronized (interruption) {
      if (vm.interruption == null && !closed) {
        vm.interruption = code;
        fired = true;
        if (nativeStore != null) {
          nativeStore.setInterrupt(true);
        }
        for (ModuleClassLoader loader : loaders()) {
          loader.fireInterrupt();
        }
      }
    }
  }

  /**
   * Stops the guest here if the store has been interrupted; for host functions that take long.
   *
   * @throws Trap if it has: {@link Interrupted} or {@link TimedOut}
   */
  public void checkInterrupt() {
    TrapCode code = vm.interruption;
    if (code != null) {
      throw Trap.of(code, List.of());
    }
  }

  /** Takes back an {@link #interrupt} that has stopped no guest yet. */
  public void clearInterrupt() {
    synchronized (interruption) {
      vm.interruption = null;
      if (fired) {
        fired = false;
        if (nativeStore != null) {
          nativeStore.setInterrupt(false);
        }
        for (ModuleClassLoader loader : loaders()) {
          loader.rearmInterrupt();
        }
      }
    }
  }

  /** Makes code stop when this store is interrupted. */
  void add(ModuleClassLoader loader) {
    synchronized (interruption) {
      if (!loaders().contains(loader)) {
        loaders.add(new WeakReference<>(loader));
        if (fired) {
          loader.fireInterrupt();
        }
      }
    }
  }

  /** The loaders that are still there; forgets the others. The caller holds the lock. */
  private List<ModuleClassLoader> loaders() {
    List<ModuleClassLoader> all = new ArrayList<>(loaders.size());
    for (Iterator<WeakReference<ModuleClassLoader>> i = loaders.iterator(); i.hasNext(); ) {
      ModuleClassLoader loader = i.next().get();
      if (loader == null) {
        i.remove();
      } else {
        all.add(loader);
      }
    }
    return all;
  }

  /** {@return the loader of that name, if it has classes of an instance in this store} */
  @Nullable ModuleClassLoader loader(String name) {
    synchronized (interruption) {
      for (ModuleClassLoader loader : loaders()) {
        if (name.equals(loader.getName())) {
          return loader;
        }
      }
      return null;
    }
  }

  /** {@return the module whose loader has that name, if it has an instance in this store} */
  @Nullable Module module(String loaderName) {
    ModuleClassLoader loader = loader(loaderName);
    return loader == null ? null : (Module) loader.owner;
  }

  /**
   * Runs something, and stops with {@link TimedOut} the guest that still runs in this store when
   * the time is over.
   *
   * @param timeout how long guests may run
   * @param body what to run, on this thread
   * @param <T> the type of its result
   * @return its result
   * @throws TimedOut if the time was over first
   * @throws Exception what the body throws
   */
  public <T extends @Nullable Object> T callWithTimeout(Duration timeout, Callable<T> body)
      throws Exception {
    check();
    Alarm outer = alarm;
    Alarm own = Alarm.after(timeout, () -> interrupt(TrapCode.DEADLINE_EXCEEDED));
    alarm = own;
    try {
      return body.call();
    } finally {
      own.cancel();
      alarm = outer;
      if (vm.interruption == TrapCode.DEADLINE_EXCEEDED) {
        clearInterrupt();
      }
      if (outer != null && outer.expired()) {
        interrupt(TrapCode.DEADLINE_EXCEEDED);
      }
    }
  }

  // ---- Functions as values ------------------------------------------------------------------

  /** {@return the function that a reference in a guest stands for, null for null} */
  @Nullable Func func(@Nullable Object ref) {
    return ref == null ? null : new Func(this, (FuncRef) ref);
  }

  /** {@return the reference with which guests of this store know a function, null for null} */
  @Nullable FuncRef ref(@Nullable Func func) {
    if (func == null) {
      return null;
    }
    if (func.store() != this) {
      throw new ForeignStoreException("function " + func + " belongs to another store");
    }
    return func.ref();
  }
}
