import { readFileSync } from 'node:fs';

/**
 * Who is alive, as far as a lock file needs to know. A process is told from a later one of the same pid by its start
 * time, and from one before a reboot (or a power cut) by the boot id.
 */
export interface ProcessTable {
  /** Identity of the current boot; `undefined` where the system does not say. */
  readonly bootId: string | undefined;
  /** The pid of this process. */
  readonly pid: number;
  /** Whether a process of this pid runs now. */
  isRunning(pid: number): boolean;
  /** When the process started, in whatever unit the system has; `undefined` if it does not run or the system does not say. */
  startTime(pid: number): string | undefined;
}

/** The processes of this machine; boot id and start times from /proc where there is one. */
export const systemProcesses: ProcessTable = {
  get bootId() {
    return readProcFile('/proc/sys/kernel/random/boot_id')?.trim();
  },
  get pid() {
    return process.pid;
  },
  isRunning(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // EPERM: it runs, as another user.
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  },
  startTime(pid) {
    // proc(5): field 22, in clock ticks since boot. Field 2 is the command in parentheses and may hold anything.
    const stat = readProcFile(`/proc/${pid}/stat`);
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  },
};

function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
