import { LogAnalyticsEngine } from 'log-analytics-engine';
import type { CaseInput, CaseResult } from '../bench-case.ts';
import { chunksOf } from '../corpus-file.ts';
import { cpuSeconds, readBytes } from '../cpu-time.ts';

const PASSES = 4;
const DAY = /^\{"timestamp":"(\d{4}-\d{2}-)(\d{2})T/;

/** The CPU of a row when the store is four times as large: the same lines on four days, one after the other. */
export function scalingCase({ corpusPath, directory, unitSeconds }: CaseInput): CaseResult {
  const bytes = readBytes(corpusPath);
  const day = DAY.exec(bytes.toString('utf8', 0, 64));
  const engine = new LogAnalyticsEngine({ directory });
  const perPass: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    if (pass > 0 && day !== null)
      moveToDay(bytes, `${day[1]}${pad(Number(day[2]) + pass - 1)}T`, `${day[1]}${pad(Number(day[2]) + pass)}T`);
    let ingest = 0;
    for (const chunk of chunksOf(bytes)) {
      const before = cpuSeconds();
      engine.ingestBytes(chunk);
      ingest += cpuSeconds() - before;
    }
    perPass.push(ingest / unitSeconds);
  }
  engine.close();
  const mean = perPass.reduce((sum, value) => sum + value, 0) / PASSES;
  const note = `by pass: ${perPass.map((value) => value.toFixed(2)).join(', ')} J`;
  return {
    figures: [
      { name: 'CPU per row, four times the rows ÷ one', value: mean / perPass[0]!, unit: 'ratio', bar: 1.15, note },
    ],
  };
}

function moveToDay(bytes: Buffer, from: string, to: string): void {
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + from.length)) bytes.write(to, at, 'latin1');
}

function pad(day: number): string {
  return String(day).padStart(2, '0');
}
