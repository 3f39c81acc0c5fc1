// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.Target;
import dev.jabiru.runtime.Config;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What users are told of a command line that cannot be understood, in their words. */
final class Usage {
  private Usage() {}

  /** Prints what is wrong, how the command is called, and where to read more. */
  static int explain(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    boolean isUnexpected =
        mistake instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption();
    err.println(
        "jabiru: "
            + (isUnexpected
                ? "unexpected: "
                    + String.join(" ", ((UnmatchedArgumentException) mistake).getUnmatched())
                : mistake.getMessage()));
    if (args.length > 0 && args[0].equals("version")) {
      err.println("Did you mean: jabiru --version?");
    } else if (!UnmatchedArgumentException.printSuggestions(mistake, err)) {
      err.print("Usage: " + command.getHelp().synopsis(0));
    }
    err.println("Try " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  /** Has the options in the list below the usage line, and not also in it. */
  static void abbreviate(CommandLine command) {
    command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    command.getSubcommands().values().forEach(Usage::abbreviate);
  }

  /** The names of the targets that there are to choose from, as help writes them. */
  static final class TargetChoices implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names(Config.TargetChoice.values()).iterator();
    }
  }

  /** The names of the targets, as help writes them. */
  static final class Targets implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names(Target.values()).iterator();
    }
  }

  /** The names of the forms that {@code --emit} knows, as help writes them. */
  static final class Forms implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names(Emission.Form.values()).iterator();
    }
  }

  private static List<String> names(Enum<?>[] values) {
    List<String> names = new ArrayList<>();
    for (Enum<?> each : values) {
      names.add(each.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  static void registerConverters(CommandLine line) {
    line.registerConverter(boolean.class, Usage::flag);
    line.registerConverter(Long.class, Usage::number);
    line.registerConverter(Path.class, Usage::path);
    line.registerConverter(
        Config.TargetChoice.class, text -> choice(Config.TargetChoice.values(), text));
    line.registerConverter(Target.class, Usage::target);
    line.registerConverter(Emission.Form.class, text -> choice(Emission.Form.values(), text));
  }

  private static boolean flag(String text) {
    // What the option parser gives for an option that is there.
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new TypeConversionException("it takes no value, given is '" + text + "'");
    };
  }

  private static Target target(String text) {
    if (text.equals("auto")) {
      throw new TypeConversionException(
          "'auto' is for running, where the machine is known; wanted is "
              + String.join(" or ", names(Target.values())));
    }
    return choice(Target.values(), text);
  }

  private static Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number, or too large a one");
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'" + text + "' is not a file's name: " + e.getReason());
    }
  }

  private static <E extends Enum<E>> E choice(E[] values, String text) {
    for (E each : values) {
      if (each.name().equalsIgnoreCase(text)) {
        return each;
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is none of " + String.join(", ", names(values)));
  }
}
