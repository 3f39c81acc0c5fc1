// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.TrapCode;
import java.util.List;
import java.util.Optional;

/**
 * The machine code of a set of modules and what describes it. Immutable and thread-safe.
 *
 * <p>The text holds the functions of all modules, in the order of the modules and of their indices,
 * each with its constants behind it, and then the {@linkplain NativeStubs stubs} that they leave
 * through. Nothing in it depends on where it is: it may be loaded at any multiple of 16, as it is.
 *
 * <p>Tables stay as they are in a file and are searched there. They are columns of little-endian
 * numbers of 32 bits, one column behind the other, in ascending order of the first:
 *
 * <pre>
 *   functions   where each function begins; behind the last one, where the stubs begin
 *   traps       place; Wasm offset; one byte, the ordinal of the trap code.
 *               A place is the return address of a call of the trap stub, or an access that faults
 *   lines       where code comes from; as there are many, in the form of LineTable
 * </pre>
 *
 * @param text code and constants
 * @param textChecksum the CRC32C that the text must have
 * @param stubOffsets where each stub begins, counted from where the stubs begin
 * @param functions where functions begin
 * @param traps the places that may trap
 * @param lines where code comes from
 * @param debugInfo what debuggers are told of it
 */
public record NativeCode(
    Bytes text,
    int textChecksum,
    List<Integer> stubOffsets,
    Bytes functions,
    Bytes traps,
    Bytes lines,
    Optional<NativeDebugInfo> debugInfo) {
  /**
   * The address that files say the text has, for symbols and debuggers; the runtime loads it where
   * there is room.
   */
  public static final int FILE_ADDRESS = 0x10000;

  private static final TrapCode[] TRAP_CODES = TrapCode.values();
  private static final int WORD = 4;
  private static final int TRAP_BYTES = 9;

  /**
   * A place that may trap.
   *
   * @param code why
   * @param wasmOffset the offset of the instruction in the module, -1 if it belongs to none
   */
  public record TrapSite(TrapCode code, int wasmOffset) {}

  /** Hears of places that may trap. */
  @FunctionalInterface
  public interface TrapVisitor {
    /**
     * A place may trap.
     *
     * @param offset the place in the text
     * @param code why
     * @param wasmOffset the offset of the instruction in the module, -1 if it belongs to none
     */
    void trap(int offset, TrapCode code, int wasmOffset);
  }

  /**
   * Copies the lists and looks over the tables.
   *
   * @throws IllegalArgumentException if the tables cannot be those of the text
   */
  public NativeCode {
    stubOffsets = List.copyOf(stubOffsets);
    require(functions.length() >= WORD && functions.length() % WORD == 0, "functions", functions);
    require(traps.length() % TRAP_BYTES == 0, "traps", traps);
    require(LineTable.isWhole(lines), "lines", lines);
    int previous = 0;
    for (int i = 0; i < functions.length(); i += WORD) {
      int offset = functions.i32(i);
      require(offset >= previous && offset % 16 == 0, "functions", functions);
      previous = offset;
    }
    require(previous <= text.length(), "text", text);
    for (int offset : stubOffsets) {
      require(offset >= 0 && offset < text.length() - previous, "stubs", text);
    }
  }

  /**
   * Code without debug information.
   *
   * @param text code and constants
   * @param textChecksum the CRC32C that the text must have
   * @param stubOffsets where each stub begins, counted from where the stubs begin
   * @param functions where functions begin
   * @param traps the places that may trap
   * @param lines where code comes from
   * @throws IllegalArgumentException if the tables cannot be those of the text
   */
  public NativeCode(
      Bytes text,
      int textChecksum,
      List<Integer> stubOffsets,
      Bytes functions,
      Bytes traps,
      Bytes lines) {
    this(text, textChecksum, stubOffsets, functions, traps, lines, Optional.empty());
  }

  /**
   * {@return this code with debug information}
   *
   * @param info what debuggers are told of it
   */
  public NativeCode withDebugInfo(NativeDebugInfo info) {
    return new NativeCode(
        text, textChecksum, stubOffsets, functions, traps, lines, Optional.of(info));
  }

  private static void require(boolean holds, String table, Bytes bytes) {
    if (!holds) {
      throw new IllegalArgumentException(
          "the table of " + table + ", of " + bytes.length() + " bytes, does not fit the text");
    }
  }

  /** {@return the number of functions of all modules} */
  public int functionCount() {
    return functions.length() / WORD - 1;
  }

  /**
   * {@return where a function begins}
   *
   * @param function its number among those of all modules
   */
  public int functionOffset(int function) {
    return functions.i32(WORD * function);
  }

  /**
   * {@return the number of the function that code belongs to; that of all functions for stubs}
   *
   * @param offset an offset in the text
   */
  public int functionAt(int offset) {
    return lastUpTo(functions, functionCount() + 1, offset);
  }

  /** {@return where the stubs begin, which are the rest of the text} */
  public int stubsOffset() {
    return functionOffset(functionCount());
  }

  /** {@return the stubs} */
  public NativeStubs stubs() {
    int[] offsets = new int[stubOffsets.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = stubOffsets.get(i);
    }
    return new NativeStubs(text.slice(stubsOffset(), text.length()).inMemory(), offsets);
  }

  /**
   * Finds out about a trap.
   *
   * @param offset a return address of a call of the trap stub, or of an access that faulted
   * @return the trap, empty if nothing there may trap
   */
  public Optional<TrapSite> trapAt(int offset) {
    int count = traps.length() / TRAP_BYTES;
    int i = lastUpTo(traps, count, offset);
    if (i < 0 || traps.i32(WORD * i) != offset) {
      return Optional.empty();
    }
    int code = traps.get(2 * WORD * count + i);
    if (code < 0 || code >= TRAP_CODES.length) {
      return Optional.empty();
    }
    return Optional.of(new TrapSite(TRAP_CODES[code], traps.i32(WORD * (count + i))));
  }

  /**
   * {@return where code comes from: the Wasm offset, or -1}
   *
   * @param offset an offset in the text; for a call, of its last byte
   */
  public int wasmOffsetAt(int offset) {
    return LineTable.find(lines, offset);
  }

  /**
   * {@return where a piece of code comes from: alternately from which place on, and the Wasm offset
   * or -1}
   *
   * @param start where the piece begins in the text
   * @param end where it ends
   */
  public int[] linesBetween(int start, int end) {
    return LineTable.between(lines, start, end);
  }

  /**
   * Tells of all places of a function that may trap, in order.
   *
   * @param start where the function begins
   * @param end where it ends; a place may be there, as the call of a stub may come last
   * @param visitor hears of them
   */
  public void visitTraps(int start, int end, TrapVisitor visitor) {
    int count = traps.length() / TRAP_BYTES;
    for (int i = lastUpTo(traps, count, start) + 1; i < count && traps.i32(WORD * i) <= end; i++) {
      TrapCode code = TRAP_CODES[traps.get(2 * WORD * count + i)];
      visitor.trap(traps.i32(WORD * i), code, traps.i32(WORD * (count + i)));
    }
  }

  /** {@return the position of the last number up to one among the first of a table, or -1} */
  static int lastUpTo(Bytes table, int count, int wanted) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      if (table.i32(WORD * middle) <= wanted) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }
}
