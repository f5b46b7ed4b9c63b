import { expect, test } from 'vitest';
import { startServer } from '../http/test-server.test-support.ts';

test('clients of Prometheus, Loki and VictoriaLogs find out where they look whether the server is well', async () => {
  const { get } = await startServer();
  const answers = await Promise.all(
    ['/health', '/-/healthy', '/ready', '/-/ready', '/insert/loki/ready', '/insert/ready', '/internal/force_flush'].map(
      async (path) => {
        const response = await get(path);
        return [path, response.status, (await response.text()).trim()];
      },
    ),
  );
  expect(answers).toEqual([
    ['/health', 200, 'OK'],
    ['/-/healthy', 200, 'OK'],
    ['/ready', 200, 'ready'],
    ['/-/ready', 200, 'ready'],
    ['/insert/loki/ready', 200, 'ready'],
    ['/insert/ready', 200, '{"status":"ok"}'],
    ['/internal/force_flush', 200, ''],
  ]);
});

test('slashes that come twice are one', async () => {
  const { get, post } = await startServer();
  expect((await post('//insert//jsonline', { _msg: 'found' })).status).toBe(200);
  const found = await get('//select/logsql//query?query=found');
  expect(await found.json()).toMatchObject({ _msg: 'found' });
});
