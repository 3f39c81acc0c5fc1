// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

/**
 * Types as stack maps know them: the tag in the low byte; above it, for an object, the number of
 * the class's symbol.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html#jvms-4.7.4">JVMS
 *     4.7.4</a>
 */
final class VerificationType {
  static final int TOP = 0;
  static final int INT = 1;
  static final int FLOAT = 2;
  static final int DOUBLE = 3;
  static final int LONG = 4;
  static final int NULL = 5;
  static final int OBJECT = 7;

  private VerificationType() {}

  /** Objects of a class, given the number of its symbol. */
  static int object(int symbol) {
    return symbol << 8 | OBJECT;
  }

  static int tag(int type) {
    return type & 0xFF;
  }

  static int symbol(int type) {
    return type >>> 8;
  }

  static int slots(int type) {
    return type == DOUBLE || type == LONG ? 2 : 1;
  }

  static int of(JvmType type) {
    return switch (type) {
      case INT -> INT;
      case LONG -> LONG;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case REF -> object(Symbols.JAVA_LANG_OBJECT);
    };
  }

  static int ofLetter(char letter) {
    return switch (letter) {
      case 'I' -> INT;
      case 'L' -> LONG;
      case 'F' -> FLOAT;
      case 'D' -> DOUBLE;
      case 'A' -> object(Symbols.JAVA_LANG_OBJECT);
      default -> TOP;
    };
  }
}
