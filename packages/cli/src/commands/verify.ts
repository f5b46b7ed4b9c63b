import { Command } from 'commander';
import type { VerifyReport } from 'log-analytics-engine';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { helpExamples } from '../help-examples.ts';
import { pluralText } from '../number-text.ts';
import { type TableColumn, tableLines } from '../table.ts';

/** `log-analytics verify`: reads everything and compares all checksums. */
export function verifyCommand(run: CommandRun): Command {
  return new Command('verify')
    .summary('read everything and compare all checksums')
    .description(
      'Reads every byte of the data, compares all checksums, and lists what is damaged: file, place in bytes, reason. Changes nothing.\n' +
        'Exits with 1 where there is damage.',
    )
    .option('--json', 'the report as a JSON object')
    .addHelpText(
      'after',
      helpExamples([['in a script, before a backup', 'log-analytics verify --data logs && tar czf logs.tar.gz logs']]),
    )
    .action(async (options: { readonly json?: boolean }, command: Command) => {
      const session = run.start(command);
      await session.reading(async (engine) => {
        const report = engine.verify();
        if (!report.ok) session.exitCode = EXIT_CODE.failed;
        await session.terminal.print(options.json === true ? [JSON.stringify(report)] : reportLines(session, report));
      });
    });
}

function reportLines({ terminal }: CommandSession, report: VerifyReport): string[] {
  const { ok, files, blocks, rows, damaged } = report;
  const read = `${pluralText(files, 'file')}, ${pluralText(blocks, 'block')}, ${pluralText(rows, 'row')}`;
  if (ok) return [`${terminal.style('green', 'sound')}: ${read}`];
  const columns: TableColumn<VerifyReport['damaged'][number]>[] = [
    { title: 'FILE', text: ({ file }) => file },
    { title: 'BYTE', align: 'right', text: ({ offset }) => String(offset) },
    { title: 'DAMAGE', text: ({ reason }) => reason },
  ];
  return [
    `${terminal.style('red', 'damaged')}: ${pluralText(damaged.length, 'place')}; sound are ${read}`,
    ...tableLines(terminal, columns, damaged),
  ];
}
