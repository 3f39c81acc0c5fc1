// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** Script and file-test runners, generators. Not published. */
module dev.jabiru.testkit {
  requires static org.jspecify;
  requires static dev.jabiru.codegen;
  requires transitive dev.jabiru.runtime;
  requires dev.jabiru.wasi;

  exports dev.jabiru.testkit;
  exports dev.jabiru.testkit.programs;
}
