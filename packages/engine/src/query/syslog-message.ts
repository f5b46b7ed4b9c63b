import { formatInstant } from '../entry/instant.ts';
import { visitLogfmt } from './logfmt.ts';
import { parseUnsigned } from './unsigned-integer.ts';

/** Where a field of a syslog message is put. */
export type PutSyslogField = (name: string, value: string) => void;

/** What the times of RFC 3164, which have neither year nor zone, are taken for. */
export interface SyslogTimes {
  readonly nowMs: number;
  /** Milliseconds since the Unix epoch of a local date and time. */
  utcOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number;
}

const SEVERITIES = ['emerg', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];
const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp', 'ntp'],
  ...[
    'security',
    'console',
    'solaris-cron',
    'local0',
    'local1',
    'local2',
    'local3',
    'local4',
    'local5',
    'local6',
    'local7',
  ],
];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The days of each month, a leap day included: the year is not known when they are looked at. */
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_MS = 86_400_000;

/**
 * Takes a message of syslog apart, by RFC 5424 if a version 1 stands in front, else by RFC 3164. Of a message that ends
 * early there are the fields that it has; a text that is no message at all is the `message` of one of RFC 3164.
 */
export function unpackSyslog(text: string, times: SyslogTimes, put: PutSyslogField): void {
  let rest = text;
  if (text.startsWith('<')) {
    const close = text.indexOf('>');
    if (close < 0 || !putPriority(text.slice(1, close), put)) return;
    rest = text.slice(close + 1);
  }
  if (rest.startsWith('1 ')) unpackRfc5424(rest.slice(2), put);
  else if (rest !== '') unpackRfc3164(rest, times, put);
}

function putPriority(text: string, put: PutSyslogField): boolean {
  put('priority', text);
  const priority = parseUnsigned(text);
  if (priority === undefined) return false;
  const facility = priority / 8n;
  const severity = Number(priority % 8n);
  put('facility_keyword', FACILITIES[Number(facility)] ?? 'unknown');
  put('level', SEVERITIES[severity]!);
  put('facility', String(facility));
  put('severity', String(severity));
  return true;
}

const RFC_5424_HEADER = ['timestamp', 'hostname', 'app_name', 'proc_id', 'msg_id'];

function unpackRfc5424(text: string, put: PutSyslogField): void {
  put('format', 'rfc5424');
  let rest = text;
  if (rest === '') return;
  for (const name of RFC_5424_HEADER) {
    const space = rest.indexOf(' ');
    put(name, space < 0 ? rest : rest.slice(0, space));
    if (space < 0) return;
    rest = rest.slice(space + 1);
  }
  const message = unpackStructuredData(rest, put);
  if (message !== undefined) put('message', message);
}

/** Returns what stands behind the structured data; undefined where it is damaged. */
function unpackStructuredData(text: string, put: PutSyslogField): string | undefined {
  if (text.startsWith('- ')) return text.slice(2);
  let rest = text;
  for (;;) {
    const head = ELEMENT_HEAD.exec(rest);
    if (head === null) return undefined;
    const start = head[0].length;
    const end = parametersEnd(rest, start);
    if (end < 0) return undefined;
    putElement(head[1]!, rest.slice(start, end), put);
    rest = rest.slice(end + 1);
    if (rest.startsWith(' ')) return rest.slice(1);
  }
}

/** An element is `[id name="value" …]`. */
const ELEMENT_HEAD = /^\[([^ \]]*)(?=[ \]])/;

/**
 * Where the bracket stands that closes an element; -1 where none does. In a value a quote and a bracket have a backslash before
 * them; what has one is taken along whatever stands before it, as of the reference. Values may lack quotes.
 * @param start Behind the id.
 */
function parametersEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && (text[at] !== ']' || (at > start && text[at - 1] === '\\'))) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    const equals = text.indexOf('=', at);
    at = equals < 0 ? -1 : valueEnd(text, equals + 1);
    if (at < 0) return -1;
  }
  return at < text.length ? at : -1;
}

function valueEnd(text: string, start: number): number {
  if (text[start] !== '"') {
    const length = text.slice(start).search(/[ \]]/);
    return length < 0 ? -1 : start + length;
  }
  let at = start + 1;
  while (at < text.length && (text[at] !== '"' || text[at - 1] === '\\')) at++;
  return at < text.length ? at + 1 : -1;
}

function putElement(head: string, parameters: string, put: PutSyslogField): void {
  let id = head;
  const equals = head.indexOf('=');
  if (equals >= 0) {
    put(head.slice(0, equals), head.slice(equals + 1));
    id = '';
  }
  let isEmpty = true;
  visitLogfmt(parameters.trim().replaceAll('\\]', ']'), (name, value) => {
    isEmpty = false;
    put(id === '' ? name || '_msg' : `${id}.${name}`, value);
  });
  if (isEmpty && id !== '') put(id, '');
}

const RFC_3164_TIME = /^([A-Za-z]{3}) +(\d{1,2}) +(\d{1,2}):(\d\d):(\d\d)$/;
const RFC_3164_TIME_LENGTH = 'Jan  2 15:04:05'.length;

function unpackRfc3164(text: string, times: SyslogTimes, put: PutSyslogField): void {
  put('format', 'rfc3164');
  const match = RFC_3164_TIME.exec(text.slice(0, RFC_3164_TIME_LENGTH));
  const ms = match === null ? undefined : timeOf(match, times);
  if (ms === undefined) {
    put('message', text);
    return;
  }
  put('timestamp', isoTime(ms));
  const rest = text.slice(RFC_3164_TIME_LENGTH);
  if (rest.startsWith(' ')) unpackHostAndTag(rest.slice(1), put);
  else if (rest !== '') put('message', rest);
}

/** ISO 8601 with three decimals. */
function isoTime(ms: number): string {
  return formatInstant({ ms, subMs: 0 }).replace(
    /(?:\.(\d+))?Z$/,
    (_, decimals: string = '') => `.${decimals.padEnd(3, '0')}Z`,
  );
}

/** The time within the last twelve months (a clock may be a day ahead); undefined where it is none. */
function timeOf([, monthName, day, hour, minute, second]: RegExpExecArray, times: SyslogTimes): number | undefined {
  const month = MONTHS.indexOf(monthName!.toLowerCase());
  const [d, h, m, s] = [Number(day), Number(hour), Number(minute), Number(second)];
  if (month < 0 || d < 1 || d > MONTH_DAYS[month]! || h > 23 || m > 59 || s > 59) return undefined;
  const year = new Date(times.nowMs).getUTCFullYear();
  const ms = times.utcOf(year, month, d, h, m, s);
  return ms - DAY_MS > times.nowMs ? times.utcOf(year - 1, month, d, h, m, s) : ms;
}

function unpackHostAndTag(text: string, put: PutSyslogField): void {
  const space = text.indexOf(' ');
  put('hostname', space < 0 ? text : text.slice(0, space));
  if (space < 0) return;
  let rest = text.slice(space + 1);
  const tagEnd = rest.search(/[[: ]/);
  put('app_name', tagEnd < 0 ? rest : rest.slice(0, tagEnd));
  if (tagEnd < 0) return;
  rest = rest.slice(tagEnd);
  if (rest.startsWith('[')) {
    const close = rest.indexOf(']');
    if (close < 0) return;
    put('proc_id', rest.slice(1, close));
    rest = rest.slice(close + 1);
  }
  const message = rest.replace(/^:? ?/, '');
  if (message !== '') put('message', message);
}
