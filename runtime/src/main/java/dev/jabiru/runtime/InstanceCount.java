// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * How many instances of a store are alive, which is known as well as the garbage collector knows
 * it.
 *
 * <p>Belongs to its store.
 */
final class InstanceCount {
  /** How long to wait, at the limit, for what the garbage collector finds when it is asked. */
  private static final int WAITS = 10;

  private static final int WAIT_MILLIS = 10;

  private final int most;
  private final ReferenceQueue<Instance> dead = new ReferenceQueue<>();

  /** Only added to, removed from and counted. */
  private final Set<Reference<Instance>> living =
      Collections.newSetFromMap(new IdentityHashMap<>());

  InstanceCount(int most) {
    this.most = most;
  }

  /** Counts an instance for as long as it is reachable; {@return whether there is room} */
  boolean add(Instance instance) {
    forgetDead();
    if (living.size() >= most && (living.isEmpty() || !findDead())) {
      return false;
    }
    living.add(new PhantomReference<>(instance, dead));
    return true;
  }

  private void forgetDead() {
    for (Reference<? extends Instance> next = dead.poll(); next != null; next = dead.poll()) {
      living.remove(next);
    }
  }

  private boolean findDead() {
    System.gc();
    try {
      for (int i = 0; i < WAITS; i++) {
        Reference<? extends Instance> next = dead.remove(WAIT_MILLIS);
        if (next != null) {
          living.remove(next);
          forgetDead();
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
