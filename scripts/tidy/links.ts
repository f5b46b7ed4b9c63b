import { posix } from 'node:path';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';
import type { SourceTree } from './source-tree.ts';

const INLINE = /\[(?:[^\]\\]|\\.)*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;
const DEFINITION = /^\s{0,3}\[[^\]]+\]:\s+<?([^\s>]+)>?/g;

/** Every relative link of a Markdown file leads to a file of the repository, and its fragment to a heading there. */
export const links: Rule = function* (tree): Generator<Problem> {
  for (const [path, text] of tree.texts) {
    if (!path.endsWith('.md')) continue;
    for (const [index, line] of proseLines(text).entries()) {
      for (const pattern of [INLINE, DEFINITION]) {
        for (const match of line.matchAll(pattern)) {
          const problem = linkProblem(tree, path, match[1] as string);
          if (problem !== undefined) yield { path, line: index + 1, message: problem };
        }
      }
    }
  }
};

function linkProblem(tree: SourceTree, from: string, link: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined;
  const [file = '', fragment] = decodeURIComponent(link).split('#', 2);
  if (file.startsWith('/')) return `the link ${link} must be relative`;
  const target = file === '' ? from : posix.join(posix.dirname(from), file).replace(/\/$/, '');
  if (!tree.paths.has(target) && target !== '.') return `the link ${link} leads nowhere: there is no ${target}`;
  const text = tree.texts.get(target);
  if (fragment === undefined || text === undefined || !target.endsWith('.md')) return undefined;
  return headingAnchors(text).has(fragment)
    ? undefined
    : `the link ${link} leads nowhere: ${target} has no such heading`;
}

/** The lines of a Markdown text; code, in blocks and in spans, is blanked out. */
function proseLines(text: string): string[] {
  let fence: string | undefined;
  return text.split('\n').map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) {
      fence = mark;
      return '';
    }
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return '';
    }
    return line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, (code) => ' '.repeat(code.length));
  });
}

/** The anchors that GitHub gives to the headings of a text. */
function headingAnchors(text: string): Set<string> {
  const anchors = new Set<string>();
  let fenced = false;
  for (const line of text.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? undefined : /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let copy = 1; anchors.has(anchor); copy++) anchor = `${slug}-${copy}`;
    anchors.add(anchor);
  }
  return anchors;
}
