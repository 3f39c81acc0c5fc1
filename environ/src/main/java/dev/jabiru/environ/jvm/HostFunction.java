// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import java.lang.invoke.MethodHandle;

/** What the runtime keeps behind the {@link FuncRef} of a function of the host. */
public interface HostFunction {
  /** {@return the store it belongs to} */
  VMStore vmStore();

  /**
   * {@return the way in, asked for when a guest first calls: the parameters in, the first result
   * out; whatever the host throws leaves it as a {@link HostException}}
   */
  MethodHandle link();
}
