import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONFIG_ENTRIES } from './config/config-entries.ts';
import { startServer } from './http/test-server.test-support.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The cells of the rows of the table below a heading, without their backticks. */
function tableOf(heading: string): string[][] {
  const section = README.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim().replaceAll(/^`|`$/g, '')),
  );
}

test('the README has every key, what it is, and its default', () => {
  const expected = CONFIG_ENTRIES.map(({ name, key: { about, show, fallback } }) => {
    const shown = show(fallback);
    // The memory of the machine is its own.
    const text = name === 'query.memoryBytesMax' ? "a quarter of the machine's" : shown;
    return [name, about, typeof text === 'string' ? text : JSON.stringify(text)];
  });
  expect(tableOf('Configuration')).toEqual(expected);
});

test('the README has every metric', async () => {
  const { get } = await startServer();
  const text = await (await get('/metrics')).text();
  const kinds = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]));
  const metrics = [...text.matchAll(/^# HELP (log_analytics_\S+) (.*)$/gm)];
  expect(tableOf('Metrics')).toEqual(metrics.map(([, name, help]) => [name, kinds.get(name), help]));
});
