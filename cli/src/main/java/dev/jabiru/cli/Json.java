// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;

/** Output for programs: maps, lists, iterators, strings and numbers, printed as JSON. */
final class Json {
  private Json() {}

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
