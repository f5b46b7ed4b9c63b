import { Command, Option } from 'commander';
import { AlertRule, type AlertRuleInit, AlertSeverity } from 'log-analytics-engine';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { addFilterOptions } from '../filter-options.ts';
import { helpExamples } from '../help-examples.ts';
import { collect, wholeNumberFrom } from '../number-option.ts';
import { durationText, pluralText } from '../number-text.ts';
import { type RuleOptions, ruleOfOptions, rulesOfFile } from '../rule-options.ts';
import { styleBySeverity } from '../severity-style.ts';
import { tableLines } from '../table.ts';
import { CommandFailedError, UsageError } from '../usage-error.ts';

/** `log-analytics rules`: the alert rules of a data directory. */
export function rulesCommand(run: CommandRun): Command {
  return new Command('rules')
    .summary('alert rules: add, list, remove')
    .description(
      'Alert rules. A rule fires when enough entries that meet its conditions lie within its window, by their own time.\n' +
        'Rules look at entries that come in from then on, and stay with the data.',
    )
    .addCommand(addCommand(run))
    .addCommand(listCommand(run))
    .addCommand(removeCommand(run));
}

function addCommand(run: CommandRun): Command {
  return addFilterOptions(
    new Command('add')
      .summary('add a rule, or replace the one of that name')
      .description(
        'Adds a rule, or several from a file; one with the name of another takes its place. Prints the names.',
      )
      .argument('[name]', 'the name of the rule'),
  )
    .option('--query <filter>', 'which entries match, as a filter in LogsQL; with the options above all must hold')
    .option('--kind <kind>', 'what makes it fire: threshold, or a kind of an extension (default: threshold)')
    .option(
      '--parameter <name=value>',
      'what a kind of an extension wants to know: text, a number, true, false or a JSON list; several times for several',
      collect,
    )
    .option('--threshold <n>', 'entries that make it fire (default: 1)', wholeNumberFrom(1))
    .option('--window <time>', 'within this time, in seconds or such as 5m (default: 5m)')
    .option('--cooldown <time>', 'no second alert within this time (default: 10m)')
    .addOption(
      new Option('--severity <severity>', 'how urgent it is (default: medium)').choices(Object.values(AlertSeverity)),
    )
    .option('--group-by <field>', 'count for each value of the field; several times: for each combination', collect)
    .option('--description <text>', 'what it means, for people')
    .option('--disabled', 'keep it, but count nothing')
    .option(
      '--file <file>',
      'rules as JSON, one object or a list of them, in place of all other options; - is the standard input',
    )
    .addHelpText(
      'after',
      helpExamples([
        [
          'ten errors of one source within five minutes',
          'log-analytics rules add error-burst --level error --threshold 10 --window 5m --group-by source --severity high',
        ],
        [
          'a kind of an extension, which has parameters',
          "log-analytics rules add stolen --extension ./shop.mjs --query 'source:auth login' --kind distinct --parameter field=country",
        ],
        ['every rule of a file', 'log-analytics rules add --file rules.json'],
        ['what the file looks like', 'log-analytics rules list --json'],
      ]),
    )
    .action(async (name: string | undefined, options: RuleOptions, command: Command) => {
      const session = run.start(command);
      const rules = (await rulesAskedFor(session, name, options)).map((rule) => new AlertRule(rule));
      await session.changing(async (source) => {
        for (const rule of rules) await source.addRule(rule);
      });
      await session.terminal.print(rules.map((rule) => rule.name));
    });
}

async function rulesAskedFor(
  { stdin }: CommandSession,
  name: string | undefined,
  options: RuleOptions,
): Promise<AlertRuleInit[]> {
  if (options.file === undefined) {
    if (name === undefined) throw new UsageError('a rule needs a name: rules add NAME …, or rules add --file FILE');
    return [ruleOfOptions(name, options)];
  }
  const others = Object.keys(options).filter((key) => key !== 'file');
  if (name !== undefined || others.length > 0)
    throw new UsageError('--file says everything: give nothing else with it');
  return await rulesOfFile(options.file, stdin);
}

function listCommand(run: CommandRun): Command {
  return new Command('list')
    .summary('list the rules')
    .description('Lists the rules in the order in which they were added.')
    .option('--json', 'as a JSON list that rules add --file takes')
    .action(async (options: { readonly json?: boolean }, command: Command) => {
      const session = run.start(command);
      await session.asking(async (source) => {
        const rules = await source.rules();
        await session.terminal.print(
          options.json === true ? [JSON.stringify(rules, null, 2)] : ruleLines(session, rules),
        );
        if (rules.length === 0 && options.json !== true) session.terminal.note('no rules');
      });
    });
}

function ruleLines({ terminal }: CommandSession, rules: readonly AlertRule[]): string[] {
  const seconds = (value: number): string => (terminal.isForEyes ? durationText(value) : String(value));
  return tableLines(
    terminal,
    [
      { title: 'NAME', text: ({ name }) => name, widthMax: 32 },
      {
        title: 'SEVERITY',
        text: ({ severity, enabled }) => (enabled ? severity : 'disabled'),
        style: (text, { severity, enabled }) =>
          enabled ? styleBySeverity(terminal, severity, text) : terminal.style('dim', text),
      },
      { title: 'KIND', text: kindText, widthMax: 32 },
      { title: 'THRESHOLD', align: 'right', text: ({ threshold }) => String(threshold) },
      { title: 'WINDOW', align: 'right', text: ({ timeWindow }) => seconds(timeWindow) },
      { title: 'COOLDOWN', align: 'right', text: ({ cooldown }) => seconds(cooldown) },
      { title: 'PER', text: ({ groupBy }) => groupBy.join(','), widthMax: 20 },
      {
        title: 'CONDITIONS',
        text: ({ conditions }) => (typeof conditions === 'string' ? conditions : JSON.stringify(conditions)),
      },
    ],
    rules,
  );
}

/** Such as `distinct(field=country)`. */
function kindText({ kind, parameters }: AlertRule): string {
  const members = Object.entries(parameters).map(([name, value]) => `${name}=${String(value)}`);
  return members.length === 0 ? kind : `${kind}(${members.join(', ')})`;
}

function removeCommand(run: CommandRun): Command {
  return new Command('remove')
    .summary('remove rules')
    .description('Removes rules by name; their alerts stay. Exits with 1 where there is no rule of a name.')
    .argument('<name...>', 'the names of the rules')
    .action(async (names: string[], _: unknown, command: Command) => {
      const session = run.start(command);
      const missing: string[] = [];
      await session.changing(async (source) => {
        for (const name of names) if (!(await source.removeRule(name))) missing.push(name);
      });
      if (missing.length === 0) return;
      throw new CommandFailedError(
        `there ${missing.length === 1 ? 'is' : 'are'} no ${pluralText(missing.length, 'rule').replace(/^1 /, '')} named ${missing.map((name) => `'${name}'`).join(', ')}`,
      );
    });
}
