// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The symbols of one function, each with a number; not thread-safe. */
final class Symbols {
  /** The number of {@link Object} in every table, so that {@link VerificationType} is constant. */
  static final int JAVA_LANG_OBJECT = 0;

  private final Map<Symbol, Integer> numbers = new HashMap<>();
  private final List<Symbol> symbols = new ArrayList<>();

  Symbols() {
    number(new Symbol.ClassName("java/lang/Object"));
  }

  /** The number of a symbol, a new one on first sight. */
  int number(Symbol symbol) {
    Integer known = numbers.putIfAbsent(symbol, symbols.size());
    if (known != null) {
      return known;
    }
    symbols.add(symbol);
    return symbols.size() - 1;
  }

  int classNumber(String name) {
    return number(new Symbol.ClassName(name));
  }

  /** All symbols in the order of their numbers. */
  List<Symbol> toList() {
    return List.copyOf(symbols);
  }
}
