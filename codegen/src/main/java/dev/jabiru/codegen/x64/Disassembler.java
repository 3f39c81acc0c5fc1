// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the machine code of a function back into text, with what is known about it beside it.
 *
 * <p>It reads the code that this package writes, and no other: instructions by the rows of the
 * table that they were written by, then the constants and jump tables that they refer to. Where
 * code ends is not recorded; it ends where the first thing begins that an instruction loads.
 *
 * <pre>{@code
 * for (Disassembler.Line line : Disassembler.disassemble(text, from, to, about)) {
 *   System.out.println(Integer.toHexString(line.offset()) + ": " + line.text());
 * }
 * }</pre>
 */
public final class Disassembler {
  private static final int TABLE_ENTRY_BYTES = 4;
  private static final byte BETWEEN_FUNCTIONS = (byte) 0xCC;
  private static final String UNKNOWN = "(bad)";

  /** What is known about code beyond its bytes. Offsets are those of the text. */
  public interface About {
    /**
     * {@return the Wasm offset from which an instruction comes, -1 for none}
     *
     * @param offset where the instruction begins
     */
    int wasmOffsetAt(int offset);

    /**
     * {@return the name of the trap at a place, null if nothing traps there}
     *
     * @param offset where an access begins, or the return address of a call of the trap stub
     */
    @Nullable String trapAt(int offset);

    /**
     * {@return the name of what begins at a place, null if nothing with a name does}
     *
     * @param offset the place
     */
    @Nullable String symbolAt(int offset);
  }

  /**
   * An instruction, or a piece of data, whose text begins with a dot.
   *
   * @param offset where it begins in the text
   * @param length its bytes
   * @param text what it is, as objdump prints it in Intel's syntax
   * @param wasmOffset the Wasm offset from which it comes, -1 for none
   * @param trap the name of the trap that it may be: of an access, a call of the trap stub, or a
   *     conditional jump to one; null for none
   * @param target the name of the function that it calls or jumps to; or where the data is that it
   *     refers to, in hexadecimal; null for none
   */
  public record Line(
      int offset,
      int length,
      String text,
      int wasmOffset,
      @Nullable String trap,
      @Nullable String target) {
    /** {@return whether it is an instruction, and not data} */
    public boolean isCode() {
      return text.charAt(0) != '.';
    }

    /** {@return whether it is neither what the assembler writes nor data} */
    public boolean isUnknown() {
      return text.equals(UNKNOWN);
    }

    private Line withTrap(String name) {
      return new Line(offset, length, text, wasmOffset, name, target);
    }
  }

  private final byte[] text;
  private final int from;
  private final int to;
  private final About about;
  private final List<Line> lines = new ArrayList<>();

  /** The bytes of the constants, 0 for tables, by where they begin. */
  private final TreeMap<Integer, Integer> data = new TreeMap<>();

  /** Jumps: which line leads where. */
  private final Map<Integer, Integer> jumps = new HashMap<>();

  /** The traps by where they are prepared. */
  private final Map<Integer, String> trapPlaces = new HashMap<>();

  private Disassembler(byte[] text, int from, int to, About about) {
    this.text = text;
    this.from = from;
    this.to = to;
    this.about = about;
  }

  /**
   * Disassembles one function.
   *
   * @param text code
   * @param from where the function begins in there
   * @param to where the next one begins
   * @param about what is known about the code
   * @return the lines, in order and without a gap
   */
  public static List<Line> disassemble(byte[] text, int from, int to, About about) {
    Disassembler pass = new Disassembler(text, from, to, about);
    int end = pass.code();
    pass.trapsOfJumps();
    pass.data(end);
    return pass.lines;
  }

  // ---- Code ---------------------------------------------------------------------------------

  private int code() {
    Decoder decoder = new Decoder(text, from, to);
    int tableAt = -1; // the place that the instruction before has loaded the address of
    boolean wasTrap = false;
    while (decoder.offset() < codeLimit()) {
      int start = decoder.offset();
      if (isPadding(start)) {
        return start;
      }
      X64Inst inst = decoder.next();
      int end = decoder.offset();
      if (inst == null) {
        lines.add(new Line(start, 1, UNKNOWN, -1, null, null));
        decoder.moveTo(start + 1);
        continue;
      }
      if (tableAt >= 0 && inst.op() == X64Op.MOVSXD_RM) {
        data.put(tableAt, 0);
      }
      tableAt = -1;
      if (inst.memory() != null && inst.isRipRelative()) {
        int place = end + inst.memory().disp();
        if (inst.op() == X64Op.LEA_RM) {
          tableAt = place;
        } else if (place >= end && place < to) {
          data.merge(place, inst.op().size.rmBytes(inst.wide()), Math::max);
        }
      }
      wasTrap = add(inst, start, end, wasTrap);
    }
    return decoder.offset();
  }

  /** Adds the line of an instruction; returns whether it is a call of the trap stub. */
  private boolean add(X64Inst inst, int start, int end, boolean isBehindTrap) {
    String target = null;
    String trap = isBehindTrap ? null : about.trapAt(start);
    boolean isTrap = false;
    if (inst.isDirect()) {
      int place = end + (int) inst.imm();
      target = about.symbolAt(place);
      isTrap = inst.op() == X64Op.CALL_D && isTrapStub(target);
      if (isTrap) {
        trap = about.trapAt(end);
        if (trap != null && !lines.isEmpty()) {
          trapPlaces.put(lines.getLast().offset(), trap);
        }
      } else if (inst.op().form == X64Op.Form.D_CC) {
        jumps.put(lines.size(), place);
      }
    }
    if (inst.memory() != null && inst.isRipRelative()) {
      target = "0x" + Integer.toHexString(end + inst.memory().disp());
    }
    int wasmOffset = about.wasmOffsetAt(start);
    lines.add(new Line(start, end - start, inst.text(end), wasmOffset, trap, target));
    return isTrap;
  }

  private static boolean isTrapStub(@Nullable String symbol) {
    return symbol != null && symbol.endsWith(".trap") && symbol.startsWith("jabiru.");
  }

  private void trapsOfJumps() {
    for (int i = 0; i < lines.size(); i++) {
      Integer place = jumps.get(i);
      String trap = place == null ? null : trapPlaces.get(place);
      if (trap != null) {
        lines.set(i, lines.get(i).withTrap(trap));
      }
    }
  }

  private int codeLimit() {
    return data.isEmpty() ? to : data.firstKey();
  }

  /** {@return whether there are only bytes from here on that fill the room up to what follows} */
  private boolean isPadding(int start) {
    byte filler = text[start];
    if (filler != 0 && filler != BETWEEN_FUNCTIONS) {
      return false;
    }
    for (int i = start, end = codeLimit(); i < end; i++) {
      if (text[i] != filler) {
        return false;
      }
    }
    return true;
  }

  // ---- Data ---------------------------------------------------------------------------------

  private void data(int start) {
    int at = start;
    for (Map.Entry<Integer, Integer> entry : data.entrySet()) {
      int place = entry.getKey();
      if (place < at) {
        continue; // of a constant that another reads whole
      }
      padding(at, place);
      at = entry.getValue() == 0 ? table(place, start) : constant(place, entry.getValue());
    }
    padding(at, to);
  }

  private void padding(int start, int end) {
    if (end > start) {
      add(start, end - start, ".skip " + (end - start));
    }
  }

  private int constant(int place, int bytes) {
    if (place + bytes > to) {
      return place;
    }
    String name = bytes <= 4 ? ".long " : bytes == 8 ? ".quad " : ".octa ";
    StringBuilder number = new StringBuilder();
    for (int i = bytes - 1; i >= 0; i--) {
      String digits = Integer.toHexString(text[place + i] & 0xFF);
      number.append(digits.length() == 1 ? "0" : "").append(digits);
    }
    add(place, bytes, name + "0x" + number);
    return place + bytes;
  }

  /** Distances of places in the code from the table, as many as there are. */
  private int table(int place, int codeEnd) {
    Integer next = data.higherKey(place);
    int limit = next == null ? to : next;
    int at = place;
    for (; at + TABLE_ENTRY_BYTES <= limit; at += TABLE_ENTRY_BYTES) {
      int target = place + int32(at);
      if (target < from || target >= codeEnd) {
        break;
      }
      String text = ".long 0x" + Integer.toHexString(target) + "-0x" + Integer.toHexString(place);
      add(at, TABLE_ENTRY_BYTES, text);
    }
    return at;
  }

  private void add(int offset, int length, String directive) {
    lines.add(new Line(offset, length, directive, -1, null, null));
  }

  private int int32(int at) {
    int value = 0;
    for (int i = 0; i < TABLE_ENTRY_BYTES; i++) {
      value |= (text[at + i] & 0xFF) << 8 * i;
    }
    return value;
  }
}
