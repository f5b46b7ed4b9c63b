/**
 * Records what a VictoriaLogs answers: `npx node --conditions=source packages/server/testdata/victorialogs/record.ts URL FILE…`.
 * Each line of a FILE is a question (`query`, or `path` and `params`); its `answer` is written anew. The server at URL, without
 * other entries, was given examples/data/real-8k.ndjson by `/insert/jsonline` with `_stream_fields=source`, `_time_field=timestamp`,
 * `_msg_field=message`, and `Content-Type: application/stream+json`.
 */
import { writeFileSync } from 'node:fs';
import { ask, readRecorded } from '../../src/select/recorded-answers.test-support.ts';

const [url, ...files] = process.argv.slice(2);
if (url === undefined || files.length === 0)
  throw new Error('expected the URL of a VictoriaLogs, and files of questions');
for (const file of files) {
  const lines: string[] = [];
  for (const record of readRecorded(file)) {
    try {
      lines.push(`${JSON.stringify({ ...record, answer: await ask(url, record) })}\n`);
    } catch (error) {
      throw new Error(`no answer to ${JSON.stringify(record)}`, { cause: error });
    }
  }
  writeFileSync(file, lines.join(''));
}
