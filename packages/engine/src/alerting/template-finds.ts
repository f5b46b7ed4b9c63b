import type { TemplateSet } from '../columns/template-set.ts';
import type { TextPattern } from '../columns/text-pattern.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { type Literal, VARIABLE } from './literal.ts';
import { fitsAt, LiteralMatcher } from './literal-matcher.ts';
import { LiteralScanner } from './literal-scanner.ts';

/** What is found in one template, whatever its variables are. */
export interface TemplateFind {
  /** The literals that its constant text has. */
  readonly sure: readonly number[];
  /** The shapes that it has. */
  readonly shapes: readonly ShapePlace[];
  /** Its constant text looks as if it had variables: no shape is told. */
  readonly isOdd: boolean;
}

/** The shape of a literal, found in a template. */
export interface ShapePlace {
  readonly literal: number;
  /** The first of the variables that must fit, counted within the template. */
  readonly firstSlot: number;
}

/** Bytes of templates whose finds are kept. */
const KEPT_BYTES_MAX = 16 * 1024 * 1024;
/** In bytes. A longer template is looked at each time: few blocks have it again. */
const TEMPLATE_BYTES_MAX = 4096;

const NOTHING: TemplateFind = { sure: [], shapes: [], isOdd: false };

/**
 * What many literals find in templates. Block after block has the same templates, and each is looked at once: what was found is
 * kept, and forgotten when it gets too much.
 */
export class TemplateFinds {
  private readonly literals: readonly Literal[];
  private readonly matcher: LiteralMatcher;
  private readonly scanner: LiteralScanner | null;
  private readonly finds = new Map<string, TemplateFind>();
  private keptBytes = 0;

  /** @throws RangeError when the patterns are too long together */
  constructor(literals: readonly Literal[]) {
    this.literals = literals;
    const patterns = literals.map(({ pattern, shape }) => shape?.pattern ?? pattern);
    this.matcher = new LiteralMatcher(patterns);
    this.scanner = LiteralScanner.of(patterns.map(({ text }) => text));
  }

  /** What is found in the templates of a set, by their number; those with nothing are left out. */
  of(templates: TemplateSet): Map<number, TemplateFind> {
    const { bytes, offsets, count } = templates;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const finds = new Map<number, TemplateFind>();
    for (const template of this.scanner?.candidates(bytes, offsets) ?? Array(count).keys()) {
      const find = this.findIn(templates, template, buffer);
      if (find !== NOTHING) finds.set(template, find);
    }
    return finds;
  }

  private findIn(templates: TemplateSet, template: number, buffer: Buffer): TemplateFind {
    const start = templates.offsets[template]!;
    const end = templates.offsets[template + 1]!;
    if (end - start > TEMPLATE_BYTES_MAX) return this.find(templates.pieces(template));
    const key = buffer.toString('latin1', start, end);
    let find = this.finds.get(key);
    if (find === undefined) {
      find = this.find(templates.pieces(template));
      this.keep(key, find);
    }
    return find;
  }

  private keep(key: string, find: TemplateFind): void {
    if (this.keptBytes + key.length > KEPT_BYTES_MAX) {
      this.finds.clear();
      this.keptBytes = 0;
    }
    this.finds.set(key, find);
    this.keptBytes += key.length;
  }

  private find(pieces: readonly string[]): TemplateFind {
    const text = pieces.join(VARIABLE);
    const isOdd = pieces.some((piece) => piece.includes(VARIABLE));
    const sure: number[] = [];
    const shapes: ShapePlace[] = [];
    this.matcher.match(text, (literal) => {
      const { shape } = this.literals[literal]!;
      if (shape === null) sure.push(literal);
      else if (!isOdd) for (const firstSlot of slotsOfShape(shape.pattern, text)) shapes.push({ literal, firstSlot });
    });
    return sure.length === 0 && shapes.length === 0 && !isOdd ? NOTHING : { sure, shapes, isOdd };
  }
}

/** The first variable of each place in which a shape lies on the text of a template. */
function slotsOfShape(pattern: TextPattern, text: string): number[] {
  const haystack = pattern.ignoreCase ? lowerCase(text) : text;
  const slots: number[] = [];
  let slot = 0;
  let counted = 0;
  for (let at = haystack.indexOf(pattern.text); at >= 0; at = haystack.indexOf(pattern.text, at + 1)) {
    for (; counted < at; counted++) if (haystack[counted] === VARIABLE) slot++;
    if (fitsAt(pattern, haystack, at + pattern.text.length)) slots.push(slot);
  }
  return slots;
}
