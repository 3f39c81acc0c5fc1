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
  private static final int MAX_DESCRIPTORS = 4096;

  private final List<@Nullable Descriptor> slots = new ArrayList<>();

  int add(Descriptor descriptor) throws IOException {
    int number = slots.indexOf(null);
    if (number >= 0) {
      slots.set(number, descriptor);
      return number;
    }
    if (slots.size() == MAX_DESCRIPTORS) {
      descriptor.close();
      throw new WasiException(Errno.MFILE);
    }
    slots.add(descriptor);
    return slots.size() - 1;
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
    slots.set(number, null);
    descriptor.close();
  }

  /** Moves {@code from} to the number {@code to}, closing what that stood for. */
  void renumber(int from, int to) throws IOException {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from != to) {
      slots.set(to, moved);
      slots.set(from, null);
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
