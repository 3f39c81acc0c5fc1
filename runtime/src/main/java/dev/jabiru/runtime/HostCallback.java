// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A function of the host that takes and returns boxed values.
 *
 * <p>It is called on the thread that called the guest, and may call the guest's store again from
 * there. One that several stores share must be safe for their threads. Nobody closes it.
 */
@FunctionalInterface
public interface HostCallback {
  /**
   * Called by the guest.
   *
   * @param args the arguments, as in {@link Func#call}
   * @return the result; null when there is none; an {@code Object[]} when there are several
   * @throws Throwable reaches the caller of the guest as it is
   */
  @Nullable Object call(@Nullable Object[] args) throws Throwable;
}
