// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The guest's descriptors by number; a new one gets the lowest number that is free. */
final class DescriptorTable implements Closeable {
  /** As many as a process usually may have open. */
  static final int DEFAULT_LIMIT = 4096;

  private final List<@Nullable Descriptor> slots = new ArrayList<>();
  private final int limit;

  /** No number below is free. */
  private int lowestFree;

  DescriptorTable(int limit) {
    this.limit = limit;
  }

  /** Takes a descriptor, and closes it if there are too many. */
  int add(Descriptor descriptor) throws IOException {
    int number = lowestFree;
    while (number < slots.size() && slots.get(number) != null) {
      number++;
    }
    lowestFree = number;
    if (number == limit) {
      descriptor.close();
      throw new WasiException(Errno.MFILE);
    }
    put(number, descriptor);
    return number;
  }

  private void put(int number, @Nullable Descriptor descriptor) {
    if (number == slots.size()) {
      slots.add(descriptor);
    } else {
      slots.set(number, descriptor);
    }
    if (descriptor == null) {
      lowestFree = Math.min(lowestFree, number);
    }
  }

  Descriptor get(int number) throws WasiException {
    Descriptor descriptor = number >= 0 && number < slots.size() ? slots.get(number) : null;
    if (descriptor == null) {
      throw new WasiException(Errno.BADF);
    }
    return descriptor;
  }

  Descriptor get(int number, long rights) throws WasiException {
    Descriptor descriptor = get(number);
    descriptor.require(rights);
    return descriptor;
  }

  Descriptor.Folder folder(int number, long rights) throws WasiException {
    Descriptor descriptor = get(number);
    if (!(descriptor instanceof Descriptor.Folder folder)) {
      throw new WasiException(Errno.NOTDIR);
    }
    folder.require(rights);
    return folder;
  }

  Descriptor.File file(int number, long rights) throws WasiException {
    return switch (get(number)) {
      case Descriptor.File file -> {
        file.require(rights);
        yield file;
      }
      case Descriptor.Folder folder -> throw new WasiException(Errno.BADF);
      case Descriptor.Stream stream -> throw new WasiException(Errno.SPIPE);
    };
  }

  void close(int number) throws IOException {
    Descriptor descriptor = get(number);
    put(number, null);
    descriptor.close();
  }

  /** Moves {@code from} to the number {@code to}, closing what that stood for. */
  void renumber(int from, int to) throws IOException {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from != to) {
      put(to, moved);
      put(from, null);
      replaced.close();
    }
  }

  @Override
  public void close() throws IOException {
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i) != null) {
        close(i);
      }
    }
  }
}
