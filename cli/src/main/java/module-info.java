// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** The {@code jabiru} command. */
module dev.jabiru.cli {
  requires static org.jspecify;
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires jdk.management;
  requires static dev.jabiru.codegen;
  requires dev.jabiru.runtime;
  requires dev.jabiru.testkit;
  requires dev.jabiru.wasi;

  opens dev.jabiru.cli to
      info.picocli;
}
