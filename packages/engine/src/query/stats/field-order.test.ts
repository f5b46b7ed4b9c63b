import { expect, test } from 'vitest';
import { NO_POWERS } from '../array-block.test-support.ts';
import { EncodedBlock } from './encoded-block.test-support.ts';
import { inReadOrder } from './field-order.ts';
import { StoredBatch } from './stored-batch.ts';

test('time, stream and message lead, then fields with one value in all rows, then the others by name', () => {
  const shared = { zone: 'z', app: 'a', _stream: '{}', _stream_id: '0' };
  const rows = [
    { ms: 1, sequence: 1, fields: { ...shared, _msg: 'one', b: 'x', a: 'y', some: 's' } },
    { ms: 2, sequence: 2, fields: { ...shared, _msg: 'two', b: 'z', a: 'z' } },
  ];
  const batch = new StoredBatch(new EncodedBlock(rows, NO_POWERS));
  expect(inReadOrder(batch, batch.fieldNames)).toEqual([
    ...['_time', '_stream_id', '_stream', '_msg'],
    ...['app', 'zone'],
    ...['a', 'b', 'some'],
  ]);
  expect(inReadOrder(batch, ['b', 'zone', '_msg'])).toEqual(['_msg', 'zone', 'b']);
});
