/* The program of a query worker. */
import { parentPort, type Transferable, workerData } from 'node:worker_threads';
import { loadExtension } from 'log-analytics-engine';
import { PauseCollection } from './pause-collection.ts';
import type { QueryReply, QueryRequest, QuerySetup } from './query-messages.ts';
import { QueryServer } from './query-server.ts';

const port = parentPort!;
const setup = workerData as QuerySetup;
// What is asked meanwhile waits in the port.
const extensions = await Promise.all(setup.extensions.map((url) => loadExtension(url)));
const collection = new PauseCollection();
const server = new QueryServer(setup, extensions, (reply: QueryReply, transfer: Transferable[] = []) => {
  port.postMessage(reply, transfer);
  collection.stir();
});

port.on('message', (request: QueryRequest) => {
  collection.stir();
  server.handle(request);
});
