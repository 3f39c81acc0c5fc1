// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.artifact.ArtifactFile;
import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.CustomSection;
import dev.jabiru.wasm.DataIndex;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.ExternType;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.FeatureUse;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.GlobalIndex;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Import;
import dev.jabiru.wasm.Limits;
import dev.jabiru.wasm.MemoryIndex;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.TableIndex;
import dev.jabiru.wasm.TableType;
import dev.jabiru.wasm.TagIndex;
import dev.jabiru.wasm.TagType;
import dev.jabiru.wasm.Validator;
import dev.jabiru.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jabiru inspect}. */
@Command(
    name = "inspect",
    description =
        "Says what is in a module: sizes, imports, exports, and the features it uses; or in an"
            + " artifact: settings, sections, modules, functions.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  private static final int DEFAULT_PAGE_SIZE_LOG2 = 16;

  /** What plain text says the names of, in rows. */
  private static final Set<String> LABELLED =
      Set.of("functions", "code", "classes", "class files", "skeleton", "linked", "sha256");

  @Mixin private FeatureOptions features;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Option(names = "--functions", description = "of an artifact, list the functions' machine code")
  private boolean functions;

  @Parameters(paramLabel = "FILE", description = "a module, binary or text, or an artifact")
  private Path file;

  @Override
  public Integer call() throws IOException {
    try {
      return inspect();
    } catch (BadInput | IOException e) {
      if (json) {
        Json.printError(file, e);
      }
      throw e;
    }
  }

  private int inspect() throws IOException {
    Features on = features.features();
    InputFile.checkIsFile(file);
    byte[] bytes = Files.readAllBytes(file);
    if (ArtifactFile.isArtifact(bytes)) {
      show(ArtifactInspection.of(file, bytes, functions));
      return ExitCode.OK;
    }
    InputFile input = InputFile.of(file, bytes, on);
    Module module = input.decode(on);
    try {
      Validator.validate(module);
    } catch (WasmException e) {
      throw input.badInput(e);
    }
    show(describe(input, module));
    return ExitCode.OK;
  }

  private void show(Map<String, Object> tree) {
    if (json) {
      Json.print(tree);
    } else {
      print(tree);
    }
  }

  private Map<String, Object> describe(InputFile input, Module module) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", file.toString());
    tree.put("bytes", input.bytes().length);
    tree.put("features", features(module));
    tree.put("counts", counts(module));
    tree.put("sizes", sizes(module));
    tree.put("imports", imports(module));
    tree.put("exports", exports(module));
    List<Object> custom = new ArrayList<>();
    for (CustomSection each : module.customSections()) {
      custom.add(row("name", each.name(), "bytes", each.length()));
    }
    tree.put("custom", custom);
    return tree;
  }

  private static List<String> features(Module module) {
    List<String> keys = new ArrayList<>();
    for (Feature each : FeatureUse.of(module).list()) {
      if (each != Feature.MVP) {
        keys.add(each.key());
      }
    }
    return keys;
  }

  private static Map<String, Object> counts(Module module) {
    return row(
        "types", module.types().size(),
        "functions", module.definedFuncCount(),
        "tables", module.tables().size(),
        "memories", module.memories().size(),
        "globals", module.globals().size(),
        "tags", module.tags().size(),
        "elements", module.elements().size(),
        "data", module.dataSegments().size());
  }

  private static Map<String, Object> sizes(Module module) {
    long code = 0;
    int largest = 0;
    for (DefinedFuncIndex each : module.definedFuncs()) {
      int length = module.body(each).length();
      code += length;
      largest = Math.max(largest, length);
    }
    long data = 0;
    for (DataIndex each : module.dataSegments().keys(DataIndex::new)) {
      data += module.dataSegments().get(each).length();
    }
    return row("code", code, "largest function", largest, "data", data);
  }

  private static List<Object> imports(Module module) {
    List<Object> rows = new ArrayList<>();
    for (Import each : module.imports()) {
      rows.add(
          row(
              "module", each.module(),
              "name", each.name(),
              "kind", kind(each.type()),
              "type", type(module, each.type())));
    }
    return rows;
  }

  private static List<Object> exports(Module module) {
    List<Object> rows = new ArrayList<>();
    for (Export each : module.exports()) {
      ExternType type = type(module, each);
      rows.add(row("name", each.name(), "kind", kind(type), "type", type(module, type)));
    }
    return rows;
  }

  private static ExternType type(Module module, Export item) {
    int index = item.index();
    return switch (item.kind()) {
      case FUNC -> new ExternType.Func(module.funcTypeIndex(new FuncIndex(index)));
      case TABLE -> module.tables().get(new TableIndex(index));
      case MEMORY -> module.memories().get(new MemoryIndex(index));
      case GLOBAL -> module.globals().get(new GlobalIndex(index));
      case TAG -> module.tags().get(new TagIndex(index));
    };
  }

  private static String kind(ExternType type) {
    return type.kind().name().toLowerCase(java.util.Locale.ROOT);
  }

  /** A type as the text format has it. */
  private static String type(Module module, ExternType type) {
    return switch (type) {
      case ExternType.Func func ->
          "(func" + WasmListing.signature(module.funcType(func.type())) + ")";
      case TagType tag -> "(tag" + WasmListing.signature(module.funcType(tag.type())) + ")";
      case GlobalType global -> "(global " + global + ")";
      case TableType table ->
          "(table " + limits(table.addressType(), table.limits()) + " " + table.element() + ")";
      case MemoryType memory ->
          "(memory "
              + limits(memory.addressType(), memory.limits())
              + (memory.shared() ? " shared" : "")
              + (memory.pageSizeLog2() == DEFAULT_PAGE_SIZE_LOG2
                  ? ""
                  : " (pagesize " + (1L << memory.pageSizeLog2()) + ")")
              + ")";
    };
  }

  private static String limits(AddressType addressType, Limits limits) {
    return (addressType == AddressType.I64 ? "i64 " : "") + limits;
  }

  static Map<String, Object> row(Object... pairs) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put((String) pairs[i], pairs[i + 1]);
    }
    return row;
  }

  // Plain text ----------------------------------------------------------------------------------

  private static void print(Map<String, Object> tree) {
    tree.forEach((key, value) -> {
      switch (value) {
        case Map<?, ?> map -> System.out.printf("%-10s%s%n", key, pairs(map));
        case List<?> list when list.isEmpty() -> System.out.printf("%-10snone%n", key);
        case List<?> list when list.get(0) instanceof String ->
            System.out.printf("%-10s%s%n", key, String.join(", ", strings(list)));
        case List<?> list -> {
          System.out.println(key);
          for (Object each : list) {
            System.out.println("  " + words((Map<?, ?>) each));
          }
        }
        default -> System.out.printf("%-10s%s%n", key, value);
      }
    });
  }

  private static List<String> strings(List<?> list) {
    List<String> strings = new ArrayList<>();
    for (Object each : list) {
      strings.add(each.toString());
    }
    return strings;
  }

  private static String pairs(Map<?, ?> map) {
    List<String> pairs = new ArrayList<>();
    map.forEach((key, value) -> pairs.add(key + " " + value));
    return String.join(", ", pairs);
  }

  private static String words(Map<?, ?> map) {
    StringBuilder line = new StringBuilder();
    map.forEach((key, value) -> {
      if (key.equals("kind")) {
        return; // The type says it too.
      }
      boolean quoted = key.equals("name") || key.equals("module");
      line.append(line.isEmpty() ? "" : "  ");
      boolean labelled = LABELLED.contains(key);
      line.append(labelled ? key + " " : "").append(quoted ? "\"" + value + "\"" : value);
      line.append(key.equals("bytes") ? " bytes" : "");
    });
    return line.toString();
  }
}
