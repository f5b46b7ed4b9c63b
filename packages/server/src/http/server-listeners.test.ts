import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import { startServer, type TestServer } from './test-server.test-support.ts';

const MESSAGE = '<34>1 2026-01-01T00:00:00Z host app 7 - - disk full';

function startWith(listeners: readonly object[]): Promise<TestServer> {
  return startServer({ argv: ['--listeners', JSON.stringify(listeners)] });
}

async function sendUdp(port: number, text: string): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.send(text, port, '127.0.0.1', () => resolve()));
  socket.close();
}

async function stored({ post }: TestServer, tenant: string): Promise<unknown[]> {
  for (;;) {
    const answer = await (await post('/api/v1/query', {}, { 'x-scope-orgid': tenant })).json();
    const { entries } = answer as { entries: unknown[] };
    if (entries.length > 0) return entries;
    await sleep(10);
  }
}

describe('ports for other protocols', () => {
  test('bring entries to their tenants, and are counted', async () => {
    const server = await startWith([
      { protocol: 'syslog-udp', port: 0 },
      { protocol: 'syslog-tcp', port: 0, tenant: 'acme' },
    ]);
    const [udp, tcp] = server.server.listeners;
    await sendUdp(udp!.address.port, MESSAGE);
    expect(await stored(server, 'default')).toMatchObject([{ app_name: 'app', _msg: 'disk full' }]);
    connect(tcp!.address.port, '127.0.0.1').end(`${MESSAGE}\n`);
    expect(await stored(server, 'acme')).toMatchObject([{ _msg: 'disk full' }]);
    const metrics = await (await server.get('/metrics')).text();
    expect(metrics).toContain('log_analytics_listener_messages_total{listener="syslog_udp"} 1');
    expect(metrics).toContain('log_analytics_ingest_tenant_entries_total{tenant="acme"} 1');
  });

  test('store what came in before the server stops', async () => {
    const { server, stores } = await startWith([{ protocol: 'syslog-tcp', port: 0 }]);
    const store = await stores.open('default');
    let count = 0;
    stores.close = async () => {
      count = await store.countLogs();
      await store.close();
    };
    const socket = connect(server.listeners[0]!.address.port, '127.0.0.1');
    await new Promise<void>((resolve) => socket.write(`${MESSAGE}\n`.repeat(100), () => resolve()));
    while (server.listeners[0]!.counters.messages < 100) await sleep(5);
    await server.stop();
    expect(count).toBe(100);
  });

  test('are there all, or the server is not', async () => {
    const first = await startWith([{ protocol: 'syslog-tcp', port: 0 }]);
    const { port } = first.server.listeners[0]!.address;
    await expect(startWith([{ protocol: 'syslog-tcp', port }])).rejects.toThrow(/EADDRINUSE|cannot listen/);
  });

  test('beyond loopback are for everybody only where that is said', () => {
    const resolve = (listener: object) => resolveConfig({ argv: ['--listeners', JSON.stringify([listener])] });
    const syslog = { protocol: 'syslog-udp', host: '0.0.0.0', port: 514 };
    expect(() => resolve(syslog)).toThrow(
      'would take entries from everybody who reaches it: say so with insecure: true',
    );
    expect(resolve({ ...syslog, insecure: true }).general.listeners).toMatchObject([syslog]);
    expect(() => resolve({ protocol: 'otlp-grpc', host: '::', port: 4317 })).toThrow('insecure');
    expect(() => resolve({ protocol: 'syslog-tls', port: 1 })).toThrow('0.tls: syslog-tls needs tls');
    expect(resolve({ protocol: 'syslog-tcp', port: 1 }).general.listeners).toMatchObject([{ host: '127.0.0.1' }]);
  });
});
