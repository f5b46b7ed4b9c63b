import { describe, expect, test } from 'vitest';
import { JsonLineWriter } from '../json/json-line-writer.ts';
import { SyslogWriter } from './syslog-writer.ts';
import { zonedTime } from './zoned-time.ts';

const NOW = Date.parse('2026-01-01T00:30:00Z');

function entryOf(message: string | Uint8Array, zone = 'UTC'): Record<string, string> | undefined {
  const writer = new JsonLineWriter();
  const isWritten = new SyslogWriter(writer, zonedTime(zone)).write(Buffer.from(message as string), NOW);
  const line = Buffer.from(writer.take()).toString();
  return isWritten ? (JSON.parse(line) as Record<string, string>) : undefined;
}

const USER_NOTICE = { priority: '13', facility: '1', severity: '5', facility_keyword: 'user', level: 'notice' };

describe('RFC 5424', () => {
  test('all fields', () => {
    const message =
      '<165>1 2026-03-02T01:00:00.123456+02:00 host app 42 ID47 [ex@1 a="x \\"y\\" \\]" b="2"][other@2 c=""] \ufeffsaid "so"\n';
    expect(entryOf(message)).toEqual({
      ...{
        priority: '165',
        facility: '20',
        severity: '5',
        facility_keyword: 'local4',
        level: 'notice',
        format: 'rfc5424',
      },
      ...{
        _time: '2026-03-02T01:00:00.123456+02:00',
        hostname: 'host',
        app_name: 'app',
        proc_id: '42',
        msg_id: 'ID47',
      },
      ...{ 'ex@1.a': 'x "y" ]', 'ex@1.b': '2', _msg: 'said "so"' },
    });
  });

  test('nil is kept as it came, but is no time', () => {
    const nil = { hostname: '-', app_name: '-', proc_id: '-', msg_id: '-' };
    expect(entryOf('<13>1 - - - - - - text')).toEqual({ ...USER_NOTICE, ...nil, format: 'rfc5424', _msg: 'text' });
  });

  test('structured data change nothing of the header and the message; of equal names the last counts', () => {
    const message = '<13>1 - h a 1 m [x@1 a="1" a="2"][message=x hostname="y" level="z"] text';
    const header = { hostname: 'h', app_name: 'a', proc_id: '1', msg_id: 'm', format: 'rfc5424' };
    expect(entryOf(message)).toEqual({ ...USER_NOTICE, ...header, 'x@1.a': '2', _msg: 'text' });
  });
});

describe('RFC 3164', () => {
  const fields = {
    ...USER_NOTICE,
    format: 'rfc3164',
    hostname: 'host',
    app_name: 'app',
    proc_id: '7',
    _msg: 'hello: you',
  };

  test.each([
    ['Dec 31 23:00:00', 'UTC', '2025-12-31T23:00:00.000Z'],
    ['Jan  1 00:10:00', 'UTC', '2026-01-01T00:10:00.000Z'],
    ['Jan  1 01:10:00', 'Europe/Berlin', '2026-01-01T00:10:00.000Z'],
    ['Jul  1 01:10:00', 'Europe/Berlin', '2025-06-30T23:10:00.000Z'],
    ['Jul  1 01:10:00', 'America/New_York', '2025-07-01T05:10:00.000Z'],
  ])('%s in %s is %s', (time, zone, expected) => {
    expect(entryOf(`<13>${time} host app[7]: hello: you`, zone)).toEqual({ ...fields, _time: expected });
  });

  test('with the time of RFC 3339, as rsyslog forwards', () => {
    expect(entryOf('<13>2026-03-02T01:00:00.5+01:00 host app[7]: hello: you')).toEqual({
      ...fields,
      _time: '2026-03-02T01:00:00.5+01:00',
    });
  });
});

test('what is no message of syslog is kept as it is', () => {
  expect(entryOf('just text')).toMatchObject({ _msg: 'just text' });
  expect(entryOf('<999999999999999999999>x')).toMatchObject({ _msg: '<999999999999999999999>x' });
  expect(entryOf('<13')).toEqual({ _msg: '<13' });
  expect(entryOf(' \r\n\0')).toBeUndefined();
});

test('bytes that are not UTF-8 are replaced, and that is said', () => {
  expect(entryOf(Buffer.from('<13>Jan  1 00:10:00 host app: \xff', 'latin1'))).toMatchObject({
    _msg: '\ufffd',
    parse_error: 'bytes that are not UTF-8 were replaced by U+FFFD',
  });
});

test('a zone must be one', () => {
  expect(() => zonedTime('Mars/Olympus')).toThrow('Mars/Olympus');
  expect(zonedTime('')(2026, 5, 1, 12, 0, 0)).toBe(new Date(2026, 5, 1, 12, 0, 0).getTime());
});
