/* The program of a query worker. */
import { parentPort, type Transferable, workerData } from 'node:worker_threads';
import type { QueryReply, QueryRequest, QuerySetup } from './query-messages.ts';
import { QueryServer } from './query-server.ts';

const port = parentPort!;
const server = new QueryServer(workerData as QuerySetup, (reply: QueryReply, transfer: Transferable[] = []) =>
  port.postMessage(reply, transfer),
);

port.on('message', (request: QueryRequest) => server.handle(request));
