// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One index space of a module under assembly: how many entries it has, and what they are called.
 */
final class IndexSpace {
  private final String what;
  private final Map<String, Integer> indexById = new HashMap<>();
  private final List<@Nullable String> names = new ArrayList<>();

  /** {@code what} is the word of the specification's messages, as in "unknown func". */
  IndexSpace(String what) {
    this.what = what;
  }

  int size() {
    return names.size();
  }

  /**
   * Adds an entry.
   *
   * @param binder its identifier and its name
   * @return its index
   */
  int add(Binder binder, Tokens tokens) {
    int index = names.size();
    String id = binder.id();
    if (id != null && indexById.putIfAbsent(id, index) != null) {
      throw tokens.error(binder.token(), "duplicate " + what + " $" + id);
    }
    names.add(binder.name());
    return index;
  }

  /** Adds entries without a name. */
  void addUnnamed(int count) {
    for (int i = 0; i < count; i++) {
      names.add(null);
    }
  }

  /** Reads a number or identifier; a number may lie outside the space. */
  int resolve(TokenCursor in) {
    if (in.at(TokenKind.ID)) {
      int token = in.pos++;
      String id = in.tokens.id(token);
      Integer index = indexById.get(id);
      if (index == null) {
        throw in.tokens.error(token, "unknown " + what + " $" + id);
      }
      return index;
    }
    return in.u32("a " + what + " index");
  }

  @Nullable String name(int index) {
    return names.get(index);
  }

  boolean hasNames() {
    for (String name : names) {
      if (name != null) {
        return true;
      }
    }
    return false;
  }
}
