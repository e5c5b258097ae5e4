package io.hourglass.cli;

import io.hourglass.model.ModelException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a failed command prints: one sentence where the user can do something about it, the whole
 * story where not. The exit status is the command's own: 2 for wrong options and 1 for failures
 * unless it says otherwise.
 */
public final class Explanation implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private Explanation() {}

  /** A command line that explains what goes wrong. */
  public static CommandLine of(Object command) {
    Explanation explanation = new Explanation();
    return new CommandLine(command)
        .setExecutionExceptionHandler(explanation)
        .setParameterExceptionHandler(explanation);
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof UserException || failure instanceof ModelException) {
      err.println(command.getColorScheme().errorText("hourglass: " + failure.getMessage()));
    } else {
      err.println(command.getColorScheme().errorText("hourglass failed unexpectedly:"));
      failure.printStackTrace(err);
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** The whole list of options would push the sentence that matters off the screen. */
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText("hourglass: " + failure.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
      if (command.getSubcommands().isEmpty()) {
        err.println("'%s --help' tells more.".formatted(command.getCommandSpec().qualifiedName()));
      } else {
        command.usage(err, command.getColorScheme());
      }
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
