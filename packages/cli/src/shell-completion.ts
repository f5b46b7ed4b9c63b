import type { Command } from 'commander';
import { addServeOptions } from './commands/serve.ts';

/** The shells for which there is a script. */
export const SHELLS: readonly string[] = ['bash', 'zsh', 'fish', 'powershell'];

/** What stands before the words that a shell asks about. */
export const COMPLETE_REQUEST = 'complete';

/** Names that no subcommand has, for the adapter adds commands of its own. */
const UNUSED_NAME = 'completion-script';

/** Prints the script that makes a shell ask for completions. */
export async function printCompletionScript(program: Command, shell: string): Promise<void> {
  (await completionsOf(program)).setup(program.name(), program.name(), shell);
}

/** Prints what can stand in place of the last of these words, as the script of a shell reads it. */
export async function printCompletions(program: Command, words: readonly string[]): Promise<void> {
  const command = program.commands.find((each) => each.name() === words[0]);
  if (command !== undefined) await addServeOptions(command);
  (await completionsOf(program)).parse([...words]);
}

/** Loaded only where it is asked for: a command starts faster without it. */
async function completionsOf(program: Command): Promise<ReturnType<typeof import('@bomb.sh/tab/commander').default>> {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  return tab(program, { completionCommandName: UNUSED_NAME });
}
