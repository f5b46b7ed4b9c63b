/** A field with an index of its own: equality reads only the blocks that may hold the value. */
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { withDirectory } from './with-directory.ts';

await withDirectory((directory) => {
  const engine = new LogAnalyticsEngine({ directory, indexes: ['user_id'], durability: 'interval' });
  for (let i = 0; i < 50_000; i++) {
    engine.ingestLog({
      level: 'INFO',
      source: 'shop',
      message: 'page viewed',
      metadata: { user_id: `u-${(i * 7919) % 10_007}`, path: `/p/${i % 50}` },
    });
  }
  engine.flush();
  console.log('rows:', engine.countLogs({}));
  console.log('of user u-4711:', engine.countLogs({ metadata: { user_id: 'u-4711' } }));
  const [first] = engine.queryLogs({ metadata: { user_id: 'u-4711' } }, { pageSize: 1 });
  console.log('the first saw', first?.metadata.path);
  engine.close();
});
