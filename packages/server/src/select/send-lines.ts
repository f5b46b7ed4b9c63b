import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/**
 * Sends lines as they come, no faster than the client reads. Nothing is sent before the first chunk, so that an error before it
 * still gets an answer of its own; after that, the connection is cut: an answer that ends too early must not look whole.
 * @throws what `lines` throws before its first chunk
 */
export async function sendLines(
  reply: FastifyReply,
  contentType: string,
  lines: AsyncGenerator<Uint8Array, void>,
): Promise<void> {
  let next = await lines.next();
  reply.hijack();
  const { raw } = reply;
  const gone = new Promise<void>((resolve) => raw.once('close', resolve));
  const headers = Object.entries(reply.getHeaders()).filter((header) => header[1] !== undefined);
  raw.writeHead(200, { ...(Object.fromEntries(headers) as Record<string, string>), 'content-type': contentType });
  raw.flushHeaders();
  try {
    for (; next.done !== true && !raw.destroyed; next = await lines.next()) {
      if (next.value.length > 0 && !raw.write(next.value)) await Promise.race([once(raw, 'drain'), gone]);
    }
    raw.end();
  } catch (error) {
    reply.log.warn({ err: error }, 'an answer was cut short');
    raw.destroy();
  } finally {
    await lines.return();
  }
}
