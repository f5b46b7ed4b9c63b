import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { constants, createDeflate, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import winston from 'winston';
import { OverloadedError } from '../../errors/server-error.ts';
import { ListenerHost } from '../listener-host.test-support.ts';
import { selfSignedCertificate } from '../self-signed-certificate.test-support.ts';

// It has no types.
const { Syslog } = createRequire(import.meta.url)('winston-syslog') as {
  Syslog: new (options: object) => ReturnType<typeof winston.createLogger>['transports'][number] & { close(): void };
};

let host: ListenerHost;
afterEach(() => host.close());

const message = (i: number, text = `m${i}`): string => `<13>1 2026-03-02T01:00:0${i}Z host app 7 - - ${text}`;
const row = (i: number, text = `m${i}`) => ({
  ...{ _time: `2026-03-02T01:00:0${i}Z`, _msg: text, hostname: 'host', app_name: 'app', proc_id: '7' },
  _stream: '{app_name="app",hostname="host",proc_id="7"}',
});
const sendUdp = (bytes: Uint8Array): Promise<void> => {
  const socket = createSocket('udp4');
  return new Promise((resolve) => socket.send(bytes, host.port(), '127.0.0.1', () => socket.close(resolve)));
};
const sendTcp = (...chunks: (Uint8Array | string)[]): Socket => {
  const socket = connect(host.port(), '127.0.0.1');
  for (const chunk of chunks) socket.write(chunk);
  return socket.end();
};

describe('UDP', () => {
  test('a message, several in a datagram, and one that rsyslog has compressed', async () => {
    host = await ListenerHost.start([{ protocol: 'syslog-udp', tenant: 'acme' }]);
    await sendUdp(Buffer.from(message(0)));
    await sendUdp(Buffer.from(`${message(1)}\n\n${message(2)}\n`));
    await sendUdp(Buffer.concat([Buffer.from('z'), deflateSync(message(3))]));
    await sendUdp(Buffer.concat([Buffer.from('zx'), Buffer.from('damaged')]));
    expect(await host.rows(4)).toMatchObject([0, 1, 2, 3].map((i) => row(i)));
    expect(host.counters).toMatchObject({ messages: 4, dropped: 0 });
    expect(host.sources[0]).toEqual({ listener: 'syslog_udp', tenant: 'acme', headers: undefined });
  });

  test('fields are left out, added, and make the stream as configured', async () => {
    host = await ListenerHost.start([
      {
        protocol: 'syslog-udp',
        streamFields: ['app_name', 'dc'],
        ignoreFields: ['fac*', 'hostname'],
        extraFields: { dc: 'eu' },
      },
    ]);
    await sendUdp(Buffer.from(message(0)));
    const [stored] = await host.rows(1);
    expect(stored).toMatchObject({ _stream: '{app_name="app",dc="eu"}', dc: 'eu', severity: '5' });
    expect(Object.keys(stored!).some((name) => name.startsWith('fac') || name === 'hostname')).toBe(false);
  });

  test('the logger of Debian', async ({ skip }) => {
    host = await ListenerHost.start([{ protocol: 'syslog-udp' }]);
    if (!existsSync('/usr/bin/logger')) skip('there is no logger here');
    const logger = (...args: string[]) =>
      promisify(execFile)('/usr/bin/logger', ['-n', '127.0.0.1', '-P', String(host.port()), '-d', ...args]);
    await logger(
      '--rfc5424',
      '-t',
      'shop',
      '-p',
      'local0.warning',
      '--sd-id',
      'ex@1',
      '--sd-param',
      'item="tea"',
      '--msgid',
      'LOW',
      'low on stock',
    );
    await logger('--rfc3164', '-t', 'shop', '-p', 'auth.crit', 'intruder');
    const byFormat = new Map((await host.rows(2)).map((one) => [one.format, one]));
    expect(byFormat.get('rfc5424')).toMatchObject({
      app_name: 'shop',
      level: 'warning',
      msg_id: 'LOW',
      'ex@1.item': 'tea',
      _msg: 'low on stock',
    });
    expect(byFormat.get('rfc3164')).toMatchObject({
      app_name: 'shop',
      level: 'critical',
      facility_keyword: 'auth',
      _msg: 'intruder',
    });
  });
});

describe('TCP', () => {
  test('lines, and messages with their length in front', async () => {
    host = await ListenerHost.start([{ protocol: 'syslog-tcp' }]);
    sendTcp(`${message(0)}\n${message(1).slice(0, 20)}`, `${message(1).slice(20)}\n`, message(2));
    const counted = message(3, 'two\nlines');
    sendTcp(`${counted.length} ${counted}`);
    expect(await host.rows(4)).toMatchObject([row(0), row(1), row(2), row(3, 'two\nlines')]);
  });

  test('a stream that is compressed as a whole and goes on: messages come when they are sent', async () => {
    host = await ListenerHost.start([{ protocol: 'syslog-tcp' }]);
    const deflate = createDeflate({ flush: constants.Z_SYNC_FLUSH });
    const socket = connect(host.port(), '127.0.0.1');
    deflate.pipe(socket);
    for (const i of [0, 1]) {
      deflate.write(`${message(i)}\n`);
      expect(await host.rows(i + 1)).toMatchObject(Array.from({ length: i + 1 }, (_, one) => row(one)));
    }
    socket.destroy();
    sendTcp(gzipSync(`${message(2)}\n`));
    expect((await host.rows(3))[2]).toMatchObject(row(2));
  });

  test('what cannot be read ends its connection alone, and is counted', async () => {
    host = await ListenerHost.start([{ protocol: 'syslog-tcp' }]);
    sendTcp(`${message(0)}\n`);
    sendTcp('12 garbage that has no length');
    sendTcp(Buffer.from([0x78, 0x9c, 1, 2, 3, 4, 5]));
    sendTcp(`<13>${'x'.repeat(300_000)}\n${message(1)}\n`);
    await host.rows(3);
    while (host.counters.connections > 0 || host.counters.broken < 2)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(host.counters).toMatchObject({ broken: 2, rejected: 1, dropped: 0 });
    expect(host.problems).toHaveLength(2);
  });

  test('a store that is busy gets the messages later', async () => {
    host = await ListenerHost.start([{ protocol: 'syslog-tcp' }]);
    host.failures.push(new OverloadedError('busy'), new OverloadedError('busy'));
    sendTcp(`${message(0)}\n`);
    expect(await host.rows(1)).toMatchObject([row(0)]);
    expect(host.counters).toMatchObject({ messages: 1, dropped: 0 });
  });

  test('what a store never takes is counted as dropped', async () => {
    host = await ListenerHost.start([{ protocol: 'syslog-tcp' }]);
    host.failures.push(new TypeError('a bug'));
    sendTcp(`${message(0)}\n${message(1)}\n`);
    while (host.counters.dropped < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(host.problems.at(-1)).toContain('2 messages were dropped');
  });

  test('what came before the end is stored', async () => {
    host = await ListenerHost.start([{ protocol: 'syslog-tcp' }]);
    const socket = connect(host.port(), '127.0.0.1');
    socket.write(`${message(0)}\n`);
    while (host.counters.messages < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    await host.running.close();
    expect(host.engine.countLogs()).toBe(1);
    socket.destroy();
  });
});

test('TLS', async () => {
  const tls = selfSignedCertificate();
  host = await ListenerHost.start([{ protocol: 'syslog-tls', tls }]);
  const socket = connectTls({ host: '127.0.0.1', port: host.port(), ca: tls.cert, servername: 'localhost' });
  const counted = message(0);
  socket.end(`${counted.length} ${counted}`);
  expect(await host.rows(1)).toMatchObject([row(0)]);
  sendTcp('<13>not encrypted\n').on('error', () => undefined);
  while (host.counters.broken < 1) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('listeners start all or not at all', async () => {
  host = await ListenerHost.start([{ protocol: 'syslog-tcp' }]);
  await expect(ListenerHost.start([{ protocol: 'syslog-tls', tls: { cert: 'none', key: 'none' } }])).rejects.toThrow(
    'PEM',
  );
  await expect(ListenerHost.start([{ protocol: 'syslog-tls' }])).rejects.toThrow('certificate');
});

describe('winston-syslog', () => {
  test.each([
    ['UDP and RFC 5424', 'syslog-udp', 'udp4', '5424'],
    ['UDP and RFC 3164', 'syslog-udp', 'udp4', 'BSD'],
    ['TCP and RFC 5424', 'syslog-tcp', 'tcp4', '5424'],
  ] as const)('over %s', async (_, protocol, clientProtocol, type) => {
    host = await ListenerHost.start([{ protocol }]);
    const transport = new Syslog({
      ...{ host: '127.0.0.1', port: host.port(), protocol: clientProtocol, type, localhost: 'web1', app_name: 'shop' },
      ...{ facility: 'local3', pid: 42, eol: '\n', format: winston.format.printf(({ message: text }) => String(text)) },
    });
    const logger = winston.createLogger({ levels: winston.config.syslog.levels, transports: [transport] });
    logger.crit('low on "stock"');
    expect(await host.rows(1)).toMatchObject([
      {
        hostname: 'web1',
        app_name: 'shop',
        proc_id: '42',
        level: 'critical',
        facility_keyword: 'local3',
        _msg: 'low on "stock"',
      },
    ]);
    logger.close();
    transport.close();
  });
});
