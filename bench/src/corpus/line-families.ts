import { CLOUD_AUDIT } from './families/cloud-audit.ts';
import { KAFKA } from './families/kafka.ts';
import { KUBERNETES } from './families/kubernetes.ts';
import { MONGODB } from './families/mongodb.ts';
import { PGBOUNCER } from './families/pgbouncer.ts';
import { PHP_APP } from './families/php-app.ts';
import { POSTGRES } from './families/postgres.ts';
import { RAIL } from './families/rail.ts';
import { SHOP } from './families/shop.ts';
import { ACCESS_LOG, PROXY_LOG } from './families/web.ts';
import { WINDOWS } from './families/windows.ts';
import { ZEEK } from './families/zeek.ts';
import type { LineFamily } from './line-template.ts';

/** The systems whose logs the corpus mixes. */
export const LINE_FAMILIES: readonly LineFamily[] = [
  POSTGRES,
  SHOP,
  PGBOUNCER,
  RAIL,
  KAFKA,
  MONGODB,
  WINDOWS,
  ZEEK,
  KUBERNETES,
  CLOUD_AUDIT,
  PHP_APP,
  ACCESS_LOG,
  PROXY_LOG,
];
