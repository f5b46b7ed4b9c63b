import { Command } from 'commander';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { helpExamples } from '../help-examples.ts';
import { wholeNumberFrom } from '../number-option.ts';
import { countText } from '../number-text.ts';
import { styleBySeverity } from '../severity-style.ts';
import type { ShownAlert } from '../source/log-source.ts';
import { tableLines } from '../table.ts';

interface AlertsOptions {
  readonly rule?: string;
  readonly limit?: number;
  readonly samples?: boolean;
  readonly wrap?: boolean;
  readonly json?: boolean;
}

/** `log-analytics alerts`: what has fired. */
export function alertsCommand(run: CommandRun): Command {
  return new Command('alerts')
    .summary('alerts that have fired')
    .description(
      'Lists the alerts that have fired, the newest last. TIME is the time of the entry with which the rule fired.',
    )
    .option('--rule <name>', 'of this rule only')
    .option('--limit <n>', 'the newest only', wholeNumberFrom(1))
    .option('--wrap', 'show long messages whole')
    .option('--json', 'JSON lines, with the entries that show what happened in `sampleLogs`')
    .addHelpText(
      'after',
      helpExamples([
        ['the last ten', 'log-analytics alerts --limit 10'],
        ['the lines behind an alert', "log-analytics alerts --rule disk-full --json | jq -r '.sampleLogs[].message'"],
      ]),
    )
    .action(async (options: AlertsOptions, command: Command) => {
      const session = run.start(command);
      await session.asking(async (source) => {
        const ofRule = await source.alerts(options.rule);
        const alerts = options.limit === undefined ? ofRule : ofRule.slice(-options.limit);
        const lines =
          options.json === true ? alerts.map((alert) => JSON.stringify(alert)) : alertLines(session, alerts, options);
        await session.terminal.print(lines);
        if (alerts.length === 0 && options.json !== true) session.terminal.note('no alerts');
      });
    });
}

function alertLines(
  { terminal }: CommandSession,
  alerts: readonly ShownAlert[],
  { wrap = false }: AlertsOptions,
): string[] {
  return tableLines(
    terminal,
    [
      { title: 'TIME', text: ({ triggeredAt }) => triggeredAt, style: (text) => terminal.style('dim', text) },
      {
        title: 'SEVERITY',
        text: ({ severity }) => severity,
        style: (text, { severity }) => styleBySeverity(terminal, severity, text),
      },
      { title: 'RULE', text: ({ ruleName }) => ruleName, widthMax: 32 },
      { title: 'COUNT', align: 'right', text: ({ count }) => (terminal.isForEyes ? countText(count) : String(count)) },
      { title: 'MESSAGE', text: ({ message }) => message },
    ],
    alerts,
    { wrap },
  );
}
