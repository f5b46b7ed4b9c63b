import fc from 'fast-check';
import { CaseMaker, caseSeeds } from '../columns/column-cases.test-support.ts';
import { logTexts, VARIABLES, wildTexts } from '../columns/log-texts.test-support.ts';
import { canonicalJson } from '../ingest/json-texts.test-support.ts';

/** Makes the members of a row, as JSON texts. */
type MemberMaker = (row: number) => readonly string[];

const member = (key: string, value: unknown): string => `${JSON.stringify(key)}:${JSON.stringify(value)}`;

/** Draws rows whose columns take every encoding, with values that are missing, empty or of another type now and then. */
class RowMaker {
  private readonly cases: CaseMaker;
  private readonly messages: readonly string[];
  private readonly makers: readonly MemberMaker[];

  constructor(cases: CaseMaker, messages: readonly string[], wild: readonly string[]) {
    this.cases = cases;
    this.messages = messages;
    this.makers = [
      this.time(),
      this.message(),
      ...Array.from({ length: cases.below(5) }, () => this.field(wild)),
      () => (cases.chance(0.1) ? ['"a.b":1,"a":{"b":2,"c":{"d":"x"}}', '"e":{}'] : ['"a":{"b":"y"}']),
      () => (cases.chance(0.02) ? [member(`sparse${cases.below(6)}`, cases.below(3))] : []),
      () =>
        cases.chance(0.3) ? [`"level":${cases.pick(['30', '3', '"ERROR"', '"info"', '35', 'null', 'true'])}`] : [],
      () =>
        cases.chance(0.1)
          ? [`"tags":${cases.pick(['[]', '["a"]', '["a","b \\u0001"]', '"a"', '[1,{"b":null}]'])}`]
          : [],
    ];
  }

  rows(count: number): string[] {
    return Array.from({ length: count }, (_, row) => `{${this.makers.flatMap((make) => make(row)).join(',')}}`);
  }

  private time(): MemberMaker {
    const { cases } = this;
    const base = 1_772_000_000_000;
    const iso = (ms: number): string => new Date(ms).toISOString();
    const makers: readonly MemberMaker[] = [
      () => [],
      (row) => [member('_time', iso(base + row))],
      () => [member('timestamp', base)],
      () => [member('_time', iso(base + cases.below(20_000)))],
      () => [`"ts":${base + cases.below(5)}.${cases.pick(['000001', '5', '999999'])}`],
      () => [member('_time', cases.pick(['02/Mar/2026:12:00:01 +0000', iso(base), '2026-03-02', '1000000000', 5]))],
      () => [
        member('_time', cases.pick(['-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z', '0000-01-01', iso(base)])),
      ],
      (row) => [`"time":"${iso(base - (row >> 2)).replace('Z', '123456+01:00')}"`],
      () => (cases.chance(0.5) ? ['"_time":null'] : [member('time', iso(base + cases.below(9)))]),
    ];
    return cases.pick(makers);
  }

  private message(): MemberMaker {
    const { cases, messages } = this;
    const key = cases.pick(['_msg', 'message', 'msg']);
    const share = cases.pick([0, 0.2, 1, 1, 1]);
    return () => {
      if (!cases.chance(share)) return cases.chance(0.1) ? [member(key, cases.pick(['', null, {}, [1], 7, true]))] : [];
      return [member(key, cases.pick(messages))];
    };
  }

  private field(wild: readonly string[]): MemberMaker {
    const { cases } = this;
    const key =
      cases.pick(['user', 'host', 'n', 'metadata', 'x.y', 'é', '', '\0time', '__proto__', 'source']) +
      cases.pick(['', '', '2']);
    const share = cases.pick([0.02, 0.5, 1, 1]);
    const make = cases.pick([...Object.values(VARIABLES), null, null]);
    const asNumber = cases.chance(0.5);
    const few = cases.chance(0.3) ? Array.from({ length: 3 }, () => make?.(() => cases.below(1e9) / 1e9) ?? 'k') : null;
    return () => {
      if (!cases.chance(share)) return cases.chance(0.05) ? [member(key, cases.pick(['', null, {}]))] : [];
      const text =
        few !== null ? cases.pick(few) : make === null ? cases.pick(wild) : make(() => cases.below(1e9) / 1e9);
      const isNumeral = asNumber && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text);
      const value = isNumeral ? text : JSON.stringify(text);
      return [`${JSON.stringify(key)}:${cases.chance(0.1) ? `{"id":${value}}` : value}`];
    };
  }
}

/** Rows in the form in which they come back, and a seed for what is done with them. */
export interface BlockRowsCase {
  readonly rows: readonly string[];
  readonly seed: number;
}

/** At least one row; keys are not doubled. */
export const blockRowsCases: fc.Arbitrary<BlockRowsCase> = fc
  .tuple(
    caseSeeds,
    fc.constantFrom(1, 2, 5, 40, 120, 300),
    fc.array(logTexts, { minLength: 1, maxLength: 3 }),
    wildTexts,
  )
  .map(([seed, count, messages, wild]) => {
    const cases = new CaseMaker(seed);
    const rows = new RowMaker(cases, messages.flat(), wild).rows(count).map(canonicalJson);
    return { rows, seed };
  });
