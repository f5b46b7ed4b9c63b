/** Hooks see each entry before it is stored: they add to it, or drop it. */
import { LogAnalyticsEngine } from 'log-analytics-engine';

const REGIONS: Readonly<Record<string, string>> = { 'web-1': 'eu-west', 'web-2': 'us-east' };
const engine = new LogAnalyticsEngine();

// undefined keeps the entry, with what was changed in it.
engine.addPreIngestHook((entry) => {
  const host = entry.metadata.host;
  if (typeof host === 'string') entry.metadata.region = REGIONS[host] ?? 'unknown';
  return undefined;
});
// null drops it.
engine.addPreIngestHook((entry) => (entry.message.startsWith('GET /health') ? null : undefined));

engine.ingestBytes(
  Buffer.from(`{"message":"GET /cart 500","level":"ERROR","host":"web-1"}
{"message":"GET /health 200","level":"INFO","host":"web-1"}
{"message":"GET /cart 200","level":"INFO","host":"web-2"}
`),
);

for (const entry of engine.queryLogs()) console.log(entry.metadata.region, entry.message);
console.log('dropped:', engine.getStats().droppedByHooks);
engine.close();
