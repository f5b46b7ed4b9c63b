import { expect, test } from 'vitest';
import { shardDirectory } from '../storage/directory-layout.ts';
import { MemoryVfs } from '../storage/memory-vfs.ts';
import { Store } from '../storage/store.ts';
import { rowsOf } from './pipeline/pipeline.test-support.ts';
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
  const ids = ['', '{', 'nginx', '{app=nginx}', '{app="nginx"', '{app="nginx",}', '{}'].map((text) => streamIdOf(text));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^0{16}[0-9a-f]{32}$/);
});

test('begins with the numbers of the tenant, in a head and in a segment', () => {
  const store = Store.open({ vfs: new MemoryVfs(), directory: shardDirectory('130-7'), usesTimer: false });
  for (const stream of ['{app="a"}', '{app="b"}', '{}'].map((text) => JSON.stringify(text))) {
    store.appendLines(Buffer.from(`{"_msg":"x","_stream":${stream}}\n{"_msg":"y","_stream":${stream}}\n`));
  }
  store.appendLines(Buffer.from('{"_msg":"x"}\n'));
  const a = streamIdOf('{app="a"}', '0000008200000007');
  const none = '0000008200000007e934a84adb05276890d7f7bfcadabe92';
  for (const settle of [() => {}, () => store.flush()]) {
    settle();
    expect(rowsOf('* | uniq by (_stream_id) hits | filter hits:3', store)).toEqual([{ _stream_id: none, hits: 3 }]);
    expect(rowsOf(`_stream_id:${a} | stats by (_stream_id, _stream) count() n`, store)).toEqual([
      { _stream_id: a, _stream: '{app="a"}', n: 2 },
    ]);
    expect(rowsOf(`_stream_id:${streamIdOf('{app="a"}')} | count() n`, store)).toEqual([{ n: 0 }]);
    expect(rowsOf(`x | filter _stream_id:in(${a}, ${none}) | count() n`, store)).toEqual([{ n: 3 }]);
  }
  store.close();
});
