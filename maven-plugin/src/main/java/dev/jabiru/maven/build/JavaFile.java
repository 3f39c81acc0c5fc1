// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import java.util.Set;
import java.util.TreeSet;

/** A Java source under construction: what it imports follows from the types that are named. */
final class JavaFile {
  private final String origin;
  private final String packageName;
  private final String simpleName;
  private final Set<String> imports = new TreeSet<>();
  private final StringBuilder body = new StringBuilder();

  /**
   * Begins a source.
   *
   * @param qualifiedName the name of the type it will hold
   * @param origin what it is made from, for people
   */
  JavaFile(String qualifiedName, String origin) {
    int dot = qualifiedName.lastIndexOf('.');
    this.origin = origin;
    this.packageName = dot < 0 ? "" : qualifiedName.substring(0, dot);
    this.simpleName = qualifiedName.substring(dot + 1);
  }

  String simpleName() {
    return simpleName;
  }

  /** {@return how the source calls a type, which it imports unless it has that name itself} */
  String type(String qualified) {
    String simple = qualified.substring(qualified.lastIndexOf('.') + 1);
    if (simple.equals(simpleName)) {
      return qualified;
    }
    imports.add(qualified);
    return simple;
  }

  /** {@return how the source calls a type whose values may be null} */
  String nullable(String qualified) {
    String annotation = "@" + type("org.jspecify.annotations.Nullable") + " ";
    String type = type(qualified);
    int simple = type.lastIndexOf('.') + 1;
    return type.substring(0, simple) + annotation + type.substring(simple);
  }

  /** Adds text made by {@link String#formatted}. */
  void add(String format, Object... parts) {
    body.append(format.formatted(parts));
  }

  /** {@return the whole source} */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("// Made by jabiru-maven-plugin from ").append(plain(origin));
    text.append("; changes will be lost.\n");
    if (!packageName.isEmpty()) {
      text.append("package ").append(JavaText.name(packageName)).append(";\n");
    }
    text.append('\n');
    for (String each : imports) {
      if (!each.startsWith("java.lang.") || each.lastIndexOf('.') != "java.lang".length()) {
        text.append("import ").append(each).append(";\n");
      }
    }
    return text.append(imports.isEmpty() ? "" : "\n").append(body).toString();
  }

  private static String plain(String text) {
    return text.replaceAll("[^ !-\\[\\]-~]", "?");
  }
}
