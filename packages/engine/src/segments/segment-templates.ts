import { type ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { hasDigit } from '../bytes/words.ts';
import { viewOf } from '../columns/byte-ranges.ts';
import { ByteTable } from '../columns/byte-table.ts';
import { matchTemplates } from '../columns/pattern-forms.ts';
import { TemplateSet } from '../columns/template-set.ts';
import { decideByPieces, TEMPLATE_ALL, TEMPLATE_NONE, TEMPLATE_SOME } from '../columns/template-verdicts.ts';
import { TextPattern } from '../columns/text-pattern.ts';
import { ANY_WORD, type ValuePredicate, type VariableClass } from '../columns/value-predicate.ts';
import { InvertedIndex } from '../indexes/inverted-index.ts';

/** A verdict on a template, and the variables for which it was given. */
interface Refined {
  readonly variables: readonly VariableClass[];
  readonly verdict: number;
}

/** The distinct templates of a field in a segment, with the inverted index over their words. */
export class SegmentTemplates {
  private readonly table = new ByteTable();
  private set: TemplateSet = new TemplateSet(new Uint8Array(0), new Uint32Array(1));
  private index: InvertedIndex | null = null;
  private decisions = new WeakMap<ValuePredicate, Uint8Array>();
  private readonly refined = new WeakMap<ValuePredicate, Refined[]>();
  private splitsWords = false;

  /** Whether the lower case of a variable may be more than one word (`İ` becomes an i and a combining dot). */
  get lowerCaseSplitsWords(): boolean {
    return this.splitsWords;
  }

  /** Takes up what a block says of its variables. */
  noteVariables(lowerCaseSplitsWords: boolean): void {
    if (!lowerCaseSplitsWords || this.splitsWords) return;
    this.splitsWords = true;
    this.decisions = new WeakMap();
  }

  get count(): number {
    return this.table.count;
  }

  /** The number of a template given by its bytes, a new one added. */
  idOf(bytes: Uint8Array): number {
    return this.table.idOf(viewOf(bytes), 0, bytes.length);
  }

  /** The numbers of all templates of a block, new ones added. */
  idsOf({ bytes, offsets, count }: TemplateSet): Uint32Array {
    const view = viewOf(bytes);
    const ids = new Uint32Array(count);
    for (let t = 0; t < count; t++) ids[t] = this.table.idOf(view, offsets[t]!, offsets[t + 1]!);
    return ids;
  }

  /** The bytes of a template. */
  bytesOf(id: number): Uint8Array {
    return this.table.bytesOf(id);
  }

  /** All templates, by number. */
  templates(): TemplateSet {
    if (this.set.count !== this.table.count) {
      this.set = new TemplateSet(this.table.bytes(), this.table.offsets());
      this.index = null;
      this.decisions = new WeakMap();
    }
    return this.set;
  }

  /**
   * Writes the number of the templates, of which there is one at least, the templates, what is known of their variables, and the
   * index of their words; in steps, for there may be many.
   *
   * @param stepBytes as for `InvertedIndex.writing`
   */
  *writing(out: ByteWriter, stepBytes: number): Generator<void> {
    const { bytes, offsets, count } = this.templates();
    out.varint(count);
    for (let id = 0; id < count; id++) {
      out.varint(offsets[id + 1]! - offsets[id]!).slice(bytes, offsets[id]!, offsets[id + 1]!);
      if (out.length >= stepBytes) yield;
    }
    out.u8(this.splitsWords ? 1 : 0);
    yield;
    this.index ??= yield* InvertedIndex.building(bytes, offsets);
    yield* this.index.writing(out, stepBytes);
  }

  /** Reads back what `writing` wrote behind their number, into an empty set. @throws MalformedBytesError */
  read(source: ByteReader, count: number): void {
    for (let i = 0; i < count; i++) this.idOf(source.bytes(source.count()));
    if (this.table.count !== count) throw new MalformedBytesError('a segment holds a template twice');
    this.noteVariables(source.u8() !== 0);
    this.templates();
    this.index = InvertedIndex.read(source, count);
  }

  /** The words of the templates: a word without digits is answered by them alone. */
  words(): InvertedIndex {
    const set = this.templates();
    this.index ??= InvertedIndex.build(set.bytes, set.offsets);
    return this.index;
  }

  /**
   * By template: `TEMPLATE_NONE`, `TEMPLATE_ALL` or `TEMPLATE_SOME`.
   * @param ids the templates that are asked about, all unless given: what is said of others has no meaning
   */
  decide(predicate: ValuePredicate, ids?: Uint32Array): Uint8Array {
    const set = this.templates();
    let decisions = this.decisions.get(predicate);
    if (decisions === undefined) {
      decisions = this.beginDecisions(set, predicate);
      this.decisions.set(predicate, decisions);
    }
    if (predicate.pattern === undefined) decideOpen(set, predicate, decisions, ids);
    return decisions;
  }

  /** The verdict on a template that `decide` leaves open, where it is known of the variables what they are. */
  refine(predicate: ValuePredicate, id: number, variables: readonly VariableClass[]): number {
    if (variables.every((variable) => variable === ANY_WORD)) return TEMPLATE_SOME;
    let known = this.refined.get(predicate);
    if (known === undefined) {
      known = [];
      this.refined.set(predicate, known);
    }
    // The variables of a template are mostly of the same classes in all blocks.
    let refined = known[id];
    if (refined === undefined || !areEqual(refined.variables, variables)) {
      const verdict = decideByPieces(this.templates().pieces(id), predicate, () => variables);
      refined = { variables, verdict };
      known[id] = refined;
    }
    return refined.verdict;
  }

  /** What is found in all templates at once; of the others, each is decided when it is asked about: a query may look at a few blocks. */
  private beginDecisions(set: TemplateSet, predicate: ValuePredicate): Uint8Array {
    const { pattern } = predicate;
    if (pattern !== undefined) {
      const isWholeWord =
        pattern.wordStart && pattern.wordEnd && pattern.isOneWord && !pattern.anchorStart && !pattern.anchorEnd;
      if (isWholeWord && !pattern.ignoreCase && !hasDigit(pattern.text)) {
        const decisions = new Uint8Array(set.count);
        for (const id of this.words().lookup(pattern.text)) decisions[id] = TEMPLATE_ALL;
        return decisions;
      }
      // Making the index takes longer than looking through all templates once.
      const isIndexed = isWholeWord && this.index !== null && !hasDigit(pattern.text);
      const decisions = isIndexed
        ? lowerWordDecisions(set, this.index!, pattern.text)
        : (matchTemplates(set, pattern) ?? new Uint8Array(set.count).fill(TEMPLATE_SOME));
      if (pattern.ignoreCase && this.splitsWords) admitVariables(set, decisions);
      return decisions;
    }
    const candidates = candidatesOf(set, predicate.requiredTexts ?? []);
    return candidates === null
      ? new Uint8Array(set.count).fill(OPEN)
      : candidates.map((candidate) => (candidate === TEMPLATE_NONE ? TEMPLATE_NONE : OPEN));
  }
}

/** Beside the verdicts on templates: not decided yet. */
const OPEN = 0xff;

function decideOpen(
  set: TemplateSet,
  predicate: ValuePredicate,
  decisions: Uint8Array,
  ids: Uint32Array | undefined,
): void {
  const count = ids === undefined ? decisions.length : ids.length;
  for (let i = 0; i < count; i++) {
    const id = ids === undefined ? i : ids[i]!;
    if (decisions[id] !== OPEN) continue;
    const pieces = set.pieces(id);
    decisions[id] = decideByPieces(pieces, predicate, () => anyVariables(pieces));
  }
}

function lowerWordDecisions({ count }: TemplateSet, index: InvertedIndex, word: string): Uint8Array {
  const decisions = new Uint8Array(count);
  for (const id of index.lookupLower(word)) decisions[id] = TEMPLATE_ALL;
  return decisions;
}

/** Where a variable can be several words, a pattern can lie in it in ways that its forms do not know. */
function admitVariables(set: TemplateSet, decisions: Uint8Array): void {
  for (let id = 0; id < decisions.length; id++) {
    if (decisions[id] === TEMPLATE_NONE && set.hasVariables(id)) decisions[id] = TEMPLATE_SOME;
  }
}

/** Not `TEMPLATE_NONE` for the templates that may hold all the texts; null where nothing is required. */
function candidatesOf(set: TemplateSet, requiredTexts: readonly string[]): Uint8Array | null {
  let candidates: Uint8Array | null = null;
  for (const text of requiredTexts) {
    const found = text === '' ? null : matchTemplates(set, new TextPattern(text));
    if (found === null) continue;
    if (candidates === null) candidates = found;
    else for (let id = 0; id < found.length; id++) if (found[id] === TEMPLATE_NONE) candidates[id] = TEMPLATE_NONE;
  }
  return candidates;
}

function anyVariables(pieces: readonly string[]): VariableClass[] {
  return new Array<VariableClass>(pieces.length - 1).fill(ANY_WORD);
}

/** Of as many variables each. */
function areEqual(a: readonly VariableClass[], b: readonly VariableClass[]): boolean {
  return a.every((each, i) => {
    const other = b[i]!;
    return each === other || (each.alphabet === other.alphabet && each.length === other.length);
  });
}
