import { once } from 'node:events';
import { pino } from 'pino';
import { pinoLoki } from 'pino-loki';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import winston from 'winston';
import LokiTransport from 'winston-loki';
import { ReceiverHost } from '../receiver-host.test-support.ts';

let host: ReceiverHost;
beforeEach(async () => {
  host = await ReceiverHost.start();
});
afterEach(() => host.close());

test('pino-loki', async () => {
  const stream = pinoLoki({ host: host.url, labels: { app: 'shop' }, batching: { interval: 1 } });
  const logger = pino({ base: { pid: 7 }, timestamp: () => ',"time":1772413200123' }, stream);
  logger.info({ user: { id: 42 }, text: 'quotes " and \n lines' }, 'bought');
  logger.error(new Error('no money'));
  stream.end();
  await once(stream, 'close');
  expect(host.rows('level:error or level:info')).toMatchObject([
    {
      _time: '2026-03-02T01:00:00.123Z',
      app: 'shop',
      level: 'info',
      'user.id': 42,
      text: 'quotes " and \n lines',
      pid: 7,
      _msg: 'bought',
    },
    { _time: '2026-03-02T01:00:00.123Z', app: 'shop', level: 'error', _msg: 'no money', 'err.type': 'Error' },
  ]);
});

describe('winston-loki', () => {
  test.each([
    ['JSON', true, 'a"b'],
    // This client does not escape the quotes of a label in protobuf; Loki itself refuses that, too.
    ['snappy protobuf', false, 'a\u00e4'],
  ])('as %s', async (_, json, shelf) => {
    const failures: unknown[] = [];
    const transport = new LokiTransport({
      host: host.url,
      json,
      labels: { app: 'shop' },
      batching: false,
      format: winston.format.json(),
      onConnectionError: (error) => failures.push(error),
    });
    const logger = winston.createLogger({ transports: [transport] });
    const sentMs = Date.now();
    logger.warn('low on stock', { item: 'tea', count: 3, labels: { shelf } });
    logger.info('plain');
    while (host.engine.countLogs() < 2 && failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(failures).toEqual([]);
    const rows = host.rows('_msg:*');
    expect(Number(rows[0]!.count)).toBe(3);
    expect(rows).toMatchObject([
      { app: 'shop', level: 'warn', shelf, item: 'tea', _msg: 'low on stock' },
      { app: 'shop', level: 'info', _msg: 'plain' },
    ]);
    expect(Math.abs(Date.parse(String(rows[0]!._time)) - sentMs)).toBeLessThan(60_000);
    logger.close();
  });
});
