import { promisify } from 'node:util';
import { constants, createGzip, createZstdCompress, type Gzip, gzip, type ZstdCompress, zstdCompress } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** Shorter answers fit into a packet as they are. */
export const COMPRESSED_BYTES_MIN = 1024;
/** Answers are made faster than better compression would be. */
const GZIP_LEVEL = 3;
const ZSTD_OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** The encodings that are offered, the cheaper first. */
const OFFERED = ['zstd', 'gzip'] as const;

export type AnswerEncoding = (typeof OFFERED)[number];

/** The encoding that a client likes best of those that are offered; undefined where it wants none of them. See RFC 9110, 12.5.3. */
export function answerEncoding(accepted: string | string[] | undefined): AnswerEncoding | undefined {
  const weights = new Map<string, number>();
  for (const part of String(accepted ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    const weight = parameters.find((each) => each.startsWith('q='));
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight.slice(2)) || 0);
  }
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  let best: AnswerEncoding | undefined;
  for (const name of OFFERED) if (weightOf(name) > (best === undefined ? 0 : weightOf(best))) best = name;
  // As it is, where the client says that it likes that better.
  return best !== undefined && (weights.get('identity') ?? 0) > weightOf(best) ? undefined : best;
}

/** Compresses what is written to it. After `flush` everything that was written can be read. */
export function makeEncoder(encoding: AnswerEncoding): Gzip | ZstdCompress {
  return encoding === 'gzip' ? createGzip({ level: GZIP_LEVEL }) : createZstdCompress(ZSTD_OPTIONS);
}

const COMPRESS: Readonly<Record<AnswerEncoding, (bytes: string | Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (bytes) => promisify(gzip)(bytes, { level: GZIP_LEVEL }),
  zstd: (bytes) => promisify(zstdCompress)(bytes, ZSTD_OPTIONS),
};

/** Lets answers that are sent as a whole be compressed where the client asks for it. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const isWhole = typeof payload === 'string' || payload instanceof Uint8Array;
    if (!isWhole || request.method === 'HEAD' || reply.hasHeader('content-encoding')) return payload;
    if (payload.length < COMPRESSED_BYTES_MIN) return payload;
    reply.header('vary', 'accept-encoding');
    const encoding = answerEncoding(request.headers['accept-encoding']);
    if (encoding === undefined) return payload;
    const compressed = await COMPRESS[encoding](payload);
    reply.header('content-encoding', encoding).removeHeader('content-length');
    return compressed;
  });
}
