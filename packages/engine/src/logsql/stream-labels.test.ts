import { expect, test } from 'vitest';
import { parseStreamLabels } from './stream-labels.ts';

test.each([
  ['{}', []],
  ['{app="nginx"}', [['app', 'nginx']]],
  [
    '{b="1",a="2"}',
    [
      ['b', '1'],
      ['a', '2'],
    ],
  ],
  ['{a="x,y}=\\"{"}', [['a', 'x,y}="{']]],
  ['{a="\\x01\\u00e9\\U0001f600\\n\\a\\\\"}', [['a', '\x01é😀\n\x07\\']]],
])('%j has the labels %j', (text, labels) => {
  expect(parseStreamLabels(text)).toEqual(labels);
});

test.each([
  '',
  'app',
  '{',
  '{app}',
  '{app=nginx}',
  '{app="nginx"',
  '{app="nginx",}',
  '{app="a" host="b"}',
  '{app="a"}}',
  '{app="raw line\nend"}',
])('%j is no stream', (text) => {
  expect(parseStreamLabels(text)).toBeUndefined();
});
