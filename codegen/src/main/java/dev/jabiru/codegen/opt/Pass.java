// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.opt;

import dev.jabiru.codegen.ir.Function;

/** A step that makes a function better and keeps its meaning. Passes hold no state. */
interface Pass {
  /**
   * Transforms a function.
   *
   * @param function a function that passes the verifier; afterwards it still does
   * @param analyses what is known of it; a pass that changes edges says so there
   */
  void run(Function function, Analyses analyses);
}
