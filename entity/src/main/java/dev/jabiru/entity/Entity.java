// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a densely numbered thing: a block, a value, a function of a module.
 *
 * <p>Each kind of thing is its own final subclass, so that a key of one kind given to a container
 * of another does not compile. A kind is declared in three lines:
 *
 * <pre>{@code
 * @Prefix("block") public final class Block extends Entity {
 *   public Block(int index) { super(index); }
 * }
 * }</pre>
 *
 * <p>An entity is a value: it has no identity worth keeping and costs nothing where it is made at
 * the call site, because it never leaves the compiled code ({@code docs/decisions} has the
 * figures). Entities are immutable and may be shared between threads.
 *
 * <p>The {@linkplain #RESERVED reserved index} stands for "none" in packed storage. No entity has
 * it: constructors refuse every negative index.
 */
public abstract class Entity implements Comparable<Entity> {
  /** The index that no entity has; packed storage writes it where there is no entity. */
  public static final int RESERVED = -1;

  private static final ClassValue<String> PREFIXES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          Prefix prefix = type.getAnnotation(Prefix.class);
          return prefix != null ? prefix.value() : type.getSimpleName().toLowerCase() + "#";
        }
      };

  final int index;

  /**
   * Makes a reference to the thing of that number.
   *
   * @param index the number, at least 0
   * @throws IndexOutOfBoundsException if the index is negative, the reserved one included
   */
  protected Entity(int index) {
    if (index < 0) {
      throw negative(index);
    }
    this.index = index;
  }

  private static IndexOutOfBoundsException negative(int index) {
    return new IndexOutOfBoundsException(
        index == RESERVED ? "the reserved index cannot be created" : "negative index " + index);
  }

  /** {@return the number of the thing, at least 0} */
  public final int index() {
    return index;
  }

  /**
   * Reads an entity as {@link #toString} prints it: {@code "block3"}.
   *
   * @param <K> the kind of entity
   * @param text prefix and decimal index, without sign or leading zeros
   * @param type the class of the kind, which carries the {@link Prefix}
   * @param key makes the entity, normally its constructor
   * @return the entity
   * @throws IllegalArgumentException if the text is anything else
   */
  public static <K extends Entity> K parse(String text, Class<K> type, IntFunction<K> key) {
    String prefix = prefix(type);
    int index = text.startsWith(prefix) ? parseIndex(text, prefix.length()) : RESERVED;
    if (index < 0) {
      throw new IllegalArgumentException(
          "malformed entity: wanted " + prefix + "<number>, found \"" + text + '"');
    }
    return key.apply(index);
  }

  /** Returns the number that begins at {@code from} and ends the text, or -1 if there is none. */
  private static int parseIndex(String text, int from) {
    int digits = text.length() - from;
    if (digits < 1 || digits > 10 || (digits > 1 && text.charAt(from) == '0')) {
      return RESERVED;
    }
    long index = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return RESERVED;
      }
      index = index * 10 + (c - '0');
    }
    return index <= Integer.MAX_VALUE ? (int) index : RESERVED;
  }

  /**
   * Returns what the names of a kind begin with.
   *
   * @param type the class of the kind
   * @return the value of its {@link Prefix}; for a class without one, its simple name in lower case
   *     and a number sign
   */
  public static String prefix(Class<? extends Entity> type) {
    return PREFIXES.get(type);
  }

  /** Orders entities of one kind by index; comparing two kinds is a {@link ClassCastException}. */
  @Override
  public final int compareTo(Entity other) {
    if (getClass() != other.getClass()) {
      throw new ClassCastException("cannot compare " + this + " with " + other);
    }
    return Integer.compare(index, other.index);
  }

  /** {@return whether the other object is an entity of the same kind with the same index} */
  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Entity entity
        && index == entity.index
        && getClass() == entity.getClass();
  }

  /** {@return a hash of the index, the same in every run} */
  @Override
  public final int hashCode() {
    return index;
  }

  /** {@return the name in the text formats: prefix and index} */
  @Override
  public final String toString() {
    return prefix(getClass()) + index;
  }
}
