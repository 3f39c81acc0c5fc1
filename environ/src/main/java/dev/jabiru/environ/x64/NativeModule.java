// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.TrapCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A module's machine code and what describes it. Immutable.
 *
 * <p>Offsets count from the beginning of the text, which may be loaded at any multiple of 16 within
 * 2 GiB of the {@link NativeStubs}. Functions follow each other in the order of their indices; each
 * has its constants behind it.
 */
public final class NativeModule {
  private static final TrapCode[] TRAP_CODES = TrapCode.values();

  private final Bytes text;
  private final int[] functions;
  private final Places relocations;
  private final Places traps;
  private final Places trapSources;
  private final Places sources;
  private final List<String> cpuFeatures;

  /**
   * Numbers at places in the text, in ascending order of their offsets.
   *
   * @param offsets the places
   * @param values the numbers
   */
  public record Places(int[] offsets, int[] values) {
    /** Takes the arrays over. */
    public Places {
      if (offsets.length != values.length) {
        throw new IllegalArgumentException(offsets.length + " places, " + values.length);
      }
    }

    int at(int offset) {
      int i = Arrays.binarySearch(offsets, offset);
      return i < 0 ? -1 : values[i];
    }

    int upTo(int offset) {
      int i = Arrays.binarySearch(offsets, offset);
      int entry = i >= 0 ? i : -i - 2;
      return entry < 0 ? -1 : values[entry];
    }
  }

  /**
   * A place that may trap.
   *
   * @param code why
   * @param wasmOffset the offset of the instruction in the module, -1 if it belongs to none
   */
  public record TrapSite(TrapCode code, int wasmOffset) {}

  /**
   * Takes everything over.
   *
   * @param text code and constants
   * @param functions where each function with a body begins, and behind them the end of the text
   * @param relocations where a 32-bit distance to a stub belongs, and the number of the stub
   * @param traps the ordinals of trap codes at the return addresses of calls of the trap stub, and
   *     at accesses that may fault
   * @param trapSources at the same places, the Wasm offsets
   * @param sources from where on code comes from which Wasm offset, -1 for none
   * @param cpuFeatures what the processor must have, as Linux names it
   */
  public NativeModule(
      Bytes text,
      int[] functions,
      Places relocations,
      Places traps,
      Places trapSources,
      Places sources,
      List<String> cpuFeatures) {
    this.text = text;
    this.functions = functions;
    this.relocations = relocations;
    this.traps = traps;
    this.trapSources = trapSources;
    this.sources = sources;
    this.cpuFeatures = List.copyOf(cpuFeatures);
  }

  /** {@return code and constants} */
  public Bytes text() {
    return text;
  }

  /** {@return the number of functions with a body} */
  public int functionCount() {
    return functions.length - 1;
  }

  /**
   * {@return where a function begins}
   *
   * @param defined its index among those with a body
   */
  public int functionOffset(int defined) {
    return functions[defined];
  }

  /**
   * {@return the function that code belongs to, its index among those with a body}
   *
   * @param offset an offset in the text
   */
  public int functionAt(int offset) {
    int i = Arrays.binarySearch(functions, offset);
    return i >= 0 ? i : -i - 2;
  }

  /** {@return the number of distances to stubs to be filled in} */
  public int relocationCount() {
    return relocations.offsets.length;
  }

  /**
   * {@return where a distance belongs, which counts from behind its 4 bytes}
   *
   * @param i which
   */
  public int relocationOffset(int i) {
    return relocations.offsets[i];
  }

  /**
   * {@return the number of the stub that a distance leads to}
   *
   * @param i which
   */
  public int relocationStub(int i) {
    return relocations.values[i];
  }

  /**
   * Finds out about a trap.
   *
   * @param offset a return address of a call of the trap stub, or of an access that faulted
   * @return the trap, empty if nothing there may trap
   */
  public Optional<TrapSite> trapAt(int offset) {
    int code = traps.at(offset);
    return code < 0
        ? Optional.empty()
        : Optional.of(new TrapSite(TRAP_CODES[code], trapSources.at(offset)));
  }

  /**
   * {@return where code comes from: the Wasm offset, or -1}
   *
   * @param offset an offset in the text; for a call, of its last byte
   */
  public int wasmOffsetAt(int offset) {
    return sources.upTo(offset);
  }

  /** {@return what the processor must have, as Linux names it} */
  public List<String> cpuFeatures() {
    return cpuFeatures;
  }
}
