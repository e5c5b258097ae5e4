package io.hourglass.cli;

import io.hourglass.model.ModelException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What a failed command prints: one sentence where the user can do something about it, the whole
 * story where not. The exit status is the command's own for failures, 1 unless it says otherwise.
 */
public final class Explanation implements IExecutionExceptionHandler {
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
}
