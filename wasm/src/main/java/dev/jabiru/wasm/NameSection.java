// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of the module, its functions and their locals, for people.
 *
 * <p>Names are a courtesy: what cannot be read is left out and no error. Immutable.
 */
public final class NameSection {
  private static final int MODULE_NAMES = 0;
  private static final int FUNCTION_NAMES = 1;
  private static final int LOCAL_NAMES = 2;

  private final Map<Integer, String> funcs = new HashMap<>();
  private final Map<Integer, Map<Integer, String>> locals = new HashMap<>();
  private @Nullable String module;

  private NameSection() {}

  /** Reads the section, or as much of it as can be read; none is like an empty one. */
  static NameSection read(byte[] bytes, @Nullable CustomSection section) {
    NameSection names = new NameSection();
    if (section != null) {
      int end = section.offset() + section.length();
      ByteReader in = new ByteReader(bytes, Features.mvp(), section.offset(), end);
      try {
        names.readAll(in, end);
      } catch (MalformedModuleException e) {
        // What was read up to here stays.
      }
    }
    return names;
  }

  private void readAll(ByteReader in, int end) {
    while (in.pos < end) {
      int id = in.u8();
      int length = in.length();
      int next = in.pos + length;
      if (next > end) {
        throw in.unexpectedEnd();
      }
      switch (id) {
        case MODULE_NAMES -> module = in.name();
        case FUNCTION_NAMES -> readMap(in, funcs);
        case LOCAL_NAMES -> {
          for (int left = in.length(); left > 0; left--) {
            readMap(in, locals.computeIfAbsent(in.readIndex(), func -> new HashMap<>()));
          }
        }
        default -> {}
      }
      in.pos = next;
    }
  }

  private static void readMap(ByteReader in, Map<Integer, String> map) {
    for (int left = in.length(); left > 0; left--) {
      int index = in.readIndex();
      map.put(index, in.name());
    }
  }

  /** {@return the name of the module, or null} */
  public @Nullable String moduleName() {
    return module;
  }

  /**
   * {@return the name of a function, or null}
   *
   * @param func the function
   */
  public @Nullable String funcName(FuncIndex func) {
    return funcs.get(func.index());
  }

  /**
   * {@return the name of a local, or null}
   *
   * @param func the function
   * @param local the local
   */
  public @Nullable String localName(FuncIndex func, LocalIndex local) {
    Map<Integer, String> names = locals.get(func.index());
    return names == null ? null : names.get(local.index());
  }
}
