import type { Command } from 'commander';
import type { CommandRun } from '../command-run.ts';
import { alertsCommand } from './alerts.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { completionCommand } from './completion.ts';
import { credentialCommand } from './credential.ts';
import { deleteCommand } from './delete.ts';
import { exportCommand } from './export.ts';
import { ingestCommand } from './ingest.ts';
import { queryCommand } from './query.ts';
import { rulesCommand } from './rules.ts';
import { serveCommand } from './serve.ts';
import { statsCommand } from './stats.ts';
import { tailCommand } from './tail.ts';
import { verifyCommand } from './verify.ts';

/** Every subcommand, in the order of the help. Another one is a file here and a line below. */
export const COMMANDS: readonly ((run: CommandRun) => Command)[] = [
  ingestCommand,
  queryCommand,
  tailCommand,
  exportCommand,
  statsCommand,
  rulesCommand,
  alertsCommand,
  verifyCommand,
  deleteCommand,
  backupCommand,
  restoreCommand,
  serveCommand,
  credentialCommand,
  completionCommand,
];
