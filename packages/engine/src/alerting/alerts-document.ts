import { parseExactJson, stringifyExactJson } from '../entry/exact-json.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { Alert, type ReadSample } from './alert.ts';
import { requireVersion } from './evaluator-state.ts';
import { JsonReader } from './json-reader.ts';

const DOCUMENT_VERSION = 1;

/** The content of a file of alerts: JSON text, `{ "version": 1, "alerts": [ … ] }`, an alert a line. */
export function alertsToText(alerts: readonly Alert[]): string {
  const lines = alerts.map((alert) => stringifyExactJson(alert));
  return `{"version":${DOCUMENT_VERSION},"alerts":[\n${lines.join(',\n')}\n]}\n`;
}

/**
 * The alerts of such a text.
 * @throws InvalidArgumentError when the text is not JSON, or saying what stands wrong and where
 * @throws UnsupportedVersionError for a text of a newer version
 */
export function alertsFromText(text: string, readSample: ReadSample): Alert[] {
  const where = 'alerts file';
  const json = new JsonReader(parse(text, where), where);
  requireVersion(json, where, DOCUMENT_VERSION);
  return json.list('alerts', (value, at) => Alert.fromJSON(value, readSample, at));
}

function parse(text: string, where: string): unknown {
  try {
    return parseExactJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidArgumentError(`${where} must be JSON as saveAlerts writes it: ${reason}`, { cause });
  }
}
