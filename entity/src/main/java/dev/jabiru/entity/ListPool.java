// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many small lists of entities in one array. A list is an {@link EntityList}: four bytes.
 *
 * <p>A list lives in a block whose size is a power of two, at least 4; the first word is the
 * length, so blocks hold up to 3, 7, 15 … elements. A list that outgrows its block, or shrinks into
 * a smaller one, moves; the block it leaves is reused for the next list of that size.
 *
 * <pre>
 *   handle ─▶ ┌────────┬────┬────┬────┐      freed: ┌────┬─────────────┬─ ─┬─ ─┐
 *             │ length │ e0 │ e1 │    │             │ -1 │ next freed  │   │   │
 *             └────────┴────┴────┴────┘             └────┴─────────────┴─ ─┴─ ─┘
 * </pre>
 *
 * <p>Every method that changes a list returns its new handle; the handle passed in is dead. With
 * assertions on, a handle that is out of range, freed or from another pool is caught unless its
 * place has been given to another list since.
 *
 * @param <E> the kind of entity in the lists
 */
public final class ListPool<E extends Entity> {
  /** What stands where the length was once a block is freed. It makes every position too great. */
  private static final int FREED = -1;

  private static final int SIZE_CLASSES = 29;

  /** Word 0 is the length of the empty list, whose handle is 0. */
  private int[] data = new int[64];

  private int used = 1;

  /** The first freed block of each size class, 0 if there is none. */
  private final int[] freed = new int[SIZE_CLASSES];

  /** Where live blocks begin; kept only with assertions on. */
  private @Nullable BitSet live;

  /** Makes an empty pool. */
  public ListPool() {
    assert (live = new BitSet()) != null;
  }

  /**
   * Makes a list of one element.
   *
   * @param e0 the element
   * @return the list
   */
  public EntityList<E> of(E e0) {
    int h = allocate(0);
    data[h] = 1;
    data[h + 1] = e0.index;
    return new EntityList<>(h);
  }

  /**
   * Makes a list of two elements.
   *
   * @param e0 the first element
   * @param e1 the second element
   * @return the list
   */
  public EntityList<E> of(E e0, E e1) {
    int h = allocate(0);
    data[h] = 2;
    data[h + 1] = e0.index;
    data[h + 2] = e1.index;
    return new EntityList<>(h);
  }

  /**
   * Makes a list of three elements.
   *
   * @param e0 the first element
   * @param e1 the second element
   * @param e2 the third element
   * @return the list
   */
  public EntityList<E> of(E e0, E e1, E e2) {
    int h = allocate(0);
    data[h] = 3;
    data[h + 1] = e0.index;
    data[h + 2] = e1.index;
    data[h + 3] = e2.index;
    return new EntityList<>(h);
  }

  /**
   * Makes a list.
   *
   * @param elements the elements
   * @return the list
   */
  @SafeVarargs
  public final EntityList<E> of(E... elements) {
    return copyOf(Arrays.asList(elements));
  }

  /**
   * Makes a list.
   *
   * @param elements the elements
   * @return the list
   */
  public EntityList<E> copyOf(Iterable<? extends E> elements) {
    EntityList<E> list = EntityList.empty();
    for (E element : elements) {
      list = push(list, element);
    }
    return list;
  }

  /**
   * Makes a list with the elements of another one of this pool, which stays as it is.
   *
   * @param list a list
   * @return the copy
   */
  public EntityList<E> copyOf(EntityList<E> list) {
    assert isLive(list.handle) : dead(list.handle);
    return list.handle == 0 ? list : new EntityList<>(copyBlock(list.handle, data[list.handle]));
  }

  /** Returns a new block of that length, with as many elements of the old one as fit. */
  private int copyBlock(int h, int length) {
    int to = allocate(sizeClass(length));
    System.arraycopy(data, h + 1, data, to + 1, Math.min(length, data[h]));
    data[to] = length;
    return to;
  }

  /**
   * Returns the number of elements.
   *
   * @param list a list
   * @return how many elements it has
   */
  public int size(EntityList<E> list) {
    int h = list.handle;
    assert isLive(h) : dead(h);
    return data[h];
  }

  /**
   * Returns the index of an element.
   *
   * @param list a list
   * @param position at least 0 and less than its size
   * @return the index, or {@link PackedOption#NONE}
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public int indexAt(EntityList<E> list, int position) {
    int h = list.handle;
    assert isLive(h) : dead(h);
    int[] d = data;
    if (position < 0 || position >= d[h]) {
      throw Storage.outOfBounds(position, d[h]);
    }
    return d[h + 1 + position];
  }

  /**
   * Returns an element that is there.
   *
   * @param list a list
   * @param position at least 0 and less than its size
   * @param entity makes the element, normally its constructor
   * @return the element
   * @throws IndexOutOfBoundsException if there is no such position, or none is stored there
   */
  public E get(EntityList<E> list, int position, IntFunction<E> entity) {
    return entity.apply(indexAt(list, position));
  }

  /**
   * Returns an element or none.
   *
   * @param list a list
   * @param position at least 0 and less than its size
   * @param entity makes the element, normally its constructor
   * @return the element, or null for none
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public @Nullable E getOrNull(EntityList<E> list, int position, IntFunction<E> entity) {
    return PackedOption.unpack(indexAt(list, position), entity);
  }

  /**
   * Replaces an element; the handle stays valid.
   *
   * @param list a list
   * @param position at least 0 and less than its size
   * @param element the new element, or null for none
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public void set(EntityList<E> list, int position, @Nullable E element) {
    int h = list.handle;
    assert isLive(h) : dead(h);
    if (position < 0 || position >= data[h]) {
      throw Storage.outOfBounds(position, data[h]);
    }
    data[h + 1 + position] = PackedOption.pack(element);
  }

  /**
   * Appends an element.
   *
   * @param list a list
   * @param element the element, or null for none
   * @return the list from now on
   */
  public EntityList<E> push(EntityList<E> list, @Nullable E element) {
    int h = list.handle;
    assert isLive(h) : dead(h);
    int length = data[h];
    int to = isFull(length) ? move(h, length + 1) : h;
    data[to] = length + 1;
    data[to + 1 + length] = PackedOption.pack(element);
    return new EntityList<>(to);
  }

  /**
   * Appends the elements of another list of this pool, which stays as it is.
   *
   * @param list a list
   * @param other a list, maybe the same
   * @return the first list from now on
   */
  public EntityList<E> pushAll(EntityList<E> list, EntityList<E> other) {
    int length = size(list);
    int more = size(other);
    if (more == 0) {
      return list;
    }
    EntityList<E> grown = resize(list, length + more);
    int from = other.handle == list.handle ? grown.handle : other.handle;
    System.arraycopy(data, from + 1, data, grown.handle + 1 + length, more);
    return grown;
  }

  /**
   * Inserts an element before the one at a position.
   *
   * @param list a list
   * @param position at least 0 and at most its size
   * @param element the element, or null for none
   * @return the list from now on
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public EntityList<E> insert(EntityList<E> list, int position, @Nullable E element) {
    int length = size(list);
    if (position < 0 || position > length) {
      throw Storage.outOfBounds(position, length);
    }
    EntityList<E> grown = resize(list, length + 1);
    int at = grown.handle + 1 + position;
    System.arraycopy(data, at, data, at + 1, length - position);
    data[at] = PackedOption.pack(element);
    return grown;
  }

  /**
   * Removes an element and moves those behind it forward.
   *
   * @param list a list
   * @param position at least 0 and less than its size
   * @return the list from now on
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public EntityList<E> remove(EntityList<E> list, int position) {
    int length = size(list);
    if (position < 0 || position >= length) {
      throw Storage.outOfBounds(position, length);
    }
    int at = list.handle + 1 + position;
    System.arraycopy(data, at + 1, data, at, length - 1 - position);
    return resize(list, length - 1);
  }

  /**
   * Removes an element by putting the last one in its place.
   *
   * @param list a list
   * @param position at least 0 and less than its size
   * @return the list from now on
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public EntityList<E> swapRemove(EntityList<E> list, int position) {
    int length = size(list);
    if (position < 0 || position >= length) {
      throw Storage.outOfBounds(position, length);
    }
    data[list.handle + 1 + position] = data[list.handle + length];
    return resize(list, length - 1);
  }

  /**
   * Removes the elements from a position on.
   *
   * @param list a list
   * @param length how many elements to keep; nothing happens if there are no more than that
   * @return the list from now on
   * @throws IndexOutOfBoundsException if the length is negative
   */
  public EntityList<E> truncate(EntityList<E> list, int length) {
    if (length < 0) {
      throw new IndexOutOfBoundsException("negative length " + length);
    }
    return length < size(list) ? resize(list, length) : list;
  }

  /**
   * Frees the storage of a list. The handle is dead; freeing the empty list does nothing.
   *
   * @param list a list
   */
  public void free(EntityList<E> list) {
    int h = list.handle;
    assert isLive(h) : dead(h);
    if (h != 0) {
      release(h);
    }
  }

  /**
   * Returns the elements.
   *
   * @param list a list, which must not change while the elements are iterated
   * @param entity makes an element, normally its constructor
   * @return the elements in order; a view
   */
  public Iterable<E> elements(EntityList<E> list, IntFunction<E> entity) {
    return () -> new Elements(list, entity);
  }

  /**
   * Hands every element to an action, in order.
   *
   * @param list a list
   * @param entity makes an element, normally its constructor
   * @param action what to do with it
   */
  public void forEach(EntityList<E> list, IntFunction<E> entity, Consumer<? super E> action) {
    for (int i = 0, n = size(list); i < n; i++) {
      action.accept(entity.apply(indexAt(list, i)));
    }
  }

  /**
   * Returns where an element is.
   *
   * @param list a list
   * @param element the element
   * @return its first position, or -1 if it is not in the list
   */
  public int positionOf(EntityList<E> list, E element) {
    int h = list.handle;
    for (int i = 0, n = size(list); i < n; i++) {
      if (data[h + 1 + i] == element.index) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Compares the elements of two lists of this pool.
   *
   * @param a a list
   * @param b a list
   * @return whether they have the same elements in the same order
   */
  public boolean contentEquals(EntityList<E> a, EntityList<E> b) {
    int x = a.handle + 1;
    int y = b.handle + 1;
    return Arrays.equals(data, x, x + size(a), data, y, y + size(b));
  }

  /**
   * Hashes the elements of a list, in agreement with {@link #contentEquals}.
   *
   * @param list a list
   * @return a hash, the same in every run
   */
  public int contentHash(EntityList<E> list) {
    int hash = 1;
    int h = list.handle;
    for (int i = 0, n = size(list); i < n; i++) {
      hash = 31 * hash + data[h + 1 + i];
    }
    return hash;
  }

  /** Forgets all lists and keeps the storage. This ends the life of every handle. */
  public void clear() {
    used = 1;
    Arrays.fill(freed, 0);
    assert live == null || forgetAll(live);
  }

  private static boolean forgetAll(BitSet live) {
    live.clear();
    return true;
  }

  /** {@return how many words there is room for before storage must grow} */
  public int capacity() {
    return data.length;
  }

  /**
   * Makes room.
   *
   * @param words how many words there shall be room for: a list takes a power of two that is
   *     greater than its length and at least 4
   */
  public void ensureCapacity(int words) {
    if (words > data.length) {
      data = Arrays.copyOf(data, Storage.grown(data.length, words));
    }
  }

  /**
   * Returns a codec for lists of this pool: the number of elements and then the index of each, -1
   * for none.
   *
   * @return the codec; what it reads is allocated here
   */
  public ValueCodec<EntityList<E>> codec() {
    return new ListCodec();
  }

  /** Whether a block that holds so many elements has no room for another one. */
  private static boolean isFull(int length) {
    return (length & (length + 1)) == 0 && length != 1;
  }

  /**
   * The size class, of blocks of {@code 4 << class} words, for that many elements and the length.
   */
  private static int sizeClass(int length) {
    return 30 - Integer.numberOfLeadingZeros(length | 3);
  }

  private int allocate(int sizeClass) {
    int h = freed[sizeClass];
    if (h != 0) {
      freed[sizeClass] = data[h + 1];
    } else {
      h = used;
      int end = h + (4 << sizeClass);
      if (end < 0 || end > data.length) {
        data = Arrays.copyOf(data, Storage.grown(data.length, end));
      }
      used = end;
    }
    assert live == null || setLive(live, h, true);
    return h;
  }

  private void release(int h) {
    int sizeClass = sizeClass(data[h]);
    data[h] = FREED;
    data[h + 1] = freed[sizeClass];
    freed[sizeClass] = h;
    assert live == null || setLive(live, h, false);
  }

  /** Moves the list of a block to a new block for that length and frees the old one. */
  private int move(int h, int length) {
    int to = copyBlock(h, length);
    if (h != 0) {
      release(h);
    }
    return to;
  }

  /** Changes the length of a list; elements that it gains are garbage for the caller to fill. */
  private EntityList<E> resize(EntityList<E> list, int length) {
    int h = list.handle;
    if (length == 0) {
      free(list);
      return EntityList.empty();
    }
    if (h == 0 || sizeClass(length) != sizeClass(data[h])) {
      return new EntityList<>(move(h, length));
    }
    data[h] = length;
    return list;
  }

  private static boolean setLive(BitSet live, int h, boolean value) {
    live.set(h, value);
    return true;
  }

  private boolean isLive(int h) {
    return h == 0 || live == null || (h > 0 && h < used && live.get(h));
  }

  private String dead(int h) {
    return "list handle " + h + (h > 0 && h < used ? " is freed" : " is out of range 1.." + used);
  }

  private final class Elements implements Iterator<E> {
    private final EntityList<E> list;
    private final IntFunction<E> entity;
    private int next;

    Elements(EntityList<E> list, IntFunction<E> entity) {
      this.list = list;
      this.entity = entity;
    }

    @Override
    public boolean hasNext() {
      return next < size(list);
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return entity.apply(indexAt(list, next++));
    }
  }

  private final class ListCodec implements ValueCodec<EntityList<E>> {
    @Override
    public void write(EntityList<E> list, DataOutput out) throws IOException {
      int n = size(list);
      out.writeInt(n);
      for (int i = 0; i < n; i++) {
        out.writeInt(indexAt(list, i));
      }
    }

    @Override
    public EntityList<E> read(DataInput in) throws IOException {
      int count = Storage.readCount(in);
      if (count >= 1 << SIZE_CLASSES) {
        throw new StreamCorruptedException("wanted the length of a list, found " + count);
      }
      EntityList<E> list = EntityList.empty();
      for (int i = 0; i < count; i++) {
        int index = Storage.readOption(in);
        list = resize(list, i + 1);
        data[list.handle + 1 + i] = index;
      }
      return list;
    }
  }
}
