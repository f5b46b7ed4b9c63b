import { isIP } from 'node:net';
import { InvalidArgumentError } from 'log-analytics-engine';
import type { ListenerEntry, ServerConfig } from './server-config.ts';

/**
 * Checks what keys say together. Returns the configuration as it is.
 * @throws InvalidArgumentError
 */
export function checkConfig(config: ServerConfig): ServerConfig {
  const { general, tls, auth } = config;
  if ((tls.cert === '') !== (tls.key === '')) {
    throw new InvalidArgumentError('tls.cert and tls.key go together: both files are needed, or none');
  }
  requireDistinct(
    'auth.users',
    auth.users.map(({ name }) => name),
  );
  requireDistinct(
    'auth.tokens',
    auth.tokens.map(({ name }) => name),
  );
  if (!isLoopback(general.host) && !hasCredentials(config) && !general.insecure) {
    throw new InvalidArgumentError(
      `without credentials the server listens on loopback only, not on ${general.host}: configure auth.users or auth.tokens, ` +
        'or say insecure to let everybody in who reaches it',
    );
  }
  for (const listener of general.listeners) requireGuarded(listener, config);
  return config;
}

/** Nobody signs in by syslog, and by gRPC only where there are credentials. */
function requireGuarded({ protocol, host, port, tls, insecure }: ListenerEntry, config: ServerConfig): void {
  const isGuarded = protocol === 'otlp-grpc' ? hasCredentials(config) : tls?.clientCa !== undefined;
  if (isLoopback(host) || isGuarded || insecure === true || config.general.insecure) return;
  throw new InvalidArgumentError(
    `the listener ${protocol} on ${host} port ${port} would take entries from everybody who reaches it: say so with insecure: true`,
  );
}

/** Whether requests need a credential. */
export function hasCredentials({ auth }: ServerConfig): boolean {
  return auth.users.length > 0 || auth.tokens.length > 0;
}

/** Whether only this machine reaches the address. A name is taken for what it says only if it is `localhost`. */
export function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (isIP(plain) === 4) return plain.startsWith('127.');
  if (isIP(plain) === 6) return plain === '::1' || plain.startsWith('::ffff:127.');
  return plain === 'localhost' || plain.endsWith('.localhost');
}

function requireDistinct(name: string, names: readonly string[]): void {
  const again = names.find((each, index) => names.indexOf(each) !== index);
  if (again !== undefined) throw new InvalidArgumentError(`${name} has '${again}' twice`);
}
