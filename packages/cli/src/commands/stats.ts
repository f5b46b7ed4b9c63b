import { Command, Option } from 'commander';
import type { EngineStatistics } from 'log-analytics-engine';
import { barChart } from '../bar-chart.ts';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { helpExamples } from '../help-examples.ts';
import { styleByLevel } from '../level-style.ts';
import { bytesText, countText, pluralText } from '../number-text.ts';

interface StatsOptions {
  readonly json?: boolean;
  readonly prometheus?: boolean;
  readonly top: number;
}

/** `log-analytics stats`: what a data directory or a server holds. */
export function statsCommand(run: CommandRun): Command {
  return new Command('stats')
    .summary('what a data directory or a server holds')
    .description(
      'Says what a data directory or a server holds: entries, sizes, time span, levels, sources, tags, rules, alerts and problems.',
    )
    .option('--top <n>', 'how many sources and tags are listed', Number, 10)
    .addOption(new Option('--json', 'everything, as a JSON object').conflicts('prometheus'))
    .option('--prometheus', 'figures in the text format of Prometheus')
    .addHelpText(
      'after',
      helpExamples([
        ['a look at a directory', 'log-analytics stats --data logs'],
        ['the sources by name', "log-analytics stats --json | jq '.sources'"],
        ['for a scraper that reads files', 'log-analytics stats --prometheus > /var/lib/node_exporter/logs.prom'],
      ]),
    )
    .action(async (options: StatsOptions, command: Command) => {
      const session = run.start(command);
      const { terminal } = session;
      if (options.prometheus === true) {
        await terminal.print([(await prometheusText(session)).trimEnd()]);
        return;
      }
      await session.asking(async (source) => {
        const statistics = await source.stats();
        await terminal.print(
          options.json === true ? [JSON.stringify(statistics)] : statisticsLines(session, statistics, options.top),
        );
      });
    });
}

/** Of a server, all its figures. */
async function prometheusText(session: CommandSession): Promise<string> {
  if (session.server !== undefined) return await (await session.server.send('/metrics')).text();
  return await session.reading((engine) => engine.exportMetricsPrometheus());
}

function statisticsLines({ terminal, place }: CommandSession, statistics: EngineStatistics, top: number): string[] {
  const { totalLogs, totalBytes, storedBytes, compressionRatio, timeSpan, segments, blocks, headRows } = statistics;
  const line = (name: string, text: string): string => `${terminal.style('bold', name.padEnd(10))}${text}`;
  const ratio = compressionRatio > 0 ? `, ${compressionRatio.toFixed(1)} : 1` : '';
  return [
    line('data', place),
    line('entries', countText(totalLogs)),
    line('time', timeSpan.from === null ? '-' : `${timeSpan.from} … ${timeSpan.to}`),
    line('size', `${bytesText(totalBytes)} as they came in, ${bytesText(storedBytes)} on disk${ratio}`),
    line(
      'parts',
      `${pluralText(segments, 'segment')}, ${pluralText(blocks, 'block')}, ${pluralText(headRows, 'row')} in the head`,
    ),
    line('alerts', `${pluralText(statistics.rules, 'rule')}, ${pluralText(statistics.alerts, 'alert')} fired`),
    ...section(
      `levels`,
      barChart(terminal, Object.entries(statistics.levels), (level, text) => styleByLevel(terminal, level, text)),
    ),
    ...section(titleOf('sources', statistics.sources, top), barChart(terminal, topOf(statistics.sources, top))),
    ...section(titleOf('tags', statistics.tags, top), barChart(terminal, topOf(statistics.tags, top))),
  ];

  function section(title: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : ['', terminal.style('bold', title), ...lines];
  }
}

function topOf(counts: Readonly<Record<string, number>>, top: number): [string, number][] {
  return Object.entries(counts)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, top);
}

function titleOf(name: string, counts: Readonly<Record<string, number>>, top: number): string {
  const count = Object.keys(counts).length;
  return count > top ? `${name}, the first ${top} of ${countText(count)}` : name;
}
