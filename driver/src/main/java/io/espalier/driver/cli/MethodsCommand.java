package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.method.Method;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what can be combined. */
@Command(
    name = "methods",
    mixinStandardHelpOptions = true,
    header = "Lists every criterion, granularity, scope, schedule and fine-tuning option.",
    description = {
      "",
      "Lists every method by the name that a configuration gives it, with its paper, what it cannot"
          + " do without, what it combines with, and its options with limits and defaults. An option"
          + " is set beside the name: prune.scope: {name: erk, power: 2}.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier methods",
      "  espalier methods --json",
      "  espalier methods --markdown    the README's table, between its two marks"
    })
final class MethodsCommand implements Callable<Integer> {
  private static final class Form {
    @Option(names = "--json", description = "an array with an object a method")
    private boolean json;

    @Option(names = "--markdown", description = "a table as the README has it")
    private boolean markdown;
  }

  @Spec private CommandSpec command;

  @ArgGroup private Form form = new Form();

  @Override
  public Integer call() {
    List<Method> all = Espalier.methods();
    var out = command.commandLine().getOut();
    out.println(
        form.json
            ? MethodsText.json(all)
            : form.markdown ? MethodsText.markdown(all) : MethodsText.table(all));
    out.flush();
    return 0;
  }
}
