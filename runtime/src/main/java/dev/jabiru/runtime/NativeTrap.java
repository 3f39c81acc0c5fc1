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
  private final transient List<WasmFrame> backtrace;

  NativeTrap(TrapCode code, String what, List<WasmFrame> backtrace) {
    super(what);
    this.code = code;
    this.what = what;
    this.backtrace = backtrace;
  }

  TrapCode code() {
    return code;
  }

  String what() {
    return what;
  }

  List<WasmFrame> backtrace() {
    return backtrace;
  }
}
