// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.codegen.x64.Disassembler;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.FunctionNames;
import dev.jabiru.environ.artifact.ArtifactClassSource;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeStubs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The machine code of artifacts, function by function: what {@link Disassembler} reads, with the
 * places, traps and names that the artifacts hold. Functions are numbered as in {@link NativeCode}:
 * those of all modules, in order; the stubs follow as they lie.
 */
final class NativeListing {
  private final NativeCode code;
  private final byte[] text;

  /** The names of functions, then of stubs. */
  private final List<String> names = new ArrayList<>();

  /** Where each begins; and at the end, where the last ends. */
  private final List<Integer> offsets = new ArrayList<>();

  private final Map<Integer, String> symbols = new HashMap<>();

  /** Of artifacts that have machine code. */
  NativeListing(CompilationArtifacts artifacts) {
    this.code = artifacts.nativeCode().orElseThrow();
    this.text = code.text().toArray();
    for (ModuleArtifact module : artifacts.modules()) {
      for (String name : FunctionNames.of(ArtifactClassSource.skeleton(module))) {
        add(module.name() + "." + name, code.functionOffset(names.size()));
      }
    }
    List<Integer> stubs = new ArrayList<>();
    for (int i = 0; i < code.stubOffsets().size(); i++) {
      stubs.add(i);
    }
    stubs.sort(Comparator.comparing(code.stubOffsets()::get));
    for (int stub : stubs) {
      add("jabiru." + NativeStubs.name(stub), code.stubsOffset() + code.stubOffsets().get(stub));
    }
    offsets.add(text.length);
  }

  private void add(String name, int offset) {
    names.add(name);
    offsets.add(offset);
    symbols.put(offset, name);
  }

  /** {@return the number of functions and stubs} */
  int count() {
    return names.size();
  }

  /** {@return the name of a function or stub, which symbols have too} */
  String name(int function) {
    return names.get(function);
  }

  /** {@return where a function or stub begins in the text} */
  int offset(int function) {
    return offsets.get(function);
  }

  /** {@return the bytes of a function or stub, with its constants and what aligns the next} */
  int length(int function) {
    return offsets.get(function + 1) - offsets.get(function);
  }

  /** {@return the instructions of a function or stub, then its data} */
  List<Disassembler.Line> lines(int function) {
    boolean isStub = function >= code.functionCount();
    return Disassembler.disassemble(
        text, offsets.get(function), offsets.get(function + 1), new About(isStub));
  }

  /** {@return some bytes of the text, in hexadecimal} */
  String hex(int offset, int length) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < length; i++) {
      hex.append(i == 0 ? "" : " ");
      hex.append(Character.forDigit(text[offset + i] >> 4 & 15, 16));
      hex.append(Character.forDigit(text[offset + i] & 15, 16));
    }
    return hex.toString();
  }

  /** What the artifact says of its code. */
  private final class About implements Disassembler.About {
    private final boolean isStub;

    About(boolean isStub) {
      this.isStub = isStub;
    }

    @Override
    public int wasmOffsetAt(int offset) {
      return isStub ? -1 : code.wasmOffsetAt(offset);
    }

    @Override
    public @Nullable String trapAt(int offset) {
      return code.trapAt(offset).map(site -> site.code().phrase()).orElse(null);
    }

    @Override
    public @Nullable String symbolAt(int offset) {
      return symbols.get(offset);
    }
  }
}
