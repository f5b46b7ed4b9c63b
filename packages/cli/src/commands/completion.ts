import { Argument, Command } from 'commander';
import type { CommandRun } from '../command-run.ts';
import { helpExamples } from '../help-examples.ts';
import { printCompletionScript, SHELLS } from '../shell-completion.ts';

/** `log-analytics completion`: the script with which a shell completes the command. */
export function completionCommand(_run: CommandRun): Command {
  return new Command('completion')
    .summary('completion for your shell')
    .description('Prints the script with which a shell completes commands and options.')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      helpExamples([
        ['for this session of bash', 'source <(log-analytics completion bash)'],
        ['for good, in zsh', "echo 'source <(log-analytics completion zsh)' >> ~/.zshrc"],
        ['for good, in fish', 'log-analytics completion fish > ~/.config/fish/completions/log-analytics.fish'],
      ]),
    )
    .action(async (shell: string, _options: unknown, command: Command) => {
      await printCompletionScript(command.parent!, shell);
    });
}
