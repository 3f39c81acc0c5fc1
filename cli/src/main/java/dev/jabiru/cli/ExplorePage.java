// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The page of {@code jabiru explore}: {@code explore/page.html} with the style, the scripts and the
 * data of a module put in their places, so that it needs nothing else.
 */
final class ExplorePage {
  private ExplorePage() {}

  /** {@return the page, of what its script reads} */
  static byte[] of(Map<String, Object> data) throws IOException {
    String json = new ObjectMapper().writeValueAsString(data);
    return resource("page.html")
        .replace("<!--TITLE-->", escape(String.valueOf(data.get("file"))))
        .replace("<!--STYLE-->", "<style>\n" + resource("page.css") + "</style>")
        .replace(
            "<!--SCRIPTS-->",
            "<script>\n"
                + resource("code.js")
                + resource("graph.js")
                + resource("page.js")
                + "</script>")
        // Last, as nothing is looked for in it. Names may hold anything, an end tag too.
        .replace(
            "<!--DATA-->",
            "<script type=\"application/json\" id=\"data\">"
                + json.replace("<", "\\u003c")
                + "</script>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ExplorePage.class.getResourceAsStream("explore/" + name)) {
      if (in == null) {
        throw new AssertionError("no resource explore/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
