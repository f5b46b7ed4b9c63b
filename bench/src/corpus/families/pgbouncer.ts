import type { LineFamily } from '../line-template.ts';

const fields = { client_ip: '127.0.0.1', pid: '={pid}' };

/** A connection pooler: few, very frequent templates. */
export const PGBOUNCER: LineFamily = {
  tag: 'pgbouncer',
  weight: 190,
  lines: [
    {
      weight: 90,
      source: 'pgbouncer',
      message: 'C-0x{hex12}: {pool}@127.0.0.1:{port} login attempt: db={db} user={dbUser} tls=no',
      fields,
    },
    {
      weight: 84,
      source: 'pgbouncer',
      message: 'C-0x{hex12}: {pool}@127.0.0.1:{port} closing because: client close request (age={digit}s)',
      fields,
    },
    {
      weight: 8,
      source: 'pgbouncer',
      message: 'S-0x{hex12}: {pool}@{lanIp}:5432 new connection to server (from {node}:{port})',
      fields: { pid: '={pid}' },
    },
    {
      weight: 5,
      source: 'pgbouncer',
      message: 'S-0x{hex12}: {pool}@{lanIp}:5432 closing because: server lifetime over (age={offset}s)',
      fields: { pid: '={pid}' },
    },
    {
      weight: 3,
      source: 'pgbouncer',
      message:
        'stats: {count} xacts/s, {offset} queries/s, in {bytes} B/s, out {bytes.2} B/s, xact {offset.2} us, query {offset.3} us, wait {digit} us',
      fields: { pid: '={pid}' },
    },
  ],
};
