import { isUtf8 } from 'node:buffer';
import { unpackSyslog } from 'log-analytics-engine/internals';
import type { JsonLineWriter } from '../json/json-line-writer.ts';
import type { ZonedTime } from './zoned-time.ts';

const NOT_UTF8 = 'bytes that are not UTF-8 were replaced by U+FFFD';
/** RFC 5424 has this for a field without a value. It is kept as it came, so that streams are named as by VictoriaLogs; but it is no time. */
const NIL = '-';
/** A time as RFC 3339 has it in a message that is of RFC 3164 otherwise: rsyslog and syslog-ng send such. */
const ISO_TIME = /^(<\d{1,3}>)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))(?= )/;
const ANY_TIME = 'Jan  1 00:00:00';
/** Some senders put a mark in front of the text, others end a message like a string of C. */
const BYTE_ORDER_MARK = '\ufeff';
const TRAILING = /[\r\n\0]+$/;

/** What fields are called in entries, where it is not what the parser says. */
const NAMES: Readonly<Record<string, string>> = { timestamp: '_time', message: '_msg' };

/**
 * Writes messages of syslog as JSON lines: `_time`, `_msg`, `level`, `hostname`, `app_name`, `proc_id`, `msg_id`, `priority`, `facility`, `severity`,
 * `facility_keyword`, `format`, and structured data as `SD-ID.name`. Numbers are texts, as they came. A text that is no message of syslog is
 * the `_msg` of an entry without the rest.
 */
export class SyslogWriter {
  readonly #writer: JsonLineWriter;
  readonly #utcOf: ZonedTime;

  /** @param utcOf what times of RFC 3164 mean, which have no zone; their year is that of the last twelve months */
  constructor(writer: JsonLineWriter, utcOf: ZonedTime) {
    this.#writer = writer;
    this.#utcOf = utcOf;
  }

  /** Writes one message. Empty ones, and white space, are left out: false then. */
  write(bytes: Uint8Array, nowMs: number): boolean {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().replace(TRAILING, '');
    if (text.trim() === '') return false;
    const fields = this.#fieldsOf(text, nowMs);
    const writer = this.#writer;
    writer.open();
    for (const [name, value] of fields) {
      writer.nameOfString(NAMES[name] ?? name);
      writer.string(value);
    }
    if (!isUtf8(bytes)) {
      writer.nameOfString('parse_error');
      writer.string(NOT_UTF8);
    }
    writer.endLine();
    return true;
  }

  #fieldsOf(text: string, nowMs: number): ReadonlyMap<string, string> {
    const fields = new Map<string, string>();
    const iso = ISO_TIME.exec(text);
    if (iso !== null) fields.set('timestamp', iso[2]!);
    const message = iso === null ? text : `${iso[1]}${ANY_TIME}${text.slice(iso[0].length)}`;
    unpackSyslog(message, { nowMs, utcOf: this.#utcOf }, (name, value) => {
      if (value === '' || (value === NIL && name === 'timestamp') || (fields.has(name) && isOfHeader(name))) return;
      fields.set(name, name === 'message' && value.startsWith(BYTE_ORDER_MARK) ? value.slice(1) : value);
    });
    // What cannot be taken apart is kept as it came.
    if (!fields.has('format')) fields.set('message', text);
    return fields;
  }
}

/** Whether a field is of the header, which structured data do not change; of parameters with one name the last counts. */
function isOfHeader(name: string): boolean {
  return name !== 'message' && !name.includes('.');
}
