/** Lines from a stream, in chunks that end anywhere: what is not a whole line waits for the next chunk. */
import { createReadStream } from 'node:fs';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { SAMPLE_FILE, withDirectory } from './with-directory.ts';

await withDirectory(async (directory) => {
  const engine = new LogAnalyticsEngine({ directory, durability: 'interval' });
  let rest = Buffer.alloc(0);
  let chunks = 0;
  for await (const chunk of createReadStream(SAMPLE_FILE, { highWaterMark: 256 * 1024 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const end = bytes.lastIndexOf('\n') + 1;
    // The fast path: no object is made for a line.
    engine.ingestBytes(bytes.subarray(0, end));
    rest = bytes.subarray(end);
    chunks++;
    // Every entry can be found as soon as the call has returned.
    if (chunks % 4 === 0)
      console.log(
        `after ${chunks} chunks: ${engine.countLogs({})} entries, ${engine.countLogs({ level: 'ERROR' })} errors`,
      );
  }
  engine.ingestBytes(rest);
  console.log('in all:', engine.countLogs({}));
  engine.close();
});
