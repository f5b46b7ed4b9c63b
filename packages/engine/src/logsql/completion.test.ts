import { describe, expect, it } from 'vitest';
import { complete } from './completion.ts';
import { LOGSQL } from './logsql.ts';

/** Completes at the caret `^`. */
function at(marked: string): string[] {
  const offset = marked.indexOf('^');
  return complete(marked.replace('^', ''), offset, LOGSQL).candidates.map(({ name }) => name);
}

describe('complete', () => {
  it.each([
    ['* | unp^', ['unpack_json', 'unpack_logfmt', 'unpack_syslog', 'unpack_words']],
    ['* | unp^ x', ['unpack_json', 'unpack_logfmt', 'unpack_syslog', 'unpack_words']],
    ['* | count_u^', ['count_uniq', 'count_uniq_hash']],
    ['* | stats cou^', ['count', 'count_empty', 'count_uniq', 'count_uniq_hash']],
    ['* | stats by (a) med^', ['median']],
    ['* | stats count() x, quan^', ['quantile']],
    ['* | stats count() i^', ['if']],
    ['* | count() a, su^', ['sum', 'sum_len']],
    ['* | sort by (a) par^', ['partition']],
    ['* | sort by (a) d^', ['desc']],
    ['cont^', ['contains_all', 'contains_any']],
    ['a:ipv4^', ['ipv4_range']],
    ['a o^', ['or']],
    ['_ti^', ['_time']],
    ['opt^', ['options']],
    ['options(con^', ['concurrency']],
    ['x:in(* | fie^', ['field_names', 'field_values', 'fields']],
    ['* | count() if (min_^', ['min_severity']],
    ['* | union (* | he^', ['head']],
    [
      '* | join by (a) (* | un^',
      ['union', 'uniq', 'uniq_values', 'unpack_json', 'unpack_logfmt', 'unpack_syslog', 'unpack_words', 'unroll'],
    ],
    ['* | stats by (cou^', []],
    ['* | sum(cou^', []],
    ['"cou^', []],
    ['* | "cou^', []],
    ['a # * | cou^', []],
    ['* | frobni^', []],
  ])('%s', (marked, names) => {
    expect(at(marked)).toEqual(names);
  });

  it('says what to replace and what each candidate is', () => {
    const completion = complete('* | coll  ', 8, LOGSQL);
    expect(completion).toMatchObject({ start: 4, end: 8, candidates: [{ name: 'collapse_nums', kind: 'pipe' }] });
    expect(completion.candidates[0]?.help?.syntax).toContain('prettify');
  });

  it('offers all that can stand after a pipe', () => {
    const names = at('* | ^');
    expect(names).toEqual([...names].sort());
    for (const name of [...LOGSQL.pipes.keys(), ...LOGSQL.statsFunctions.keys()]) expect(names).toContain(name);
  });

  it('survives any text and offset', () => {
    for (const text of ['', ')))', '(((', '| | |', "'", 'a:(b | c', '* | stats by', '# x\n* | t']) {
      for (let offset = 0; offset <= text.length; offset++) {
        const { start, end } = complete(text, offset, LOGSQL);
        expect(start <= end && end === offset).toBe(true);
      }
    }
  });
});
