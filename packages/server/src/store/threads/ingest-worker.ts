/* The program of an ingest worker. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { IngestReply, IngestRequest, IngestSetup } from './ingest-messages.ts';
import { IngestServer } from './ingest-server.ts';

const port = parentPort!;
const server = new IngestServer(workerData as IngestSetup, (reply: IngestReply) => port.postMessage(reply));

port.on('message', (first: IngestRequest) => {
  const requests = [first];
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    requests.push(next.message as IngestRequest);
  }
  server.handle(requests);
});
