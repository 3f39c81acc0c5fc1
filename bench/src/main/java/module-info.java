// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** Benchmarks. Not published. */
module dev.jabiru.bench {
  requires static transitive org.jspecify;
  requires dev.jabiru.runtime;
}
