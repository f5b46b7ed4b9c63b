/* The program of an ingest worker. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadExtension } from 'log-analytics-engine/internals/storage';
import type { IngestReply, IngestRequest, IngestSetup } from './ingest-messages.ts';
import { IngestServer } from './ingest-server.ts';
import { lowerPriority } from './lower-priority.ts';
import { PauseCollection } from './pause-collection.ts';

const port = parentPort!;
const setup = workerData as IngestSetup;
// What is asked meanwhile waits in the port.
const extensions = await Promise.all(setup.extensions.map((url) => loadExtension(url)));
const server = new IngestServer(setup, extensions, (reply: IngestReply) => port.postMessage(reply));
const collection = new PauseCollection();
let waiting: IngestRequest[] = [];
let isBusy = false;

port.on('message', (first: IngestRequest) => {
  waiting.push(first);
  // What has come in meanwhile is stored together.
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    waiting.push(next.message as IngestRequest);
  }
  if (!isBusy) void work();
});

lowerPriority();

async function work(): Promise<void> {
  isBusy = true;
  while (waiting.length > 0) {
    const requests = waiting;
    waiting = [];
    const left = server.handle(requests);
    if (left.length === 0) continue;
    server.useTools(await import('./query-tools.ts'));
    waiting = [...left, ...waiting];
  }
  isBusy = false;
  collection.stir();
}
