// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.x64.X64Abi.Exit;
import dev.jabiru.codegen.x64.X64Abi.Field;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The least of a runtime: one store, one context with a memory of a page, a table and four globals,
 * and code in memory that may be executed. For Linux on x86-64.
 */
final class NativeWorld {
  /** What a call came to. */
  record Outcome(List<Long> results, @Nullable TrapCode trap, int sourceLoc) {}

  /** The record of a function, four integers, eight floating-point numbers. */
  private static final FunctionDescriptor ENTER =
      FunctionDescriptor.ofVoid(
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_DOUBLE,
          JAVA_DOUBLE,
          JAVA_DOUBLE,
          JAVA_DOUBLE,
          JAVA_DOUBLE,
          JAVA_DOUBLE,
          JAVA_DOUBLE,
          JAVA_DOUBLE);

  /** The exit code of calls of the host. */
  static final int HOST_EXIT = 77;

  private static final int CODE_BYTES = 1 << 20;
  private static final int STUB_BYTES = 4096;
  private static final int STACK_BYTES = 1 << 20;
  private static final MethodHandle MMAP =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("mmap").orElseThrow(),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));

  final TestAbi abi;
  final MemorySegment memory;
  final MemorySegment context;
  final MemorySegment store;
  final MemorySegment table;
  private final MemorySegment record;
  private final MemorySegment cells;
  private final MemorySegment code;
  private final MemorySegment stack;
  private final Stubs stubs;
  private final MethodHandle enter;
  private final MethodHandle resume;
  private final Map<UserExternalName, Integer> offsets = new HashMap<>();
  private final List<CompiledFunction> loaded = new ArrayList<>();

  /** What host functions and builtins do with the first integer argument. */
  LongUnaryOperator host = x -> x;

  NativeWorld(Arena arena, Set<CpuFeature> features) {
    abi = new TestAbi(features, false);
    memory = arena.allocate(65536, 4096);
    context = arena.allocate(4096, 16);
    store = arena.allocate(8192, 16);
    table = arena.allocate(80, 16);
    record = arena.allocate(24, 16);
    cells = arena.allocate(256, 16);
    stack = arena.allocate(STACK_BYTES, 4096);
    code = map();
    stubs = Stubs.of(abi);
    MemorySegment.copy(stubs.toBytes(), 0, code, ValueLayout.JAVA_BYTE, 0, stubs.toBytes().length);
    enter = entry(Stub.ENTER_WIDE, ENTER);
    resume = entry(Stub.RESUME, FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    renew();
  }

  static boolean isSupported() {
    return System.getProperty("os.arch").equals("amd64")
        && System.getProperty("os.name").equals("Linux");
  }

  private static MemorySegment map() {
    try {
      long address = (long) MMAP.invokeExact(0L, (long) CODE_BYTES, 7, 0x22, -1, 0L);
      return MemorySegment.ofAddress(address).reinterpret(CODE_BYTES);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private MethodHandle entry(Stub stub, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(code.asSlice(stubs.offset(stub)), type);
  }

  /** Makes everything zero again but the code. */
  void renew() {
    memory.fill((byte) 0);
    context.fill((byte) 0);
    store.fill((byte) 0);
    cells.fill((byte) 0);
    context.set(JAVA_LONG, 0, store.address());
    context.set(JAVA_LONG, TestAbi.MEMORY, memory.address());
    MemorySegment memoryDefinition = cells.asSlice(128);
    memoryDefinition.set(JAVA_LONG, 8, memory.byteSize());
    context.set(JAVA_LONG, TestAbi.MEMORY + 8, memoryDefinition.address());
    context.set(JAVA_LONG, TestAbi.TABLE, table.address());
    MemorySegment tableDefinition = cells.asSlice(160);
    tableDefinition.set(JAVA_LONG, 8, 10);
    context.set(JAVA_LONG, TestAbi.TABLE + 8, tableDefinition.address());
    MemorySegment hostContext = cells.asSlice(192);
    hostContext.set(JAVA_LONG, 0, store.address());
    hostContext.set(JAVA_INT, 8, HOST_EXIT);
    context.set(JAVA_LONG, TestAbi.IMPORT, code.address() + stubs.hostCallOffset(1, 0));
    context.set(JAVA_LONG, TestAbi.IMPORT + 8, hostContext.address());
    context.set(JAVA_LONG, TestAbi.IMPORT + 16, code.address() + stubs.offset(Stub.HOST_JUMP));
    for (int i = 1; i < 4; i += 2) {
      context.set(JAVA_LONG, abi.globalOffset(i), cells.address() + 16 * i);
    }
    store.set(JAVA_LONG, abi.offset(Field.STORE_STACK_LIMIT), stack.address() + 65536);
    store.set(JAVA_LONG, abi.offset(Field.STORE_FUEL), 1000);
  }

  long globalBits(int global) {
    return global % 2 == 0
        ? context.get(JAVA_LONG, abi.globalOffset(global))
        : cells.get(JAVA_LONG, 16 * global);
  }

  /** Loads functions that may call each other, in the place of those loaded before. */
  void load(List<CompiledFunction> functions) {
    offsets.clear();
    loaded.clear();
    int end = STUB_BYTES;
    for (CompiledFunction function : functions) {
      byte[] bytes = ((X64Code) function.code()).toBytes();
      offsets.put(function.name(), end);
      MemorySegment.copy(bytes, 0, code, ValueLayout.JAVA_BYTE, end, bytes.length);
      loaded.add(function);
      end = end + bytes.length + 15 & -16;
    }
    for (CompiledFunction function : functions) {
      for (Relocation relocation : function.relocations()) {
        UserExternalName target = relocation.target();
        int to =
            target.namespace() == Stub.NAMESPACE
                ? stubs.offset(Stub.values()[target.index()])
                : offsets.get(target);
        int at = offsets.get(function.name()) + relocation.codeOffset();
        code.set(ValueLayout.JAVA_INT_UNALIGNED, at, to - (at + 4));
      }
    }
  }

  /** Puts a function in the table, with a type. */
  void setElement(int index, CompiledFunction function, int type) {
    MemorySegment record = Arena.global().allocate(24, 8);
    record.set(JAVA_LONG, 0, code.address() + offsets.get(function.name()));
    record.set(JAVA_LONG, 8, context.address());
    record.set(JAVA_INT, 16, type);
    table.set(JAVA_LONG, 8 * index, record.address());
  }

  Outcome call(CompiledFunction function, long... args) {
    Convention params = Convention.ofParams(function.signature().params());
    long top = stack.address() + STACK_BYTES - 64 & -16;
    long guest = top - params.stackBytes();
    for (int i = 0; i < args.length; i++) {
      if (params.isInRegister(i)) {
        store.set(JAVA_LONG, registerOffset(params.register(i)), args[i]);
      } else {
        long at = guest + params.memoryOffset(i) - stack.address();
        stack.set(JAVA_LONG, at, args[i]);
      }
    }
    set(Field.STORE_GUEST_RSP, guest);
    set(Field.STORE_EXIT_RBP, 0);
    record.set(
        JAVA_LONG, abi.offset(Field.FUNC_CODE), code.address() + offsets.get(function.name()));
    record.set(JAVA_LONG, abi.offset(Field.FUNC_CONTEXT), context.address());
    enter();
    int exit = exitCode();
    while (exit == HOST_EXIT || exit == Exit.BUILTIN.ordinal()) {
      int first = Registers.INT_ARGUMENTS[0];
      long result = host.applyAsLong(store.get(JAVA_LONG, registerOffset(first)));
      resume(result);
      exit = exitCode();
    }
    return exit == Exit.TRAP.ordinal() ? trap() : results(function);
  }

  /** {@return what the code was left for: a builtin's number, or the host function's exit code} */
  int callee() {
    return exitCode() == Exit.BUILTIN.ordinal() ? exitId() : exitCode();
  }

  private int exitId() {
    return store.get(JAVA_INT, abi.offset(Field.STORE_EXIT_ID));
  }

  private Outcome results(CompiledFunction function) {
    List<Type> returns = function.signature().returns();
    Convention places = Convention.ofResults(returns);
    List<Long> results = new ArrayList<>();
    for (int i = 0; i < returns.size(); i++) {
      int offset =
          places.isInRegister(i)
              ? registerOffset(places.register(i))
              : abi.offset(Field.STORE_RESULTS) + places.memoryOffset(i);
      long bits = store.get(JAVA_LONG, offset);
      results.add(returns.get(i).bytes() == 4 ? (int) bits : bits);
    }
    return new Outcome(results, null, -1);
  }

  private Outcome trap() {
    long pc = store.get(JAVA_LONG, abi.offset(Field.STORE_EXIT_PC)) - code.address();
    for (CompiledFunction function : loaded) {
      for (TrapSite site : function.trapSites()) {
        if (offsets.get(function.name()) + site.codeOffset() == pc) {
          if (site.code().ordinal() != exitId()) {
            throw new AssertionError(site + " with number " + exitId());
          }
          return new Outcome(List.of(), site.code(), site.sourceLoc());
        }
      }
    }
    throw new AssertionError("a trap nobody knows, at " + pc);
  }

  private int registerOffset(int register) {
    return Registers.isFloat(register)
        ? abi.offset(Field.STORE_XMMS) + 16 * (register - Registers.XMM0)
        : abi.offset(Field.STORE_GPRS) + 8 * register;
  }

  private void set(Field field, long value) {
    store.set(JAVA_LONG, abi.offset(field), value);
  }

  private int exitCode() {
    return store.get(JAVA_INT, abi.offset(Field.STORE_EXIT_CODE));
  }

  private void enter() {
    long[] ints = new long[4];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = store.get(JAVA_LONG, registerOffset(Registers.INT_ARGUMENTS[i]));
    }
    double[] floats = new double[Registers.FLOAT_PLACES];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = store.get(JAVA_DOUBLE, registerOffset(Registers.XMM0 + i));
    }
    try {
      enter.invokeExact(
          record, ints[0], ints[1], ints[2], ints[3], floats[0], floats[1], floats[2], floats[3],
          floats[4], floats[5], floats[6], floats[7]);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private void resume(long result) {
    try {
      resume.invokeExact(store, result);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
