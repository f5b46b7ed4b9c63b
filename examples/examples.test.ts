import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** What each example must print, beside anything else. `start.ts` writes to the folder of the repository and is not run here. */
const EXPECTED: Readonly<Record<string, readonly RegExp[]>> = {
  'alerting.ts': [
    /critical: payments fail, 5 matches at 2026-03-02T14:00:40Z/,
    /alerts: 2/,
    /sample: .*card 40 declined/,
  ],
  'basic-usage.ts': [/errors: 1/, /WARN worker queue is 90% full/, /large queues: 1/],
  'custom-alerts.ts': [/pager: 2/, /\{"user":"bob"\}/, /hooks that failed: 2/],
  'custom-index.ts': [/rows: 50000/, /of user u-4711: 5/],
  'dashboard-metrics.ts': [/ERROR: 132/, /'iis', 105/, /for Prometheus: \d+ samples/],
  'enrichment-hook.ts': [/eu-west GET \/cart 500/, /dropped: 1/],
  'ingest-and-query.ts': [
    /8334 entries, 0 malformed/,
    /authorized: 39/,
    /trace ids in messages: 220/,
    /after a restart: 8334/,
  ],
  'multi-tenant.ts': [/acme: 2 of which errors: 1/, /it knows 0/],
  'retention-and-archival.ts': [/archived: 2300/, /left: 700/, /within a day: 101/],
  'streaming-ingest.ts': [/in all: 8334/],
};

describe('examples', () => {
  it('are all listed here', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => /^[a-z-]+\.ts$/.test(name));
    expect(files.filter((name) => !['start.ts', 'with-directory.ts'].includes(name)).sort()).toEqual(
      Object.keys(EXPECTED).sort(),
    );
  });

  it.each(Object.entries(EXPECTED))(
    '%s runs alone and prints what it says',
    { timeout: 60_000 },
    async (name, patterns) => {
      const { stdout, stderr } = await run(process.execPath, ['--conditions=source', join(import.meta.dirname, name)]);
      expect(stderr).toBe('');
      for (const pattern of patterns) expect(stdout).toMatch(pattern);
    },
  );
});
