import { describe, expect, it } from 'vitest';
import {
  entrySeverity,
  knownSeverity,
  LEVEL_NAMES,
  levelFromNumber,
  pinoNumberOfLevel,
  severityOfNumber,
  severityScore,
  syslogNumberOfLevel,
} from './level.ts';

describe('severityScore', () => {
  it.each([
    ['TRACE', 0],
    ['DEBUG', 10],
    ['INFO', 20],
    ['NOTICE', 25],
    ['WARN', 30],
    ['WARNING', 30],
    ['ERROR', 40],
    ['FATAL', 50],
    ['CRITICAL', 50],
    ['ALERT', 60],
    ['EMERGENCY', 60],
    ['err', 40],
    ['Crit', 50],
    ['eMeRg', 60],
    ['panic', 60],
    ['Information', 20],
    ['', 20],
    ['no such level', 20],
    ['__proto__', 20],
    ['constructor', 20],
    ['\ud800', 20],
  ])('scores %s as %i', (level, score) => {
    expect(severityScore(level)).toBe(score);
  });

  it('tells a known level from an unknown one', () => {
    expect(knownSeverity('info')).toBe(20);
    expect(knownSeverity('infos')).toBeUndefined();
    for (const name of LEVEL_NAMES) expect(knownSeverity(name)).toBeDefined();
    const scores = LEVEL_NAMES.map(severityScore);
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  });
});

describe('entrySeverity', () => {
  it('takes the level that is known, then the number of OpenTelemetry, then 20', () => {
    const numbers = [1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24].map((number) => severityOfNumber(number));
    expect(numbers).toEqual([0, 0, 10, 10, 20, 20, 30, 30, 40, 40, 50, 50]);
    expect([0, 25, -1, 1.5, Number.NaN, 1e300, 2n ** 70n].map(severityOfNumber)).toEqual(Array(7).fill(undefined));
    expect(entrySeverity('warn', '21')).toBe(30);
    expect(entrySeverity('', '21')).toBe(50);
    expect(entrySeverity('odd', '17.0')).toBe(40);
    expect(entrySeverity('odd', '')).toBe(20);
    for (const text of ['0', '25', 'ERROR', '017', '1.5', '[17]']) expect(entrySeverity('', text)).toBe(20);
  });
});

describe('levelFromNumber', () => {
  it('maps the numbers of syslog and pino and no others', () => {
    const names = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 40, 50, 60, 70].map(levelFromNumber);
    expect(names).toEqual([
      ...['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG', undefined, undefined],
      ...['TRACE', undefined, 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', undefined],
    ]);
    expect([-1, 0.5, Number.NaN, 1e300, 35].map(levelFromNumber)).toEqual(Array(5).fill(undefined));
  });

  it('has an inverse for each family', () => {
    for (let number = 0; number <= 7; number++) expect(syslogNumberOfLevel(levelFromNumber(number)!)).toBe(number);
    for (let number = 10; number <= 60; number += 10) expect(pinoNumberOfLevel(levelFromNumber(number)!)).toBe(number);
    expect(syslogNumberOfLevel('error')).toBe(3);
    expect(pinoNumberOfLevel('EMERGENCY')).toBeUndefined();
    expect(syslogNumberOfLevel('TRACE')).toBeUndefined();
  });
});
