// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.x64.NativeLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Programs whose accesses to memory fault, each for a JVM of its own; {@link FaultHandlerTest}
 * starts them.
 */
final class FaultProgram {
  static final String GUEST =
      """
      (module
        (memory (export "m") 1 2000)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "store") (param i32) (i64.store offset=4 (local.get 0) (i64.const -1)))
        (func (export "sum") (param $n i32) (result i32) (local $i i32) (local $sum i32)
          (loop $next
            (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $i))))
            (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 64)))
                                   (local.get $n))))
          (local.get $sum))
        (func (export "spin") (loop $next (drop (i32.load (i32.const 0))) (br $next))))
      """;

  private static volatile boolean stop;
  private static volatile @Nullable Object sink;

  private FaultProgram() {}

  /**
   * Runs one of the programs.
   *
   * @param args its name and its arguments
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "storm" -> storm(Integer.parseInt(args[1]));
      case "stray" -> strayOfJava();
      case "strayGuest" -> strayOfGuest();
      case "sent" -> sentByAnother();
      case "inside" -> faultInside();
      case "fill" -> fill();
      case "run" -> run();
      case "auto" -> auto();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  static Engine engine() {
    return Engine.of(Config.defaults().withTarget(Config.TargetChoice.X64));
  }

  /** Runs a guest in bounds and out of bounds, and says how. */
  private static void run() {
    try {
      Engine engine = engine();
      Instance instance = Instance.of(Store.of(engine), Module.of(engine, GUEST));
      int good = (int) instance.func("sum").call(65536);
      System.out.println(engine.targetReason() + "; " + good + "; " + trap(instance, 65533));
    } catch (JabiruException e) {
      System.out.println(e.getMessage());
    }
  }

  /** Instances on the target that the engine chooses, each with a memory that may grow. */
  private static void auto() {
    Engine engine = Engine.create();
    Module module =
        Module.of(
            engine,
            "(module (memory 1) (func (export \"grow\") (result i32)"
                + " (memory.grow (i32.const 1))))");
    List<Instance> instances = new ArrayList<>();
    int grown = 0;
    for (int i = 0; i < 50; i++) {
      instances.add(Instance.of(Store.of(engine), module));
      grown += (int) instances.getLast().func("grow").call();
    }
    System.out.println(engine.targetReason() + "; " + grown);
  }

  private static String trap(Instance instance, int address) {
    try {
      return "loaded " + instance.func("load").call(address);
    } catch (Trap e) {
      return e.code() + " in " + e.backtrace().size();
    }
  }

  // ---- Faults that are no traps -------------------------------------------------------------

  /** Java itself goes astray while guest code is loaded and the handler stands. */
  private static void strayOfJava() {
    run();
    MemorySegment all = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    System.out.println(all.get(ValueLayout.JAVA_BYTE, 8));
  }

  /** Code of a guest reaches for an address that is in no memory, as a mistake of ours would. */
  private static void strayOfGuest() {
    run();
    Engine engine = engine();
    Store store = Store.of(engine);
    Instance instance = Instance.of(store, Module.of(engine, GUEST));
    NativeMemory memory = (NativeMemory) instance.memory("m").linear();
    NativeContext context = (NativeContext) instance.func("load").ref().context;
    long base = context.address() + NativeLayout.CONTEXT_BYTES;
    if (Posix.getLong(base) != memory.base()) {
      throw new AssertionError("the base is somewhere else");
    }
    Posix.putLong(base, 4096);
    System.out.println(trap(instance, 0));
  }

  /** A process sends the signal while guests run; the kernel says that it did not raise it. */
  private static void sentByAnother() throws Exception {
    run();
    for (int i = 0; i < 2; i++) {
      Engine engine = engine();
      Instance instance = Instance.of(Store.of(engine), Module.of(engine, GUEST));
      Thread.ofPlatform().daemon().start(() -> instance.func("spin").call());
    }
    Thread.sleep(300);
    String self = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("kill", "-SEGV", self).start().waitFor();
    Thread.sleep(10_000);
  }

  /** A page of a memory is taken away, so that an access in bounds faults. */
  private static void faultInside() {
    Engine engine = engine();
    Instance instance = Instance.of(Store.of(engine), Module.of(engine, GUEST));
    Posix.protect(((NativeMemory) instance.memory("m").linear()).base() + 4096, 4096, 0);
    try {
      System.out.println(trap(instance, 5000));
    } catch (AssertionError e) {
      System.out.println(e.getMessage().substring(0, "a fault inside a memory".length()));
    }
  }

  // ---- Many memories ------------------------------------------------------------------------

  /** Makes stores until there is no room; closes them; makes some again. */
  private static void fill() {
    Engine engine = engine();
    Module module = Module.of(engine, GUEST);
    for (int round = 0; round < 2; round++) {
      List<Store> stores = new ArrayList<>();
      try {
        while (stores.size() < 100_000) {
          stores.add(Store.of(engine));
          trap(Instance.of(stores.getLast(), module), 70000);
        }
        System.out.println("no end");
      } catch (ResourceLimitException e) {
        sink = new byte[1 << 20];
        System.gc();
        Thread.ofPlatform().start(() -> {}); // the JVM has what it needs
        System.out.println(stores.size() > 4000 ? "thousands" : "only " + stores.size());
      }
      stores.forEach(Store::close);
    }
    run();
  }

  // ---- Faults of all kinds at once ----------------------------------------------------------

  private static void storm(int seconds) throws InterruptedException {
    Engine engine = engine();
    Module module = Module.of(engine, GUEST);
    LongAdder traps = new LongAdder();
    LongAdder nulls = new LongAdder();
    LongAdder overflows = new LongAdder();
    ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    List<Runnable> works = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int seed = i;
      works.add(() -> guest(engine, module, seed, traps));
    }
    works.add(() -> nullChecks(nulls));
    works.add(() -> overflows(overflows));
    List<Thread> threads = new ArrayList<>();
    for (Runnable work : works) { // two are virtual: no more may run on two processors
      Runnable guarded =
          () -> {
            try {
              while (!stop) {
                work.run();
              }
            } catch (Throwable e) {
              wrong.add(e);
            }
          };
      threads.add(
          threads.size() >= 2
              ? Thread.ofPlatform().start(guarded)
              : Thread.ofVirtual().start(guarded));
    }
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end && wrong.isEmpty()) {
      System.gc();
      sink = new byte[100_000];
      Thread.sleep(10);
    }
    stop = true;
    for (Thread thread : threads) {
      thread.join();
    }
    for (Throwable e : wrong) {
      e.printStackTrace(System.out);
    }
    boolean some = traps.sum() > 100 && nulls.sum() > 100 && overflows.sum() > 10;
    System.out.println("traps %s, null checks %s, overflows %s".formatted(traps, nulls, overflows));
    System.out.println(wrong.isEmpty() && some ? "as expected" : "wrong");
  }

  private static void guest(Engine engine, Module module, int seed, LongAdder traps) {
    SplittableRandom random = new SplittableRandom(seed);
    try (Store store = Store.of(engine)) {
      Instance instance = Instance.of(store, module);
      long size = 65536;
      for (int i = 0; i < 1000; i++) {
        long address = random.nextInt(4) == 0 ? random.nextLong(1L << 32) : random.nextLong(size);
        boolean stores = random.nextBoolean();
        long end = address + (stores ? 12 : 4);
        try {
          if (stores) {
            instance.func("store").call((int) address);
          } else {
            instance.func("load").call((int) address);
          }
          expect(end <= size, address, size);
        } catch (Trap e) {
          expect(end > size && e.code() == TrapCode.OUT_OF_BOUNDS_MEMORY, address, size);
          expect(e.backtrace().size() == 1, address, size);
          traps.increment();
        }
        if (random.nextInt(50) == 0) {
          instance.func("sum").call((int) size);
          int grown = random.nextInt(5);
          expect((int) instance.func("grow").call(grown) == size >> 16, address, size);
          size += grown * 65536L;
        }
      }
    }
  }

  private static void expect(boolean claim, long address, long size) {
    if (!claim) {
      throw new AssertionError("address " + address + " of " + size);
    }
  }

  /** HotSpot leaves the checks for null to the hardware while they hardly ever fail. */
  private static void nullChecks(LongAdder count) {
    int length = 0;
    for (int i = 0; i < 10_000; i++) {
      String text = i % 5000 == 4999 ? null : "text";
      try {
        length += text.length();
      } catch (NullPointerException e) {
        count.increment();
      }
    }
    sink = length;
  }

  /** HotSpot finds the end of a stack by touching it. */
  private static void overflows(LongAdder count) {
    try {
      sink = deeper(0);
    } catch (StackOverflowError e) {
      count.increment();
    }
  }

  private static int deeper(int depth) {
    return depth < 0 ? depth : deeper(depth + 1) + 1;
  }
}
