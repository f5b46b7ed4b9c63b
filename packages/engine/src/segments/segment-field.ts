import { SegmentTemplates } from './segment-templates.ts';
import { SegmentValues } from './segment-values.ts';

/** Above this many distinct values a field is no dictionary of the segment any more: blocks then list no values of it. */
export const SEGMENT_VALUES_MAX = 4096;

/** What a segment knows of a field over all its blocks. */
export class SegmentField {
  readonly name: string;
  // Lines may have any number of fields with a value or two each: of the two kinds each is made when it is needed.
  private valuesIfAny: SegmentValues | null = null;
  private templatesIfAny: SegmentTemplates | null = null;

  constructor(name: string) {
    this.name = name;
  }

  get values(): SegmentValues {
    this.valuesIfAny ??= new SegmentValues();
    return this.valuesIfAny;
  }

  get templates(): SegmentTemplates {
    this.templatesIfAny ??= new SegmentTemplates();
    return this.templatesIfAny;
  }

  get valueCount(): number {
    return this.valuesIfAny?.texts.length ?? 0;
  }

  get templateCount(): number {
    return this.templatesIfAny?.count ?? 0;
  }

  /** Whether a block may still list its values. */
  get listsValues(): boolean {
    return this.valueCount <= SEGMENT_VALUES_MAX;
  }
}
