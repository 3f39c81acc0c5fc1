// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import static dev.jabiru.environ.TrapCode.OUT_OF_BOUNDS_MEMORY;
import static dev.jabiru.environ.TrapCode.OUT_OF_BOUNDS_TABLE;

import dev.jabiru.environ.Builtin;
import dev.jabiru.environ.TrapCode;
import org.jspecify.annotations.Nullable;

/**
 * The Java side of {@link Builtin}: one static method each, named and typed as the table says, plus
 * the slow paths of the checks for interruption and fuel.
 *
 * <p>Each checks everything before it changes anything. Traps are {@link TrapException}s.
 */
public final class Builtins {
  private static final byte[] NO_BYTES = {};
  private static final @Nullable Object[] NO_ELEMENTS = {};

  private Builtins() {}

  /**
   * Makes a reference to a function.
   *
   * @param context the caller's instance
   * @param function index of the function
   * @return the reference
   */
  public static Object refFunc(VMContext context, int function) {
    return context.function(function);
  }

  /**
   * Grows a memory.
   *
   * @param context the caller's instance
   * @param memory index of the memory
   * @param delta pages to add, unsigned
   * @return the old size in pages, or -1 when it cannot grow
   */
  public static long memoryGrow(VMContext context, int memory, long delta) {
    return context.memories[memory].grow(delta);
  }

  /**
   * Fills a range of a memory with one byte.
   *
   * @param context the caller's instance
   * @param memory index of the memory
   * @param address where the range begins
   * @param value the byte, in the low 8 bits
   * @param count bytes in the range
   */
  public static void memoryFill(
      VMContext context, int memory, long address, int value, long count) {
    context.memories[memory].fill(address, count, (byte) value);
  }

  /**
   * Copies a range from one memory to another or within one.
   *
   * @param context the caller's instance
   * @param toMemory index of the memory written
   * @param fromMemory index of the memory read
   * @param to where the range written begins
   * @param from where the range read begins
   * @param count bytes in the range
   */
  public static void memoryCopy(
      VMContext context, int toMemory, int fromMemory, long to, long from, long count) {
    context.memories[toMemory].copy(to, context.memories[fromMemory], from, count);
  }

  /**
   * Fills a range in pieces.
   *
   * @param context the caller's instance
   * @param memory index of the memory
   * @param address where the range begins
   * @param value the byte, in the low 8 bits
   * @param count bytes in the range
   * @throws TrapException if the range is not wholly inside, before anything is written; or if the
   *     guest is interrupted
   */
  public static void memoryFillLong(
      VMContext context, int memory, long address, int value, long count) {
    LinearMemory target = context.memories[memory];
    target.check(address, count);
    for (long done = 0; done < count; done += Builtin.MOST_AT_ONCE) {
      interrupted(context);
      target.fill(address + done, Math.min(Builtin.MOST_AT_ONCE, count - done), (byte) value);
    }
  }

  /**
   * Copies a range in pieces, the last first where the range read may begin in the one written.
   *
   * @param context the caller's instance
   * @param toMemory index of the memory written
   * @param fromMemory index of the memory read
   * @param to where the range written begins
   * @param from where the range read begins
   * @param count bytes in the range
   * @throws TrapException if a range is not wholly inside, before anything is written; or if the
   *     guest is interrupted
   */
  public static void memoryCopyLong(
      VMContext context, int toMemory, int fromMemory, long to, long from, long count) {
    LinearMemory target = context.memories[toMemory];
    LinearMemory source = context.memories[fromMemory];
    target.check(to, count);
    source.check(from, count);
    boolean isBackward = to > from;
    for (long done = 0; done < count; done += Builtin.MOST_AT_ONCE) {
      interrupted(context);
      long piece = Math.min(Builtin.MOST_AT_ONCE, count - done);
      long at = isBackward ? count - done - piece : done;
      target.copy(to + at, source, from + at, piece);
    }
  }

  /**
   * Copies a range of a data segment into a memory.
   *
   * @param context the caller's instance
   * @param memory index of the memory
   * @param segment index of the data segment
   * @param to where the range written begins
   * @param from where the range read begins, unsigned
   * @param count bytes in the range, unsigned
   */
  public static void memoryInit(
      VMContext context, int memory, int segment, long to, int from, int count) {
    byte[] source = context.dataSegments[segment];
    check(
        Integer.toUnsignedLong(from),
        Integer.toUnsignedLong(count),
        source.length,
        OUT_OF_BOUNDS_MEMORY);
    context.memories[memory].write(to, source, from, count);
  }

  /**
   * Empties a data segment.
   *
   * @param context the caller's instance
   * @param segment index of the data segment
   */
  public static void dataDrop(VMContext context, int segment) {
    context.dataSegments[segment] = NO_BYTES;
  }

  /**
   * Grows a table.
   *
   * @param context the caller's instance
   * @param table index of the table
   * @param value what the new elements hold
   * @param delta elements to add, unsigned
   * @return the old size, or -1 when it cannot grow
   */
  public static long tableGrow(VMContext context, int table, @Nullable Object value, long delta) {
    return context.tables[table].grow(value, delta);
  }

  /**
   * Fills a range of a table with one reference.
   *
   * @param context the caller's instance
   * @param table index of the table
   * @param position where the range begins
   * @param value the reference
   * @param count elements in the range
   */
  public static void tableFill(
      VMContext context, int table, long position, @Nullable Object value, long count) {
    VMTable target = context.tables[table];
    check(position, count, target.size(), OUT_OF_BOUNDS_TABLE);
    target.fill((int) position, (int) (position + count), value);
  }

  /**
   * Copies a range from one table to another or within one.
   *
   * @param context the caller's instance
   * @param toTable index of the table written
   * @param fromTable index of the table read
   * @param to where the range written begins
   * @param from where the range read begins
   * @param count elements in the range
   */
  public static void tableCopy(
      VMContext context, int toTable, int fromTable, long to, long from, long count) {
    VMTable target = context.tables[toTable];
    VMTable source = context.tables[fromTable];
    check(to, count, target.size(), OUT_OF_BOUNDS_TABLE);
    check(from, count, source.size(), OUT_OF_BOUNDS_TABLE);
    target.copy((int) to, source, (int) from, (int) count);
  }

  /**
   * Copies a range of an element segment into a table.
   *
   * @param context the caller's instance
   * @param table index of the table
   * @param segment index of the element segment
   * @param to where the range written begins
   * @param from where the range read begins, unsigned
   * @param count elements in the range, unsigned
   */
  public static void tableInit(
      VMContext context, int table, int segment, long to, int from, int count) {
    VMTable target = context.tables[table];
    @Nullable Object[] source = context.elemSegments[segment];
    check(to, Integer.toUnsignedLong(count), target.size(), OUT_OF_BOUNDS_TABLE);
    check(
        Integer.toUnsignedLong(from),
        Integer.toUnsignedLong(count),
        source.length,
        OUT_OF_BOUNDS_TABLE);
    target.init((int) to, source, from, count);
  }

  /**
   * Empties an element segment.
   *
   * @param context the caller's instance
   * @param segment index of the element segment
   */
  public static void elemDrop(VMContext context, int segment) {
    context.elemSegments[segment] = NO_ELEMENTS;
  }

  /**
   * What an interruption check is once the switch has been fired.
   *
   * @param context the caller's instance
   */
  public static void interrupted(VMContext context) {
    TrapCode code = context.store.interruption;
    if (code != null) {
      throw new TrapException(code);
    }
  }

  /**
   * Traps when the store's fuel is used up.
   *
   * @param context the caller's instance
   */
  public static void outOfFuel(VMContext context) {
    throw new TrapException(TrapCode.OUT_OF_FUEL);
  }

  /**
   * {@return whether functions of one type may be called as functions of another}
   *
   * @param context the caller's instance
   * @param actual canonical id of the function's type
   * @param expected canonical id of the type wanted
   */
  public static boolean isSubtype(VMContext context, int actual, int expected) {
    return context.store.types.isSubtype(actual, expected);
  }

  private static void check(long position, long count, int length, TrapCode code) {
    if (count < 0 || count > length || position < 0 || position > length - count) {
      throw new TrapException(code);
    }
  }
}
