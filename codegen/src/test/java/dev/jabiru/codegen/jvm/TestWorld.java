// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionParser;
import dev.jabiru.codegen.ir.TrapCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small world for generated classes: what {@link JvmAbi} asks for, no more, and a loader.
 *
 * <p>Functions {@code u0:0} to {@code u0:9} are imports; others are methods of the class {@code G}.
 */
public final class TestWorld implements JvmAbi {
  static final int IMPORTS = 10;

  public abstract static class BaseContext {
    public Store store = new Store();
    public Memory[] memories = {new Memory(1), new Memory(1)};
    public Table[] tables = {new Table(10)};
    public Cell[] globals = new Cell[20];
    public Ref[] functions = new Ref[100];
    public int[] types = {0, 1, 2, 3};

    public abstract void bind();

    public abstract long globalBits(int index);

    public Ref function(int index) {
      return functions[index];
    }
  }

  public static final class Store {
    public long[] results = new long[1000];
    public Object[] refResults = new Object[1000];
    public long[] tailArgs = new long[1000];
    public Object[] tailRefs = new Object[1000];
    public MethodHandle tailTarget;
    public long fuel;
  }

  public static final class Segments {
    public static final VarHandle I8 = ValueLayout.JAVA_BYTE.varHandle();
    public static final VarHandle I16 = little(ValueLayout.JAVA_SHORT_UNALIGNED);
    public static final VarHandle I32 = little(ValueLayout.JAVA_INT_UNALIGNED);
    public static final VarHandle I64 = little(ValueLayout.JAVA_LONG_UNALIGNED);

    private static VarHandle little(ValueLayout layout) {
      return layout.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    }
  }

  public static final class Memory {
    public static final VarHandle I16 =
        MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    public static final VarHandle I32 =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    public static final VarHandle I64 =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    public byte[] bytes;

    Memory(int pages) {
      bytes = new byte[pages << 16];
    }

    public long pages() {
      return bytes.length >> 16;
    }

    public MemorySegment segment() {
      return MemorySegment.ofArray(bytes);
    }
  }

  public static final class Table {
    public Object[] elements;

    Table(int size) {
      elements = new Object[size];
    }

    public Object get(int index) {
      return elements[index];
    }

    public void set(int index, Object value) {
      elements[index] = value;
    }
  }

  public static final class Cell {
    public long bits;
    public Object ref;
  }

  public static final class Ref {
    public final int type;
    private final MethodHandle handle;

    Ref(int type, MethodHandle handle) {
      this.type = type;
      this.handle = handle;
    }

    MethodHandle tail;

    public MethodHandle handle() {
      return handle;
    }

    public MethodHandle tailHandle() {
      return tail;
    }
  }

  public static final class Trap extends RuntimeException {
    final TrapCode code;

    Trap(TrapCode code) {
      super(code.toString());
      this.code = code;
    }

    public static Trap raise(int number) {
      throw new Trap(TrapCode.values()[number]);
    }
  }

  public static final class Builtins {
    static int interruptions;

    public static void interrupted(BaseContext context) {
      interruptions++;
      throw new Trap(TrapCode.INTERRUPTED);
    }

    public static void outOfFuel(BaseContext context) {
      throw new Trap(TrapCode.OUT_OF_FUEL);
    }

    /** Grows memory 0 by pages. */
    public static long builtin0(BaseContext context, long delta) {
      Memory memory = context.memories[0];
      long old = memory.bytes.length >> 16;
      memory.bytes = java.util.Arrays.copyOf(memory.bytes, (int) (old + delta) << 16);
      return old;
    }
  }

  public static final class Numerics {
    public static int divide(int a, int b) {
      if (a == Integer.MIN_VALUE && b == -1) {
        throw new Trap(TrapCode.INTEGER_OVERFLOW);
      }
      return a / b;
    }

    public static long divide(long a, long b) {
      if (a == Long.MIN_VALUE && b == -1) {
        throw new Trap(TrapCode.INTEGER_OVERFLOW);
      }
      return a / b;
    }

    public static float trunc(float x) {
      return (float) trunc((double) x);
    }

    public static int nonZero(int b) {
      if (b == 0) {
        throw new ArithmeticException();
      }
      return b;
    }

    public static long nonZero(long b) {
      if (b == 0) {
        throw new ArithmeticException();
      }
      return b;
    }

    public static double trunc(double x) {
      return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    private static BigInteger whole(double x, String low, String high) {
      if (Double.isNaN(x)) {
        throw new Trap(TrapCode.BAD_CONVERSION_TO_INTEGER);
      }
      if (!Double.isInfinite(x)) {
        BigInteger whole = new BigDecimal(x).toBigInteger();
        if (whole.compareTo(new BigInteger(low)) >= 0
            && whole.compareTo(new BigInteger(high)) <= 0) {
          return whole;
        }
      }
      throw new Trap(TrapCode.INTEGER_OVERFLOW);
    }

    public static int toIntSigned(float x) {
      return toIntSigned((double) x);
    }

    public static int toIntSigned(double x) {
      return whole(x, "-2147483648", "2147483647").intValue();
    }

    public static int toIntUnsigned(float x) {
      return toIntUnsigned((double) x);
    }

    public static int toIntUnsigned(double x) {
      return whole(x, "0", "4294967295").intValue();
    }

    public static long toLongSigned(float x) {
      return toLongSigned((double) x);
    }

    public static long toLongSigned(double x) {
      return whole(x, "-9223372036854775808", "9223372036854775807").longValue();
    }

    public static long toLongUnsigned(float x) {
      return toLongUnsigned((double) x);
    }

    public static long toLongUnsigned(double x) {
      return whole(x, "0", "18446744073709551615").longValue();
    }

    public static long toLongUnsignedSaturating(double x) {
      return !(x > 0) ? 0 : x >= 0x1p64 ? -1 : new BigDecimal(x).toBigInteger().longValue();
    }

    public static float unsignedToFloat(long x) {
      return new BigDecimal(Long.toUnsignedString(x)).floatValue();
    }

    public static double unsignedToDouble(long x) {
      return new BigDecimal(Long.toUnsignedString(x)).doubleValue();
    }
  }

  public static final class Calls {
    public static MethodHandle callee(BaseContext context, Table table, int index, int type) {
      return function(context, table, index, type).handle();
    }

    public static int ownIndex(BaseContext context, Ref ref) {
      return java.util.Arrays.asList(context.functions).indexOf(ref);
    }

    public static Ref function(BaseContext context, Table table, int index, int type) {
      Ref ref = (Ref) table.elements[index];
      if (ref.type != context.types[type]) {
        throw new Trap(TrapCode.BAD_SIGNATURE);
      }
      return ref;
    }
  }

  /** Defines the generated classes. */
  public static final class Loader extends ClassLoader {
    final Map<String, byte[]> classes = new HashMap<>();
    final MutableCallSite interrupt =
        new MutableCallSite(
            MethodHandles.empty(MethodType.methodType(void.class, BaseContext.class)));

    private final TestWorld world;

    Loader(TestWorld world) {
      super(TestWorld.class.getClassLoader());
      this.world = world;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }

    public static MethodHandle interruptCheck(
        MethodHandles.Lookup lookup, String name, Class<?> type) {
      return ((Loader) lookup.lookupClass().getClassLoader()).interrupt.dynamicInvoker();
    }

    public static MethodHandle arrayAccess(
        MethodHandles.Lookup lookup, String name, Class<?> type, int kind) {
      VarHandle[] views = {
        MethodHandles.arrayElementVarHandle(byte[].class), Memory.I16, Memory.I32, Memory.I64
      };
      return views[kind & 3].toMethodHandle(
          (kind & 4) == 0 ? VarHandle.AccessMode.GET : VarHandle.AccessMode.SET);
    }

    public static MethodHandle importSite(
        MethodHandles.Lookup lookup, String name, Class<?> type, int function) {
      BaseContext context = ((Loader) lookup.lookupClass().getClassLoader()).world.context;
      return MethodHandles.dropArguments(
          context.functions[function].handle(), 0, context.getClass());
    }
  }

  final Loader loader = new Loader(this);
  BaseContext context;
  final List<CompiledFunction> compiled = new ArrayList<>();
  private final boolean isPrivate;

  /** Where not zero, functions are cut into regions of about this size. */
  int regionBytes;

  /** What indirect calls of any type most likely come to. */
  int[] likely = {};

  /** Functions below this are imports. */
  int imports = IMPORTS;

  TestWorld(boolean privateGlobals) {
    this.isPrivate = privateGlobals;
  }

  /** Compiles and loads functions in text form. */
  static TestWorld of(String text) throws ReflectiveOperationException {
    return of(FunctionParser.parseAll(text));
  }

  static TestWorld of(List<Function> functions) throws ReflectiveOperationException {
    TestWorld world = new TestWorld(true);
    world.load(functions);
    return world;
  }

  void load(List<Function> functions) throws ReflectiveOperationException {
    for (Function function : functions) {
      compiled.add(
          regionBytes == 0
              ? JvmTarget.compile(function, this)
              : new FunctionCompiler(function, this).compileInRegions(regionBytes));
    }
    for (JvmClassEmitter.ClassFile file : JvmClassEmitter.emit("G", compiled, this)) {
      loader.classes.put(file.name(), file.bytes());
    }
    List<JvmType> globals =
        List.of(JvmType.INT, JvmType.LONG, JvmType.FLOAT, JvmType.DOUBLE, JvmType.REF);
    loader.classes.put(
        "Context", ContextClass.generate(new ContextShape(2, 1, IMPORTS, globals), this));
    renew();
  }

  /** Makes a new context, everything in it zero. */
  void renew() throws ReflectiveOperationException {
    context = (BaseContext) loader.loadClass("Context").getConstructor().newInstance();
    for (int i = 0; i < context.globals.length; i++) {
      context.globals[i] = new Cell();
    }
    context.bind();
  }

  /** Calls the method of a function; arguments and result are boxed as Java's. */
  Object call(int index, Object... arguments) throws Throwable {
    return handle(index).invokeWithArguments(arguments);
  }

  /** Makes the reference to a function of the world. */
  void refer(int index, int type) throws ReflectiveOperationException {
    Ref ref = new Ref(type, handle(index));
    for (var method : loader.loadClass("G").getDeclaredMethods()) {
      if (method.getName().equals("f" + index + "$t")) {
        ref.tail = MethodHandles.lookup().unreflect(method).bindTo(context);
      }
    }
    context.functions[index] = ref;
    context.tables[0].elements[index - 10] = ref;
  }

  MethodHandle handle(int index) throws ReflectiveOperationException {
    for (var method : loader.loadClass("G").getDeclaredMethods()) {
      if (method.getName().equals("f" + index)) {
        return MethodHandles.lookup().unreflect(method).bindTo(context);
      }
    }
    throw new NoSuchMethodException("f" + index);
  }

  @Override
  public String runtimeClass(RuntimeClass which) {
    Class<?> found =
        switch (which) {
          case BASE_CONTEXT -> BaseContext.class;
          case STORE -> Store.class;
          case MEMORY -> Memory.class;
          case SEGMENTS -> Segments.class;
          case TABLE -> Table.class;
          case GLOBAL -> Cell.class;
          case FUNC_REF -> Ref.class;
          case TRAP -> Trap.class;
          case BUILTINS -> Builtins.class;
          case NUMERICS -> Numerics.class;
          case CALLS -> Calls.class;
          case LOADER -> Loader.class;
        };
    return found.getName().replace('.', '/');
  }

  @Override
  public String contextClass() {
    return "Context";
  }

  @Override
  public boolean hasField(int index) {
    return index < 4;
  }

  @Override
  public boolean isPrivateGlobal(int index) {
    return isPrivate && hasField(index);
  }

  @Override
  public Callee callee(int namespace, int index) {
    if (namespace < 0) {
      return new Callee.Builtin("builtin" + index);
    }
    return index < imports ? new Callee.Import(index) : new Callee.Method("G", "f" + index);
  }

  @Override
  public int trapNumber(TrapCode trap) {
    return trap.ordinal();
  }

  @Override
  public int[] likelyTargets(int typeIndex) {
    return likely;
  }
}
