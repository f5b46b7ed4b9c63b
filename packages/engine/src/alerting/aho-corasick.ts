/**
 * Finds many words in one pass: the automaton of Aho and Corasick ("Efficient string matching", 1975) with all transitions filled
 * in. Words are sequences of columns, numbers from 1 to `width - 1`; column 0 stands for whatever is in no word.
 */
export class AhoCorasick {
  readonly width: number;
  /** The next state, by state and column: `next[state * width + column]`. It begins in state 0. */
  readonly next: Int32Array;
  /** The first word that ends in a state, or -1; `nextEnd` lists the others that are equal. */
  readonly ends: Int32Array;
  readonly nextEnd: Int32Array;
  /** The nearest suffix of a state, itself included, in which a word ends; 0 for none. */
  readonly outputs: Int32Array;
  /** The longest proper suffix of each state that is a state. */
  readonly fails: Int32Array;

  /** @param words none of them empty */
  constructor(words: readonly Uint8Array[], width: number) {
    const states = words.reduce((sum, word) => sum + word.length, 1);
    this.width = width;
    this.next = new Int32Array(states * width).fill(-1);
    this.ends = new Int32Array(states).fill(-1);
    this.nextEnd = new Int32Array(words.length).fill(-1);
    this.outputs = new Int32Array(states);
    this.fails = new Int32Array(states);
    this.addWords(words);
    this.fillTransitions();
  }

  private addWords(words: readonly Uint8Array[]): void {
    let states = 1;
    for (const [index, word] of words.entries()) {
      let state = 0;
      for (const column of word) {
        const at = state * this.width + column;
        if (this.next[at]! < 0) this.next[at] = states++;
        state = this.next[at]!;
      }
      this.nextEnd[index] = this.ends[state]!;
      this.ends[state] = index;
    }
  }

  /** Breadth first, so that the suffix of a state is complete before the state is. */
  private fillTransitions(): void {
    const { next, width, fails, outputs, ends } = this;
    const queue = [0];
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      if (state !== 0) outputs[state] = ends[state]! >= 0 ? state : outputs[fails[state]!]!;
      for (let column = 0; column < width; column++) {
        const at = state * width + column;
        const suffixNext = state === 0 ? 0 : next[fails[state]! * width + column]!;
        const child = next[at]!;
        if (child < 0) next[at] = suffixNext;
        else {
          fails[child] = suffixNext;
          queue.push(child);
        }
      }
    }
  }
}
