import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds since 1970 of row 0; row n is n ms later. */
const FIRST_MS = 1_772_460_000_000;

/** How a protocol puts rows into a body. */
interface Protocol {
  readonly path: string;
  readonly type: string;
  body(numbers: readonly number[]): string;
}

const text = (n: number): string => `row ${n} of ${n % 7}`;
const isoTime = (n: number): string => new Date(FIRST_MS + n).toISOString();
const nanos = (n: number): string => `${FIRST_MS + n}000000`;
const lines = (rows: readonly string[]): string => `${rows.join('\n')}\n`;

/** Rows have their number as the field `n`, and a text made of it. */
const PROTOCOLS: readonly Protocol[] = [
  {
    path: '/insert/jsonline',
    type: 'application/x-ndjson',
    body: (numbers) => lines(numbers.map((n) => JSON.stringify({ _time: isoTime(n), _msg: text(n), n }))),
  },
  {
    path: '/_bulk',
    type: 'application/x-ndjson',
    body: (numbers) =>
      lines(numbers.map((n) => `{"create":{}}\n${JSON.stringify({ '@timestamp': isoTime(n), message: text(n), n })}`)),
  },
  {
    path: '/loki/api/v1/push',
    type: 'application/json',
    body: (numbers) =>
      JSON.stringify({
        streams: [{ stream: { app: 'kill' }, values: numbers.map((n) => [nanos(n), text(n), { n: String(n) }]) }],
      }),
  },
  {
    path: '/v1/logs',
    type: 'application/json',
    body: (numbers) => {
      const logRecords = numbers.map((n) => ({
        timeUnixNano: nanos(n),
        body: { stringValue: text(n) },
        attributes: [{ key: 'n', value: { intValue: n } }],
      }));
      return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    },
  },
];

const TENANTS = ['default', 'acme'];

/** Rows `from` to below `to`. */
interface Batch {
  readonly from: number;
  readonly to: number;
  readonly protocol: Protocol;
  readonly tenant: string;
  /** Without one, a batch is sent once. */
  readonly id: string | undefined;
  isAcknowledged: boolean;
  /** Rows that were found when it was last looked for. */
  stored: number | undefined;
}

/** What senders of several protocols have sent to a server that is killed again and again, and what it has acknowledged. */
export class KillLedger {
  acknowledgedRows = 0;
  /** How often a batch was sent again. */
  repeats = 0;
  readonly #random: () => number;
  /** Those whose rows are looked for one by one. */
  #batches: Batch[] = [];
  /** Of all others together, by tenant: they have the lowest numbers. */
  readonly #settledRows = new Map(TENANTS.map((tenant) => [tenant, 0]));
  /** Batches with an id that wait for being sent again. */
  readonly #pending: Batch[] = [];
  #next = 0;

  /** @param random gives numbers from 0 to below 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  get figures(): string {
    return `${this.#next} rows sent, ${this.acknowledgedRows} acknowledged; ${this.repeats} batches sent again`;
  }

  /** Sends batches of all protocols until the signal; resolves when nothing is under way any more. */
  async send(url: string, signal: AbortSignal): Promise<void> {
    const senders = PROTOCOLS.flatMap((protocol) =>
      [false, true].map(async (hasId) => {
        while (!signal.aborted) if (!(await this.#send(url, this.#take(protocol, hasId)))) await sleep(5);
      }),
    );
    await Promise.all(senders);
  }

  /** Compares the rows of a server with the ledger; to be called while nothing is sent. @returns what is wrong */
  async check(url: string): Promise<string[]> {
    const wrong: string[] = [];
    const first = this.#batches[0]?.from ?? this.#next;
    for (const tenant of TENANTS) {
      const [{ rows } = { rows: '0' }] = await rowsOf(url, tenant, `n:<${first} | stats count() rows`);
      const expected = this.#settledRows.get(tenant)!;
      if (Number(rows) !== expected) wrong.push(`${tenant}: ${rows} rows below ${first}, not ${expected}`);
      const found = new Map<number, number>();
      for (const row of await rowsOf(url, tenant, `n:>=${first} | fields n, _msg`)) {
        const n = Number(row.n);
        if (row._msg !== text(n)) wrong.push(`${tenant}: row ${n} is ${JSON.stringify(row._msg)}`);
        found.set(n, (found.get(n) ?? 0) + 1);
      }
      for (const batch of this.#batches) if (batch.tenant === tenant) wrong.push(...compare(batch, found));
      if (found.size > 0) wrong.push(`${tenant}: nobody sent ${[...found.keys()].slice(0, 10)}`);
    }
    this.#settle();
    return wrong;
  }

  /** Lets batches that cannot change any more count together. */
  #settle(): void {
    const firstPending = Math.min(this.#next, ...this.#pending.map(({ from }) => from));
    for (const { from, tenant, stored } of this.#batches) {
      if (from < firstPending) this.#settledRows.set(tenant, this.#settledRows.get(tenant)! + stored!);
    }
    this.#batches = this.#batches.filter(({ from }) => from >= firstPending);
  }

  /** The next batch of a sender: one that waits, now and then one that is stored already, or a new one. */
  #take(protocol: Protocol, hasId: boolean): Batch {
    if (hasId) {
      const waiting = this.#pending.findIndex((batch) => batch.protocol === protocol);
      if (waiting >= 0) return this.#again(this.#pending.splice(waiting, 1)[0]!);
      const earlier = this.#batches[Math.floor(this.#random() * 8 * this.#batches.length)];
      if (earlier?.id !== undefined && earlier.isAcknowledged) return this.#again(earlier);
    }
    const size = this.#random();
    const rowCount = size < 0.5 ? 1 : size < 0.9 ? 40 : size < 0.99 ? 400 : 6_000;
    const from = this.#next;
    this.#next += rowCount;
    const tenant = TENANTS[Math.floor(this.#random() * TENANTS.length)]!;
    const id = hasId ? `batch-${from}` : undefined;
    const batch = { from, to: this.#next, protocol, tenant, id, isAcknowledged: false, stored: undefined };
    this.#batches.push(batch);
    return batch;
  }

  #again(batch: Batch): Batch {
    this.repeats++;
    return batch;
  }

  /** @returns whether it is acknowledged. @throws Error for an answer that nothing explains */
  async #send(url: string, batch: Batch): Promise<boolean> {
    const { from, to, protocol, tenant, id } = batch;
    const numbers = Array.from({ length: to - from }, (_, i) => from + i);
    const headers = { 'content-type': protocol.type, 'x-scope-orgid': tenant };
    try {
      const answer = await fetch(`${url}${protocol.path}`, {
        method: 'POST',
        headers: id === undefined ? headers : { ...headers, 'x-batch-id': id },
        body: protocol.body(numbers),
      });
      const body = await answer.text();
      if (isAcknowledged(answer.status, body)) {
        if (!batch.isAcknowledged) this.acknowledgedRows += to - from;
        batch.isAcknowledged = true;
        return true;
      }
      if (![429, 503].includes(answer.status) && !body.includes('"status":503'))
        throw new UnexpectedAnswerError(`${protocol.path}: ${answer.status} ${body}`);
    } catch (error) {
      // The server is gone, or was before it had answered.
      if (error instanceof UnexpectedAnswerError) throw error;
    }
    if (id !== undefined && !batch.isAcknowledged) this.#pending.push(batch);
    return false;
  }
}

class UnexpectedAnswerError extends Error {}

function isAcknowledged(status: number, body: string): boolean {
  return status >= 200 && status < 300 && !body.includes('"errors":true');
}

/** Takes the rows of a batch out of `found`. @returns what is wrong */
function compare(batch: Batch, found: Map<number, number>): string[] {
  const { from, to, tenant, protocol, id, isAcknowledged, stored: before } = batch;
  const name = `${tenant} ${protocol.path} ${id ?? ''} rows ${from} to ${to - 1}`;
  const wrong: string[] = [];
  let stored = 0;
  for (let n = from; n < to; n++) {
    const times = found.get(n) ?? 0;
    found.delete(n);
    stored += times;
    if (times > 1) wrong.push(`${name}: row ${n} is stored ${times} times`);
  }
  if (isAcknowledged && stored < to - from) wrong.push(`${name}: acknowledged, and only ${stored} rows are there`);
  if (id !== undefined && stored > 0 && stored < to - from) wrong.push(`${name}: only ${stored} rows of a batch`);
  if (id === undefined && before !== undefined && before !== stored)
    wrong.push(`${name}: there were ${before} rows, now ${stored}`);
  batch.stored = stored;
  return wrong;
}

async function rowsOf(url: string, tenant: string, query: string): Promise<Record<string, string>[]> {
  const answer = await fetch(`${url}/select/logsql/query`, {
    method: 'POST',
    headers: { 'x-scope-orgid': tenant },
    body: new URLSearchParams({ query }),
  });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`${query}: ${answer.status} ${body}`);
  return body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string>);
}
