// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Output for programs: maps, lists, iterators, strings and numbers, printed as JSON. */
final class Json {
  private Json() {}

  /** Prints what a command that was to print JSON says instead of its result. */
  static void printError(Path file, Exception mistake) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", file.toString());
    tree.put(
        "error",
        mistake instanceof IOException e
            ? Failures.fileMessage(e)
            : String.valueOf(mistake.getMessage()));
    print(tree);
  }

  static void print(Object tree) {
    try {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .writeValue(System.out, tree);
      System.out.println();
    } catch (IOException e) {
      throw new AssertionError(e); // System.out never throws
    }
  }
}
