// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.FunctionNames;
import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.artifact.ArtifactClassSource;
import dev.jabiru.environ.artifact.ArtifactException;
import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.wasm.Module;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says what is in an artifact. */
final class ArtifactInspection {
  private final CompilationArtifacts artifacts;
  private final Map<String, Object> tree = new LinkedHashMap<>();

  private ArtifactInspection(Path path, byte[] file, boolean withFunctions) {
    this.artifacts = ArtifactFile.read(file);
    tree.put("file", path.toString());
    tree.put("bytes", file.length);
    tree.put("format", ArtifactFile.FORMAT_VERSION);
    tree.put("compiler", artifacts.compiler());
    List<Object> targets = new ArrayList<>();
    for (Target target : artifacts.targets()) {
      targets.add(target.toString().toLowerCase(Locale.ROOT));
    }
    tree.put("targets", targets);
    tree.put("settings", settings(artifacts.tunables()));
    artifacts.nativeCode().ifPresent(code -> tree.put("cpu", artifacts.tunables().cpu().keys()));
    List<Object> sections = new ArrayList<>();
    for (ArtifactFile.SectionInfo section : ArtifactFile.sections(Bytes.of(file))) {
      sections.add(
          InspectCommand.row(
              "section", section.name(),
              "offset", "0x" + Integer.toHexString(section.offset()),
              "bytes", section.bytes()));
    }
    tree.put("sections", sections);
    modules(withFunctions);
  }

  /**
   * {@return what is in an artifact}
   *
   * @param path where it is
   * @param file the artifact
   * @param withFunctions whether to list the functions that have machine code
   */
  static Map<String, Object> of(Path path, byte[] file, boolean withFunctions) {
    try {
      ArtifactInspection made = new ArtifactInspection(path, file, withFunctions);
      NativeCode code = made.artifacts.nativeCode().orElse(null);
      if (code != null && code.text().checksum() != code.textChecksum()) {
        throw new ArtifactException("damaged artifact: the checksum of .text does not match");
      }
      return made.tree;
    } catch (ArtifactException e) {
      throw new BadInput(path + ": " + e.getMessage());
    }
  }

  private static List<Object> settings(Tunables tunables) {
    List<Object> settings = new ArrayList<>();
    add(settings, tunables.interruptible(), "interruptible");
    add(settings, tunables.fuel(), "fuel");
    add(settings, tunables.optimize(), "optimized");
    add(settings, tunables.largeMemories(), "large memories");
    add(settings, tunables.guardPages(), "guard pages");
    add(settings, tunables.debugInfo(), "debug information");
    return settings;
  }

  private static void add(List<Object> settings, boolean isOn, String name) {
    if (isOn) {
      settings.add(name);
    }
  }

  private void modules(boolean withFunctions) {
    List<Object> modules = new ArrayList<>();
    List<Object> functions = new ArrayList<>();
    NativeCode code = artifacts.nativeCode().orElse(null);
    int number = 0;
    for (ModuleArtifact module : artifacts.modules()) {
      Module skeleton = ArtifactClassSource.skeleton(module);
      List<String> names = FunctionNames.of(skeleton);
      int count = names.size();
      Map<String, Object> row = InspectCommand.row("name", module.name(), "functions", count);
      if (code != null) {
        row.put("code", code.functionOffset(number + count) - code.functionOffset(number));
      }
      if (!module.classes().isEmpty()) {
        int bytes = 0;
        for (ClassArtifact each : module.classes()) {
          bytes += each.bytes().length();
        }
        row.put("classes", module.classes().size());
        row.put("class files", bytes);
      }
      row.put("skeleton", module.skeleton().bytes().length());
      row.put("linked", module.isLinked());
      row.put("sha256", hex(module.inputHash()));
      modules.add(row);
      for (int i = 0; i < count && withFunctions && code != null; i++) {
        int start = code.functionOffset(number + i);
        functions.add(
            InspectCommand.row(
                "name", module.name() + "." + names.get(i),
                "offset", "0x" + Integer.toHexString(start),
                "bytes", code.functionOffset(number + i + 1) - start));
      }
      number += count;
    }
    tree.put("modules", modules);
    if (withFunctions) {
      tree.put("functions", functions);
    }
  }

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.toArray());
  }
}
