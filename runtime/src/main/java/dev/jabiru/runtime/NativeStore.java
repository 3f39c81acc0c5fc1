// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Builtin;
import dev.jabiru.environ.TrapCode;
import dev.jabiru.environ.jvm.Builtins;
import dev.jabiru.environ.jvm.Convention;
import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.HeadRoom;
import dev.jabiru.environ.jvm.HostException;
import dev.jabiru.environ.jvm.TrapException;
import dev.jabiru.environ.jvm.VMContext;
import dev.jabiru.environ.jvm.VMStore;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.environ.x64.NativeModule;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.FuncType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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
  private static final Cleaner CLEANER = Cleaner.create();

  /** The stack of guests whose store does not limit it. */
  private static final long DEFAULT_STACK_BYTES = 1 << 20;

  private static final long MAX_STACK_BYTES = 1 << 30;
  private static final int CHUNK_BYTES = 16 << 10;

  /** What guests leave alone: a signal may need it, whatever the stack is. */
  private static final long HEAD_ROOM_BYTES = 64 << 10;

  /** How many entries within each other the head room of Java's stack is enough for. */
  private static final int ENTRIES_PER_LOOK = 8;

  private static final int RED_ZONE_BYTES = 128;
  private static final int MAX_FRAMES = 1024;
  private static final Builtin[] BUILTINS = Builtin.values();
  private static final TrapCode[] TRAP_CODES = TrapCode.values();

  /** The method whose frame, in stack traces of Java, is where the guest's frames are. */
  static final String ACTIVATION = "run";

  private static final MethodHandle CALL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CALL =
          lookup.findVirtual(
              NativeStore.class,
              "call",
              MethodType.methodType(
                  Object.class,
                  NativeContext.class,
                  long.class,
                  NativeShape.class,
                  Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** A function of the host as machine code calls it: all that are direct come in an array. */
  private record HostCall(NativeShape shape, MethodHandle target) {}

  private final VMStore vm;

  /** Holds all that the store has outside the Java heap. */
  private final Arena arena = Arena.ofShared();

  private final Cleaner.Cleanable release;
  private final MemorySegment record;
  private final long address;

  /** Keeps the stack. */
  private final MemorySegment stack;

  private final List<FuncRef> functions = new ArrayList<>();
  private final List<@Nullable HostCall> hostCalls = new ArrayList<>();
  private final List<NativeContext> contexts = new ArrayList<>();
  private final TreeMap<Long, NativeText> texts = new TreeMap<>();

  /** Objects of the host that guests know by number; number n is at n - 1. */
  private final List<Object> objects = new ArrayList<>();

  private final Map<Object, Integer> numbers = new IdentityHashMap<>();

  /** Where small things are, and how much of it is taken. */
  private @Nullable MemorySegment chunk;

  private int chunkUsed;

  /** Where the entries that wait for inner ones were left. */
  private long[] outerPcs = new long[8];

  private int depth;

  NativeStore(VMStore vm, long stackBytes) {
    this.vm = vm;
    Arena own = arena;
    this.release = CLEANER.register(this, own::close);
    this.record = allocate(NativeLayout.STORE_BYTES);
    this.address = record.address();
    long wanted = stackBytes == 0 ? DEFAULT_STACK_BYTES : Math.min(stackBytes, MAX_STACK_BYTES);
    long bytes = Posix.roundUp(wanted) + HEAD_ROOM_BYTES + Posix.PAGE_BYTES;
    stack = reserve(bytes);
    long low = stack.address();
    Posix.protect(low + Posix.PAGE_BYTES, bytes - Posix.PAGE_BYTES, Posix.READ_WRITE);
    put(NativeLayout.STORE_STACK_LIMIT, low + Posix.PAGE_BYTES + HEAD_ROOM_BYTES);
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
    long address = Posix.reserve(bytes);
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, arena, all -> Posix.release(address, bytes));
  }

  /** {@return zeroed memory at a multiple of 16, which is given back with all else} */
  MemorySegment allocate(long bytes) {
    long size = bytes + 15 & -16;
    if (size > CHUNK_BYTES / 4) {
      return arena.allocate(size, 16);
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
      Posix.putInt(host + NativeLayout.CONTEXT_ID, functions.size());
      Posix.putLong(made + NativeLayout.FUNC_CODE, NativeWays.stub(NativeStubs.HOST_CALL));
      Posix.putLong(made + NativeLayout.FUNC_CONTEXT, host);
    }
    Posix.putInt(made + NativeLayout.FUNC_TYPE_ID, function.type);
    Posix.putInt(made + NativeLayout.FUNC_ID, functions.size());
    functions.add(function);
    hostCalls.add(null);
    function.record = made;
    return made;
  }

  /** {@return the reference that machine code has as a word} */
  @Nullable Object object(long word, boolean isFunc) {
    if (word == 0) {
      return null;
    }
    return isFunc
        ? functions.get(Posix.getInt(word + NativeLayout.FUNC_ID))
        : objects.get((int) word - 1);
  }

  // ---- Entering -----------------------------------------------------------------------------

  /** {@return the code of a function: a context and the parameters in, the first result out} */
  MethodHandle entry(NativeContext context, long code, FuncType type) {
    MethodHandle call =
        MethodHandles.insertArguments(CALL, 0, this, context, code, new NativeShape(type));
    MethodHandle spread =
        call.asCollector(Object[].class, Convention.directParams(type))
            .asType(Convention.methodType(type));
    return MethodHandles.dropArguments(spread, 0, VMContext.class);
  }

  @Nullable Object call(
      NativeContext context, long code, NativeShape shape, @Nullable Object[] args)
      throws Throwable {
    if (depth > 0 && depth % ENTRIES_PER_LOOK == 0) {
      HeadRoom.require();
    }
    int outerDepth = depth;
    long outerPc = depth == 0 ? 0 : get(NativeLayout.STORE_EXIT_PC);
    long outerRsp = depth == 0 ? top() : get(NativeLayout.STORE_EXIT_RSP) - RED_ZONE_BYTES;
    long outerRbp = depth == 0 ? 0 : get(NativeLayout.STORE_EXIT_RBP);
    long outerContext = get(NativeLayout.STORE_EXIT_CONTEXT);
    long guestRsp = (outerRsp & -16) - shape.stackBytes();
    if (guestRsp - Posix.PAGE_BYTES < get(NativeLayout.STORE_STACK_LIMIT)) {
      throw new NativeTrap(
          TrapCode.STACK_OVERFLOW, TrapCode.STACK_OVERFLOW.phrase(), backtraceOfOuter());
    }
    if (depth == outerPcs.length) {
      outerPcs = Arrays.copyOf(outerPcs, depth * 2);
    }
    outerPcs[depth++] = outerPc;
    try {
      put(NativeLayout.STORE_EXIT_RBP, outerRbp);
      put(NativeLayout.STORE_GUEST_RSP, guestRsp);
      put(NativeLayout.STORE_EXIT_CONTEXT, context.address());
      put(NativeLayout.STORE_TARGET, code);
      for (int i = 0; i < shape.paramCount(); i++) {
        Object value = i < args.length ? args[i] : lateArgument(shape, i);
        shape.writeParam(i, shape.paramAddress(i, address, guestRsp), value, this);
      }
      put(NativeLayout.STORE_FUEL, vm.fuel);
      run();
      return results(shape);
    } finally {
      depth = outerDepth;
      vm.fuel = get(NativeLayout.STORE_FUEL);
      putExit(outerPc, outerRsp + RED_ZONE_BYTES, outerRbp, outerContext);
      Reference.reachabilityFence(this);
      Reference.reachabilityFence(context);
      Reference.reachabilityFence(stack);
    }
  }

  private void putExit(long pc, long rsp, long rbp, long context) {
    put(NativeLayout.STORE_EXIT_PC, pc);
    put(NativeLayout.STORE_EXIT_RSP, rsp);
    put(NativeLayout.STORE_EXIT_RBP, rbp);
    put(NativeLayout.STORE_EXIT_CONTEXT, context);
  }

  private long top() {
    return stack.address() + stack.byteSize() - 64;
  }

  private @Nullable Object lateArgument(NativeShape shape, int i) {
    if (shape.isRefParam(i)) {
      return vm.tailRefs[i];
    }
    return Values.ofBits((dev.jabiru.wasm.NumType) shape.type().params().get(i), vm.tailArgs[i]);
  }

  private @Nullable Object results(NativeShape shape) {
    Object first = null;
    for (int i = 0; i < shape.resultCount(); i++) {
      Object value = shape.readResult(i, shape.resultAddress(i, address), this);
      if (i == 0) {
        first = value;
      } else if (shape.isRefResult(i)) {
        vm.refResults[i] = value;
      } else {
        vm.results[i] = Values.toBits(java.util.Objects.requireNonNull(value));
      }
    }
    return first;
  }

  /** One activation; its name is {@link #ACTIVATION}. */
  private void run() throws Throwable {
    int exit = NativeWays.enter(address);
    while (exit != NativeLayout.EXIT_DONE) {
      int id = Posix.getInt(address + NativeLayout.STORE_EXIT_ID);
      switch (exit) {
        case NativeLayout.EXIT_TRAP -> throw trap(TRAP_CODES[id]);
        case NativeLayout.EXIT_HOST_CALL -> put(NativeLayout.STORE_STACK_ARG_BYTES, hostCall(id));
        case NativeLayout.EXIT_BUILTIN -> {
          put(NativeLayout.STORE_STACK_ARG_BYTES, 0);
          builtin(BUILTINS[id]);
        }
        default -> throw new AssertionError("machine code was left for reason " + exit);
      }
      exit = NativeWays.resume(address);
    }
  }

  // ---- Calls of the host --------------------------------------------------------------------

  /** Returns how many bytes of arguments were on the stack. */
  private int hostCall(int id) throws Throwable {
    HostCall call = hostCalls.get(id);
    if (call == null) {
      call = link(functions.get(id));
      hostCalls.set(id, call);
    }
    NativeShape shape = call.shape;
    long onStack = get(NativeLayout.STORE_EXIT_RSP) + 8;
    int direct = Convention.directParams(shape.type());
    @Nullable Object[] args = new @Nullable Object[direct];
    for (int i = 0; i < shape.paramCount(); i++) {
      Object value = shape.readParam(i, shape.paramAddress(i, address, onStack), this);
      if (i < direct) {
        args[i] = value;
      } else if (shape.isRefParam(i)) {
        vm.tailRefs[i] = value;
      } else {
        vm.tailArgs[i] = Values.toBits(java.util.Objects.requireNonNull(value));
      }
    }
    vm.fuel = get(NativeLayout.STORE_FUEL);
    // An inner entry that met the end of Java's stack may not have put back what it changed.
    int own = depth;
    long pc = get(NativeLayout.STORE_EXIT_PC);
    long rsp = get(NativeLayout.STORE_EXIT_RSP);
    long rbp = get(NativeLayout.STORE_EXIT_RBP);
    long context = get(NativeLayout.STORE_EXIT_CONTEXT);
    Object first;
    try {
      first = (Object) call.target.invokeExact(args);
    } catch (HostException e) {
      depth = own;
      putExit(pc, rsp, rbp, context);
      showGuestFrames(e.thrown());
      throw e;
    }
    depth = own;
    putExit(pc, rsp, rbp, context);
    put(NativeLayout.STORE_FUEL, vm.fuel);
    for (int i = 0; i < shape.resultCount(); i++) {
      Object value = first;
      if (i > 0) {
        value =
            shape.isRefResult(i)
                ? vm.refResults[i]
                : Values.ofBits(
                    (dev.jabiru.wasm.NumType) shape.type().results().get(i), vm.results[i]);
      }
      shape.writeResult(i, shape.resultAddress(i, address), value, this);
    }
    return shape.stackBytes();
  }

  private static HostCall link(FuncRef function) {
    if (!(function.host instanceof HostFunc.Bound bound)) {
      throw new AssertionError("not a function of the host");
    }
    MethodHandle handle = function.handle();
    MethodHandle target =
        handle
            .asSpreader(Object[].class, handle.type().parameterCount())
            .asType(MethodType.methodType(Object.class, Object[].class));
    return new HostCall(new NativeShape(bound.type()), target);
  }

  private void builtin(Builtin builtin) {
    long contextRecord = get(NativeLayout.STORE_EXIT_CONTEXT);
    NativeContext context = contexts.get(Posix.getInt(contextRecord + NativeLayout.CONTEXT_ID));
    long result;
    try {
      result = perform(builtin, context);
    } catch (TrapException e) {
      throw trapOf(e.code(), e.what());
    }
    put(NativeLayout.intResult(0), result);
  }

  private long argument(int i) {
    return get(NativeLayout.intArgument(i));
  }

  private int number(int i) {
    return (int) argument(i);
  }

  private long perform(Builtin builtin, NativeContext context) {
    switch (builtin) {
      case MEMORY_GROW -> {
        return Builtins.memoryGrow(context, number(0), argument(1));
      }
      case MEMORY_FILL ->
          Builtins.memoryFill(context, number(0), argument(1), number(2), argument(3));
      case MEMORY_COPY ->
          Builtins.memoryCopy(context, number(0), number(1), argument(2), argument(3), argument(4));
      case MEMORY_INIT ->
          Builtins.memoryInit(context, number(0), number(1), argument(2), number(3), number(4));
      case DATA_DROP -> Builtins.dataDrop(context, number(0));
      case TABLE_GROW -> {
        Object value = object(argument(1), holdsFunctions(context, number(0)));
        return Builtins.tableGrow(context, number(0), value, argument(2));
      }
      case TABLE_FILL -> {
        Object value = object(argument(2), holdsFunctions(context, number(0)));
        Builtins.tableFill(context, number(0), argument(1), value, argument(3));
      }
      case TABLE_COPY ->
          Builtins.tableCopy(context, number(0), number(1), argument(2), argument(3), argument(4));
      case TABLE_INIT ->
          Builtins.tableInit(context, number(0), number(1), argument(2), number(3), number(4));
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

  private RuntimeException trap(TrapCode code) {
    long pc = get(NativeLayout.STORE_EXIT_PC);
    NativeText text = textAt(pc);
    if (text == null) {
      throw new AssertionError("machine code trapped outside of all code");
    }
    NativeModule.TrapSite site =
        text.code()
            .trapAt((int) (pc - text.address()))
            .orElseThrow(() -> new AssertionError("a trap at a place that cannot: " + code));
    TrapCode why = code;
    TrapCode interruption = vm.interruption;
    if (code == TrapCode.INTERRUPTED && interruption != null) {
      why = interruption;
    }
    return new NativeTrap(why, why.phrase(), backtrace(pc, site.wasmOffset()));
  }

  private NativeTrap trapOf(TrapCode code, String what) {
    long pc = get(NativeLayout.STORE_EXIT_PC);
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

  private List<List<WasmFrame>> backtraceOfOuter() {
    long pc = depth == 0 ? 0 : get(NativeLayout.STORE_EXIT_PC);
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
        if (entry < 0 || outerPcs[entry] == 0) {
          break;
        }
        caller = outerPcs[entry--];
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
    long pc = get(NativeLayout.STORE_EXIT_PC);
    List<StackTraceElement> shown =
        Failures.withGuestFrames(thrown.getStackTrace(), backtrace(pc, sourceAt(pc)));
    thrown.setStackTrace(shown.toArray(new StackTraceElement[0]));
  }
}
