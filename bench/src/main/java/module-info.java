// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** Benchmarks. Not published. */
module dev.jabiru.bench {
  requires static org.jspecify;
  requires dev.jabiru.runtime;
  requires dev.jabiru.testkit;
  requires dev.jabiru.wasi;
  requires jdk.jfr;
  requires run.endive.compiler;
  requires run.endive.runtime;
  requires run.endive.wasi;
  requires run.endive.wasm;

  exports dev.jabiru.bench.peers;
}
