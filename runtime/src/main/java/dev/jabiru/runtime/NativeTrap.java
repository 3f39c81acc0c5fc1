// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.TrapCode;
import java.util.List;

/** A trap of machine code on its way to the entry, where it becomes what embedders see. */
final class NativeTrap extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final TrapCode code;
  private final String what;
  private final transient List<List<WasmFrame>> activations;

  NativeTrap(TrapCode code, String what, List<List<WasmFrame>> activations) {
    super(what);
    this.code = code;
    this.what = what;
    this.activations = activations;
  }

  TrapCode code() {
    return code;
  }

  String what() {
    return what;
  }

  /** {@return the frames of each entry into the guest, innermost first} */
  List<List<WasmFrame>> activations() {
    return activations;
  }
}
