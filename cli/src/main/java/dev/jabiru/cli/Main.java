// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.cli;

import dev.jabiru.environ.Versions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Objects;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point of the {@code jabiru} command. */
@Command(
    name = "jabiru",
    description = "Compiles and runs WebAssembly on the JVM.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      WastCommand.class,
      CompileCommand.class,
      ValidateCommand.class,
      InspectCommand.class,
      ObjdumpCommand.class,
      ExploreCommand.class,
      CacheCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Runs the command line and exits with its code.
   *
   * @param args the arguments
   */
  public static void main(String[] args) {
    // Asked for by scripts and start-up measurements; needs no option parser.
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.println(Version.line());
      return;
    }
    int code = execute(args);
    if (code != ExitCode.OK) {
      System.exit(code);
    }
    // Not System.exit(0): that sets up logging, 10 ms. No thread of ours but this one is left.
  }

  /** {@return the exit code of a command line, after it has run} */
  static int execute(String... args) {
    RunRequest request = QuickArguments.read(args);
    int code = request != null ? run(request) : parseAndExecute(args);
    return System.out.checkError() && code == ExitCode.OK ? unwritten() : code;
  }

  /** Says why standard output cannot be written, which the stream keeps to itself; a try tells. */
  private static int unwritten() {
    String reason = "";
    try {
      // Not closed, as that would close the descriptor for the rest of the process.
      new FileOutputStream(FileDescriptor.out).write('\n');
    } catch (IOException e) {
      if ("Broken pipe".equals(e.getMessage())) {
        return ExitCode.NO_READER;
      }
      reason = ": " + e.getMessage();
    }
    System.err.println("jabiru: standard output cannot be written" + reason);
    return ExitCode.BAD_INPUT;
  }

  private static int run(RunRequest request) {
    try {
      return new ProgramRun(request).run();
    } catch (Throwable e) {
      return Failures.report(e, System.err);
    }
  }

  private static int parseAndExecute(String... args) {
    try {
      return commandLine().execute(args);
    } catch (Error e) {
      // picocli hands only exceptions to the handler.
      return Failures.report(e, System.err);
    }
  }

  /** {@return what a command line that begins with {@code run} asks for, by the option parser} */
  static RunRequest parseRun(String... args) {
    CommandLine.ParseResult parsed = commandLine().parseArgs(args).subcommand();
    return ((RunCommand) parsed.commandSpec().userObject()).request();
  }

  private static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failures.report(failure, System.err));
    line.setParameterExceptionHandler(Usage::explain);
    Usage.registerConverters(line);
    // A guest's argument that begins with @ is no file of ours.
    line.setExpandAtFiles(false);
    Usage.abbreviate(line);
    // What follows the file belongs to the guest, dashes and all.
    Objects.requireNonNull(line.getSubcommands().get("run")).setStopAtPositional(true);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a sub-command is missing");
  }

  /** Answers {@code --version}. */
  static final class Version implements IVersionProvider {
    static String line() {
      return "jabiru " + Versions.of(Main.class);
    }

    @Override
    public String[] getVersion() {
      return new String[] {line()};
    }
  }
}
