import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { CommandRun } from './command-run.ts';
import { DEFAULT_DIRECTORY, DIRECTORY_VARIABLE, EXTENSIONS_VARIABLE } from './command-session.ts';
import { COMMANDS } from './commands/command-registry.ts';
import { addServeOptions } from './commands/serve.ts';
import { helpExamples } from './help-examples.ts';
import { collect } from './number-option.ts';

const HELP_WIDTH_MAX = 100;

const EXIT_CODES = `
Exit codes:
  0  done, also where nothing was found
  1  failed, or done in part only; verify has found damage
  2  the command line is wrong; nothing was done
`;

/** The command with all its subcommands; parsing throws a CommanderError instead of leaving the process. */
export function makeProgram(run: CommandRun): Command {
  const { stdout, stderr } = run.streams;
  const program = new Command('log-analytics')
    .description('Takes logs in, finds them again, and raises alerts: in a local directory, or as a server.')
    .version(packageVersion(), '-V, --version', 'the version')
    .addOption(new Option('--data <directory>', 'where the data is').env(DIRECTORY_VARIABLE).default(DEFAULT_DIRECTORY))
    .addOption(
      new Option(
        '--extension <module>',
        `filters, pipes, indexes, … of your own for --data; several times for several modules (env: ${EXTENSIONS_VARIABLE})`,
      ).argParser(collect),
    )
    .addOption(new Option('--url <address>', 'a server to ask in place of a directory').env('LOG_ANALYTICS_URL'))
    .addOption(new Option('--user <name:password>', 'who asks the server').env('LOG_ANALYTICS_USER'))
    .addOption(new Option('--token <token>', 'a token for the server').env('LOG_ANALYTICS_TOKEN'))
    .addOption(new Option('--tenant <id>', 'the tenant of the server').env('LOG_ANALYTICS_TENANT'))
    .option('--color', 'tables and colours also where the output is no terminal')
    .option('--no-color', 'no colours')
    .helpOption('-h, --help', 'this help')
    .helpCommand('help [command]', 'the help of a command')
    .addHelpText('after', EXIT_CODES)
    .addHelpText(
      'after',
      helpExamples([
        ['take a file in', 'log-analytics ingest app.ndjson'],
        ['see what is there', 'log-analytics stats'],
        ['the newest ten errors', 'log-analytics query --level error --desc --limit 10'],
        ['be told of bursts of errors from now on', 'log-analytics rules add error-burst --level error --threshold 10'],
      ]),
    );
  program
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(stdout.columns ?? 80, HELP_WIDTH_MAX) })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(`log-analytics: ${text.replace(/^error: /, '')}`),
    });
  program.hook('preSubcommand', async (_program, command) => await addServeOptions(command));
  for (const make of COMMANDS) {
    const command = make(run);
    program.addCommand(command);
    inheritSettings(program, command);
  }
  return program;
}

/** Commands that were made before they were added have not taken over the settings of their parent. */
function inheritSettings(parent: Command, child: Command): void {
  child.copyInheritedSettings(parent).helpOption('-h, --help', 'this help');
  for (const grandchild of child.commands) inheritSettings(child, grandchild);
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
