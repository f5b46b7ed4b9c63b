import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { STATUS_OF_CODE } from '../errors/error-status.ts';
import type { Route } from '../http/route.ts';
import type { Receiver } from '../receivers/receiver.ts';

const ERROR = z
  .object({
    error: z.looseObject({ code: z.enum([...Object.keys(STATUS_OF_CODE), 'INTERNAL']), message: z.string() }),
  })
  .meta({ id: 'Error' });

/** The description of the API in OpenAPI 3.1, from the tables and schemas by which requests are served. */
export function openApiDocument(routes: readonly Route[], receivers: readonly Receiver[], version: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const add = (path: string, method: string, operation: ZodOpenApiOperationObject): void => {
    const own = path.replaceAll(/:(\w+)/g, '{$1}').replaceAll('*', '{rest}');
    paths[own] = { ...paths[own], [method.toLowerCase()]: operation };
  };
  for (const receiver of receivers) {
    for (const { method, path } of receiver.routes) add(path, method, receiverOperation(receiver, path));
  }
  for (const route of routes) add(route.path, route.method, routeOperation(route));
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Log Analytics Engine', version },
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: { password: { type: 'http', scheme: 'basic' }, token: { type: 'http', scheme: 'bearer' } },
    },
  });
}

/** Where a server without credentials does not ask for one, nothing is needed. */
const SECURITY = [{}, { password: [] }, { token: [] }];
const TENANT_HEADER = z.object({
  'X-Scope-OrgID': z.string().optional().describe('The tenant; `default` unless given.'),
});

function routeOperation({ role, summary, schema = {}, errors = 'json', path }: Route): ZodOpenApiOperationObject {
  const { query, body, form, answer } = schema;
  const content = {
    ...(body !== undefined && { 'application/json': { schema: body } }),
    ...(form !== undefined && { 'application/x-www-form-urlencoded': { schema: form } }),
  };
  const { status = 200, mediaType = 'application/json', description = 'The answer', schema: shape } = answer ?? {};
  const failure =
    errors === 'json' ? { 'application/json': { schema: ERROR } } : { 'text/plain': { schema: z.string() } };
  return {
    summary,
    ...(role !== 'open' && { security: SECURITY, description: `Needs the role ${role}.` }),
    requestParams: {
      ...(schema.path !== undefined || pathParameters(path) !== undefined ? { path: pathOf(schema.path, path) } : {}),
      ...(query !== undefined && { query: query as z.ZodObject }),
      ...(role !== 'open' && { header: TENANT_HEADER }),
    },
    ...(Object.keys(content).length > 0 && { requestBody: { content } }),
    responses: {
      [String(status) as '200']: {
        description,
        ...(status !== 204 && { content: { [mediaType]: shape === undefined ? {} : { schema: shape } } }),
      },
      default: { description: 'It was not done, and why', content: failure },
    },
  };
}

function receiverOperation({ name }: Receiver, path: string): ZodOpenApiOperationObject {
  const parameters = pathParameters(path);
  return {
    summary: `Takes entries in by the protocol ${name}`,
    description: 'Needs the role ingest. Requests and answers are those of the protocol.',
    security: SECURITY,
    requestParams: { header: TENANT_HEADER, ...(parameters !== undefined && { path: parameters }) },
    responses: {
      '2XX': { description: 'What the protocol says' },
      default: { description: 'It was not done, and why' },
    },
  };
}

function pathOf(schema: z.ZodType | undefined, path: string): z.ZodObject {
  return (schema as z.ZodObject | undefined) ?? pathParameters(path)!;
}

function pathParameters(path: string): z.ZodObject | undefined {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  if (path.includes('*')) names.push('rest');
  return names.length === 0 ? undefined : z.object(Object.fromEntries(names.map((name) => [name, z.string()])));
}
