import { expect, test } from 'vitest';
import { startServer, type TestServer } from '../http/test-server.test-support.ts';
import { extension } from '../store/shop-extension.test-support.ts';

const LINES = Array.from({ length: 6 }, (_, n) => ({
  timestamp: 1_700_000_000_000 + n * 1000,
  message: `row ${n}`,
  n,
}));
const RULE = {
  name: 'many',
  conditions: 'row',
  kind: 'distinct',
  parameters: { field: 'n' },
  threshold: 3,
  cooldown: 0,
};

async function served(): Promise<TestServer> {
  return await startServer({ extensions: [extension] });
}

test('rules are of every kind that the server knows', async () => {
  const { post, get, ingest } = await served();
  const added = await post('/api/v1/rules', RULE);
  expect([added.status, await added.json()]).toEqual([201, expect.objectContaining(RULE)]);
  expect(await (await get('/api/v1/rules')).json()).toMatchObject({ rules: [RULE] });
  await ingest(LINES);
  const { alerts } = (await (await get('/api/v1/alerts')).json()) as { alerts: { message: string }[] };
  expect(alerts.map(({ message }) => message)[0]).toBe('many: 0, 1, 2');
  const tested = await post('/api/v1/rules/backtest', { rule: { ...RULE, threshold: 6 } });
  expect(await tested.json()).toMatchObject({ matches: 6, alerts: [{ count: 6, message: 'many: 0, 1, 2, 3, 4, 5' }] });
});

test.each([
  [{ kind: 'distinkt' }, "there is no kind 'distinkt'; did you mean 'distinct'? There are 'threshold', 'distinct'"],
  [{ kind: 7 }, 'kind must be a text; got 7'],
  [{ name: undefined }, 'name is missing'],
  [{ groupBy: 7 }, 'groupBy: must be a field or a list of fields'],
  [{ conditions: { levl: 'ERROR' } }, 'conditions has an unknown key "levl"'],
  [{ parameters: undefined }, 'alert rule: parameters.field must name the field whose values are told apart'],
  [{ parameters: ['n'] }, 'parameters must be an object; got a list'],
  [{ parameters: { field: {} } }, 'parameters.field: must be a text, a number, true, false, null, or a list of these'],
  [{ parameter: { field: 'n' } }, "unknown key 'parameter'; did you mean 'parameters'?"],
  [{ kind: 'threshold' }, "'threshold' has none, got 'field'"],
])('a rule with %j is refused by the name of the field', async (changes, message) => {
  const { post } = await served();
  for (const [path, body] of [
    ['/api/v1/rules', { ...RULE, ...changes }],
    ['/api/v1/rules/backtest', { rule: { ...RULE, ...changes } }],
  ] as const) {
    const refused = await post(path, body);
    expect(refused.status, path).toBe(400);
    expect(((await refused.json()) as { error: { message: string } }).error.message).toContain(message);
  }
});

test('a rule that does not say that it is JSON is told how to', async () => {
  const { url } = await served();
  const refused = await fetch(`${url}/api/v1/rules`, { method: 'POST', body: JSON.stringify(RULE) });
  expect(await refused.text()).toContain('send it as JSON, with Content-Type: application/json');
});

test('the description of the API has the parameters of rules', async () => {
  const { get } = await served();
  const document = (await (await get('/api/v1/openapi.json')).json()) as {
    components: { schemas: { AlertRule: { properties: Record<string, object> } } };
  };
  const { properties } = document.components.schemas.AlertRule;
  expect(properties.parameters).toMatchObject({ type: 'object' });
  expect(properties.kind).toMatchObject({ type: 'string' });
});

test('queries know the operators, for tenants without data too', async () => {
  const { get, ingest } = await served();
  await ingest(LINES);
  const ask = async (query: string, more = '', headers = {}): Promise<string> => {
    const response = await get(`/select/logsql/query?query=${encodeURIComponent(query)}${more}`, headers);
    return `${response.status} ${await response.text()}`;
  };
  expect(await ask('n:multiple_of(2) | fields n')).toBe('200 {"n":"0"}\n{"n":"2"}\n{"n":"4"}\n');
  expect(await ask('* | stats total(n) t, xor(n) x')).toBe('200 {"t":"15","x":"1"}\n');
  // A limit means the newest rows where pipes give rows for rows, and the first ones of all that make others of them.
  expect(await ask('* | twice | fields n, _time', '&limit=2')).toMatch(/^200 {"n":"5".*\n{"n":"5".*\n$/);
  expect(await ask('* | gaps', '&limit=2')).toBe('200 {"gap":"1"}\n{"gap":"1"}\n');
  expect(await ask('n:multiple_of(0)')).toBe('400 multiple_of needs a number above 0\n');
  expect(await ask('n:multiple_of(2)', '', { 'X-Scope-OrgID': 'empty' })).toBe('200 ');
  expect(await ask('*', `&extra_filters=${encodeURIComponent('n:multiple_of(5) n:>0')}`)).toContain('"n":"5"');
  const tail = await get(`/select/logsql/tail?query=${encodeURIComponent('* | gaps')}`);
  expect(`${tail.status} ${await tail.text()}`).toContain('400 the pipe gaps needs all rows');
});
