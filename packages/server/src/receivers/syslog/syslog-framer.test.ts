import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SyslogFramer } from './syslog-framer.ts';

const BYTES_MAX = 20;

/** The messages that come of a stream which arrives in pieces of the given lengths; `-` for one that was too long. */
function frame(stream: string, pieces: readonly number[] = []): string[] {
  const found: string[] = [];
  const handler = {
    onMessage: (bytes: Uint8Array) => void found.push(Buffer.from(bytes).toString()),
    onTooLong: () => void found.push('-'),
  };
  const framer = new SyslogFramer(handler, BYTES_MAX);
  const bytes = Buffer.from(stream);
  let at = 0;
  for (const length of [...pieces, bytes.length]) {
    framer.push(bytes.subarray(at, at + length));
    at += length;
  }
  framer.end();
  return found;
}

const text = fc.string({ unit: 'grapheme-composite', maxLength: 12 }).map((one) => `<${one.replace(/\n/g, '')}`);
const shown = (one: string): string => (Buffer.byteLength(one) > BYTES_MAX ? '-' : one);
const pieces = fc.array(fc.nat(9), { maxLength: 30 });

describe('a stream', () => {
  test('of lines gives its lines, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(text), pieces, fc.boolean(), (messages, lengths, isEnded) => {
        fc.pre(messages.length > 0);
        expect(frame(messages.join('\n') + (isEnded ? '\n' : ''), lengths)).toEqual(messages.map(shown));
      }),
    );
  });

  test('with lengths gives its messages, line feeds within them included', () => {
    fc.assert(
      fc.property(
        fc.array(text.map((one) => `${one}\n.`)),
        pieces,
        fc.constantFrom('', '\n', '\r\n'),
        (messages, lengths, gap) => {
          const stream = messages.map((one) => `${Buffer.byteLength(one)} ${one}${gap}`).join('');
          expect(frame(stream, lengths)).toEqual(messages.map(shown));
        },
      ),
    );
  });

  test('whose lengths are none cannot be read on', () => {
    expect(() => frame('5 <1>a\n<2>')).toThrow('expected the length of a message, found "<2>"');
    expect(() => frame('99999999999 x')).toThrow(/length/);
  });

  test('that ends within a message with a length loses it, and that is told', () => {
    expect(frame('9 <1>a')).toEqual(['-']);
  });
});
