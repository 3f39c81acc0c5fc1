// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the instructions of a function body or constant expression.
 *
 * <p>{@link #next} reads one instruction with its immediates, which the accessors then give; which
 * accessor holds what is listed at each. An accessor that the instruction's {@link Immediate} does
 * not speak of holds nothing in particular. Nothing is allocated per instruction.
 *
 * <p>The reader knows the grammar only: it counts nested blocks and stops after the {@code end} of
 * the outermost; whether an index exists or types match is the {@link FunctionValidator}'s matter.
 *
 * <p>Belongs to one thread.
 */
public final class InstructionReader extends ByteReader {
  /** Catch clause {@code catch}: the values of the tag go to the label. */
  public static final int CATCH = 0;

  /** Catch clause {@code catch_ref}: the values and the exception go to the label. */
  public static final int CATCH_REF = 1;

  /** Catch clause {@code catch_all}: nothing goes to the label. */
  public static final int CATCH_ALL = 2;

  /** Catch clause {@code catch_all_ref}: the exception goes to the label. */
  public static final int CATCH_ALL_REF = 3;

  private static final int[] NO_INTS = {};

  private final @Nullable Module module;
  private final boolean hasDataCount;
  private int func = -1;
  private boolean isBody;
  private int depth = 1;

  private Opcode opcode = Opcode.NOP;
  private int offset;
  private int index;
  private int index2;
  private int alignLog2;
  private int lane;
  private int typeCode;
  private int typeCode2;
  private long low;
  private long high;
  private int count;
  private int[] list = NO_INTS;

  /** Reads constant expressions whose length is not known yet. */
  InstructionReader(byte[] bytes, Features features, boolean hasDataCount) {
    super(bytes, features, 0, bytes.length);
    this.module = null;
    this.hasDataCount = hasDataCount;
  }

  /**
   * Makes a reader that stands nowhere yet.
   *
   * @param module the module whose code is read
   */
  public InstructionReader(Module module) {
    super(module.bytes(), module.features(), 0, 0);
    this.module = module;
    this.hasDataCount = module.dataCount().isPresent();
  }

  /** Goes to the first instruction of a body. */
  void startBody(int func, int start, int end) {
    this.func = func;
    this.pos = start;
    this.end = end;
    this.isBody = true;
    this.depth = 1;
  }

  /**
   * Goes to the first instruction of a function with a valid body, past its locals.
   *
   * @param func the function
   * @return its locals after the parameters, run by run: a count and a {@link TypeCode}
   */
  public int[] start(DefinedFuncIndex func) {
    Module of = module;
    if (of == null) {
      throw new AssertionError("a reader of constant expressions");
    }
    FunctionBody body = of.body(func);
    startBody(of.funcIndex(func).index(), body.offset(), body.endOffset());
    int[] runs = new int[2 * length()];
    for (int i = 0; i < runs.length; i += 2) {
      runs[i] = u32();
      runs[i + 1] = valTypeCode();
    }
    return runs;
  }

  /**
   * Goes to the beginning of a constant expression.
   *
   * @param expr an expression of the module
   */
  public void start(ConstExpr expr) {
    this.func = -1;
    this.pos = expr.offset();
    this.end = expr.offset() + expr.length();
    this.isBody = false;
    this.depth = 1;
  }

  /** Passes over the locals of a body. */
  void skipLocals() {
    for (int groups = length(); groups > 0; groups--) {
      u32();
      valTypeCode();
    }
  }

  /** Goes to any position, for the decoder. */
  void startExpr(int start) {
    this.pos = start;
    this.depth = 1;
  }

  /**
   * Reads the next instruction.
   *
   * @return false if the last one ended the body or expression
   * @throws MalformedModuleException if the bytes there are no instruction
   */
  public boolean next() {
    if (depth == 0) {
      if (isBody && pos != end) {
        throw malformed(
            "section size mismatch: the function ends " + (end - pos) + " bytes early", pos);
      }
      return false;
    }
    if (pos >= end) {
      throw missingEnd();
    }
    offset = pos;
    int code = bytes[pos++] & 0xFF;
    Opcode read = code < 0xFB ? Opcode.of(0, code) : prefixed(code);
    if (read == null || !features.has(read.feature())) {
      throw illegal(code, read);
    }
    opcode = read;
    immediates(read);
    return true;
  }

  private @Nullable Opcode prefixed(int prefix) {
    return prefix == 0xFF ? null : Opcode.of(prefix, u32());
  }

  private void immediates(Opcode opcode) {
    switch (opcode.immediate()) {
      case NONE -> {
        if (opcode == Opcode.END) {
          depth--;
        }
      }
      case BLOCK_TYPE -> blockType();
      case LABEL, FUNC, LOCAL, GLOBAL, TYPE, ELEM, TAG -> {
        index = readIndex();
        if (opcode == Opcode.DELEGATE) {
          depth--;
        }
      }
      case TABLE -> index = tableIndex();
      case MEMORY -> index = memoryIndex();
      case MEMARG -> memArg();
      case MEMARG_LANE -> {
        memArg();
        lane = u8();
      }
      case LANE -> lane = u8();
      case I32 -> low = s32();
      case I64 -> low = s64();
      case F32 -> low = u32le();
      case F64 -> low = u64le();
      case V128, SHUFFLE -> {
        low = u64le();
        high = u64le();
      }
      default -> rareImmediates(opcode);
    }
  }

  private void rareImmediates(Opcode opcode) {
    switch (opcode.immediate()) {
      case LABELS -> labels();
      case TYPE_TABLE -> {
        index = readIndex();
        index2 = tableIndex();
      }
      case TYPE_FIELD, TYPE_TYPE, TYPE_N, TYPE_ELEM, ELEM_TABLE, TABLE_TABLE -> {
        index = readIndex();
        index2 = readIndex();
      }
      case TYPE_DATA -> {
        index = readIndex();
        index2 = dataIndex();
      }
      case DATA -> index = dataIndex();
      case DATA_MEMORY -> {
        index = dataIndex();
        index2 = memoryIndex();
      }
      case MEMORY_MEMORY -> {
        index = memoryIndex();
        index2 = memoryIndex();
      }
      case HEAP_TYPE ->
          typeCode = heapTypeCode(opcode != Opcode.REF_TEST && opcode != Opcode.REF_CAST);
      case CAST -> cast();
      case CATCHES -> catches();
      case VAL_TYPES -> {
        count = 0;
        for (int left = length(); left > 0; left--) {
          append(valTypeCode());
        }
      }
      case ZERO -> {
        if (u8() != 0) {
          throw malformed("zero byte expected", pos - 1);
        }
      }
      default -> throw new AssertionError(opcode);
    }
  }

  private int tableIndex() {
    return zeroUnless(Feature.REFERENCE_TYPES, readIndex());
  }

  private int memoryIndex() {
    return zeroUnless(Feature.MULTI_MEMORY, readIndex());
  }

  private int zeroUnless(Feature feature, int index) {
    if (index != 0 && !features.has(feature)) {
      throw malformed("zero byte expected: " + feature.key() + " is off", pos - 1);
    }
    return index;
  }

  private int dataIndex() {
    if (!hasDataCount) {
      throw malformed("data count section required: " + opcode + " names a segment", offset);
    }
    return readIndex();
  }

  private void memArg() {
    int at = pos;
    int flags = u32();
    boolean hasMemory = (flags & 0x40) != 0;
    if (flags >>> 7 != 0 || hasMemory && !features.has(Feature.MULTI_MEMORY)) {
      throw malformed("malformed memop flags: found 0x" + Integer.toHexString(flags), at);
    }
    alignLog2 = flags & 0x3F;
    index = hasMemory ? readIndex() : 0;
    low = features.has(Feature.MEMORY64) ? u64() : Integer.toUnsignedLong(u32());
  }

  private void blockType() {
    depth++;
    if (pos >= end) {
      throw unexpectedEnd();
    }
    int at = pos;
    int b = bytes[at] & 0xFF;
    index = -1;
    typeCode = TypeCode.BOTTOM;
    if (b == 0x40) {
      pos++;
    } else if ((b & 0xC0) == 0x40) {
      typeCode = valTypeCode();
    } else {
      long type = s33();
      if (type < 0 || !features.has(Feature.MULTI_VALUE)) {
        throw malformed("malformed block type: found " + type, at);
      }
      index = (int) Math.min(type, Integer.MAX_VALUE);
    }
  }

  private void labels() {
    count = 0;
    for (int left = length(); left > 0; left--) {
      append(readIndex());
    }
    index = readIndex();
  }

  private void cast() {
    int flags = u8();
    if (flags > 3) {
      throw malformed("malformed cast flags: found " + flags, pos - 1);
    }
    index = readIndex();
    typeCode = heapTypeCode((flags & 1) != 0);
    typeCode2 = heapTypeCode((flags & 2) != 0);
  }

  private void catches() {
    blockType();
    int blockIndex = index;
    count = 0;
    for (int left = length(); left > 0; left--) {
      int kind = u8();
      if (kind > CATCH_ALL_REF) {
        throw malformed("malformed catch clause: found " + kind, pos - 1);
      }
      append(kind);
      append(kind < CATCH_ALL ? readIndex() : -1);
      append(readIndex());
    }
    index = blockIndex;
  }

  private void append(int value) {
    if (count == list.length) {
      list = Arrays.copyOf(list, Math.max(16, count * 2));
    }
    list[count++] = value;
  }

  /** {@return the instruction read last} */
  public Opcode opcode() {
    return opcode;
  }

  /** {@return where the instruction read last begins, in bytes from the start of the module} */
  public int offset() {
    return offset;
  }

  /** {@return where the instruction read last ends, in bytes from the start of the module} */
  public int endOffset() {
    return pos;
  }

  /**
   * {@return the number of blocks that are open after the instruction read last, the body itself
   * included}
   */
  public int depth() {
    return depth;
  }

  /**
   * {@return the first or only index, or the default label of {@link Immediate#LABELS}}; for block
   * types the type index, or -1 if {@link #typeCode()} says it all. Memory accesses: the memory.
   */
  public int index() {
    return index;
  }

  /** {@return the second index, or the number of operands of {@link Immediate#TYPE_N}} */
  public int index2() {
    return index2;
  }

  /** {@return the base-2 logarithm of the alignment that a memory access promises} */
  public int alignLog2() {
    return alignLog2;
  }

  /** {@return the offset of a memory access, unsigned} */
  public long memoryOffset() {
    return low;
  }

  /** {@return the lane of an instruction with one lane byte} */
  public int lane() {
    return lane;
  }

  /** {@return the number of an {@code i32.const}} */
  public int i32() {
    return (int) low;
  }

  /** {@return the number of an {@code i64.const}} */
  public long i64() {
    return low;
  }

  /** {@return the bits of an {@code f32.const}} */
  public int f32Bits() {
    return (int) low;
  }

  /** {@return the bits of an {@code f64.const}} */
  public long f64Bits() {
    return low;
  }

  /** {@return the first eight bytes of a vector or of shuffle lanes, the first byte lowest} */
  public long v128Low() {
    return low;
  }

  /** {@return the last eight bytes of a vector or of shuffle lanes, the first byte lowest} */
  public long v128High() {
    return high;
  }

  /**
   * {@return a lane of a shuffle}
   *
   * @param i which, 0 to 15
   */
  public int shuffleLane(int i) {
    return (int) ((i < 8 ? low : high) >>> ((i & 7) * 8)) & 0xFF;
  }

  /**
   * {@return the {@link TypeCode} of a block's only result, {@link TypeCode#BOTTOM} if it has none;
   * of the reference that {@link Immediate#HEAP_TYPE} speaks of; of a cast's source}
   *
   * <p>Concrete types in it are indices of the module.
   */
  public int typeCode() {
    return typeCode;
  }

  /** {@return the {@link TypeCode} of a cast's target} */
  public int typeCode2() {
    return typeCode2;
  }

  /** {@return the number of labels in a {@code br_table}, the default one not counted} */
  public int labelCount() {
    return count;
  }

  /**
   * {@return a label of a {@code br_table}}
   *
   * @param i which
   */
  public int label(int i) {
    return list[i];
  }

  /** {@return the number of types of a {@code select} with types} */
  public int typeCount() {
    return count;
  }

  /**
   * {@return the {@link TypeCode} of a type of a {@code select} with types}
   *
   * @param i which
   */
  public int typeCode(int i) {
    return list[i];
  }

  /** {@return the number of catch clauses of a {@code try_table}} */
  public int catchCount() {
    return count / 3;
  }

  /**
   * {@return the kind of a catch clause: {@link #CATCH}, {@link #CATCH_REF}, {@link #CATCH_ALL} or
   * {@link #CATCH_ALL_REF}}
   *
   * @param i which
   */
  public int catchKind(int i) {
    return list[3 * i];
  }

  /**
   * {@return the tag index of a catch clause, -1 if it catches all}
   *
   * @param i which
   */
  public int catchTag(int i) {
    return list[3 * i + 1];
  }

  /**
   * {@return the label of a catch clause}
   *
   * @param i which
   */
  public int catchLabel(int i) {
    return list[3 * i + 2];
  }

  /**
   * Reads on to the end, to find out whether all of it is well-formed.
   *
   * @throws MalformedModuleException if it is not
   */
  void checkRest() {
    while (next()) {
      // Reading is all.
    }
  }

  @Override
  String where(int at) {
    if (module == null || func < 0) {
      return super.where(at);
    }
    return " in " + module.describeFunc(func) + super.where(at);
  }

  /**
   * Tells apart, as the specification's interpreter does by reading on, a body whose {@code end} is
   * missing from one whose size is wrong.
   */
  private MalformedModuleException missingEnd() {
    if (!isBody || end == bytes.length) {
      return unexpectedEnd();
    }
    return bytes[end] == Opcode.END.code()
        ? malformed("section size mismatch: the function's end lies beyond its size", end)
        : malformed("END opcode expected: the function's size ends before its end", end);
  }

  private MalformedModuleException illegal(int first, @Nullable Opcode known) {
    String message = "illegal opcode " + Integer.toHexString(first);
    if (first > 0xFA && first < 0xFF) {
      pos = offset + 1;
      message += " " + Integer.toHexString(u32());
    }
    if (known != null) {
      message += ": " + known + " needs the feature " + known.feature().key() + ", which is off";
    }
    return malformed(message, offset);
  }
}
