// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for type definitions, the same number for the same type in whatever module it is defined.
 *
 * <p>Two definitions are the same type if their groups are: group by group, with references into
 * the group relative to it and references out of it by canonical number, the text of both must be
 * equal. So a group is looked up by an array of {@code int} that spells it out.
 *
 * <p>Types are never forgotten. Safe for use by several threads; {@link #register} locks, the
 * questions do not.
 *
 * @see <a href="https://webassembly.github.io/spec/core/valid/conventions.html#closed-types">Closed
 *     types</a>
 */
public final class CanonicalTypes {
  /** Marks the number of a concrete type as relative to the beginning of its own group. */
  private static final int RELATIVE = 1 << 27;

  private record GroupKey(int[] words) {
    @Override
    public boolean equals(Object other) {
      return other instanceof GroupKey key && Arrays.equals(words, key.words);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(words);
    }
  }

  /** What the questions read; the arrays only grow, and their used part never changes. */
  private record Table(int[] parents, byte[] depths, AbstractHeapType[] kinds) {}

  private final Map<GroupKey, Integer> groups = new HashMap<>();
  private int size;
  private volatile Table table = new Table(new int[16], new byte[16], new AbstractHeapType[16]);

  /** Makes a registry without types. */
  public CanonicalTypes() {}

  /**
   * Numbers the types of a module.
   *
   * @param module a module whose types are valid
   * @return the canonical number of each type, by its index in the module
   */
  public synchronized int[] register(Module module) {
    int[] ids = new int[module.types().size()];
    for (RecGroup group : module.recGroups()) {
      int first = group.first().index();
      int length = group.types().size();
      if (length == 0) {
        continue;
      }
      GroupKey key = new GroupKey(spell(group, ids));
      Integer known = groups.get(key);
      int id = known == null ? size : known;
      for (int i = 0; i < length; i++) {
        ids[first + i] = id + i;
      }
      if (known == null) {
        groups.put(key, id);
        for (int i = 0; i < length; i++) {
          add(group.types().get(i), ids);
        }
      }
    }
    return ids;
  }

  /**
   * {@return the number of a function type, as a module that defines it alone and final would get}
   *
   * @param type a function type that names no type of a module
   */
  public synchronized int register(FuncType type) {
    RecGroup group = new RecGroup(new TypeIndex(0), List.of(SubType.of(type)));
    int[] none = {};
    return groups.computeIfAbsent(
        new GroupKey(spell(group, none)),
        key -> {
          int id = size;
          add(group.types().get(0), none);
          return id;
        });
  }

  private void add(SubType type, int[] ids) {
    Table now = table;
    if (size == now.parents.length) {
      int room = size * 2;
      now =
          new Table(
              Arrays.copyOf(now.parents, room),
              Arrays.copyOf(now.depths, room),
              Arrays.copyOf(now.kinds, room));
    }
    boolean isRoot = type.supertypes().isEmpty();
    int parent = isRoot ? -1 : ids[type.supertypes().get(0).index()];
    now.parents[size] = parent;
    now.depths[size] = isRoot ? 0 : (byte) (now.depths[parent] + 1);
    now.kinds[size] =
        type.composite() instanceof FuncType
            ? AbstractHeapType.FUNC
            : type.composite() instanceof StructType
                ? AbstractHeapType.STRUCT
                : AbstractHeapType.ARRAY;
    size++;
    table = now;
  }

  private static int[] spell(RecGroup group, int[] ids) {
    IntList words = new IntList();
    int first = group.first().index();
    for (SubType type : group.types()) {
      words.add(type.isFinal() ? 1 : 0);
      words.add(type.supertypes().size());
      for (TypeIndex supertype : type.supertypes()) {
        words.add(number(supertype.index(), first, ids));
      }
      // Chains of instanceof: the bootstrap of a pattern switch would cost every start 20 ms.
      if (type.composite() instanceof FuncType func) {
        words.add(0);
        spell(func.params(), first, ids, words);
        spell(func.results(), first, ids, words);
      } else if (type.composite() instanceof StructType struct) {
        words.add(1);
        words.add(struct.fields().size());
        for (FieldType field : struct.fields()) {
          spell(field, first, ids, words);
        }
      } else if (type.composite() instanceof ArrayType array) {
        words.add(2);
        spell(array.element(), first, ids, words);
      }
    }
    return words.toArray();
  }

  private static void spell(List<ValType> types, int first, int[] ids, IntList words) {
    words.add(types.size());
    for (ValType type : types) {
      words.add(code(type, first, ids));
    }
  }

  private static void spell(FieldType field, int first, int[] ids, IntList words) {
    words.add(field.mutable() ? 1 : 0);
    words.add(
        field.type() instanceof ValType type
            ? code(type, first, ids)
            : field.type() == PackedType.I8 ? -1 : -2);
  }

  private static int code(ValType type, int first, int[] ids) {
    int code = TypeCode.of(type);
    return TypeCode.isConcrete(code)
        ? TypeCode.concreteRef(
            TypeCode.isNullable(code), number(TypeCode.typeIndex(code), first, ids))
        : code;
  }

  private static int number(int index, int first, int[] ids) {
    return index >= first ? RELATIVE | (index - first) : ids[index];
  }

  /**
   * {@return whether a defined type is a subtype of another, or the same}
   *
   * @param sub a canonical number
   * @param sup a canonical number
   */
  public boolean isSubtype(int sub, int sup) {
    Table now = table;
    int at = sub;
    for (int up = now.depths[sub] - now.depths[sup]; up > 0; up--) {
      at = now.parents[at];
    }
    return at == sup;
  }

  /**
   * {@return {@code FUNC}, {@code STRUCT} or {@code ARRAY}: what kind of type this is}
   *
   * @param id a canonical number
   */
  public AbstractHeapType kind(int id) {
    return table.kinds[id];
  }

  /**
   * {@return whether every value of one type is a value of another}
   *
   * @param sub a {@link TypeCode} in which concrete types are canonical numbers
   * @param sup a {@link TypeCode} in which concrete types are canonical numbers
   */
  public boolean matches(int sub, int sup) {
    if (sub == sup || sub == TypeCode.BOTTOM) {
      return true;
    }
    if ((sub & sup & TypeCode.REF) == 0 || TypeCode.isNullable(sub) && !TypeCode.isNullable(sup)) {
      return false;
    }
    if (TypeCode.isBottomRef(sub)) {
      return true;
    }
    if (TypeCode.isBottomRef(sup)) {
      return false;
    }
    int from = TypeCode.typeIndex(sub);
    int to = TypeCode.typeIndex(sup);
    if (TypeCode.isConcrete(sup)) {
      return TypeCode.isConcrete(sub)
          ? isSubtype(from, to)
          : TypeCode.abstractHeapType(sub) == kind(to).bottom();
    }
    AbstractHeapType above = TypeCode.abstractHeapType(sup);
    return TypeCode.isConcrete(sub)
        ? kind(from).isSubtypeOf(above)
        : TypeCode.abstractHeapType(sub).isSubtypeOf(above);
  }

  /**
   * {@return the code of a module's type with canonical numbers in place of type indices}
   *
   * @param code a {@link TypeCode} in which concrete types are indices of a module
   * @param ids what {@link #register} gave for that module
   */
  public static int canonicalCode(int code, int[] ids) {
    return TypeCode.isConcrete(code)
        ? TypeCode.concreteRef(TypeCode.isNullable(code), ids[TypeCode.typeIndex(code)])
        : code;
  }
}
