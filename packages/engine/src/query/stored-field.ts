import type { Block } from '../segments/block.ts';
import { fieldNameOf } from './field-name.ts';

/** The field of a block that a pipe means: the one of this name, else the one that the name is an alias of. */
export function storedField(block: Block, name: string): string {
  return block.fieldNames.includes(name) ? name : fieldNameOf(name);
}
