import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long what a client still sends is read and thrown away, in milliseconds. */
const LINGER_MS = 500;

/**
 * Ends the connection after the answer where the body of the request was not read to its end. A connection that is closed while bytes come
 * in is reset, and the client loses the answer; so the rest is read for a moment, and thrown away.
 */
export function closeSoftly(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || !hasBody(request)) return;
  response.shouldKeepAlive = false;
  const { socket } = request;
  // What node does when the answer is out; it would not wait.
  socket.destroySoon = () => {
    socket.end();
    request.resume();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
