// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of {@code tests/filetests}: a kind of test, and functions with what to expect of each.
 *
 * <p>A line {@code test KIND} in the head says what to do with every function; {@link FileTestKind}
 * lists the kinds. Comments right behind a function say what is expected of the output:
 *
 * <ul>
 *   <li>{@code ; check: TEXT}: some line, below that of the check before, contains the text;
 *   <li>{@code ; not: TEXT}: no line contains it;
 *   <li>comments without either are the whole output, and {@code JABIRU_BLESS=1} rewrites them.
 * </ul>
 *
 * <p>Runs of spaces count as one.
 */
final class JirFile {
  private static final boolean BLESS = "1".equals(System.getenv("JABIRU_BLESS"));

  /** A function, from its first line, and the comments behind it; ends are exclusive. */
  private record Section(int start, int end, int expectEnd) {}

  private final Path path;
  private final List<String> lines;

  JirFile(Path path) throws IOException {
    this.path = path;
    this.lines = Files.readAllLines(path);
  }

  void run() throws IOException {
    String[] test = null;
    for (String line : lines) {
      if (line.startsWith("test ")) {
        test = line.substring(5).trim().split(" +");
      }
    }
    if (test == null) {
      throw new AssertionError(path + ": no line \"test KIND\"");
    }
    List<Section> sections = sections();
    if (sections.isEmpty()) {
      throw new AssertionError(path + ": no function");
    }
    List<String> blessed = new ArrayList<>(lines);
    for (int i = sections.size() - 1; i >= 0; i--) {
      run(test, sections.get(i), blessed);
    }
    if (BLESS && !blessed.equals(lines)) {
      Files.write(path, blessed);
    }
  }

  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("function ")) {
        int end = i;
        while (!lines.get(end).equals("}")) {
          end++;
        }
        int expectEnd = end + 1;
        while (expectEnd < lines.size() && lines.get(expectEnd).startsWith(";")) {
          expectEnd++;
        }
        sections.add(new Section(i, end + 1, expectEnd));
        i = end;
      }
    }
    return sections;
  }

  private void run(String[] test, Section section, List<String> blessed) {
    String text = String.join("\n", lines.subList(section.start, section.end)) + "\n";
    List<String> expected = new ArrayList<>();
    for (String line : lines.subList(section.end, section.expectEnd)) {
      expected.add(line.substring(1).strip());
    }
    String where = path + ":" + (section.start + 1);
    String output;
    try {
      Function function = FunctionParser.parse(text);
      output = FileTestKind.of(test[0]).run(function, text, test, expected);
    } catch (FunctionParser.SyntaxException e) {
      output = String.valueOf(e.getMessage());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(where + ": " + e.getMessage(), e);
    }
    if (FileTestKind.of(test[0]).checksItself()) {
      return;
    }
    if (expected.stream().anyMatch(l -> l.startsWith("check:") || l.startsWith("not:"))) {
      check(where, output, expected);
    } else if (!normal(output).equals(normal(String.join("\n", expected)))) {
      if (!BLESS) {
        throw new AssertionError(
            where + ": unexpected output (JABIRU_BLESS=1 accepts it)\n" + output);
      }
      blessed.subList(section.end, section.expectEnd).clear();
      blessed.addAll(section.end, output.lines().map(l -> ("; " + l).stripTrailing()).toList());
    }
  }

  private static void check(String where, String output, List<String> expected) {
    List<String> found = output.lines().map(JirFile::normal).toList();
    int at = 0;
    for (String line : expected) {
      if (line.startsWith("check:")) {
        String wanted = normal(line.substring(6));
        while (at < found.size() && !found.get(at).contains(wanted)) {
          at++;
        }
        if (at++ == found.size()) {
          throw new AssertionError(where + ": wanted \"" + wanted + "\", found\n" + output);
        }
      } else if (line.startsWith("not:")) {
        String unwanted = normal(line.substring(4));
        if (found.stream().anyMatch(l -> l.contains(unwanted))) {
          throw new AssertionError(where + ": unwanted \"" + unwanted + "\" in\n" + output);
        }
      }
    }
  }

  private static String normal(String text) {
    return text.replaceAll("[ \t]+", " ").replaceAll("(?m)^ | $", "").strip();
  }
}
