import { Command } from 'commander';
import type { LogFilters } from 'log-analytics-engine';
import type { CommandRun } from '../command-run.ts';
import { addFilterOptions, type FilterOptions, filtersOf } from '../filter-options.ts';
import { helpExamples } from '../help-examples.ts';
import { pluralText } from '../number-text.ts';
import { UsageError } from '../usage-error.ts';

interface DeleteOptions extends FilterOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

/** `log-analytics delete`: removes entries for good. */
export function deleteCommand(run: CommandRun): Command {
  return addFilterOptions(
    new Command('delete')
      .summary('delete entries for good')
      .description(
        'Deletes the entries that pass the filters, for good; a server asks for the role admin. --dry-run says how many they are.',
      )
      .argument('[logsql]', 'a filter in LogsQL, without pipes'),
  )
    .option('--all', 'every entry, where nothing else says which')
    .option('--dry-run', 'count them, and change nothing')
    .addHelpText(
      'after',
      helpExamples([
        ['how many would go', "log-analytics delete --dry-run 'source:payments user.email:*'"],
        ['what is older than a year', 'log-analytics delete --end 365d'],
      ]),
    )
    .action(async (text: string | undefined, options: DeleteOptions, command: Command) => {
      const session = run.start(command);
      const { all = false, dryRun = false, ...rest } = options;
      const filters: LogFilters = { ...filtersOf(rest), ...(text !== undefined && { query: text }) };
      if (all !== (Object.keys(filters).length === 0)) {
        throw new UsageError('say which entries: by filters, or --all for every one');
      }
      if (dryRun) {
        const count = await session.asking((source) => source.count(filters));
        await session.terminal.print([`${pluralText(count, 'entry', 'entries')} would be deleted`]);
        return;
      }
      const count = await session.changing((source) => source.delete(filters));
      await session.terminal.print([`${pluralText(count, 'entry', 'entries')} deleted`]);
    });
}
