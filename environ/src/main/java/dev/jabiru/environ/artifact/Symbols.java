// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.FunctionNames;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeStubs;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The symbols of an artifact: what debuggers call its functions. The runtime does not use them. */
final class Symbols {
  private static final byte LOCAL_FUNCTION = 2;

  private final NativeCode code;

  /** Where the name of each symbol is among the strings. */
  private final List<Integer> names = new ArrayList<>();

  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();

  private Symbols(NativeCode code) {
    this.code = code;
    strings.write(0);
  }

  /** {@return the symbols of all functions, then those of the stubs} */
  static Symbols of(List<ModuleArtifact> modules, NativeCode code) {
    Symbols symbols = new Symbols(code);
    for (ModuleArtifact module : modules) {
      symbols.add(module);
    }
    for (int i = 0; i < code.stubOffsets().size(); i++) {
      symbols.add("jabiru." + NativeStubs.name(i));
    }
    return symbols;
  }

  private void add(ModuleArtifact module) {
    for (String name : FunctionNames.of(ArtifactClassSource.skeleton(module))) {
      add(module.name() + "." + name);
    }
  }

  private void add(String name) {
    names.add(strings.size());
    strings.writeBytes(name.replace('\0', '_').getBytes(StandardCharsets.UTF_8));
    strings.write(0);
  }

  /** {@return the section of their names} */
  Bytes strings() {
    return Bytes.of(strings.toByteArray());
  }

  /**
   * {@return the section of symbols}
   *
   * @param section the number of the section of code
   */
  Bytes table(int section) {
    ByteBuffer out =
        ByteBuffer.allocate((1 + names.size()) * ElfLayout.SYMBOL_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.position(ElfLayout.SYMBOL_BYTES);
    int functions = code.functionCount();
    for (int i = 0; i < names.size(); i++) {
      int start = start(i);
      // Stubs need not be in the order of their numbers.
      int size = i < functions ? code.functionOffset(i + 1) - start : 0;
      out.putInt(names.get(i)).put(LOCAL_FUNCTION).put((byte) 0).putShort((short) section);
      out.putLong((long) NativeCode.FILE_ADDRESS + start).putLong(size);
    }
    return Bytes.of(out.array());
  }

  private int start(int number) {
    int functions = code.functionCount();
    return number < functions
        ? code.functionOffset(number)
        : code.stubsOffset() + code.stubOffsets().get(number - functions);
  }
}
