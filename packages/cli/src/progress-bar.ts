import { SingleBar } from 'cli-progress';
import type { FileIngestProgress } from 'log-analytics-engine';
import { displayText } from './display-text.ts';
import { bytesText, countText } from './number-text.ts';
import type { Terminal } from './terminal.ts';

/** Shows on stderr how far a file has been taken in. */
export interface ProgressBar {
  update(progress: FileIngestProgress): void;
  /** Takes it off the screen. */
  stop(): void;
}

const NO_BAR: ProgressBar = { update: () => undefined, stop: () => undefined };

/** A bar for a file, or nothing where stderr is no terminal. */
export function makeProgressBar(terminal: Terminal, name: string): ProgressBar {
  if (!terminal.showsProgress) return NO_BAR;
  const startedMs = performance.now();
  const shown = displayText(name);
  let bar: SingleBar | undefined;
  return {
    update({ bytesRead, bytesTotal, accepted }) {
      // What has no length, such as a pipe, has no bar: the figures alone move.
      const isKnown = bytesTotal !== undefined && bytesTotal > 0;
      if (bar === undefined) {
        bar = new SingleBar({
          format: isKnown
            ? '{name}  {bar} {percentage} %  {rows} lines  {rate}/s'
            : '{name}  {size}  {rows} lines  {rate}/s',
          // It is there only where stderr is a terminal, so this is the one of the process.
          stream: process.stderr,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          barsize: 24,
          clearOnComplete: true,
          hideCursor: false,
          linewrap: false,
        });
        bar.start(isKnown ? bytesTotal : 1, 0, { name: shown, size: '', rows: '0', rate: '0' });
      }
      const seconds = Math.max((performance.now() - startedMs) / 1000, 0.001);
      bar.update(isKnown ? Math.min(bytesRead, bytesTotal) : 0, {
        name: shown,
        size: bytesText(bytesRead),
        rows: countText(accepted),
        rate: countText(accepted / seconds),
      });
    },
    stop() {
      bar?.stop();
    },
  };
}
