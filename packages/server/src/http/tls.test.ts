import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { selfSignedCertificate } from '../receivers/self-signed-certificate.test-support.ts';
import { startServer } from './test-server.test-support.ts';

const directory = mkdtempSync(join(tmpdir(), 'log-analytics-tls-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const { cert, key } = selfSignedCertificate();
const certFile = join(directory, 'cert.pem');
const keyFile = join(directory, 'key.pem');
writeFileSync(certFile, cert);
writeFileSync(keyFile, key);

/** Sends a request over TLS; its status and headers. */
function send(url: string, method: string, body = ''): Promise<{ status: number | undefined; headers: object }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, ca: cert }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode, headers: answer.headers }));
    });
    sent.on('error', reject).end(body);
  });
}

test('a server with a certificate speaks TLS, and tells browsers to stay with it', async () => {
  const { url, port } = await startServer({ argv: ['--tls-cert', certFile, '--tls-key', keyFile] });
  expect(url).toBe(`https://127.0.0.1:${port}`);
  expect(await send(`${url}/insert/jsonline`, 'POST', '{"_msg":"x"}\n')).toMatchObject({ status: 200 });
  expect(await send(`${url}/api/v1/rules`, 'GET')).toMatchObject({
    status: 200,
    headers: { 'strict-transport-security': expect.stringContaining('max-age') },
  });
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  const old = connect({ port, host: '127.0.0.1', ca: cert, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
  await expect(
    new Promise((resolve, reject) => old.on('secureConnect', resolve).on('error', reject)),
  ).rejects.toThrow();
});

test('files that are none, or are not there, are refused', async () => {
  const start = (certPath: string, keyPath: string) =>
    startServer({ argv: ['--tls-cert', certPath, '--tls-key', keyPath] });
  await expect(start(certFile, join(directory, 'none.pem'))).rejects.toThrow(
    /tls.cert and tls.key cannot be used: ENOENT/,
  );
  await expect(start(keyFile, certFile)).rejects.toThrow(/tls.cert and tls.key cannot be used/);
});
