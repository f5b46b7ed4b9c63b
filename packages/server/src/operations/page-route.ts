import type { Route } from '../http/route.ts';
import { PAGE_POLICY } from '../http/security-headers.ts';

const TITLE = 'Log Analytics Engine';

const PLACES: readonly (readonly [path: string, what: string])[] = [
  ['POST /insert/jsonline', 'takes JSON lines in'],
  ['POST /_bulk', 'takes entries in as Elasticsearch does'],
  ['POST /loki/api/v1/push', 'takes entries in as Loki does'],
  ['POST /v1/logs', 'takes entries in from OpenTelemetry'],
  ['GET /select/logsql/query?query=…', 'answers LogsQL'],
  ['POST /api/v1/query', 'answers filters'],
  ['GET /api/v1/openapi.json', 'describes all of it'],
  ['GET /metrics', 'the figures of the server'],
];

/** What is here: a page for browsers, text for others. */
export const PAGE_ROUTE: Route = {
  method: 'GET',
  path: '/',
  role: 'open',
  summary: 'What is here',
  errors: 'text',
  schema: { answer: { mediaType: 'text/html; charset=utf-8', description: 'A page, or text for those who want none' } },
  async handle({ headers }, reply) {
    if (!/\btext\/html\b/.test(headers.accept ?? '')) return reply.type('text/plain; charset=utf-8').send(pageText());
    return reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(pageHtml());
  },
};

function pageText(): string {
  const width = Math.max(...PLACES.map(([path]) => path.length));
  return [`${TITLE}\n`, ...PLACES.map(([path, what]) => `  ${path.padEnd(width)}  ${what}`), ''].join('\n');
}

function pageHtml(): string {
  const rows = PLACES.map(([path, what]) => `<tr><td><code>${path}</code><td>${what}`).join('\n');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${TITLE}</title><h1>${TITLE}</h1><table>\n${rows}\n</table></html>\n`;
}
