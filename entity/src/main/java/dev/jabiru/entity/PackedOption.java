// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An entity or none, in one {@code int}: the index, or {@link Entity#RESERVED}.
 *
 * <p>It is a form of storage for a field or an array and never an object of its own. Maps and lists
 * have it built in: {@link EntitySecondaryMap}, {@link EntityPrimaryMap#getOrNull}, {@link
 * ListPool#getOrNull}.
 */
public final class PackedOption {
  /** The packed form of "no entity". */
  public static final int NONE = Entity.RESERVED;

  private PackedOption() {}

  /**
   * Packs an entity or none.
   *
   * @param entity the entity, or null for none
   * @return its index, or {@link #NONE}
   */
  public static int pack(@Nullable Entity entity) {
    return entity == null ? NONE : entity.index;
  }

  /**
   * Unpacks what {@link #pack} packed.
   *
   * @param <E> the kind of entity
   * @param packed an index, or {@link #NONE}
   * @param entity makes the entity
   * @return the entity, or null for none
   */
  public static <E extends Entity> @Nullable E unpack(int packed, IntFunction<E> entity) {
    // Testing the sign, as the constructor does, leaves one test of the two.
    return packed < 0 ? null : entity.apply(packed);
  }
}
