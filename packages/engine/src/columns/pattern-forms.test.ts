import { describe, expect, it } from 'vitest';
import { hasDigit, isWord } from '../bytes/words.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { byteRangesOf } from './byte-ranges.ts';
import { matchTemplates } from './pattern-forms.ts';
import { TemplateSet } from './template-set.ts';
import { tokenizeTemplates } from './template-tokenizer.ts';
import { TextPattern, type TextPatternOptions } from './text-pattern.ts';

const NONE = 0;
const ALL = 1;
const SOME = 2;

const texts = ['job a7 took 12ms', 'JOB done', 'jobs done 3', 'Σ-1 ΟΔΟΣ'];
const templates = tokenizeTemplates(byteRangesOf(texts))!.templates;

const decide = (text: string, options: TextPatternOptions = {}): number[] => [
  ...matchTemplates(templates, new TextPattern(text, options))!,
];

describe('matchTemplates', () => {
  it.each<[string, TextPatternOptions, number[]]>([
    ['job', {}, [ALL, NONE, ALL, SOME]],
    ['job', { wordStart: true, wordEnd: true }, [ALL, NONE, NONE, NONE]],
    ['job', { wordStart: true, wordEnd: true, ignoreCase: true }, [ALL, ALL, NONE, NONE]],
    ['job ', {}, [ALL, NONE, NONE, SOME]],
    ['a7', { wordStart: true, wordEnd: true }, [SOME, NONE, SOME, SOME]],
    ['a7 took 1', {}, [SOME, NONE, NONE, NONE]],
    ['done 3', { anchorEnd: true }, [NONE, NONE, SOME, NONE]],
    ['done', { anchorEnd: true }, [SOME, ALL, SOME, NONE]],
    ['JOB done', { anchorStart: true, anchorEnd: true }, [NONE, ALL, NONE, NONE]],
    ['οδοσ', { ignoreCase: true, wordStart: true }, [SOME, NONE, SOME, ALL]],
    ['doneΣ', { ignoreCase: true }, [SOME, NONE, SOME, SOME]],
  ])('%j with %j', (text, options, expected) => {
    expect(decide(text, options)).toEqual(expected);
  });

  it('leaves half a surrogate pair to the whole text', () => {
    expect(matchTemplates(templates, new TextPattern('\ud83d'))).toBeNull();
  });
});

it('does not look beyond templates that damage cut inside a character', () => {
  for (const lead of [0xc3, 0xe2, 0xf0]) {
    const cut = new TemplateSet(Uint8Array.of(97, lead), Uint32Array.of(0, 2));
    for (const ignoreCase of [false, true]) {
      const pattern = new TextPattern('a', { wordEnd: true, ignoreCase });
      expect([...matchTemplates(cut, pattern)!]).toEqual([ALL]);
    }
  }
});

it('lower case leaves words words, but for İ', () => {
  const exceptions: string[] = [];
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    const char = String.fromCodePoint(codePoint);
    const lower = lowerCase(char);
    if (lower === char) continue;
    const kept = [...lower].every((each) => isWord(each) === isWord(char) && hasDigit(each) === hasDigit(char));
    if (!kept) exceptions.push(char);
  }
  expect(exceptions).toEqual(['İ']);
});
