import { Command } from 'commander';
import { type BackupReport, backUpDirectory, LogAnalyticsEngine, restoreDirectory } from 'log-analytics-engine';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { helpExamples } from '../help-examples.ts';
import { bytesText, pluralText } from '../number-text.ts';
import type { ServerClient } from '../source/server-client.ts';
import { unpackBackup } from '../source/unpack-backup.ts';

interface BackupOptions {
  readonly verify: boolean;
  readonly json?: boolean;
}

/** `log-analytics backup`: a copy of a data directory, of one moment. */
export function backupCommand(run: CommandRun): Command {
  return new Command('backup')
    .summary('copy the data, of one moment')
    .description(
      'Copies a data directory as it is at one moment, also while a server writes there, and verifies the copy. The backup is a data\n' +
        'directory itself. Into a directory that holds an earlier backup only new segments are copied.\n' +
        'With --url the server sends all of it, to who has the role admin there; --tenant asks for one tenant.',
    )
    .argument('<directory>', 'where the backup goes')
    .option('--no-verify', 'do not read the copy again')
    .option('--json', 'the report as a JSON object')
    .addHelpText(
      'after',
      helpExamples([
        ['every night', 'log-analytics backup --data /var/lib/logs /backup/logs'],
        ['of a server elsewhere', 'log-analytics backup --url https://logs.example.org --token "$TOKEN" /backup/logs'],
        ['a look into a backup', "log-analytics query --data /backup/logs 'level:ERROR | count()'"],
      ]),
    )
    .action(async (directory: string, options: BackupOptions, command: Command) => {
      const session = run.start(command);
      const { server } = session;
      const report =
        server === undefined ? backUpDirectory(session.directory, directory) : await backUpServer(server, directory);
      await tellCopy(session, report, directory, options);
    });
}

/** `log-analytics restore`: a data directory of a backup. */
export function restoreCommand(run: CommandRun): Command {
  return new Command('restore')
    .summary('make a data directory of a backup')
    .description(
      'Copies a backup into a data directory, which must not hold a store, and verifies it. The backup stays as it is.',
    )
    .argument('<directory>', 'where the backup is')
    .option('--no-verify', 'do not read the copy again')
    .option('--json', 'the report as a JSON object')
    .addHelpText(
      'after',
      helpExamples([['from last night', 'log-analytics restore /backup/logs --data /var/lib/logs']]),
    )
    .action(async (directory: string, options: BackupOptions, command: Command) => {
      const session = run.start(command);
      session.requireDirectory();
      await tellCopy(session, restoreDirectory(directory, session.directory), session.directory, options);
    });
}

/** @throws CommandFailedError */
async function backUpServer(server: ServerClient, directory: string): Promise<BackupReport> {
  const query = server.tenant === undefined ? {} : { tenant: server.tenant };
  const { body } = await server.send('/api/v1/backup', { query });
  return { ...(await unpackBackup(body!, directory)), bytesKept: 0 };
}

async function tellCopy(
  session: CommandSession,
  report: BackupReport,
  directory: string,
  { verify, json }: BackupOptions,
): Promise<void> {
  const { terminal } = session;
  const damaged = verify ? verifyDirectory(directory) : [];
  if (damaged.length > 0) session.exitCode = EXIT_CODE.failed;
  if (json === true) {
    await terminal.print([JSON.stringify({ ...report, damaged })]);
    return;
  }
  const kept = report.bytesKept === 0 ? '' : `, ${bytesText(report.bytesKept)} of them were there`;
  const soundness = !verify ? '' : damaged.length === 0 ? '; verified' : `; ${terminal.style('red', 'DAMAGED')}:`;
  await terminal.print([
    `${pluralText(report.files, 'file')}, ${bytesText(report.bytes)}${kept}${soundness}`,
    ...damaged.map(({ file, offset, reason }) => `${file} at byte ${offset}: ${reason}`),
  ]);
}

function verifyDirectory(directory: string): ReturnType<LogAnalyticsEngine['verify']>['damaged'] {
  using engine = new LogAnalyticsEngine({ directory, readOnly: true });
  return engine.verify().damaged;
}
