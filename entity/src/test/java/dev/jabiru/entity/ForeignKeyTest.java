// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Asks the Java compiler: every method of every container that takes a key takes its own, and a
 * foreign one is a type error.
 *
 * <p>For each public method found by reflection, and each of its parameters that mentions a kind of
 * entity, there is one call with the right kinds and one in which that parameter is of a foreign
 * kind. Each call is on a line of its own in one source file.
 */
class ForeignKeyTest {
  private static final Set<String> TYPE_ERRORS =
      Set.of(
          "compiler.err.cant.apply.symbol",
          "compiler.err.cant.apply.symbols",
          "compiler.err.prob.found.req");

  /** One call, on one line. */
  private record Call(Method method, int foreignParameter, String text) {}

  @Test
  void theRightKeyCompiles() {
    List<Call> calls = calls(false);
    Map<Integer, List<String>> errors = compile(source(calls));
    assertThat(errors).isEmpty();
    assertThat(calls.size()).isGreaterThan(120);
  }

  @Test
  void aForeignKeyIsATypeError() {
    List<Call> calls = calls(true);
    Map<Integer, List<String>> errors = compile(source(calls));
    List<String> compiled = new ArrayList<>();
    for (int line = 1; line <= calls.size(); line++) {
      if (!errors.containsKey(line)) {
        compiled.add(calls.get(line - 1).text());
      }
    }
    assertThat(compiled).as("calls with a foreign key that compile").isEmpty();
    assertThat(errors).as("errors outside the calls").hasSameSizeAs(calls);
    Set<String> codes = new TreeSet<>();
    errors.values().forEach(codes::addAll);
    assertThat(TYPE_ERRORS).as("kinds of error").containsAll(codes);
  }

  /** Guards the two tests above: the methods that everybody knows are among those tried. */
  @Test
  void theCallsCoverEveryContainer() {
    Set<String> tried = new TreeSet<>();
    for (Call call : calls(true)) {
      Method method = call.method();
      tried.add(method.getDeclaringClass().getSimpleName() + "." + method.getName());
    }
    assertThat(tried)
        .contains(
            "PrimaryMap.get",
            "PrimaryMap.set",
            "PrimaryMap.push",
            "PrimaryKeys.isValid",
            "IntPrimaryMap.get",
            "LongPrimaryMap.set",
            "EntityPrimaryMap.push",
            "SecondaryMap.get",
            "SecondaryMap.set",
            "SecondaryMap.getMutable",
            "IntSecondaryMap.add",
            "LongSecondaryMap.get",
            "EntitySecondaryMap.clear",
            "EntitySet.add",
            "EntitySet.contains",
            "EntitySet.remove",
            "EntitySet.addAll",
            "SparseKeys.contains",
            "SparseMap.get",
            "SparseMap.remove",
            "SparseSet.add",
            "ListPool.push",
            "ListPool.get",
            "ListPool.free",
            "ListPool.of",
            "BoxedSlice.get",
            "KeyRange.contains");
  }

  private static List<Call> calls(boolean foreign) {
    List<Call> calls = new ArrayList<>();
    for (Class<?> container : Containers.all()) {
      for (Method method : Containers.methods(container)) {
        Type[] parameters = method.getGenericParameterTypes();
        for (int i = 0; i < parameters.length; i++) {
          if (mentionsEntity(parameters[i])) {
            calls.add(call(container, method, i, foreign));
          }
        }
      }
    }
    return calls;
  }

  private static Call call(Class<?> container, Method method, int parameter, boolean foreign) {
    Type[] parameters = method.getGenericParameterTypes();
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < parameters.length; i++) {
      arguments.add(argument(parameters[i], foreign && i == parameter));
    }
    boolean isStatic = Modifier.isStatic(method.getModifiers());
    String receiver = isStatic ? container.getCanonicalName() : "((" + own(container) + ") null)";
    String result = isStatic ? render(method.getGenericReturnType(), false) + " x = " : "";
    String call = receiver + "." + method.getName() + "(" + String.join(", ", arguments) + ")";
    return new Call(method, parameter, "  { " + result + call + "; }");
  }

  /** The container with the right kinds of entity as its arguments. */
  private static String own(Class<?> container) {
    List<String> arguments = new ArrayList<>();
    for (TypeVariable<?> variable : container.getTypeParameters()) {
      arguments.add(render(variable, false));
    }
    return container.getCanonicalName() + "<" + String.join(", ", arguments) + ">";
  }

  private static String argument(Type type, boolean foreign) {
    if (type instanceof Class<?> c && c.isPrimitive()) {
      return c == boolean.class ? "false" : "(" + c + ") 0";
    }
    return "(" + render(type, foreign) + ") null";
  }

  /** Writes a type, with the right kinds of entity for the variables or with foreign ones. */
  private static String render(Type type, boolean foreign) {
    return switch (type) {
      case Class<?> c -> c.getCanonicalName();
      case TypeVariable<?> v when Containers.isEntityVariable(v) ->
          foreign ? "Foreign" : "Right" + v.getName();
      case TypeVariable<?> _ -> "String";
      case GenericArrayType a -> render(a.getGenericComponentType(), foreign) + "[]";
      case WildcardType w when w.getLowerBounds().length > 0 ->
          "? super " + render(w.getLowerBounds()[0], foreign);
      case WildcardType w -> "? extends " + render(w.getUpperBounds()[0], foreign);
      case ParameterizedType p -> {
        List<String> arguments = new ArrayList<>();
        for (Type argument : p.getActualTypeArguments()) {
          arguments.add(render(argument, foreign));
        }
        yield render(p.getRawType(), foreign) + "<" + String.join(", ", arguments) + ">";
      }
      default -> throw new AssertionError(type);
    };
  }

  private static boolean mentionsEntity(Type type) {
    return switch (type) {
      case TypeVariable<?> v -> Containers.isEntityVariable(v);
      case GenericArrayType a -> mentionsEntity(a.getGenericComponentType());
      case WildcardType w -> mentionsAny(w.getLowerBounds()) || mentionsAny(w.getUpperBounds());
      case ParameterizedType p -> mentionsAny(p.getActualTypeArguments());
      default -> false;
    };
  }

  private static boolean mentionsAny(Type[] types) {
    for (Type type : types) {
      if (mentionsEntity(type)) {
        return true;
      }
    }
    return false;
  }

  /** One class: call n is on line n, and the kinds of entity follow. */
  private static String source(List<Call> calls) {
    String lines = calls.stream().map(Call::text).collect(Collectors.joining("\n"));
    StringBuilder source = new StringBuilder("class Calls {").append(lines.substring(1));
    source.append("\n}\n");
    for (String kind : List.of("RightK", "RightE", "RightV", "Foreign")) {
      source.append("final class ").append(kind).append(" extends dev.jabiru.entity.Entity {\n");
      source.append("  ").append(kind).append("(int index) { super(index); }\n}\n");
    }
    return source.toString();
  }

  /** Compiles a source and returns the codes of its errors by line. */
  private static Map<Integer, List<String>> compile(String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    Collection<Class<?>> needed = List.of(Entity.class, NullMarked.class);
    String classPath =
        needed.stream()
            .map(type -> Containers.location(type).toString())
            .collect(Collectors.joining(System.getProperty("path.separator")));
    String analyseOnly = "-XDshould-stop.ifNoError=FLOW"; // writes no class files
    List<String> options =
        List.of("-proc:none", "-Xmaxerrs", "100000", "-classpath", classPath, analyseOnly);
    compiler.getTask(null, null, diagnostics, options, null, List.of(new Source(source))).call();
    Map<Integer, List<String>> errors = new TreeMap<>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        errors
            .computeIfAbsent((int) diagnostic.getLineNumber(), line -> new ArrayList<>())
            .add(diagnostic.getCode());
      }
    }
    return errors;
  }

  /** A source file in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Calls.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
