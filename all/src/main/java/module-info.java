// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** Everything an embedder needs, as one dependency: the runtime's API, WASI, and the compiler behind them. */
module dev.jabiru {
  requires transitive dev.jabiru.runtime;
  requires transitive dev.jabiru.wasi;
  requires dev.jabiru.compiler;
}
