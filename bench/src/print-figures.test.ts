import { describe, expect, it } from 'vitest';
import { figureLine } from './print-figures.ts';

describe('figureLine', () => {
  it('says whether a bar is met', () => {
    expect(figureLine({ name: 'ingest', value: 3.2, unit: 'J', bar: 4, aim: 3.5 })).toMatch(
      /3\.20 J\s+≤ 4\.00, aim 3\.50\s+ok$/,
    );
    expect(figureLine({ name: 'rate', value: 100, unit: 'rows/s', bar: 300_000, atLeast: true })).toMatch(
      /100 rows\/s\s+≥ 300,000\s+MISSED$/,
    );
  });

  it('leaves figures without a bar without a verdict', () => {
    expect(figureLine({ name: 'J', value: 1.45, unit: 's' })).toMatch(/1\.45 s$/);
  });
});
