import { type JsonLineWriter, memberName } from '../json/json-line-writer.ts';
import { LEFT_OUT } from '../line-chunker.ts';
import { type BulkAction, parseBulkAction } from './bulk-action.ts';
import type { BulkItems } from './bulk-items.ts';

const LINE_FEED = 0x0a;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const INDEX = memberName('_index');
const ID = memberName('_id');

/**
 * Makes JSON lines of the documents of a bulk request. A document is copied, not parsed; the name of its index goes behind its fields as
 * `_index`, and the id that it came with as `_id`. Takes whole lines; an action and its document may lie in different chunks.
 */
export class BulkTranslator {
  /** By line written since `takeLineItems`, the number of its item. */
  #lineItems: number[] = [];
  readonly #writer: JsonLineWriter;
  readonly #items: BulkItems;
  readonly #defaultIndex: string | undefined;
  #lineNumber = 0;
  /** The action whose document comes next. */
  #open: BulkAction | undefined;
  #lastLine: Uint8Array = new Uint8Array(0);
  #lastAction: BulkAction | undefined;
  /** The members that go behind the fields of a document of the last action. */
  #members: Uint8Array = new Uint8Array(0);

  constructor(writer: JsonLineWriter, items: BulkItems, defaultIndex: string | undefined) {
    this.#writer = writer;
    this.#items = items;
    this.#defaultIndex = defaultIndex;
  }

  /**
   * @param bytes whole lines; one that was too long is the byte `LEFT_OUT`
   * @throws InvalidArgumentError where an action is none
   */
  addLines(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      let end = bytes.indexOf(LINE_FEED, start);
      if (end < 0) end = bytes.length;
      this.#lineNumber++;
      this.#addLine(bytes, start, end);
      start = end + 1;
    }
  }

  /** The request is over. */
  end(): void {
    if (this.#open === undefined) return;
    const reason = 'the request ends before the document of this action';
    this.#items.addFailed(this.#open, { type: 'illegal_argument_exception', reason });
    this.#open = undefined;
  }

  /** By line written since the last call, the number of its item. */
  takeLineItems(): readonly number[] {
    const taken = this.#lineItems;
    this.#lineItems = [];
    return taken;
  }

  #addLine(bytes: Uint8Array, lineStart: number, lineEnd: number): void {
    let start = lineStart;
    let end = lineEnd;
    while (start < end && bytes[start]! <= 0x20 && bytes[start] !== LEFT_OUT) start++;
    while (end > start && bytes[end - 1]! <= 0x20 && bytes[end - 1] !== LEFT_OUT) end--;
    const action = this.#open;
    if (action === undefined) {
      if (end > start) this.#begin(this.#actionOf(bytes, start, end));
      return;
    }
    this.#open = undefined;
    if (action.operation === 'update') this.#refuse(action);
    else this.#addDocument(action, bytes, start, end);
  }

  #begin(action: BulkAction): void {
    if (action.operation === 'delete') this.#refuse(action);
    else this.#open = action;
  }

  #refuse(action: BulkAction): void {
    this.#items.addFailed(action, {
      type: 'illegal_argument_exception',
      reason: `${action.operation} is not supported: entries of logs do not change; use index or create`,
    });
  }

  #addDocument(action: BulkAction, bytes: Uint8Array, start: number, end: number): void {
    if (bytes[start] !== BRACE_OPEN || bytes[end - 1] !== BRACE_CLOSE || end - start < 2) {
      const problem = bytes[start] === LEFT_OUT ? 'longer than an entry may be' : 'not the JSON object of a document';
      const reason = `line ${this.#lineNumber} is ${problem}`;
      this.#items.addFailed(action, { type: 'document_parsing_exception', reason });
      return;
    }
    const writer = this.#writer;
    let first = start + 1;
    while (bytes[first]! <= 0x20) first++;
    writer.open();
    writer.members(bytes, first, end - 1);
    writer.members(this.#members);
    writer.endLine();
    this.#lineItems.push(this.#items.count);
    this.#items.addStored(action);
  }

  /** Most actions of a request are the same to the byte. */
  #actionOf(bytes: Uint8Array, start: number, end: number): BulkAction {
    const line = bytes.subarray(start, end);
    if (this.#lastAction !== undefined && Buffer.compare(line, this.#lastLine) === 0) return this.#lastAction;
    const parsed = parseBulkAction(Buffer.from(line).toString(), this.#lineNumber);
    const action = { ...parsed, index: parsed.index ?? this.#defaultIndex };
    const members: Uint8Array[] = [];
    if (action.index !== undefined) members.push(INDEX, Buffer.from(JSON.stringify(action.index)));
    if (action.id !== undefined)
      members.push(Buffer.from(members.length > 0 ? ',' : ''), ID, Buffer.from(JSON.stringify(action.id)));
    this.#members = Buffer.concat(members);
    this.#lastLine = new Uint8Array(line);
    this.#lastAction = action;
    return action;
  }
}
