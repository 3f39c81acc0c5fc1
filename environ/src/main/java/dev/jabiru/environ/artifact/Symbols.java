// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.Module;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    Module skeleton = ArtifactClassSource.skeleton(module);
    @Nullable String[] exported = exports(skeleton);
    for (int i = 0; i < skeleton.definedFuncCount(); i++) {
      FuncIndex function = skeleton.funcIndex(new DefinedFuncIndex(i));
      String own = skeleton.names().funcName(function);
      String name = own != null ? own : exported[function.index()];
      add(module.name() + "." + (name != null ? name : "func[" + function.index() + "]"));
    }
  }

  private void add(String name) {
    names.add(strings.size());
    strings.writeBytes(name.replace('\0', '_').getBytes(StandardCharsets.UTF_8));
    strings.write(0);
  }

  /** {@return how many bytes the table takes} */
  int bytes() {
    return (1 + names.size()) * ElfLayout.SYMBOL_BYTES;
  }

  /** {@return the section of their names} */
  Bytes strings() {
    return Bytes.of(strings.toByteArray());
  }

  /**
   * {@return the section of symbols}
   *
   * @param section the number of the section of code
   * @param textOffset its address
   */
  Bytes table(int section, int textOffset) {
    ByteBuffer out = ByteBuffer.allocate(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    out.position(ElfLayout.SYMBOL_BYTES);
    int functions = code.functionCount();
    for (int i = 0; i < names.size(); i++) {
      int start = start(i);
      // Stubs need not be in the order of their numbers.
      int size = i < functions ? code.functionOffset(i + 1) - start : 0;
      out.putInt(names.get(i)).put(LOCAL_FUNCTION).put((byte) 0).putShort((short) section);
      out.putLong((long) textOffset + start).putLong(size);
    }
    return Bytes.of(out.array());
  }

  private int start(int number) {
    int functions = code.functionCount();
    return number < functions
        ? code.functionOffset(number)
        : code.stubsOffset() + code.stubOffsets().get(number - functions);
  }

  private static @Nullable String[] exports(Module module) {
    @Nullable String[] names = new @Nullable String[module.funcCount()];
    for (Export export : module.exports()) {
      if (export.kind() == ExternKind.FUNC && names[export.index()] == null) {
        names[export.index()] = export.name();
      }
    }
    return names;
  }
}
