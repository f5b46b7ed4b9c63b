import { Command } from 'commander';
import { type CommandSession, startSession } from '../command-session.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { helpExamples } from '../help-examples.ts';
import { pluralText } from '../number-text.ts';
import { tableLines } from '../table.ts';

/** What the engine reports of a verification. */
interface VerifyReport {
  readonly ok: boolean;
  readonly files: number;
  readonly blocks: number;
  readonly rows: number;
  readonly damaged: readonly { readonly file: string; readonly offset: number; readonly reason: string }[];
}

/** `log-analytics verify`: reads everything and compares all checksums. */
export function verifyCommand(): Command {
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
      const session = startSession(command);
      await session.reading(async (engine) => {
        const report = engine.verify() as VerifyReport;
        if (!report.ok) session.exitCode = EXIT_CODE.failed;
        await session.terminal.print(options.json === true ? [JSON.stringify(report)] : reportLines(session, report));
      });
    });
}

function reportLines({ terminal }: CommandSession, report: VerifyReport): string[] {
  const { ok, files, blocks, rows, damaged } = report;
  const read = `${pluralText(files, 'file')}, ${pluralText(blocks, 'block')}, ${pluralText(rows, 'row')}`;
  if (ok) return [`${terminal.style('green', 'sound')}: ${read}`];
  const columns = [
    { title: 'FILE', text: ({ file }: (typeof damaged)[number]) => file },
    { title: 'BYTE', align: 'right', text: ({ offset }: (typeof damaged)[number]) => String(offset) },
    { title: 'DAMAGE', text: ({ reason }: (typeof damaged)[number]) => reason },
  ] as const;
  return [
    `${terminal.style('red', 'damaged')}: ${pluralText(damaged.length, 'place')}; sound are ${read}`,
    ...tableLines(terminal, columns, damaged),
  ];
}
