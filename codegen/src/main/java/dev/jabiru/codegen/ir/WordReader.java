// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.entity.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Takes the words of one line in order; what is not as wanted is a {@code SyntaxException}. */
final class WordReader {
  private final List<String> words;
  private final int line;
  private int at;

  WordReader(List<String> words, int line) {
    this.words = words;
    this.line = line;
  }

  FunctionParser.SyntaxException error(String wanted, String found) {
    return error("wanted " + wanted + ", found " + found);
  }

  FunctionParser.SyntaxException error(String message) {
    return new FunctionParser.SyntaxException(message, line);
  }

  boolean hasNext() {
    return at < words.size();
  }

  /** Returns the next word without taking it; "" at the end. */
  String peek() {
    return hasNext() ? words.get(at) : "";
  }

  String next() {
    if (!hasNext()) {
      throw error("another word", "the end of the line");
    }
    return words.get(at++);
  }

  boolean accept(String word) {
    boolean isNext = peek().equals(word);
    at += isNext ? 1 : 0;
    return isNext;
  }

  void expect(String word) {
    if (!accept(word)) {
      throw error(word, hasNext() ? peek() : "the end of the line");
    }
  }

  void end() {
    if (hasNext()) {
      throw error("the end of the line", peek());
    }
  }

  long number() {
    String word = next();
    try {
      return word.startsWith("-") ? Long.parseLong(word) : Long.parseUnsignedLong(word);
    } catch (NumberFormatException e) {
      throw error("a number", word);
    }
  }

  int integer() {
    long number = number();
    if (number != (int) number || number < 0) {
      throw error("a number below 2^31", Long.toUnsignedString(number));
    }
    return (int) number;
  }

  int hexadecimal(String digits) {
    try {
      return Integer.parseUnsignedInt(digits, 16);
    } catch (NumberFormatException e) {
      throw error("hexadecimal digits", digits);
    }
  }

  int float32() {
    String word = next();
    try {
      return Words.parseFloat32(word);
    } catch (NumberFormatException e) {
      throw error("a floating-point number", word);
    }
  }

  long float64() {
    String word = next();
    try {
      return Words.parseFloat64(word);
    } catch (NumberFormatException e) {
      throw error("a floating-point number", word);
    }
  }

  /** Takes the name of one of the constants of an enum. */
  <E extends Enum<E>> E oneOf(E[] constants) {
    String word = next();
    for (E constant : constants) {
      if (constant.toString().equals(word)) {
        return constant;
      }
    }
    throw error(constants[0].getDeclaringClass().getSimpleName(), word);
  }

  Type type() {
    return oneOf(Type.values());
  }

  <K extends Entity> K entity(Class<K> type, IntFunction<K> make) {
    String word = next();
    try {
      return Entity.parse(word, type, make);
    } catch (IllegalArgumentException e) {
      throw error(Entity.prefix(type) + "<number>", word);
    }
  }

  UserExternalName externalName() {
    String word = next();
    int colon = word.indexOf(':');
    try {
      int index = Integer.parseInt(word, colon + 1, word.length(), 10);
      if (word.startsWith("builtin:")) {
        return UserExternalName.ofBuiltin(index);
      } else if (word.startsWith("u") && colon > 0) {
        return new UserExternalName(Integer.parseInt(word, 1, colon, 10), index);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw error("a function name such as u0:3", word);
  }

  Signature signature() {
    List<Type> params = new ArrayList<>();
    expect("(");
    while (!accept(")")) {
      params.add(type());
      if (!peek().equals(")")) {
        expect(",");
      }
    }
    List<Type> returns = new ArrayList<>();
    if (accept("->")) {
      do {
        returns.add(type());
      } while (accept(","));
    }
    return new Signature(params, returns);
  }

  ConstantData constant() {
    String word = next();
    if (word.length() != 34 || !word.startsWith("0x")) {
      throw error("0x and 32 hexadecimal digits", word);
    }
    try {
      return new ConstantData(
          Long.parseUnsignedLong(word, 18, 34, 16), Long.parseUnsignedLong(word, 2, 18, 16));
    } catch (NumberFormatException e) {
      throw error("0x and 32 hexadecimal digits", word);
    }
  }
}
