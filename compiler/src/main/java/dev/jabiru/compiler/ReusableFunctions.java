// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.AddressMap;
import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.x64.Stub;
import dev.jabiru.codegen.x64.X64Code;
import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.ReusableCode;
import dev.jabiru.environ.x64.NativeCode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a module that was compiled before, as they were before they were linked. Code,
 * traps and lines are in its artifact; what linking has lost is in a table beside it:
 *
 * <pre>
 *   u32        number of functions
 *   32 bytes   of each its {@linkplain FunctionKeys key}
 *   u32 each   where its entry begins, counted from behind this column
 *   entries    varint  where its body began in the module
 *              varint  bytes of code, and of instructions in there, and of its frame
 *              varint  number of relocations, and of each:
 *                      varint place, as difference from the one before
 *                      varint kind in two bits, above them one that says whether the target is a
 *                             stub, above that the number of the stub or callee
 * </pre>
 *
 * <p>Immutable and thread-safe.
 */
final class ReusableFunctions {
  static final int FORMAT_VERSION = 1;

  private static final Relocation.Kind[] KINDS = Relocation.Kind.values();
  private static final int COUNT_BYTES = 4;
  private static final int OFFSET_BYTES = 4;

  private final NativeCode code;
  private final Bytes table;
  private final Map<Bytes, Integer> functions; // only looked up

  private ReusableFunctions(NativeCode code, Bytes table, int count) {
    this.code = code;
    this.table = table;
    this.functions = HashMap.newHashMap(count);
    for (int i = 0; i < count; i++) {
      int at = COUNT_BYTES + FunctionKeys.KEY_BYTES * i;
      functions.put(table.slice(at, at + FunctionKeys.KEY_BYTES), i);
    }
  }

  /** {@return the functions of a module, or null if its text is damaged} */
  static @Nullable ReusableFunctions of(ReusableCode compiled) {
    NativeCode code = compiled.artifacts().nativeCode().orElse(null);
    if (code == null
        || compiled.functions().i32(0) != code.functionCount()
        || code.text().checksum() != code.textChecksum()) {
      return null;
    }
    return new ReusableFunctions(code, compiled.functions(), code.functionCount());
  }

  /** What a function of the new module is, beside its code. */
  record Identity(
      UserExternalName name, Signature signature, int bodyOffset, UserExternalName[] callees) {}

  /** {@return the code that was compiled for a key, as that of a function, or null if none was} */
  @Nullable CompiledFunction take(Bytes key, Identity identity) {
    Integer number = functions.get(key);
    if (number == null) {
      return null;
    }
    int count = code.functionCount();
    int offsets = COUNT_BYTES + FunctionKeys.KEY_BYTES * count;
    Entry entry =
        new Entry(offsets + OFFSET_BYTES * count + table.i32(offsets + OFFSET_BYTES * number));
    int bodyBefore = entry.varint();
    int codeBytes = entry.varint();
    int instructionBytes = entry.varint();
    int frameBytes = entry.varint();
    List<Relocation> relocations = entry.relocations(identity.callees());
    int start = code.functionOffset(number);
    int end = start + codeBytes;
    int moved = identity.bodyOffset() - bodyBefore;
    List<TrapSite> traps = new ArrayList<>();
    code.visitTraps(
        start,
        end,
        (place, trap, wasmOffset) ->
            traps.add(
                new TrapSite(
                    place - start,
                    TrapCodes.inCode(trap),
                    wasmOffset < 0 ? wasmOffset : wasmOffset + moved)));
    AddressMap.Builder lines = new AddressMap.Builder();
    int[] found = code.linesBetween(start, end);
    for (int i = 0; i < found.length; i += 2) {
      lines.add(found[i] - start, found[i + 1] < 0 ? found[i + 1] : found[i + 1] + moved);
    }
    return new CompiledFunction(
        identity.name(),
        identity.signature(),
        new X64Code(code.text().slice(start, end).toArray(), instructionBytes),
        traps,
        lines.build(),
        relocations,
        frameBytes);
  }

  /** Reads what is known of a function. */
  private final class Entry {
    private int at;

    Entry(int at) {
      this.at = at;
    }

    List<Relocation> relocations(UserExternalName[] callees) {
      int count = varint();
      List<Relocation> relocations = new ArrayList<>(count);
      int place = 0;
      for (int i = 0; i < count; i++) {
        place += varint();
        int what = varint();
        int number = what >>> 3;
        UserExternalName target =
            (what & 4) != 0 ? new UserExternalName(Stub.NAMESPACE, number) : callees[number];
        relocations.add(new Relocation(place, KINDS[what & 3], target));
      }
      return relocations;
    }

    int varint() {
      int value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = table.get(at++);
        value |= (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }

  /**
   * Writes the table of functions.
   *
   * <p>Belongs to one thread.
   */
  static final class Writer {
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final byte[] front;
    private final int count;
    private int written;

    Writer(int count) {
      this.count = count;
      this.front = new byte[COUNT_BYTES + (FunctionKeys.KEY_BYTES + OFFSET_BYTES) * count];
      put(0, count);
    }

    /** Adds the next function; {@code callees} are the indices by number. */
    void add(Bytes key, CompiledFunction function, int bodyOffset, int[] callees) {
      key.copyTo(front, COUNT_BYTES + FunctionKeys.KEY_BYTES * written);
      put(COUNT_BYTES + FunctionKeys.KEY_BYTES * count + OFFSET_BYTES * written++, entries.size());
      X64Code code = (X64Code) function.code();
      varint(bodyOffset);
      varint(code.codeBytes());
      varint(code.instructionBytes());
      varint(function.frameBytes());
      varint(function.relocations().size());
      int place = 0;
      for (Relocation relocation : function.relocations()) {
        UserExternalName target = relocation.target();
        boolean isStub = target.namespace() == Stub.NAMESPACE;
        int number = isStub ? target.index() : numberOf(target.index(), callees);
        varint(relocation.codeOffset() - place);
        varint(number << 3 | (isStub ? 4 : 0) | relocation.kind().ordinal());
        place = relocation.codeOffset();
      }
    }

    private static int numberOf(int callee, int[] callees) {
      for (int i = 0; i < callees.length; i++) {
        if (callees[i] == callee) {
          return i;
        }
      }
      throw new AssertionError("a call that is not in the body: of function " + callee);
    }

    Bytes build() {
      byte[] rest = entries.toByteArray();
      byte[] table = Arrays.copyOf(front, front.length + rest.length);
      System.arraycopy(rest, 0, table, front.length, rest.length);
      return Bytes.of(table);
    }

    private void put(int at, int value) {
      for (int i = 0; i < 4; i++) {
        front[at + i] = (byte) (value >> 8 * i);
      }
    }

    private void varint(int value) {
      int left = value;
      while ((left & ~0x7f) != 0) {
        entries.write(left | 0x80);
        left >>>= 7;
      }
      entries.write(left);
    }
  }
}
