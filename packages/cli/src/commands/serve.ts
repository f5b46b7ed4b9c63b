import { Command, Option } from 'commander';
import type { LogServer, ServerConfig } from 'log-analytics-server';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { helpExamples } from '../help-examples.ts';

interface ServeOptions {
  readonly config?: string;
  readonly printConfig?: boolean;
}

const NAME = 'serve';

/** `log-analytics serve`: turns a data directory into a service. */
export function serveCommand(run: CommandRun): Command {
  return new Command(NAME)
    .summary('serve a data directory over HTTP')
    .description(
      'Takes entries in over HTTP and answers queries, until Ctrl-C: what is under way then may end, what is stored is put on disk. ' +
        'A second Ctrl-C cuts it off. Each option is also a variable of the environment (LOG_ANALYTICS_QUERY_TIMEOUT for --query-timeout) ' +
        'and a key of a YAML file (query: { timeout: 30s }); options come before variables, these before the file.',
    )
    .addOption(new Option('--config <file>', 'a YAML file with options').env('LOG_ANALYTICS_CONFIG'))
    .option('--print-config', 'print the configuration that these options make, as a YAML file, and end')
    .addHelpText(
      'after',
      helpExamples([
        ['the default directory, for this machine alone', 'log-analytics serve'],
        ['for others, who sign in', 'log-analytics serve --data logs --host 0.0.0.0 --config server.yaml'],
        ['a file to begin with', 'log-analytics serve --print-config > server.yaml'],
        ['who may sign in', 'log-analytics credential token shipper --role ingest'],
      ]),
    )
    .action(async (options: ServeOptions, command: Command) => {
      const session = run.start(command);
      session.requireDirectory();
      const { printConfig, resolveConfig } = await import('log-analytics-server');
      const config = resolveConfig({ argv: configArguments(command), env: process.env, file: options.config });
      if (options.printConfig === true) await session.terminal.write(printConfig(config));
      else await serveUntilStopped(session, config);
    });
}

/**
 * Adds the options of the configuration to the command, if that is what it is. The server is loaded only where it is asked for:
 * other commands start faster without it.
 */
export async function addServeOptions(command: Command): Promise<void> {
  if (command.name() !== NAME) return;
  const { configFlags } = await import('log-analytics-server');
  for (const { flag, placeholder, about, fallback, section } of configFlags()) {
    if (command.parent?.options.some(({ long }) => long === flag) === true) continue;
    const text = `${about.replace(/\.$/, '')}${fallback === '' || placeholder === undefined ? '' : ` (default: ${fallback})`}`;
    const option = new Option(placeholder === undefined ? flag : `${flag} ${placeholder}`, text);
    command.addOption(option.helpGroup(section === 'general' ? 'Options:' : `${section}:`));
  }
}

/** What was given on the command line, as the server reads it; variables of the environment it reads by itself. */
function configArguments(command: Command): string[] {
  const shared = (command.parent?.options ?? []).filter(({ long }) => long === '--data' || long === '--extension');
  const options = [...command.options, ...shared];
  return options
    .filter((option) => option.long !== '--config' && option.long !== '--print-config')
    .flatMap((option): string[] => {
      const name = option.attributeName();
      if (command.getOptionValueSourceWithGlobals(name) !== 'cli') return [];
      const value: unknown = command.optsWithGlobals<Record<string, unknown>>()[name];
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      return values.map((each) => (each === true ? option.long! : `${option.long}=${String(each)}`));
    });
}

async function serveUntilStopped(session: CommandSession, config: ServerConfig): Promise<void> {
  const { terminal } = session;
  const { serve, stopOnSignals, tuneProcess } = await import('log-analytics-server');
  tuneProcess();
  // A person is told below what the log says for machines.
  const isQuiet = terminal.showsProgress && config.log.level === 'info';
  const server = await serve(isQuiet ? { ...config, log: { level: 'warn' } } : config);
  await terminal.print(greeting(session, server));
  await stopOnSignals(server, () => terminal.note('stopping; Ctrl-C once more cuts off what is under way'));
  await terminal.print(['stopped: all that was acknowledged is stored']);
}

function greeting({ terminal }: CommandSession, { url, config }: LogServer): string[] {
  const { general, retention } = config;
  const tries = [
    ['send a line', `curl --data-binary '{"level":"error","_msg":"disk full"}' ${url}/insert/jsonline`],
    ['find it', `curl ${url}/select/logsql/query -d 'query=level:error disk'`],
    ['see what comes in', `npx log-analytics tail --url ${url}`],
  ] as const;
  const keeps =
    retention.maxAgeMs === 0 && retention.maxBytes === 0
      ? 'Entries are kept for ever; --retention-max-age and --retention-max-bytes remove old ones.'
      : undefined;
  return [
    `${terminal.style('bold', general.data)} is served at ${terminal.style('bold', url)} until Ctrl-C`,
    ...(keeps === undefined ? [] : [keeps]),
    ...tries.flatMap(([what, line]) => [terminal.style('dim', `  # ${what}`), `  ${line}`]),
  ];
}
