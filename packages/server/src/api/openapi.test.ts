import { expect, test } from 'vitest';
import { startServer } from '../http/test-server.test-support.ts';
import { RECEIVERS } from '../receivers/receiver-registry.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

test('the description has every route, from the schemas that validate', async () => {
  const { server, get } = await startServer();
  const document = (await (await get('/api/v1/openapi.json')).json()) as Document;
  expect(document.openapi).toBe('3.1.0');
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const all = [...server.routes, ...RECEIVERS.flatMap(({ routes }) => routes)];
  const expected = all.map(
    ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}').replaceAll('*', '{rest}')}`,
  );
  expect(described.sort()).toEqual([...new Set(expected)].sort());

  for (const [path, methods] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { summary, parameters = [], responses } of Object.values(methods)) {
      expect(summary).toMatch(/^[A-Z]/);
      expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(names);
      expect(Object.keys(responses)).toContain('default');
    }
  }
  expect(JSON.stringify(document.paths['/api/v1/query']!.post!.requestBody)).toContain(
    '"#/components/schemas/Filters"',
  );
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['AlertRule', 'Error', 'Filters']));
});
