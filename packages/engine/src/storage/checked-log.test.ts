import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CheckedLog, readCheckedLog } from './checked-log.ts';
import { MemoryVfs } from './memory-vfs.ts';

const KIND = { name: 'test-log', version: 1 } as const;
const PATH = 'log';
const NOTHING = { texts: [], isDamaged: false };

const text = fc.string({ unit: 'binary', maxLength: 30 }).map((each) => each.replaceAll('\n', ' ').toWellFormed());

test('gives back what was appended, and only for its id', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.nat(), (texts, id) => {
      const vfs = new MemoryVfs();
      const log = CheckedLog.create(vfs, PATH, KIND, id, true);
      for (const each of texts) log.append(each);
      expect(log.byteLength).toBe(vfs.size(PATH));
      expect(readCheckedLog(vfs, PATH, KIND, id)).toEqual({ texts, isDamaged: false });
      expect(readCheckedLog(vfs, PATH, KIND, id + 1)).toEqual(NOTHING);
      expect(readCheckedLog(vfs, PATH, { ...KIND, name: 'other' }, id)).toEqual({ texts: [], isDamaged: true });
      // What another log left behind is none of it.
      CheckedLog.create(vfs, PATH, KIND, id + 1, true).close();
      expect(readCheckedLog(vfs, PATH, KIND, id)).toEqual(NOTHING);
    }),
  );
});

test('there may be none', () => {
  expect(readCheckedLog(new MemoryVfs(), PATH, KIND, 0)).toEqual(NOTHING);
});

test('cut or damaged anywhere it has the texts before that, and says what no power cut leaves', () => {
  const vfs = new MemoryVfs();
  const log = CheckedLog.create(vfs, PATH, KIND, 7, true);
  const ends = [log.byteLength];
  const texts = ['{"a":1}', '', 'été', '{"b":2}'];
  for (const each of texts) {
    log.append(each);
    ends.push(log.byteLength);
  }
  const content = vfs.readWhole(PATH);
  for (let at = 0; at < content.length; at++) {
    const whole = Math.max(
      0,
      ends.findLastIndex((end) => end <= at),
    );
    const cut = new MemoryVfs();
    cut.createWhole(PATH, content.subarray(0, at));
    expect(readCheckedLog(cut, PATH, KIND, 7)).toEqual({ texts: texts.slice(0, whole), isDamaged: at < ends[0]! });
    const damaged = new MemoryVfs();
    damaged.createWhole(PATH, content.with(at, content[at]! ^ 1));
    const isLast = whole === texts.length - 1 || at === ends[texts.length - 1]! - 1;
    expect(readCheckedLog(damaged, PATH, KIND, 7)).toEqual({ texts: texts.slice(0, whole), isDamaged: !isLast });
  }
});

test('what was appended survives a power cut where it is synced', () => {
  const vfs = new MemoryVfs();
  const log = CheckedLog.create(vfs, PATH, KIND, 1, true);
  log.append('one');
  for (let seed = 0; seed < 20; seed++) {
    expect(readCheckedLog(vfs.crash({ seed }), PATH, KIND, 1)).toEqual({ texts: ['one'], isDamaged: false });
  }
});

test('refuses a newer version, and a line of another log', () => {
  const vfs = new MemoryVfs();
  CheckedLog.create(vfs, PATH, { ...KIND, version: 2 }, 1, true).close();
  expect(() => readCheckedLog(vfs, PATH, KIND, 1)).toThrow('version');
  const [first, second] = [1, 2].map((id) => {
    const log = CheckedLog.create(vfs, `${PATH}-${id}`, KIND, id, true);
    const start = log.byteLength;
    log.append('same');
    return vfs.readWhole(`${PATH}-${id}`).subarray(id === 1 ? 0 : start);
  });
  vfs.createWhole('joined', Buffer.concat([first!, second!]));
  expect(readCheckedLog(vfs, 'joined', KIND, 1)).toEqual({ texts: ['same'], isDamaged: false });
});
