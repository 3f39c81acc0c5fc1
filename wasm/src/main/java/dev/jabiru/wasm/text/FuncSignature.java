// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.nio.charset.StandardCharsets;

/**
 * The parameters and results of a function type as the binary format writes them.
 *
 * @param encoding the vector of parameters and the vector of results, one byte per character
 * @param params the number of parameters
 * @param results the number of results
 */
record FuncSignature(String encoding, int params, int results) {
  boolean isEmpty() {
    return params == 0 && results == 0;
  }

  byte[] bytes() {
    return encoding.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The one result of a signature without parameters. */
  byte[] onlyResult() {
    return encoding.substring(2).getBytes(StandardCharsets.ISO_8859_1);
  }
}
