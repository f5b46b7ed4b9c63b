import { expect, test } from 'vitest';
import { streamIdOf } from './stream-id.ts';

test('the id of the rows without a stream is that of VictoriaLogs', () => {
  expect(streamIdOf('{}')).toBe('0000000000000000e934a84adb05276890d7f7bfcadabe92');
});

test('the order of labels, and labels without a value, change nothing', () => {
  const id = streamIdOf('{app="nginx",host="a"}');
  expect(streamIdOf('{host="a",app="nginx"}')).toBe(id);
  expect(streamIdOf('{host="a",app="nginx",none=""}')).toBe(id);
  expect(streamIdOf('{host="b",app="nginx"}')).not.toBe(id);
});

test('what stands between quotes is told from how it is quoted', () => {
  expect(streamIdOf('{a="\\x41\\t"}')).toBe(streamIdOf('{a="\\u0041\\u0009"}'));
});

test('a text that is no stream has an id of its own', () => {
  const ids = ['', '{', 'nginx', '{app=nginx}', '{app="nginx"', '{app="nginx",}', '{}'].map(streamIdOf);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^0{16}[0-9a-f]{32}$/);
});
