// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The constant pool of one class file under construction, and the bootstrap methods it refers to.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html#jvms-4.4">JVMS
 *     4.4</a>
 */
final class ConstantPool {
  /** The most entries a class file can have. */
  static final int MAX_SIZE = 65535;

  /** The most entries that adding one symbol takes. */
  static final int MAX_PER_SYMBOL = 16;

  private static final String HANDLE = "Ljava/lang/invoke/MethodHandle;";
  private static final String BOOTSTRAP_PARAMS =
      "Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;";

  /**
   * A pool entry by its tag and content; what it refers to is given by index. Its methods are
   * written out, since those of records need a bootstrap at every start.
   */
  private record Entry(int tag, Object content) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Entry that && tag == that.tag && content.equals(that.content);
    }

    @Override
    public int hashCode() {
      return 31 * content.hashCode() + tag;
    }
  }

  private record Pair(int first, int second) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Pair that && first == that.first && second == that.second;
    }

    @Override
    public int hashCode() {
      return 31 * first + second;
    }
  }

  private final Map<Entry, Integer> indices = new HashMap<>();
  private final ByteWriter bytes = new ByteWriter(1024);
  private int size = 1;
  private final Map<Symbol.Dynamic, Integer> bootstraps = new HashMap<>();
  private final ByteWriter bootstrapBytes = new ByteWriter(64);

  /** Entries so far, the unused one at index 0 included. */
  int size() {
    return size;
  }

  int utf8(String text) {
    Entry entry = new Entry(1, text);
    Integer known = indices.get(entry);
    if (known != null) {
      return known;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    bytes.put1(1);
    bytes.put2(utf8.length);
    bytes.put(utf8, utf8.length);
    return add(entry, 1);
  }

  int classInfo(String name) {
    return reference(7, utf8(name));
  }

  private int reference(int tag, int to) {
    Entry entry = new Entry(tag, to);
    Integer known = indices.get(entry);
    if (known != null) {
      return known;
    }
    bytes.put1(tag);
    bytes.put2(to);
    return add(entry, 1);
  }

  private int pair(int tag, int first, int second) {
    Entry entry = new Entry(tag, new Pair(first, second));
    Integer known = indices.get(entry);
    if (known != null) {
      return known;
    }
    bytes.put1(tag);
    if (tag == 15) {
      bytes.put1(first);
    } else {
      bytes.put2(first);
    }
    bytes.put2(second);
    return add(entry, 1);
  }

  private int number4(int tag, int bits) {
    Entry entry = new Entry(tag, bits);
    Integer known = indices.get(entry);
    if (known != null) {
      return known;
    }
    bytes.put1(tag);
    bytes.put4(bits);
    return add(entry, 1);
  }

  private int number8(int tag, long bits) {
    Entry entry = new Entry(tag, bits);
    Integer known = indices.get(entry);
    if (known != null) {
      return known;
    }
    bytes.put1(tag);
    bytes.put8(bits);
    return add(entry, 2);
  }

  private int add(Entry entry, int entries) {
    int index = size;
    indices.put(entry, index);
    size += entries;
    return index;
  }

  private int member(int tag, String owner, String name, String descriptor) {
    return pair(tag, classInfo(owner), nameAndType(name, descriptor));
  }

  private int nameAndType(String name, String descriptor) {
    return pair(12, utf8(name), utf8(descriptor));
  }

  int method(String owner, String name, String descriptor) {
    return member(10, owner, name, descriptor);
  }

  /** The index of a symbol that does not depend on where the function lies. */
  int symbol(Symbol symbol) {
    // No switch over classes, which would need a bootstrap at every start.
    if (symbol instanceof Symbol.Method s) {
      return method(s.owner(), s.name(), s.descriptor());
    }
    if (symbol instanceof Symbol.Field s) {
      return member(9, s.owner(), s.name(), s.descriptor());
    }
    if (symbol instanceof Symbol.ClassName s) {
      return classInfo(s.name());
    }
    if (symbol instanceof Symbol.Int s) {
      return number4(3, s.value());
    }
    if (symbol instanceof Symbol.Float s) {
      return number4(4, s.bits());
    }
    if (symbol instanceof Symbol.Long s) {
      return number8(5, s.value());
    }
    if (symbol instanceof Symbol.Double s) {
      return number8(6, s.bits());
    }
    if (symbol instanceof Symbol.Dynamic s) {
      return pair(17, bootstrap(s), nameAndType("handle", HANDLE));
    }
    throw new AssertionError("not placed: " + symbol);
  }

  private int bootstrap(Symbol.Dynamic dynamic) {
    Integer known = bootstraps.get(dynamic);
    if (known != null) {
      return known;
    }
    boolean hasArgument = dynamic.argument() >= 0;
    String descriptor = "(" + BOOTSTRAP_PARAMS + (hasArgument ? "I)" : ")") + HANDLE;
    int method = method(dynamic.owner(), dynamic.bootstrap(), descriptor);
    bootstrapBytes.put2(pair(15, 6, method)); // REF_invokeStatic
    bootstrapBytes.put2(hasArgument ? 1 : 0);
    if (hasArgument) {
      bootstrapBytes.put2(number4(3, dynamic.argument()));
    }
    bootstraps.put(dynamic, bootstraps.size());
    return bootstraps.size() - 1;
  }

  int bootstrapCount() {
    return bootstraps.size();
  }

  ByteWriter bootstraps() {
    return bootstrapBytes;
  }

  ByteWriter entries() {
    return bytes;
  }
}
