import { totalmem } from 'node:os';
import { z } from 'zod';
import type { StreamRule } from '../operations/stream-retention.ts';
import type { ListenerProtocol } from '../receivers/start-listeners.ts';
import { TENANT_ID } from '../store/tenant-id.ts';
import {
  type ConfigKey,
  choiceKey,
  countKey,
  durationKey,
  flagKey,
  listKey,
  repeatedKey,
  sizeKey,
  structureKey,
  textKey,
} from './config-key.ts';
import { isFilter } from './is-filter.ts';
import type { ListenerEntry, ServerConfig, TenantQuota, TokenConfig, UserConfig } from './server-config.ts';
import { durationText, parseDurationText } from './unit-text.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

const NAME = z.string().min(1).max(128);
const ROLES = z.array(z.enum(['ingest', 'read', 'admin'])).min(1);
const TENANT = z.string().regex(TENANT_ID).optional();
const SCRYPT_HASH = z.string().regex(/^scrypt:\d+:\d+:\d+:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$/);
const TOKEN_HASH = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const USER: z.ZodType<UserConfig> = z.strictObject({
  name: NAME.regex(/^[^:]*$/),
  passwordHash: SCRYPT_HASH,
  roles: ROLES,
  tenant: TENANT,
});
const TOKEN: z.ZodType<TokenConfig> = z.strictObject({
  name: NAME,
  tokenHash: TOKEN_HASH,
  roles: ROLES,
  tenant: TENANT,
});
const QUOTA: z.ZodType<TenantQuota> = z.strictObject({
  ingestBytesPerSecond: z.int().min(0).optional(),
  storedBytesMax: z.int().min(0).optional(),
});

const STREAM_RULE = z
  .strictObject({
    filter: z.string().min(1).max(4096).refine(isFilter, 'must be a filter in LogsQL, without pipes'),
    maxAge: z.string(),
  })
  .transform(({ filter, maxAge }, context): StreamRule => {
    const maxAgeMs = parseDurationText(maxAge.trim());
    if (maxAgeMs !== undefined && maxAgeMs > 0) return { filter, maxAgeMs };
    context.addIssue({ code: 'custom', message: 'maxAge must be a duration such as 30d' });
    return z.NEVER;
  });

const NAMES = z.array(z.string().min(1)).optional();
const PROTOCOLS = [
  'syslog-udp',
  'syslog-tcp',
  'syslog-tls',
  'otlp-grpc',
] as const satisfies readonly ListenerProtocol[];
const LISTENER = z
  .strictObject({
    protocol: z.enum(PROTOCOLS),
    host: z.string().min(1).default('127.0.0.1'),
    port: z.int().min(0).max(65_535),
    tenant: TENANT,
    timezone: z.string().optional(),
    streamFields: NAMES,
    ignoreFields: NAMES,
    decolorizeFields: NAMES,
    extraFields: z.record(z.string(), z.string()).optional(),
    tls: z.strictObject({ cert: z.string(), key: z.string(), clientCa: z.string().optional() }).optional(),
    insecure: z.boolean().optional(),
  })
  .refine(({ protocol, tls }) => protocol !== 'syslog-tls' || tls !== undefined, {
    error: 'syslog-tls needs tls',
    path: ['tls'],
  });

const MASK = '(secret)';

type Keys<Section> = { readonly [Key in keyof Section]: ConfigKey<Section[Key]> };

/**
 * Every key, by section. From it come the flags, the variables, the YAML file and their documentation: a key is one line here and
 * one in `ServerConfig`. The keys of `general` stand at the top of a file; others in a map of the section's name.
 */
export const CONFIG_KEYS: { readonly [Section in keyof ServerConfig]: Keys<ServerConfig[Section]> } = {
  general: {
    data: textKey({
      about: 'The directory of the data; made where there is none.',
      fallback: 'log-analytics-data',
      expected: 'the path of a directory',
    }),
    host: textKey({
      about: 'The address to listen on. Any but loopback wants credentials, or `insecure`.',
      fallback: '127.0.0.1',
      expected: 'an address or host name',
    }),
    port: countKey({ about: 'The port to listen on; 0 for any that is free.', fallback: 4280, most: 65_535 }),
    durability: choiceKey({
      about:
        'When an entry is acknowledged: on disk (fsync), within a second of being on disk (interval), never on disk (memory).',
      fallback: 'fsync',
      names: ['fsync', 'interval', 'memory'],
    }),
    insecure: flagKey({
      about: 'Let everybody who reaches `host` read and write: listen beyond loopback without credentials.',
      fallback: false,
    }),
    listeners: structureKey<readonly ListenerEntry[]>({
      about: 'Ports for other protocols than HTTP.',
      fallback: [],
      expected: `a list of {protocol: ${PROTOCOLS.join('|')}, host?, port, tenant?, timezone?, streamFields?, ignoreFields?, decolorizeFields?, extraFields?, tls?: {cert, key, clientCa?}, insecure?}`,
      schema: z.array(LISTENER).max(64),
    }),
    extensions: repeatedKey({
      about: 'Modules of filters, pipes, stats functions, indexes and kinds of alert rules of your own, one each.',
      fallback: [],
      expected: 'a list of paths or URLs of modules',
      placeholder: '<module>',
    }),
  },
  tls: {
    cert: textKey({
      about: 'A PEM file with the certificate, and those between it and the root.',
      fallback: '',
      expected: 'a file',
    }),
    key: textKey({ about: 'A PEM file with the private key of the certificate.', fallback: '', expected: 'a file' }),
  },
  http: {
    connectionsMax: countKey({ about: 'Connections at once; more are closed.', fallback: 4096, least: 1 }),
    headersTimeoutMs: durationKey({
      about: 'How long the head of a request may take to arrive.',
      fallback: 10 * SECOND,
      least: SECOND,
    }),
    requestTimeoutMs: durationKey({
      about: 'How long a whole request may take to arrive.',
      fallback: 30 * MINUTE,
      least: SECOND,
    }),
    idleTimeoutMs: durationKey({
      about: 'How long a body, or the reader of an answer, may pause.',
      fallback: 30 * SECOND,
      least: 100,
    }),
    bodyBytesPerSecondMin: sizeKey({
      about:
        'What a body that is held whole must come at, a second, when it takes longer than that; 0 for any rate. Others may be as slow as a log is.',
      fallback: KIB,
    }),
    keepAliveTimeoutMs: durationKey({
      about: 'How long an idle connection stays open.',
      fallback: 72 * SECOND,
      least: SECOND,
    }),
    headerBytesMax: sizeKey({ about: 'The longest head of a request.', fallback: 16 * KIB, least: KIB }),
    bodyBytesMax: sizeKey({ about: 'The longest body of a request that is no ingestion.', fallback: MIB, least: KIB }),
    origins: listKey({
      about: "Web origins beside the server's own whose pages may write.",
      fallback: [],
      expected: 'a list of origins such as https://logs.example.org',
    }),
    hosts: listKey({
      about: 'Host names beside localhost under which a server without credentials may be asked.',
      fallback: [],
      expected: 'a list of host names',
    }),
  },
  ingest: {
    lineBytesMax: sizeKey({ about: 'The longest line or entry.', fallback: 256 * KIB, least: KIB }),
    bodyBytesMax: sizeKey({
      about: 'The longest body that must be held whole (protobuf, JSON arrays), decompressed.',
      fallback: 64 * MIB,
      least: KIB,
    }),
    bytesInFlightMax: sizeKey({
      about: 'Bytes that are taken in and not yet acknowledged; beyond it ingestion answers 429.',
      fallback: 256 * MIB,
      least: MIB,
    }),
    tenantBytesInFlightMax: sizeKey({ about: 'The same for each tenant.', fallback: 192 * MIB, least: MIB }),
    queueTimeoutMs: durationKey({
      about: 'How long a part of a body may wait for those bytes.',
      fallback: 10 * SECOND,
    }),
  },
  query: {
    concurrencyMax: countKey({ about: 'Queries at once; more wait.', fallback: 14, least: 1 }),
    queueMax: countKey({ about: 'Queries that wait; more are answered 429.', fallback: 200 }),
    queueTimeoutMs: durationKey({
      about: 'How long a query waits for its turn before it is answered 429.',
      fallback: 10 * SECOND,
    }),
    timeoutMs: durationKey({ about: 'How long a query may take.', fallback: 30 * SECOND, least: 1 }),
    memoryBytesMax: sizeKey({
      about: 'Memory for the results of all queries, of which one may have a quarter.',
      fallback: Math.ceil(totalmem() / 4 / MIB) * MIB,
      least: MIB,
    }),
    rows: countKey({ about: 'Rows that a query shows unless it asks for another number.', fallback: 5000, least: 1 }),
    tailsMax: countKey({ about: 'Live tails at once.', fallback: 100 }),
  },
  retention: {
    maxAgeMs: durationKey({ about: 'Entries older than this are removed; 0 for never.', fallback: 0 }),
    maxBytes: sizeKey({
      about: 'What a tenant may take up on disk before its oldest entries go; 0 for any size.',
      fallback: 0,
    }),
    streams: structureKey<readonly StreamRule[]>({
      about: 'Shorter ages for some entries; of the first filter that an entry meets.',
      fallback: [],
      expected: 'a list of {filter, maxAge}: a filter in LogsQL without pipes, and a duration such as 30d',
      schema: z.array(STREAM_RULE).max(100),
      show: (rules) => rules.map(({ filter, maxAgeMs }) => ({ filter, maxAge: durationText(maxAgeMs) })),
    }),
  },
  storage: {
    freeBytesMin: sizeKey({
      about: 'Room on the disk that ingestion leaves; with less it answers 507.',
      fallback: 256 * MIB,
    }),
    cacheBytes: sizeKey({ about: 'Memory for decoded columns.', fallback: 256 * MIB, least: 16 * MIB }),
    indexes: listKey({
      about: 'Fields that get an exact index.',
      fallback: [],
      expected: 'a list of field names',
    }),
  },
  threads: {
    ingest: countKey({ about: 'Threads that take entries in; 0 to go by the machine.', fallback: 0, most: 64 }),
    query: countKey({ about: 'Threads that answer queries; 0 to go by the machine.', fallback: 0, most: 64 }),
  },
  tenants: {
    max: countKey({ about: 'Tenants at most.', fallback: 1000, least: 1 }),
    idleTimeoutMs: durationKey({
      about: 'A tenant that was not used for so long is closed until it is used again; 0 for never.',
      fallback: 10 * MINUTE,
    }),
    ingestBytesPerSecond: sizeKey({
      about: 'What each tenant may send a second, over ten seconds; 0 for any amount.',
      fallback: 0,
    }),
    storedBytesMax: sizeKey({
      about: 'What each tenant may store before its entries are refused; 0 for any size.',
      fallback: 0,
    }),
    quotas: structureKey({
      about: 'Other quotas for single tenants.',
      fallback: {},
      expected: 'a map of tenants to {ingestBytesPerSecond, storedBytesMax}, in bytes',
      schema: z.record(z.string().regex(TENANT_ID), QUOTA),
    }),
  },
  auth: {
    users: structureKey<readonly UserConfig[]>({
      about: 'Who may sign in with a password.',
      fallback: [],
      expected: 'a list of {name, passwordHash, roles: [ingest|read|admin], tenant?}',
      schema: z.array(USER).max(10_000),
      show: (users) => users.map((user) => ({ ...user, passwordHash: MASK })),
    }),
    tokens: structureKey<readonly TokenConfig[]>({
      about: 'Which bearer tokens are taken.',
      fallback: [],
      expected: 'a list of {name, tokenHash, roles: [ingest|read|admin], tenant?}',
      schema: z.array(TOKEN).max(10_000),
      show: (tokens) => tokens.map((token) => ({ ...token, tokenHash: MASK })),
    }),
    cacheTimeMs: durationKey({
      about: 'How long a checked password is remembered, so that not each request costs what a hash costs.',
      fallback: MINUTE,
    }),
  },
  stop: {
    drainTimeoutMs: durationKey({
      about: 'How long requests under way may go on when the server is told to stop.',
      fallback: 20 * SECOND,
    }),
  },
  log: {
    level: choiceKey({
      about: 'The least severe lines that the server logs of itself, as JSON on stderr.',
      fallback: 'info',
      names: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    }),
  },
};
