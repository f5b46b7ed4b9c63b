import { QuerySyntaxError } from 'log-analytics-engine';
import { LOGSQL, parseFilter } from 'log-analytics-engine/logsql';

/** Whether a text is a filter in LogsQL, without pipes. */
export function isFilter(text: string): boolean {
  try {
    parseFilter(text, LOGSQL);
    return true;
  } catch (error) {
    if (error instanceof QuerySyntaxError) return false;
    throw error;
  }
}
