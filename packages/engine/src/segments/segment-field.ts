import { SegmentTemplates } from './segment-templates.ts';
import { SegmentValues } from './segment-values.ts';

/** Above this many distinct values a field is no dictionary of the segment any more: blocks then list no values of it. */
export const SEGMENT_VALUES_MAX = 4096;

/** What a segment knows of a field over all its blocks. */
export class SegmentField {
  readonly name: string;
  readonly values: SegmentValues = new SegmentValues();
  readonly templates: SegmentTemplates = new SegmentTemplates();

  constructor(name: string) {
    this.name = name;
  }

  /** Whether a block may still list its values. */
  get listsValues(): boolean {
    return this.values.texts.length <= SEGMENT_VALUES_MAX;
  }
}
