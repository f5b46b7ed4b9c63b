import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const EXAMPLES = fileURLToPath(new URL('.', import.meta.url));
const run = promisify(execFile);

/** What each example must have said; figures that depend on the machine are left open. */
const FACTS: Readonly<Record<string, readonly RegExp[]>> = {
  'alerting.ts': [
    /high {5}2026-03-02T03:00:16Z {2}login-attack: 5 matching entries within 60 s for ip=10\.0\.0\.0/,
    /critical 2026-03-02T03:00:31Z {2}out-of-memory/,
    /login-attack +5 {2}10\.0\.0\.3 {2}login failed for root/,
    /Eleven minutes later\n {2}high {5}2026-03-02T03:11:40\.004Z/,
    /2 rules, 6 alerts\n {2}6 alerts read into another engine/,
  ],
  'basic-usage.ts': [
    /2 accepted, 1 rejected: timestamp must be a time/,
    /2026-03-02T14:25:36\.123456789\+01:00 +40 {2}api/,
    /api +3,012\.5 {2}connection to db-7 refused/,
    /of user 42: 1\n {2}by source: {2}\{"api":2,"db":2\}/,
  ],
  'custom-alert-kind.ts': [
    /refuses\n {2}rule 'incomplete': parameters\.field must name the field/,
    /critical 2026-03-02T09:00:45Z {2}stolen-password: NO, BR, JP within 60 s for user=ann\n {4}login of ann from JP\n/,
    /from NO\n {4}login of ann from NO\n?$/,
  ],
  'custom-alerts.ts': [
    /The pager\n {2}\[payments\] payments-down: 3 matching entries .* -> restart the gateway first\n\n/,
    /The chat\n {2}\[web\] slow-requests: 2 matching entries .* for source=web/,
    /2 alerts heard, 2 failures of hooks, 8 entries stored/,
  ],
  'custom-index.ts': [
    /none named +4 {2}2026-03-02T00:\d\d:\d\d\.\d+Z/,
    /order +4 {2}2026-03-02T00:\d\d:\d\d\.\d+Z/,
    /gte: 995 \} \} +80 +(?:[1-9]|[1-7]\d)\n/,
    /from a tree of your own\n +ms {2}order +time\n +99\d {2}\d+ {2}2026-03-02T/,
  ],
  'custom-operators.ts': [
    /\| mask card\n +card +hits\n +\*{12}1486 +50\n +\*{12}5559 +50\n/,
    /!card:luhn\(\) .*\n +source +payments\n +shop +50\n +till +50\n/,
    /shop +98 +366\.4\n +till +100 +367\.3\n/,
    /geo_mean +stats function +geo_mean\(field\) +geometric mean/,
  ],
  'dashboard-metrics.ts': [
    /2016-12-19T16:30:00Z +765 {2}█{40}\n {2}2016-12-19T20:45:00Z +525 {2}█+/,
    /by level: \{"TRACE":1236,"ERROR":54\}, most often TRACE/,
    /from 0\.0 ms +586 /,
    /state\.change\.logger +54\n +kubenswrapper +42\n +laravel +31/,
    /8,334 entries of 39 sources, 2014-04-01T09:13:21Z to 2025-10-21T04:12:37\.925Z/,
    /log_analytics_entries_by_level\{level="ERROR"\} 132/,
  ],
  'enrichment-hook.ts': [
    /INFO +web +eu-central {2}POST \/login by <mail>/,
    /ERROR +web +us-east +GET \/cart for <mail>/,
    /warn +batch +unknown +job 7 is late/,
    /2 accepted and 1 dropped of the last 3; in all 1 dropped, 1 failure/,
  ],
  'extensions.ts': [
    /\/cart\/pay +0\.5 +6,000\n +\/cart +0\.86 +6,000\n/,
    /ms:>840 .*\n +_time +path +ms\n +2026-03-02T00:11:32Z {2}\/cart\/pay +842\n/,
    /depth needs a number of parts.*\n\n.*\n {2}unexpected apdx .* did you mean apdex\?\n/,
    /Alerts\n {2}2026-03-02T05:33:32Z {2}stuck: 3 times \/cart\/pay\n/,
    /of one thread\n +score\n +0\.79\n$/,
  ],
  'ingest-and-query.ts': [
    /8,334 \+ 1 lines, 2\.9 MB/,
    /257 {2}warnings and worse/,
    /101 {2}errors, but not from Laravel/,
    /319 {2}whole words/,
    /18 {2}part of a word/,
    /39 {2}a phrase/,
    /220 {2}a regular expression/,
    /100 {2}one of two tags/,
    /5 {2}a number within bounds/,
    /2023-05-15T19:36:50\.000Z {2}laravel/,
    /the same bytes: \{"timestamp":/,
  ],
  'multi-tenant.ts': [
    /acme +2 +1\n +globex +2 +1\n {2}globex asks for the tag of acme: 0 entries\n {2}acme reads: order 2 failed/,
    /2 entries of acme deleted; left are 0 of acme and 2 of globex/,
  ],
  'retention-and-archival.ts': [
    /6,000 entries of 30 days\n {2}ten days later 4,100 of them are left/,
    /3,100 entries in before\.ndjson\.zst, 3,100 deleted, 1,000 left\n {2}600 entries for debugging deleted early/,
    /3,100 entries back from the archive, 400 of them errors/,
  ],
  'streaming-ingest.ts': [
    /2,000 entries, 40 errors/,
    /10 batches, 7,000 entries/,
    /10,000 entries accepted, 0 rejected/,
    /17,000 entries, of worker-2 4,250/,
  ],
};

let temporary = '';

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'log-analytics-examples-'));
});

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Runs an example as a reader would, into a pipe, with a temporary directory of its own to look into afterwards. */
async function output(example: string, args: readonly string[] = []): Promise<string> {
  const TMPDIR = join(temporary, example);
  mkdirSync(TMPDIR, { recursive: true });
  const { stdout, stderr } = await run(process.execPath, ['--conditions=source', join(EXAMPLES, example), ...args], {
    env: { ...process.env, TMPDIR, TEMP: TMPDIR, NO_COLOR: '1', FORCE_COLOR: undefined },
    cwd: temporary,
  });
  expect(stderr).toBe('');
  expect(readdirSync(TMPDIR).filter((name) => name.startsWith('log-analytics-'))).toEqual([]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it must not be there.
  expect(stdout).not.toMatch(/\u001b/);
  return stdout;
}

/** Does what a line with curl does. */
async function curl(line: string): Promise<string> {
  const [, lines, url, form] = /^curl (?:--data-binary '(.*)' )?(\S+)(?: -d '(.*)')?$/.exec(line) ?? [];
  const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(url!, { method: 'POST', headers: type, body: form ?? lines! });
  expect(response.status).toBe(200);
  return await response.text();
}

describe('examples', { timeout: 180_000 }, () => {
  test.each(Object.entries(FACTS))('%s says what it should and leaves nothing behind', async (example, facts) => {
    const stdout = await output(example);
    for (const fact of facts) expect(stdout).toMatch(fact);
  });

  test('npm start takes the logs in, and finds them when it is run again', async () => {
    const data = join(temporary, 'data');
    const first = await output('start.ts', ['--once', data]);
    expect(first).toMatch(/8,334 lines in \d+\.\d\d s/);
    expect(first).toMatch(/2\.9 MB as they came in, \d+ kB in data\/ with every index: \d+\.\d times smaller/);
    expect(first).toMatch(/What went in \(20 systems\)\n {2}bunyan +10 +nezha_onlineboutique +154 +pg_stderr +804\n/);
    expect(first).toMatch(/ {2}ERROR +132 {2}[█▉-▏]+\n {2}WARN +125 /);
    expect(first).toMatch(
      /1\. Who reports errors.*\n.*\n.*\n +source +errors\n +state\.change\.logger +54\n +kubenswrapper +42\n/,
    );
    expect(first).toMatch(/05:18:20\.376 {2}frontend +Request started\n/);
    expect(first).toMatch(/183\.60\.244\.30 {2}\/cms\/ +10\n/);
    expect(first).toMatch(
      /Alerts \(1 fired; .*\)\n {2}CRITICAL at 2021-11-10T14:18:09\.902Z: pod-crash-loop: 3 matching entries/,
    );
    expect(first).toContain(`npx log-analytics query --data data --level error`);
    for (const line of first.split('\n')) expect(line.length).toBeLessThanOrEqual(150);

    const second = await output('start.ts', ['--once', data]);
    expect(second).toMatch(/data\/ opened in .*: 8,334 lines in 1 segment, \d+ kB; nothing was taken in again/);
    expect(second).toMatch(/every byte read and checked in .*: sound/);
    expect(second).toContain('Alerts (1 fired;');
  });

  test('npm start serves what it shows until it is interrupted', async () => {
    const data = join(temporary, 'served');
    const child = spawn(process.execPath, ['--conditions=source', join(EXAMPLES, 'start.ts'), data], {
      env: { ...process.env, LOG_ANALYTICS_PORT: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8');
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    for await (const part of child.stdout as AsyncIterable<string>) {
      const wasServed = text.includes('To begin anew');
      text += part;
      if (wasServed || !text.includes('To begin anew')) continue;
      const url = /Served at (\S+) until Ctrl-C/.exec(text)![1]!;
      // The lines that are shown to be pasted.
      const [ask, send] = [...text.matchAll(/^ {2}(curl .*)$/gm)].map(([, command]) => command!);
      expect(await curl(ask!)).toMatch(/^\{"source":"state\.change\.logger","errors":"54"\}\n/);
      expect(await curl(send!)).toBe('');
      expect(await (await fetch(`${url}/api/v1/count`, { method: 'POST' })).json()).toEqual({ count: 8335 });
      child.kill('SIGINT');
    }
    expect(await ended).toBe(0);
    expect(text).toMatch(/Stopped: all that was acknowledged is stored\.\n$/);
    expect(await output('start.ts', ['--once', data])).toMatch(/served\/ opened in .*: 8,335 lines in /);
  });

  test('are all tested and all listed', () => {
    const scripts = readdirSync(EXAMPLES).filter((name) => /^[\w-]+\.ts$/.test(name));
    const shared = [
      'number-range-index.ts',
      'page.ts',
      'shop-extension.ts',
      'start.ts',
      'temporary-directory.ts',
      'text-table.ts',
    ];
    expect(scripts.filter((name) => !shared.includes(name)).sort()).toEqual(Object.keys(FACTS).sort());
    const readme = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    for (const name of Object.keys(FACTS)) expect(readme).toContain(`(${name})`);
    for (const [, path] of readme.matchAll(/\]\(([^)]+)\)/g)) expect(existsSync(join(EXAMPLES, path!))).toBe(true);
  });
});
