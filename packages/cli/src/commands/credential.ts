import { Command, Option } from 'commander';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { helpExamples } from '../help-examples.ts';
import { UsageError } from '../usage-error.ts';

interface CredentialOptions {
  readonly role: readonly string[];
  readonly for?: string;
}

const PASSWORD_BYTES_MAX = 4096;

/** `log-analytics credential`: makes what a server's configuration has in place of passwords and tokens. */
export function credentialCommand(run: CommandRun): Command {
  return new Command('credential')
    .summary('make a user or a token for a server')
    .description(
      'Prints what the configuration file of a server wants under auth. Of a user the password is read from the standard input, and only its hash is printed; ' +
        'a token is made, and shown once, on stderr.',
    )
    .argument('<kind>', 'user or token')
    .argument('<name>', 'of the user or token')
    .addOption(
      new Option('--role <role...>', 'what it may do: ingest, read, admin')
        .choices(['ingest', 'read', 'admin'])
        .makeOptionMandatory(),
    )
    .option('--for <tenant>', 'for this tenant alone')
    .addHelpText(
      'after',
      helpExamples([
        ['a token with which a shipper sends', 'log-analytics credential token shipper --role ingest'],
        [
          'a user who reads one tenant',
          "printf %s 'a password' | log-analytics credential user ada --role read --for acme",
        ],
      ]),
    )
    .action(async (kind: string, name: string, options: CredentialOptions, command: Command) => {
      const session = run.start(command);
      const { hashPassword, hashToken, makeToken } = await import('log-analytics-server');
      const entry = { name, roles: options.role, ...(options.for !== undefined && { tenant: options.for }) };
      if (kind === 'token') {
        const token = makeToken();
        session.terminal.note(`the token, which cannot be shown again: ${token}`);
        await printEntry(session, 'tokens', { ...entry, tokenHash: hashToken(token) });
      } else if (kind === 'user') {
        await printEntry(session, 'users', { ...entry, passwordHash: await hashPassword(await passwordOf(session)) });
      } else {
        throw new UsageError(`a credential is a user or a token, not '${kind}'`);
      }
    });
}

/** JSON is YAML, too. */
async function printEntry({ terminal }: CommandSession, list: string, entry: object): Promise<void> {
  await terminal.print(['auth:', `  ${list}:`, `    - ${JSON.stringify(entry)}`]);
}

/** The standard input without the line end. */
async function passwordOf({ stdin }: CommandSession): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    bytes += chunk.length;
    if (bytes > PASSWORD_BYTES_MAX) throw new UsageError('the standard input is no password: it is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString()
    .replace(/\r?\n$/, '');
}
