// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import java.util.HashSet;
import java.util.Set;
import javax.lang.model.SourceVersion;

/**
 * Java's names for things whose names are any text. A name that Java can have stays as it is; of
 * others the letters and digits are kept, and a number tells equal ones apart.
 *
 * <p>One for each scope: it knows which names are taken.
 */
final class JavaNames {
  /** No method of these names can be added to an interface without meeting those of Object. */
  static final Set<String> OF_OBJECT =
      Set.of(
          "clone",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait");

  private final Set<String> taken = new HashSet<>();

  /** Names of a scope in which some are taken. */
  JavaNames(Set<String> taken) {
    this.taken.addAll(taken);
  }

  /** Whether a name can be used as it is, and is free; it is taken then. */
  boolean takeAsItIs(String name) {
    return isIdentifier(name) && taken.add(name);
  }

  /** {@return a name that is free, and is taken from now on} */
  String take(String wanted) {
    String name = identifier(wanted);
    String free = name;
    for (int number = 2; !taken.add(free); number++) {
      free = name + number;
    }
    return free;
  }

  static boolean isIdentifier(String name) {
    return SourceVersion.isIdentifier(name)
        && !SourceVersion.isKeyword(name)
        && name.codePoints().noneMatch(Character::isIdentifierIgnorable);
  }

  /** {@return a name with dots between identifiers} */
  static boolean isQualified(String name) {
    for (String part : name.split("\\.", -1)) {
      if (!isIdentifier(part)) {
        return false;
      }
    }
    return true;
  }

  /** {@return the name itself, or an identifier made of its letters and digits} */
  static String identifier(String name) {
    if (isIdentifier(name)) {
      return name;
    }
    String camel = camel(name, false);
    if (camel.isEmpty()) {
      return "unnamed";
    }
    if (!Character.isJavaIdentifierStart(camel.codePointAt(0))) {
      return "_" + camel;
    }
    return isIdentifier(camel) ? camel : camel + "_";
  }

  /** {@return the name of a class} */
  static String className(String name) {
    String camel = camel(name, true);
    if (camel.isEmpty()) {
      return "Unnamed";
    }
    return Character.isJavaIdentifierStart(camel.codePointAt(0)) ? camel : "_" + camel;
  }

  /** The words of a name, which anything but letters and digits separates, in one word. */
  private static String camel(String name, boolean capital) {
    StringBuilder made = new StringBuilder();
    boolean isStart = capital;
    for (int c : name.codePoints().toArray()) {
      if (!Character.isLetterOrDigit(c) || !Character.isJavaIdentifierPart(c)) {
        isStart |= capital || made.length() > 0;
        continue;
      }
      made.appendCodePoint(isStart ? Character.toUpperCase(c) : c);
      isStart = false;
    }
    return made.toString();
  }
}
