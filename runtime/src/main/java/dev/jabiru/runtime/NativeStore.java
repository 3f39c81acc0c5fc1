// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jabiru.environ.Builtin;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.Builtins;
import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.HeadRoom;
import dev.jabiru.environ.jvm.HostException;
import dev.jabiru.environ.jvm.TrapException;
import dev.jabiru.environ.jvm.VMStore;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.FuncType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What machine code knows of a store, and the loop that runs it.
 *
 * <p>Code runs on a stack of its own. It never calls out: for a function of the host, a builtin or
 * a trap it leaves, with its registers in the store's record, and is resumed afterwards. A function
 * of the host that calls the guest again goes on below on the same stack.
 *
 * <p>Belongs to the thread that is in the store; only {@link #setInterrupt} may be called by any.
 */
final class NativeStore {

  /** The stack of guests whose store does not limit it. */
  private static final long DEFAULT_STACK_BYTES = 1 << 20;

  private static final long MAX_STACK_BYTES = 1 << 30;
  private static final int CHUNK_BYTES = 16 << 10;

  /** Where the store's record began elsewhere in a line, one run in three took 2 ns more a call. */
  private static final int CACHE_LINE_BYTES = 64;

  /** What guests leave alone: a signal may need it, whatever the stack is. */
  static final long HEAD_ROOM_BYTES = 64 << 10;

  /** How many entries within each other the head room of Java's stack is enough for. */
  private static final int ENTRIES_PER_LOOK = 8;

  /** Where code was left, which an inner entry overwrites. */
  private static final int[] EXIT_FIELDS = {
    NativeLayout.STORE_EXIT_RSP, NativeLayout.STORE_EXIT_RBP, NativeLayout.STORE_EXIT_CONTEXT
  };

  private static final int EXIT_RSP = 0;
  private static final int EXIT_RBP = 1;

  private static final int RED_ZONE_BYTES = 128;
  private static final int MAX_FRAMES = 1024;
  private static final Builtin[] BUILTINS = Builtin.values();
  private static final TrapCode[] TRAP_CODES = TrapCode.values();

  /** The method whose frame, in stack traces of Java, is where the guest's frames are. */
  static final String ACTIVATION = "run";

  /**
   * A function of the host as machine code calls it.
   *
   * @param code calls it
   * @param function the function
   * @param wayBack the stub to go on with
   * @param stackBytes the bytes of arguments on the stack
   */
  private record HostCall(HostCode code, HostFunc.Bound function, int wayBack, int stackBytes) {}

  private final VMStore vm;

  /** Holds all that the store has outside the Java heap. */
  private final Arena arena = Arena.ofShared();

  private final Cleaner.Cleanable release;
  private final MemorySegment record;
  private final long address;

  /** The stack pointer where nothing is on the stack. */
  private final long top;

  /** The lowest stack pointer to enter with. */
  private final long lowest;

  private final List<FuncRef> functions = new ArrayList<>();

  /** Those of functions of the host that have been called, by number. */
  private @Nullable HostCall[] hostCalls = new @Nullable HostCall[16];

  private final List<NativeContext> contexts = new ArrayList<>();
  private final TreeMap<Long, NativeText> texts = new TreeMap<>();

  /** Objects of the host that guests know by number; number n is at n - 1. */
  private final List<Object> objects = new ArrayList<>();

  private final Map<Object, Integer> numbers = new IdentityHashMap<>();

  /** Where small things are, and how much of it is taken. */
  private @Nullable MemorySegment chunk;

  private int chunkUsed;

  /** Where the entries that wait for inner ones were left: by depth, as in {@link #EXIT_FIELDS}. */
  private long[] outerExits = new long[8 * EXIT_FIELDS.length];

  /**
   * The depth at which the host is called and has made no entry yet, so that where the guest was
   * left is in the store's record and nowhere else; 0 for none.
   */
  private int unsavedExit;

  /** How many entries have not returned; each sets it back in its own frame. */
  int depth;

  private final NativeOwner owner = new NativeOwner();

  NativeStore(VMStore vm, long stackBytes) {
    this.vm = vm;
    Arena own = arena;
    this.release = NativeCleaner.CLEANER.register(this, own::close);
    this.record = allocate(NativeLayout.STORE_BYTES);
    this.address = record.address();
    long wanted = stackBytes == 0 ? DEFAULT_STACK_BYTES : Math.min(stackBytes, MAX_STACK_BYTES);
    long bytes = Posix.roundUp(wanted) + HEAD_ROOM_BYTES + 2 * Posix.PAGE_BYTES;
    long low = reserve(bytes).address();
    Posix.protect(low + Posix.PAGE_BYTES, bytes - Posix.PAGE_BYTES, Posix.READ_WRITE);
    long limit = low + Posix.PAGE_BYTES + HEAD_ROOM_BYTES;
    put(NativeLayout.STORE_STACK_LIMIT, limit);
    top = low + bytes - 64;
    lowest = limit + Posix.PAGE_BYTES;
  }

  VMStore vm() {
    return vm;
  }

  long address() {
    return address;
  }

  private long get(int field) {
    return Posix.getLong(address + field);
  }

  private void put(int field, long value) {
    Posix.putLong(address + field, value);
  }

  /** {@return addresses without memory, which are given back with all else} */
  MemorySegment reserve(long bytes) {
    long address = NativeCleaner.withRoom(() -> Posix.reserve(bytes));
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, arena, all -> Posix.release(address, bytes));
  }

  /** {@return zeroed memory at a multiple of 16, which is given back with all else} */
  MemorySegment allocate(long bytes) {
    long size = bytes + 15 & -16;
    if (size > CHUNK_BYTES / 4) {
      return arena.allocate(size, CACHE_LINE_BYTES);
    }
    if (chunk == null || chunkUsed + size > CHUNK_BYTES) {
      chunk = arena.allocate(CHUNK_BYTES, 16);
      chunkUsed = 0;
    }
    MemorySegment made = chunk.asSlice(chunkUsed, size);
    chunkUsed += (int) size;
    return made;
  }

  /** Gives everything back. No code of the store runs, or ever will. */
  void close() {
    release.clean();
  }

  int add(NativeContext context) {
    contexts.add(context);
    texts.put(context.text().address(), context.text());
    return contexts.size() - 1;
  }

  long fuel() {
    return record.get(JAVA_LONG, NativeLayout.STORE_FUEL); // Another thread may close the store.
  }

  void setFuel(long fuel) {
    record.set(JAVA_LONG, NativeLayout.STORE_FUEL, fuel);
  }

  /** Asks running code to stop, or no longer. */
  void setInterrupt(boolean on) {
    Posix.putInt(address + NativeLayout.STORE_INTERRUPT, on ? 1 : 0);
  }

  // ---- References ---------------------------------------------------------------------------

  /** {@return what machine code has for a reference} */
  long word(@Nullable Object object) {
    if (object == null) {
      return 0;
    }
    if (object instanceof FuncRef function) {
      return function.record != 0 ? function.record : newRecord(function);
    }
    Integer number = numbers.get(object);
    if (number == null) {
      objects.add(object);
      number = objects.size();
      numbers.put(object, number);
    }
    return number;
  }

  private long newRecord(FuncRef function) {
    long made = allocate(NativeLayout.FUNC_BYTES).address();
    if (function.context instanceof NativeContext owner) {
      Posix.putLong(made + NativeLayout.FUNC_CODE, owner.code(function.index));
      Posix.putLong(made + NativeLayout.FUNC_CONTEXT, owner.address());
    } else {
      long host = allocate(NativeLayout.CONTEXT_BYTES).address();
      Posix.putLong(host + NativeLayout.CONTEXT_STORE, address);
      int exit = NativeLayout.EXIT_HOST_CALL + functions.size();
      Posix.putInt(host + NativeLayout.CONTEXT_ID, exit);
      Posix.putLong(made + NativeLayout.FUNC_CODE, NativeWays.stub(NativeStubs.HOST_JUMP));
      Posix.putLong(made + NativeLayout.FUNC_CONTEXT, host);
    }
    Posix.putInt(made + NativeLayout.FUNC_TYPE_ID, function.type);
    Posix.putInt(made + NativeLayout.FUNC_ID, functions.size());
    functions.add(function);
    function.record = made;
    return made;
  }

  /** {@return the reference that machine code has as a word} */
  @Nullable Object object(long word, boolean isFunc) {
    return isFunc ? function(word) : object(word);
  }

  @Nullable Object function(long word) {
    return word == 0 ? null : functions.get(Posix.getInt(word + NativeLayout.FUNC_ID));
  }

  @Nullable Object object(long word) {
    return word == 0 ? null : objects.get((int) word - 1);
  }

  // ---- Entering -----------------------------------------------------------------------------

  /** {@return the code of a function: a context and the parameters in, the first result out} */
  MethodHandle entry(FuncRef function, FuncType type) {
    NativeShape shape = new NativeShape(type);
    NativeWays.prepare(shape.takesFloats());
    return NativeTrampolines.entry(shape).bindTo(new NativeFunction(this, word(function)));
  }

  /**
   * Makes ready for a function with so many bytes of arguments on the stack.
   *
   * @return what the outermost entry gives back; {@link #depth} is one more than it was before
   */
  NativeOwner.Hold begin(int stackBytes) {
    Thread thread = Thread.currentThread();
    try {
      NativeOwner.Hold hold = owner.take(thread);
      int outer = depth;
      long rsp = outer == 0 ? top : beginInner();
      // What is there already is not written again, here and below: the processor waits for writes.
      if (outer == 0 && get(NativeLayout.STORE_EXIT_RBP) != 0) {
        put(NativeLayout.STORE_EXIT_RBP, 0);
      }
      rsp -= stackBytes;
      if (rsp < lowest) {
        throw new NativeTrap(
            TrapCode.STACK_OVERFLOW, TrapCode.STACK_OVERFLOW.phrase(), backtraceOfOuter());
      }
      if (get(NativeLayout.STORE_GUEST_RSP) != rsp) {
        put(NativeLayout.STORE_GUEST_RSP, rsp);
      }
      depth = outer + 1;
      return hold;
    } catch (Throwable e) { // Java's stack may end anywhere, so no method is called here.
      NativeOwner.Hold hold = owner.hold;
      if (hold.thread == thread && depth == 0) {
        hold.isInside = false;
      }
      throw e;
    }
  }

  /**
   * Lets nobody in any more.
   *
   * @throws MisuseException if a thread is inside
   */
  void takeForEver(Thread closed) {
    owner.take(closed);
  }

  /** Returns where the stack goes on, below what the guest that was left has on it. */
  private long beginInner() {
    if (depth % ENTRIES_PER_LOOK == 0) {
      HeadRoom.require();
    }
    if (unsavedExit == depth) {
      saveExit();
    }
    put(NativeLayout.STORE_EXIT_RBP, outerExit(depth, EXIT_RBP));
    return outerExit(depth, EXIT_RSP) - RED_ZONE_BYTES & -16;
  }

  /** One activation; its name is {@link #ACTIVATION}. */
  long run(int way, long function, long a, long b, long c, long d) throws Throwable {
    long result = NativeWays.enter(way, function, a, b, c, d);
    if (exitCode() != NativeLayout.EXIT_DONE) {
      result = serve();
    }
    Reference.reachabilityFence(this);
    return result;
  }

  /** One activation with floating-point arguments. */
  long run(
      int way,
      long function,
      long a,
      long b,
      long c,
      long d,
      double s,
      double t,
      double u,
      double v,
      double w,
      double x,
      double y,
      double z)
      throws Throwable {
    long result = NativeWays.enter(way, function, a, b, c, d, s, t, u, v, w, x, y, z);
    if (exitCode() != NativeLayout.EXIT_DONE) {
      result = serve();
    }
    Reference.reachabilityFence(this);
    return result;
  }

  private int exitCode() {
    return Posix.getInt(address + NativeLayout.STORE_EXIT_CODE);
  }

  /** Does what the guest has left for and lets it go on, until the function returns. */
  private long serve() throws Throwable {
    int exit = exitCode();
    long result;
    do {
      if (exit >= NativeLayout.EXIT_HOST_CALL) {
        result = hostCall(exit - NativeLayout.EXIT_HOST_CALL);
      } else if (exit == NativeLayout.EXIT_BUILTIN) {
        result = NativeWays.resume(address, builtin());
      } else {
        throw trap();
      }
      exit = exitCode();
    } while (exit != NativeLayout.EXIT_DONE);
    Reference.reachabilityFence(this);
    return result;
  }

  // ---- Values in memory ---------------------------------------------------------------------
  // Places are as in NativeShape. Those that Java methods have no room for are in the store, as
  // VMStore says.

  /** {@return what the guest has in a place} */
  long argument(int place) {
    return Posix.getLong(placeAddress(place));
  }

  double doubleArgument(int place) {
    return Posix.getDouble(placeAddress(place));
  }

  float floatArgument(int place) {
    return Posix.getFloat(placeAddress(place));
  }

  private long placeAddress(int place) {
    return place >= 0 ? address + place : get(NativeLayout.STORE_EXIT_RSP) + 8 + ~place;
  }

  /** Puts something where a function entered next will have it. */
  void setArgument(long bits, int place) {
    if (place >= 0) {
      put(place, bits);
    } else {
      Posix.putLong(get(NativeLayout.STORE_GUEST_RSP) + ~place, bits);
    }
  }

  void passNumber(int i, int place) {
    setArgument(vm.tailArgs[i], place);
  }

  void passReference(int i, int place) {
    setArgument(word(vm.tailRefs[i]), place);
  }

  void takeNumber(int i, int place) {
    vm.tailArgs[i] = argument(place);
  }

  void takeFunction(int i, int place) {
    vm.tailRefs[i] = function(argument(place));
  }

  void takeObject(int i, int place) {
    vm.tailRefs[i] = object(argument(place));
  }

  void giveNumber(int i, int place) {
    put(place, vm.results[i]);
  }

  void giveReference(int i, int place) {
    put(place, word(vm.refResults[i]));
  }

  void keepNumber(int i, int place) {
    vm.results[i] = get(place);
  }

  void keepFunction(int i, int place) {
    vm.refResults[i] = function(get(place));
  }

  void keepObject(int i, int place) {
    vm.refResults[i] = object(get(place));
  }

  // ---- Calls of the host --------------------------------------------------------------------

  /** Returns what resuming returns. */
  private long hostCall(int id) throws Throwable {
    HostCall call = hostCallOf(id);
    int own = depth;
    if (unsavedExit != own) {
      unsavedExit = own;
    }
    long result;
    try {
      result = call.code.leave(call.function, this);
    } catch (HostException e) {
      restoreExit(own);
      showGuestFrames(e.thrown());
      throw e;
    }
    if (unsavedExit != own) {
      restoreExit(own);
    }
    switch (call.wayBack) {
      case NativeStubs.RESUME -> {
        return NativeWays.resume(address, result);
      }
      case NativeStubs.RESUME_FEW -> {
        return NativeWays.resumeFew(address);
      }
      default -> {
        put(NativeLayout.STORE_STACK_ARG_BYTES, call.stackBytes);
        return NativeWays.resumeWide(address);
      }
    }
  }

  /** Keeps where the guest was left, for when the entry that is about to be made has returned. */
  private void saveExit() {
    int at = depth * EXIT_FIELDS.length;
    if (at + EXIT_FIELDS.length > outerExits.length) {
      outerExits = Arrays.copyOf(outerExits, 2 * outerExits.length);
    }
    for (int i = 0; i < EXIT_FIELDS.length; i++) {
      outerExits[at + i] = get(EXIT_FIELDS[i]);
    }
    unsavedExit = 0;
  }

  /** Puts back where the guest was left with so many entries, if another has been made since. */
  private void restoreExit(int level) {
    if (unsavedExit != level) {
      for (int i = 0; i < EXIT_FIELDS.length; i++) {
        put(EXIT_FIELDS[i], outerExits[level * EXIT_FIELDS.length + i]);
      }
    }
  }

  private HostCall hostCallOf(int id) {
    HostCall call = id < hostCalls.length ? hostCalls[id] : null;
    return call == null || call.code.count() ? link(id) : call;
  }

  private HostCall link(int id) {
    HeadRoom.require();
    if (!(functions.get(id).host instanceof HostFunc.Bound function)) {
      throw new AssertionError("not a function of the host");
    }
    NativeShape shape = new NativeShape(function.type());
    HostCode code = function.nativeCode(shape);
    HostCall call = new HostCall(code, function, shape.wayBack(), shape.stackBytes());
    if (id >= hostCalls.length) {
      hostCalls = Arrays.copyOf(hostCalls, Math.max(id + 1, 2 * hostCalls.length));
    }
    hostCalls[id] = call;
    return call;
  }

  /** Returns its result. */
  private long builtin() {
    long contextRecord = get(NativeLayout.STORE_EXIT_CONTEXT);
    NativeContext context = contexts.get(Posix.getInt(contextRecord + NativeLayout.CONTEXT_ID));
    try {
      return perform(BUILTINS[Posix.getInt(address + NativeLayout.STORE_EXIT_ID)], context);
    } catch (TrapException e) {
      throw trapOf(e.code(), e.what());
    }
  }

  private long word(int i) {
    return get(NativeLayout.intArgument(i));
  }

  private int number(int i) {
    return (int) word(i);
  }

  private long perform(Builtin builtin, NativeContext context) {
    switch (builtin) {
      case MEMORY_GROW -> {
        HeadRoom.require();
        return Builtins.memoryGrow(context, number(0), word(1));
      }
      case MEMORY_FILL -> Builtins.memoryFill(context, number(0), word(1), number(2), word(3));
      case MEMORY_COPY ->
          Builtins.memoryCopy(context, number(0), number(1), word(2), word(3), word(4));
      case MEMORY_INIT ->
          Builtins.memoryInit(context, number(0), number(1), word(2), number(3), number(4));
      case MEMORY_FILL_LONG ->
          Builtins.memoryFillLong(context, number(0), word(1), number(2), word(3));
      case MEMORY_COPY_LONG ->
          Builtins.memoryCopyLong(context, number(0), number(1), word(2), word(3), word(4));
      case DATA_DROP -> Builtins.dataDrop(context, number(0));
      case TABLE_GROW -> {
        HeadRoom.require();
        Object value = object(word(1), holdsFunctions(context, number(0)));
        return Builtins.tableGrow(context, number(0), value, word(2));
      }
      case TABLE_FILL -> {
        Object value = object(word(2), holdsFunctions(context, number(0)));
        Builtins.tableFill(context, number(0), word(1), value, word(3));
      }
      case TABLE_COPY ->
          Builtins.tableCopy(context, number(0), number(1), word(2), word(3), word(4));
      case TABLE_INIT ->
          Builtins.tableInit(context, number(0), number(1), word(2), number(3), number(4));
      case ELEM_DROP -> Builtins.elemDrop(context, number(0));
      case REF_FUNC -> {
        return word(context.function(number(0)));
      }
    }
    return 0;
  }

  private static boolean holdsFunctions(NativeContext context, int table) {
    return Values.isFunc(context.tables[table].type.element());
  }

  // ---- Traps --------------------------------------------------------------------------------

  private RuntimeException trap() {
    if (exitCode() != NativeLayout.EXIT_TRAP) {
      throw new AssertionError("machine code was left for reason " + exitCode());
    }
    TrapCode code = TRAP_CODES[Posix.getInt(address + NativeLayout.STORE_EXIT_ID)];
    long pc = get(NativeLayout.STORE_EXIT_PC);
    NativeText text = textAt(pc);
    if (text == null) {
      throw new AssertionError("machine code trapped outside of all code");
    }
    NativeCode.TrapSite site =
        text.code()
            .trapAt((int) (pc - text.address()))
            .orElseThrow(() -> new AssertionError("a trap at a place that cannot: " + code));
    checkFault();
    TrapCode why = code;
    TrapCode interruption = vm.interruption;
    if (code == TrapCode.INTERRUPTED && interruption != null) {
      why = interruption;
    }
    return new NativeTrap(why, why.phrase(), backtrace(pc, site.wasmOffset()));
  }

  /** If an access has faulted, it must have been behind the end of a memory. */
  private void checkFault() {
    long fault = get(NativeLayout.STORE_FAULT_ADDRESS);
    if (fault == 0) {
      return;
    }
    put(NativeLayout.STORE_FAULT_ADDRESS, 0);
    long contextRecord = get(NativeLayout.STORE_EXIT_CONTEXT);
    NativeContext context = contexts.get(Posix.getInt(contextRecord + NativeLayout.CONTEXT_ID));
    if (!context.isBehindMemory(fault)) {
      throw new AssertionError("a fault inside a memory, at 0x" + Long.toHexString(fault));
    }
  }

  private NativeTrap trapOf(TrapCode code, String what) {
    long pc = returnAddress(get(NativeLayout.STORE_EXIT_RSP));
    return new NativeTrap(code, what, backtrace(pc, sourceAt(pc)));
  }

  private int sourceAt(long pc) {
    NativeText text = textAt(pc);
    return text == null ? -1 : text.code().wasmOffsetAt((int) (pc - 1 - text.address()));
  }

  private @Nullable NativeText textAt(long pc) {
    Map.Entry<Long, NativeText> entry = texts.floorEntry(pc - 1);
    return entry != null && entry.getValue().contains(pc) ? entry.getValue() : null;
  }

  /** {@return where a call goes on that has left with that stack pointer} */
  private static long returnAddress(long rsp) {
    return Posix.getLong(rsp);
  }

  private long outerExit(int level, int field) {
    return outerExits[level * EXIT_FIELDS.length + field];
  }

  private List<List<WasmFrame>> backtraceOfOuter() {
    long pc = depth == 0 ? 0 : returnAddress(outerExit(depth, EXIT_RSP));
    return pc == 0 ? List.of() : backtrace(pc, sourceAt(pc));
  }

  /** The frames of each entry, innermost first, from the code that was left on. */
  private List<List<WasmFrame>> backtrace(long pc, int wasmOffset) {
    List<List<WasmFrame>> activations = new ArrayList<>();
    List<WasmFrame> frames = new ArrayList<>();
    activations.add(frames);
    add(frames, pc, wasmOffset);
    int entry = depth - 1;
    long rbp = get(NativeLayout.STORE_EXIT_RBP);
    for (int i = 1; rbp != 0 && i < MAX_FRAMES; i++) {
      long caller = Posix.getLong(rbp + 8);
      if (NativeWays.contains(caller)) {
        if (entry <= 0) {
          break;
        }
        caller = returnAddress(outerExit(entry--, EXIT_RSP));
        frames = new ArrayList<>();
        activations.add(frames);
      }
      add(frames, caller, sourceAt(caller));
      rbp = Posix.getLong(rbp);
    }
    return activations;
  }

  private void add(List<WasmFrame> frames, long pc, int wasmOffset) {
    NativeText text = textAt(pc);
    if (text != null) {
      frames.add(text.frame((int) (pc - 1 - text.address()), wasmOffset));
    }
  }

  /** Puts the frames of the guest into the trace of what the host threw, where they belong. */
  private void showGuestFrames(Throwable thrown) {
    long pc = returnAddress(get(NativeLayout.STORE_EXIT_RSP));
    List<StackTraceElement> shown =
        Failures.withGuestFrames(thrown.getStackTrace(), backtrace(pc, sourceAt(pc)));
    thrown.setStackTrace(shown.toArray(new StackTraceElement[0]));
  }
}
