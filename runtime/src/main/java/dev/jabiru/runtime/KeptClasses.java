// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.jvm.ClassStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one module in a {@link CodeCache}: those that were there when the module was
 * loaded, and those generated since, which go there {@linkplain CacheWriter later}.
 *
 * <p>Thread-safe.
 */
final class KeptClasses implements ClassStore {
  private final CodeCache cache;
  private final Path file;
  private final @Nullable Map<Integer, Bytes> found;
  private final CacheWriter writer;
  private final ConcurrentMap<Integer, Bytes> made = new ConcurrentHashMap<>();

  /**
   * The classes in a file.
   *
   * @param found what is in the file; null if there is none
   * @param writer calls {@link #write} some time after something was generated
   */
  KeptClasses(CodeCache cache, Path file, @Nullable Map<Integer, Bytes> found, CacheWriter writer) {
    this.cache = cache;
    this.file = file;
    this.found = found;
    this.writer = writer;
  }

  @Override
  public boolean isKnown() {
    return found != null;
  }

  @Override
  public @Nullable Bytes find(int group) {
    return found == null ? null : found.get(group);
  }

  @Override
  public void keep(int group, Bytes bytes) {
    made.put(group, bytes);
    writer.add(this);
  }

  /** Adds what was generated to what other programs may have put into the file in the meantime. */
  synchronized void write() {
    TreeMap<Integer, Bytes> all = new TreeMap<>(made);
    if (all.isEmpty()) {
      return; // written with what was before
    }
    made.keySet().removeAll(all.keySet());
    if (found != null) {
      all.putAll(found);
    }
    Map<Integer, Bytes> others = cache.readClasses(file);
    if (others != null) {
      all.putAll(others);
    }
    cache.putClasses(file, all);
  }
}
