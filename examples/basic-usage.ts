/** The shortest program: entries in memory, and questions about them. */
import { LogAnalyticsEngine } from 'log-analytics-engine';

const engine = new LogAnalyticsEngine();

engine.ingestLog({ level: 'INFO', source: 'api', message: 'server started', metadata: { port: 8080 } });
engine.ingestLog({ level: 'ERROR', source: 'api', message: 'connection to db-1 refused', tags: ['db'] });
engine.ingestLog({ level: 'WARN', source: 'worker', message: 'queue is 90% full', metadata: { queue: { size: 912 } } });

console.log('errors:', engine.countLogs({ level: 'error' }));
for (const entry of engine.queryLogs({ minSeverity: 'WARN' })) console.log(entry.level, entry.source, entry.message);

// Metadata is typed, and nested keys are reached by their path.
console.log('large queues:', engine.countLogs({ metadata: { 'queue.size': { gt: 500 } } }));

engine.close();
