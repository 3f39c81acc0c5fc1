// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import dev.jabiru.environ.jvm.Convention;
import dev.jabiru.wasm.AbstractHeapType;
import dev.jabiru.wasm.ConcreteHeapType;
import dev.jabiru.wasm.Export;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.LocalIndex;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.NumType;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.ValType;
import dev.jabiru.wasm.VecType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes the Java interface of a module's exported functions, as {@code Instance.as} of the runtime
 * binds it: a method for each, with the Java types that {@code Func.handle} has; several results
 * are a record; {@code @WasmFunction} where the Java name is not the export's.
 *
 * <p>The same module gives the same text. Exports keep their order.
 */
final class InterfaceSource {
  private static final String FUNC = "dev.jabiru.runtime.Func";
  private static final String OBJECT = "java.lang.Object";

  /** As many slots as a record's constructor has room for: long and double take two. */
  private static final int MAX_COMPONENT_SLOTS = 250;

  private final JavaFile file;
  private final Module module;
  private final boolean nullMarked;
  private final JavaNames methods = new JavaNames(JavaNames.OF_OBJECT);
  private final JavaNames records;

  private InterfaceSource(JavaFile file, Module module, boolean nullMarked) {
    this.file = file;
    this.module = module;
    this.nullMarked = nullMarked;
    this.records = new JavaNames(Set.of(file.simpleName()));
  }

  /**
   * {@return the source of the interface}
   *
   * @param qualifiedName the interface's name
   * @param module the module
   * @param moduleName what the module is called in its artifact
   * @param origin what the module's file is called
   * @param nullMarked whether to say with JSpecify's annotations what may be null
   */
  static String of(
      String qualifiedName, Module module, String moduleName, String origin, boolean nullMarked) {
    JavaFile file = new JavaFile(qualifiedName, origin);
    new InterfaceSource(file, module, nullMarked).write(moduleName);
    return file.text();
  }

  private void write(String moduleName) {
    List<Export> functions = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Export export : module.exports()) {
      if (isCallable(export)) {
        functions.add(export);
      } else {
        others.add(JavaText.code(export.kind() + " \"" + export.name() + "\""));
      }
    }
    file.add("/**\n * The functions that the module %s exports.\n", JavaText.code(moduleName));
    if (!others.isEmpty()) {
      file.add(" *\n * <p>It also exports %s.\n", String.join(",\n * ", others));
    }
    file.add(" */\n");
    if (nullMarked) {
      file.add("@%s\n", file.type("org.jspecify.annotations.NullMarked"));
    }
    file.add(
        """
        public interface %1$s {
          /** The module's name in its artifact. */
          %2$s MODULE = %3$s;

          /**
           * {@return the exported functions of an instance}
           *
           * @param instance an instance of the module
           */
          static %1$s of(%4$s instance) {
            return instance.as(%5$s.lookup(), %1$s.class);
          }
        """,
        JavaText.name(file.simpleName()),
        file.type("java.lang.String"),
        JavaText.literal(moduleName),
        file.type("dev.jabiru.runtime.Instance"),
        file.type("java.lang.invoke.MethodHandles"));
    // First the names that Java can have, so that no other takes one of them.
    List<Boolean> areKept = functions.stream().map(e -> methods.takeAsItIs(e.name())).toList();
    for (int i = 0; i < functions.size(); i++) {
      Export export = functions.get(i);
      String name = areKept.get(i) ? export.name() : methodName(export.name());
      method(export, name);
    }
    file.add("}\n");
  }

  /** Whether the runtime can bind a method to it: an empty name in @WasmFunction is no name. */
  private boolean isCallable(Export export) {
    return export.kind() == ExternKind.FUNC
        && !export.name().isEmpty()
        && !hasVectors(typeOf(export));
  }

  private String methodName(String export) {
    return methods.take(JavaNames.OF_OBJECT.contains(export) ? export + "_" : export);
  }

  private void method(Export export, String name) {
    FuncType type = typeOf(export);
    List<String> params = new ArrayList<>();
    StringBuilder doc = new StringBuilder();
    if (Convention.directParams(type) < type.params().size()) {
      // More than a Java method may have.
      params.add(values() + " args");
      doc.append("   * @param args the arguments, in order\n");
    } else {
      JavaNames names = new JavaNames(Set.of());
      FuncIndex func = new FuncIndex(export.index());
      for (int i = 0; i < type.params().size(); i++) {
        ValType param = type.params().get(i);
        String given = module.names().localName(func, new LocalIndex(i));
        String own = JavaText.name(names.take(given == null ? "p" + i : given));
        params.add(javaType(param) + " " + own);
        doc.append("   * @param %s %s\n".formatted(own, JavaText.code(param.toString())));
      }
    }
    String result = result(type, name, doc);
    file.add("\n  /**\n   * Calls %s.\n", JavaText.code(signature(export, type)));
    file.add(doc.isEmpty() ? "   */\n" : "   *\n%s   */\n", doc);
    if (!name.equals(export.name())) {
      String annotation = file.type("dev.jabiru.runtime.WasmFunction");
      file.add("  @%s(%s)\n", annotation, JavaText.literal(export.name()));
    }
    file.add("  %s %s(%s);\n", result, JavaText.name(name), list(params));
  }

  /** The Java type of a function's results, whose documentation is added. */
  private String result(FuncType type, String method, StringBuilder doc) {
    List<ValType> results = type.results();
    if (results.isEmpty()) {
      return "void";
    }
    if (results.size() == 1) {
      doc.append("   * @return %s\n".formatted(JavaText.code(results.get(0).toString())));
      return javaType(results.get(0));
    }
    doc.append("   * @return the results, in order\n");
    return fitRecord(results) ? record(results, method) : values();
  }

  private String record(List<ValType> results, String method) {
    String name = JavaText.name(records.take(JavaNames.className(method) + "Results"));
    file.add("\n  /**\n   * The results of {@link #%s}.\n   *\n", JavaText.name(method));
    List<String> components = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      file.add("   * @param result%d %s\n", i, JavaText.code(results.get(i).toString()));
      components.add(javaType(results.get(i)) + " result" + i);
    }
    file.add("   */\n  record %s(%s) {}\n", name, list(components));
    return name;
  }

  /** Whether the runtime finds the results' types in those of a record's components. */
  private static boolean fitRecord(List<ValType> results) {
    int slots = 0;
    for (ValType result : results) {
      if (!(result instanceof NumType)
          && !result.equals(RefType.FUNCREF)
          && !result.equals(RefType.EXTERNREF)) {
        return false;
      }
      slots += result == NumType.I64 || result == NumType.F64 ? 2 : 1;
    }
    return slots <= MAX_COMPONENT_SLOTS;
  }

  private static String list(List<String> parts) {
    String line = String.join(", ", parts);
    return line.length() <= 60 ? line : "\n      " + String.join(",\n      ", parts);
  }

  // ---- Types --------------------------------------------------------------------------------

  private FuncType typeOf(Export function) {
    return module.funcType(new FuncIndex(function.index()));
  }

  /** Whether values occur that are nothing in Java. */
  private static boolean hasVectors(FuncType type) {
    return Stream.concat(type.params().stream(), type.results().stream())
        .anyMatch(each -> each instanceof VecType);
  }

  private String javaType(ValType type) {
    if (type instanceof NumType num) {
      return switch (num) {
        case I32 -> "int";
        case I64 -> "long";
        case F32 -> "float";
        case F64 -> "double";
      };
    }
    RefType ref = (RefType) type;
    String name = isFunc(ref) ? FUNC : OBJECT;
    return nullMarked && ref.nullable() ? file.nullable(name) : file.type(name);
  }

  private boolean isFunc(RefType type) {
    return type.heapType() instanceof ConcreteHeapType defined
        ? module.types().get(defined.type()).composite() instanceof FuncType
        : ((AbstractHeapType) type.heapType()).top() == AbstractHeapType.FUNC;
  }

  /** The Java type of values of any types, boxed. */
  private String values() {
    return (nullMarked ? file.nullable(OBJECT) : file.type(OBJECT)) + "[]";
  }

  private static String signature(Export export, FuncType type) {
    StringBuilder text = new StringBuilder("(func (export \"").append(export.name()).append("\")");
    types(text, " (param", type.params());
    types(text, " (result", type.results());
    return text.append(')').toString();
  }

  private static void types(StringBuilder text, String keyword, List<ValType> types) {
    if (!types.isEmpty()) {
      text.append(keyword);
      types.forEach(type -> text.append(' ').append(type));
      text.append(')');
    }
  }
}
