// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public type says which threads may use it, and who closes it. */
class ThreadRulesTest {
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@[^\\n]+\\s+)*"
              + "public (?:abstract |final |sealed )*(class|interface|record|enum) (\\w+)([^{]*)",
          Pattern.DOTALL);
  private static final Pattern RULE = Pattern.compile("[Tt]hread|[Ii]mmutable");

  /** What has no resources by what it is: values and exceptions. */
  private static boolean isValue(Matcher type) {
    return type.group(2).matches("record|enum")
        || type.group(4).matches("(?s).*extends \\w*(Exception|Trap)\\b.*");
  }

  @Test
  void everyPublicTypeHasOne() throws IOException {
    List<String> without = new ArrayList<>();
    List<String> withoutOwner = new ArrayList<>();
    int types = 0;
    for (String module : List.of("runtime", "wasi")) {
      Path sources = Path.of("..", module, "src/main/java/dev/jabiru", module);
      try (Stream<Path> files = Files.list(sources)) {
        for (Path file : files.sorted().toList()) {
          Matcher type = PUBLIC_TYPE.matcher(Files.readString(file));
          if (type.find()) {
            types++;
            if (!RULE.matcher(type.group(1)).find()) {
              without.add(type.group(3));
            }
            if (!isValue(type) && !type.group(1).contains("clos")) {
              withoutOwner.add(type.group(3));
            }
          }
        }
      }
    }
    assertThat(without).isEmpty();
    assertThat(withoutOwner).isEmpty();
    assertThat(types).isGreaterThan(30);
  }
}
