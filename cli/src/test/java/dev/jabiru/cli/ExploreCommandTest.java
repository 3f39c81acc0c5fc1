// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExploreCommandTest {
  private static final String START = "<script type=\"application/json\" id=\"data\">";

  @TempDir Path folder;

  @Test
  void thePageIsForTheProcessorThatIsAskedFor() throws IOException {
    Path counts =
        Files.writeString(
            folder.resolve("counts.wat"),
            "(func (param i32) (result i32) (i32.ctz (i32.popcnt (local.get 0))))");
    JsonNode usual = forms(data(page(counts)).get("functions").get(0));
    assertThat(text(usual, "x64")).contains("popcnt").doesNotContain("tzcnt");
    JsonNode other = forms(data(page("--cpu", "x86-64,+bmi1", counts)).get("functions").get(0));
    assertThat(text(other, "x64")).contains("tzcnt").doesNotContain("popcnt");
    Outcome bad = Outcome.of("explore", "--cpu", "haswell", counts);
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).startsWith("jabiru: --cpu: 'haswell' is none of native, ");
  }

  private Path module() throws IOException {
    return Files.writeString(
        folder.resolve("m.wat"),
        """
        (module
          (memory 1)
          (func $divide (export "d") (param i32 i32) (result i32)
            (if (local.get 0) (then (return (i32.const 9))))
            (i32.div_u (i32.load offset=8 (local.get 0)) (call $double (local.get 1))))
          (func $double (param i32) (result i32) (i32.add (local.get 0) (local.get 0)) (nop))
          (func $"</script>" unreachable))
        """);
  }

  /** Runs the command; returns the page that it says it wrote. */
  private static String page(Object... words) throws IOException {
    Object[] all = new Object[words.length + 1];
    all[0] = "explore";
    System.arraycopy(words, 0, all, 1, words.length);
    Outcome outcome = Outcome.of(all);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Files.readString(Path.of(outcome.out().strip()));
  }

  private static JsonNode data(String page) throws IOException {
    int start = page.indexOf(START) + START.length();
    return new ObjectMapper().readTree(page.substring(start, page.indexOf("</script>", start)));
  }

  private static JsonNode forms(JsonNode row) throws IOException {
    byte[] packed = Base64.getDecoder().decode(row.get(4).asText());
    return new ObjectMapper()
        .readTree(new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes());
  }

  private static String text(JsonNode forms, String form) {
    return forms.get(form).get("text").asText();
  }

  /** The lines of a form that stand at a Wasm offset. */
  private static List<String> linesAt(JsonNode forms, String form, int offset) {
    List<String> found = new ArrayList<>();
    String[] lines = text(forms, form).split("\n");
    JsonNode steps = forms.get(form).get("wasm");
    assertThat(steps).hasSize(lines.length);
    int at = 0;
    for (int i = 0; i < lines.length; i++) {
      at += steps.get(i).asInt();
      if (!steps.get(i).isNull() && at == offset) {
        found.add(lines[i].strip());
      }
    }
    return found;
  }

  @Test
  void thePageHoldsEveryFormOfAFunction() throws IOException {
    JsonNode data = data(page(module()));
    assertThat(data.get("file").asText()).isEqualTo("m.wat");
    JsonNode row = data.get("functions").get(0);
    assertThat(row.get(1).asText()).isEqualTo("divide");
    JsonNode forms = forms(row);
    int load = -1;
    for (int i = 0; i < data.get("bytes").asInt(); i++) {
      load = linesAt(forms, "wasm", i).contains("i32.load offset=8") ? i : load;
    }
    assertThat(linesAt(forms, "before", load)).singleElement().asString().contains("load.i32 mem0");
    assertThat(linesAt(forms, "after", load)).singleElement().asString().contains("load.i32 mem0");
    assertThat(linesAt(forms, "x64", load)).last().asString().contains("+0x8]");
    assertThat(linesAt(forms, "jvm", load)).anySatisfy(line -> assertThat(line).contains("invoke"));
    assertThat(forms.get("x64").get("traps").toString())
        .contains("out of bounds memory access", "integer divide by zero");
    assertThat(forms.get("wasm").get("callees").toString()).contains(":1");
    assertThat(forms.get("x64").get("callees").toString()).contains(":1");
  }

  @Test
  void theGraphIsThatOfTheIrAfterThePasses() throws IOException {
    JsonNode forms = forms(data(page(module())).get("functions").get(0));
    String[] lines = text(forms, "after").split("\n");
    List<String> names = new ArrayList<>();
    for (JsonNode node : forms.get("graph").get("nodes")) {
      String name = node.get(0).asText();
      names.add(name);
      assertThat(lines[node.get(6).asInt()]).startsWith(name);
    }
    assertThat(names).hasSize(forms.get("graph").get("blocks").asInt());
    assertThat(names.size())
        .isEqualTo(Arrays.stream(lines).filter(line -> line.startsWith("block")).count());
    List<String> kinds = new ArrayList<>();
    forms.get("graph").get("links").forEach(link -> kinds.add(link.get(2).asText()));
    assertThat(kinds).contains("true", "false");
  }

  @Test
  void thePageNeedsNothingElseAndNamesStayNames() throws IOException {
    String page = page(module());
    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("src=", "<link rel=\"stylesheet\"", "@import", "url(", "<!--DATA-->");
    assertThat(page.replaceAll("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://");
    assertThat(data(page).get("functions").get(2).get(1).asText()).isEqualTo("</script>");
  }

  @Test
  void functionsAreChosenByNameAndIndex() throws IOException {
    JsonNode rows = data(page(module(), "--func", "double", "--func", "2")).get("functions");
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).get(4).asText()).isEmpty();
    assertThat(text(forms(rows.get(1)), "wasm")).contains("i32.add");
    assertThat(text(forms(rows.get(2)), "wasm")).contains("unreachable");
    assertThat(Outcome.of("explore", module(), "--func", "triple"))
        .isEqualTo(
            new Outcome(ExitCode.BAD_INPUT, "", "jabiru: no function with a body is triple\n"));
  }

  @Test
  void theFirstFunctionsAreShownUpToTheLimitAndLargeOnesIfThereIsRoom() throws IOException {
    StringBuilder text = new StringBuilder("(module");
    for (int i = 0; i < 100; i++) {
      text.append("(func $f").append(i).append(" (result i64) i64.const 0\n");
      for (int j = 0; j < (i == 3 ? 10_000 : 400); j++) {
        // Numbers that nothing compresses much.
        long number = (i * 100_000L + j) * 0x9E3779B97F4A7C15L;
        text.append("i64.const ").append(number).append(" i64.xor\n");
      }
      text.append(")");
    }
    Path module = Files.writeString(folder.resolve("large.wat"), text.append(")"));
    List<Boolean> shown = shown(page(module, "--limit", "1"));
    assertThat(shown.subList(0, 5)).containsExactly(true, true, true, false, true);
    assertThat(shown.get(99)).isFalse();
    assertThat(Files.size(folder.resolve("large.html"))).isBetween(1L << 20, 5L << 18);
    assertThat(shown(page(module))).doesNotContain(false);
  }

  private static List<Boolean> shown(String page) throws IOException {
    List<Boolean> shown = new ArrayList<>();
    data(page).get("functions").forEach(row -> shown.add(!row.get(4).asText().isEmpty()));
    return shown;
  }

  @Test
  void thePageLiesBesideTheFileUnlessSaidOtherwise() throws IOException {
    Path module = module();
    assertThat(Outcome.of("explore", module).out())
        .isEqualTo(folder.resolve("m.html") + System.lineSeparator());
    byte[] first = Files.readAllBytes(folder.resolve("m.html"));
    Path other = folder.resolve("other.html");
    assertThat(Outcome.of("explore", module, "-o", other).out().strip())
        .isEqualTo(other.toString());
    assertThat(Files.readAllBytes(other)).isEqualTo(first);
    assertThat(Outcome.of("explore", module, "-o", folder).err()).contains("is a directory");
    assertThat(Outcome.of("explore", module, "--limit", "0").code()).isEqualTo(ExitCode.USAGE);
  }
}
