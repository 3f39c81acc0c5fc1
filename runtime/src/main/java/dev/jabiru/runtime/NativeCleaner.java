// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.ref.Cleaner;

/** Gives back, on a thread of its own, native memory whose owners are gone. */
final class NativeCleaner {
  static final Cleaner CLEANER = Cleaner.create();

  private NativeCleaner() {}
}
