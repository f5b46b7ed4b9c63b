import { type EngineExtension, InvalidArgumentError, type StatsFunctionExtension } from 'log-analytics-engine';
import { NumberRangeIndex } from './number-range-index.ts';

// An extension module: what is exported as `extension` is imported by every thread that opens the data, and by the command:
//   npx log-analytics query --data logs --extension examples/shop-extension.ts '* | stats apdex(ms)'
//   npx log-analytics serve --data logs --extension examples/shop-extension.ts

/** Up to here a customer is content, in milliseconds; up to four times as long, patient. */
const CONTENT_MS = 200;

/** A state is plain data, because threads hand it on: how many were content, patient, and asked at all. */
const apdex: StatsFunctionExtension<readonly [content: number, patient: number, all: number]> = {
  name: 'apdex',
  help: { syntax: 'apdex(ms)', description: 'content and half of the patient customers', example: '* | apdex(ms)' },
  initial: () => [0, 0, 0],
  add([content, patient, all], [text = '']) {
    const ms = Number(text);
    if (text === '' || Number.isNaN(ms)) return [content, patient, all];
    if (ms <= CONTENT_MS) return [content + 1, patient, all + 1];
    return [content, patient + (ms <= 4 * CONTENT_MS ? 1 : 0), all + 1];
  },
  merge: (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]],
  result: ([content, patient, all]) => (all === 0 ? '' : Math.round(((content + patient / 2) / all) * 100) / 100),
};

export const extension: EngineExtension = {
  filters: [
    {
      name: 'depth',
      help: { syntax: 'field:depth(n)', description: 'paths with so many parts', example: 'path:depth(2)' },
      start([text = '']) {
        if (!/^\d+$/.test(text)) throw new InvalidArgumentError('depth needs a number of parts, as in path:depth(2)');
        const parts = Number(text);
        return (path) => path.split('/').filter(Boolean).length === parts;
      },
    },
  ],
  stats: [apdex],
  // Blocks that are written with it know where the slow requests are.
  indexes: [new NumberRangeIndex('ms')],
  alertKinds: [
    {
      name: 'in-a-row',
      check({ name, parameters }) {
        if (typeof parameters.field === 'string') return;
        throw new InvalidArgumentError(`rule '${name}': parameters.field must name the field that stays the same`);
      },
      start({ parameters, threshold }, saved) {
        let [last, times] = (saved ?? ['', 0]) as [string, number];
        return {
          match(entry) {
            const value = entry.field(String(parameters.field));
            times = value === last ? times + 1 : 1;
            last = value;
            return times < threshold ? undefined : { count: times, message: `${times} times ${value}` };
          },
          save: () => [last, times],
        };
      },
    },
  ],
};
