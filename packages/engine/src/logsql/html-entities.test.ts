import { expect, test } from 'vitest';
import { decodeEntities } from './html-entities.ts';

test('entities with and without a semicolon, by name and by number', () => {
  expect(decodeEntities('&lt;a&gt; &amp;&quot;&apos;&nbsp;&eacute;')).toBe('<a> &"\'\u00a0\u00e9');
  expect(decodeEntities('&#60;&#x3E;&#62&#xe9')).toBe('<>>\u00e9');
  expect(decodeEntities('&region=x&copy=y&ltz;&frac12x')).toBe('\u00aeion=x\u00a9=y<z;\u00bdx');
  expect(decodeEntities('&AMP;&QUOT;&yuml;')).toBe('&"\u00ff');
});

test('what is no entity stays', () => {
  for (const text of ['a & b', '&', '&;', '&b=c', '&apos', '&foo;', '&#;', '&#x;'])
    expect(decodeEntities(text)).toBe(text);
});

test('numbers of no character are the replacement character', () => {
  expect(decodeEntities('&#0;&#xd800;&#1114112;')).toBe('\ufffd\ufffd\ufffd');
});
