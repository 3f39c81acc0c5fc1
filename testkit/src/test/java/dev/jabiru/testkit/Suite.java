// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The official scripts, for tests; all of them find the scripts here. */
final class Suite {
  private Suite() {}

  /** {@return the folder of the scripts; where there is none the test does not run, and says so} */
  static Path require() {
    Optional<Path> folder = OfficialScripts.folder();
    String named = System.getenv("JABIRU_TESTSUITE");
    if (named != null && !named.isEmpty()) {
      if (folder.isEmpty() || OfficialScripts.under(folder.get()).isEmpty()) {
        Assertions.fail("JABIRU_TESTSUITE is " + named + ", which holds no scripts");
      }
    } else if (folder.isEmpty()) {
      System.err.println(
          """

          ************************************************************************************
          ** THE OFFICIAL WEBASSEMBLY SCRIPTS WERE NOT FOUND, SO THEIR TESTS DID NOT RUN.    **
          ** Set JABIRU_TESTSUITE to the folder that holds core/, or put it beside the       **
          ** checkout as shared/testsuite. The project's own scripts run all the same.       **
          ************************************************************************************
          """);
      Assumptions.abort("the official scripts were not found");
    }
    return folder.orElseThrow();
  }

  /** {@return the scripts of one of the folders; a folder without any is a mistake} */
  static List<Path> scripts(String folder) {
    List<Path> scripts = OfficialScripts.under(require().resolve(folder));
    Assertions.assertFalse(scripts.isEmpty(), folder + " holds no scripts");
    return scripts;
  }
}
