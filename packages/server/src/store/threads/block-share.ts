import type { StoredBlock, ViewShare } from 'log-analytics-engine/internals';

/** The blocks of one worker of several: each block has its home in one, which decodes it for all queries. */
export interface BlockShare {
  readonly index: number;
  readonly count: number;
}

/**
 * Blocks that stay together, in the order in which they stand in the file: a small segment is in one place. With 16, the 78 blocks of a
 * million rows were 46 here and 32 there.
 */
const GROUP_BLOCKS = 4;

/** Numbers of files, by name: the names of blocks are compared often. */
const numbers = new Map<string, number>();
const NUMBERS_MAX = 100_000;

/** What a worker reads of a shard. */
export function viewShareOf({ index, count }: BlockShare, shard: number): ViewShare {
  const isWanted = ({ fileName, header: { blockNumber } }: StoredBlock): boolean =>
    (numberOf(fileName) + Math.floor(blockNumber / GROUP_BLOCKS)) % count === index;
  return { isWanted, hasHeads: shard % count === index };
}

/** The same in every worker. */
function numberOf(file: string): number {
  let number = numbers.get(file);
  if (number === undefined) {
    number = 0;
    for (let i = 0; i < file.length; i++) number = (Math.imul(number, 31) + file.charCodeAt(i)) >>> 0;
    if (numbers.size === NUMBERS_MAX) numbers.clear();
    numbers.set(file, number);
  }
  return number;
}
