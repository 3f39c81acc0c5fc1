// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** Output for programs: maps, lists, strings and numbers, printed as JSON. */
final class Json {
  private Json() {}

  static void print(Object tree) {
    try {
      System.out.println(
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
