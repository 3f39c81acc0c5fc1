// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** What the runtime keeps behind the {@link FuncRef} of a function of the host. */
public interface HostFunction {
  /**
   * {@return the code, asked for when a guest first calls: this object and the parameters in, the
   * first result out; whatever the host throws leaves it as a {@link HostException}}
   *
   * <p>Functions that differ only in what they hold should have the same code: calls of an import
   * inline the first few codes they meet, in whatever store.
   */
  MethodHandle code();

  /**
   * {@return the code if it has been made already, for this function or for another with the same}
   */
  @Nullable MethodHandle knownCode();
}
