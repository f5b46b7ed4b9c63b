import { SeededRandom } from './seeded-random.ts';
import type { TracePool } from './trace-pool.ts';

/** Draws the text of a variable. */
export type Variable = (random: SeededRandom, traces: TracePool) => string;

const oneOf =
  (...items: string[]): Variable =>
  (random) =>
    random.pickSkewed(items);
const integer =
  (min: number, max: number): Variable =>
  (random) =>
    String(random.integer(min, max));
const hex =
  (digits: number): Variable =>
  (random) =>
    random.hex(digits);
/**
 * An identifier as it occurs in logs: new for most rows, and for the others one of a few thousand that come again and
 * again, some of them very often.
 */
const recurring =
  (make: (random: SeededRandom) => string): Variable =>
  (random) =>
    make(random.chance(0.4) ? new SeededRandom(Math.floor(random.longTailed(1, 11))) : random);
const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** What can stand in braces in a line template. */
export const VARIABLES: Readonly<Record<string, Variable>> = {
  // numbers
  digit: integer(0, 9),
  count: (random) => String(Math.floor(random.longTailed(1, 10))),
  line: integer(20, 990),
  pid: integer(300, 65000),
  port: integer(1024, 65535),
  delta: integer(-5000, 5000),
  account: integer(1, 100_000),
  offset: (random) => String(Math.floor(random.longTailed(1000, 20))),
  bytes: (random) => String(Math.floor(random.longTailed(200, 12))),
  huge: (random) => String((BigInt(random.uint32()) << 32n) + BigInt(random.uint32())),
  percent: (random) => (random.integer(0, 10_000) / 100).toFixed(2),
  amount: (random) => (random.longTailed(100, 9) / 100).toFixed(2),

  // durations
  fastMs: (random) => random.longTailed(0.04, 12).toFixed(3),
  slowMs: (random) => String(Math.floor(random.longTailed(100, 9))),
  webMs: (random) => String(Math.floor(random.longTailed(4, 11))),
  flowMs: (random) => random.longTailed(0.5, 20).toFixed(3),

  // identifiers
  hex8: hex(8),
  hex12: recurring((random) => random.hex(12)),
  hex16: hex(16),
  hex40: hex(40),
  hex64: hex(64),
  base62: (random) => random.alphanumeric(17),
  token: (random) => `${random.alphanumeric(20)}.${random.alphanumeric(60)}.${random.alphanumeric(43)}`,
  uuid: recurring(
    (random) =>
      `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${random.hex(3)}-${random.hex(12)}`,
  ),
  trace: (random, traces) => traces.next(random),
  span: recurring((random) => random.hex(16)),
  sid: (random) =>
    `S-1-5-21-${random.integer(1e8, 9e8)}-${random.integer(1e8, 9e8)}-${random.integer(1e8, 9e8)}-${random.integer(1000, 1400)}`,

  // places
  ip: (random) =>
    `${random.integer(11, 223)}.${random.integer(0, 255)}.${random.integer(0, 255)}.${random.integer(1, 254)}`,
  lanIp: (random) => `10.${random.integer(0, 5)}.${random.integer(0, 160)}.${random.integer(1, 254)}`,
  node: (random) => `10.40.7.${random.pickSkewed([21, 22, 23, 24, 31, 32, 33, 34])}`,
  workstation: (random) => `DESK-${twoDigits(random.integer(1, 40))}.office.example`,
  sensor: oneOf('sensor-hall', 'sensor-lab', 'sensor-gate'),
  master: oneOf('cluster-a-master-0', 'cluster-a-master-1', 'cluster-a-master-2'),

  // times inside of messages
  date: (random) => `2026-${twoDigits(random.integer(1, 12))}-${twoDigits(random.integer(1, 28))}`,
  clock: (random) =>
    `${twoDigits(random.integer(0, 23))}:${twoDigits(random.integer(0, 59))}:${twoDigits(random.integer(0, 59))}`,

  // databases
  pool: oneOf('orders/app', 'bench/tester', 'reporting/analyst', 'app/app'),
  db: oneOf('orders', 'bench', 'reporting', 'app', 'ledger'),
  dbUser: oneOf('app', 'tester', 'analyst', 'replicator', 'admin'),
  table: oneOf('accounts', 'branches', 'tellers', 'orders', 'order_lines', 'sessions', 'invoices', 'stock_moves'),
  replica: oneOf('pg-main-1', 'pg-main-2', 'pg-main-3'),
  collection: oneOf('shop.carts', 'shop.catalogue', 'config.sessions', 'local.oplog', 'crm.dealers', 'crm.visits'),
  plan: oneOf('COLLSCAN', 'IXSCAN { _id: 1 }', 'IXSCAN { dealer: 1, day: -1 }', 'IDHACK'),
  driver: oneOf('catalogue-api', 'crm-sync', 'mongosh 2.3', 'backup-agent'),

  // message brokers
  topic: oneOf('__consumer_offsets', 'orders', 'payments', 'clicks', 'audit'),
  partition: integer(0, 99),
  broker: integer(0, 9),
  epoch: integer(1, 90),
  isr: (random) => random.pickSkewed(['1', '2,1', '0,3', '0,6,9', '7,4', '3,1,8', '2']),
  brokerJob: oneOf(
    'LogCleaner',
    'LogFlusher',
    'QuotaReaper',
    'PurgatoryReaper',
    'FetchPurgatory',
    'OffsetLoader',
    'SocketServer',
    'Acceptor',
    'ZkSession',
    'LeaderElector',
    'GroupCoordinator',
    'ShutdownHook',
    'RequestPool',
    'ReplicaManager',
    'TopicDeletion',
    'MetricsBridge',
  ),

  // services
  product: oneOf('LX81TERRA', 'QM20LAMPE', 'ZK77MUGGE', 'PA03CHAIR', 'RT55CLOCK', 'VE94SCARF', 'HO12KNIFE'),
  productName: oneOf(
    'Glass Terrarium',
    'Desk Lamp',
    'Tin Mug',
    'Folding Chair',
    'Wall Clock',
    'Wool Scarf',
    'Bread Knife',
  ),
  currency: oneOf('EUR', 'USD', 'CAD', 'JPY', 'GBP', 'TRY'),
  method: oneOf('GET', 'GET', 'POST', 'PUT', 'DELETE'),
  path: oneOf(
    '/',
    '/cart',
    '/product/7',
    '/cart/checkout',
    '/setCurrency',
    '/static/logo.svg',
    '/robots.txt',
    '/admin.php',
  ),
  status: oneOf('200', '200', '204', '302', '304', '404', '500'),
  agent: oneOf(
    'Mozilla/5.0 (compatible; crawler/2.0; +https://crawler.example/about)',
    'Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0',
    'curl/8.14.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_2 like Mac OS X) AppleWebKit/605.1.15',
    'python-requests/2.33',
  ),
  railService: oneOf(
    'basic',
    'travel',
    'order',
    'config',
    'station',
    'price',
    'preserve',
    'route',
    'train',
    'security',
    'food',
    'contacts',
    'cancel',
    'execute',
    'code',
    'auth',
    'user',
    'payment',
    'delivery',
    'assurance',
    'rebook',
    'notify',
    'consign',
    'voucher',
    'admin-order',
    'admin-route',
    'admin-user',
    'news',
    'ticket-office',
  ),
  railStep: oneOf(
    'queryForTravel][query start',
    'findByRoute][station found',
    'getTickets][query done',
    'calculateFare][calculate price',
    'createOrder][order stored',
    'checkSeats][seats enough',
    'retrieve][config read',
    'verify][token accepted',
  ),
  city: oneOf('Aarhus', 'Basel', 'Győr', 'Łódź', '横浜'),
  trainNumber: (random) => `${random.pick(['G', 'D', 'Z', 'K'])}${random.integer(1000, 9999)}`,
  pod: (random) =>
    `${random.pickSkewed(['6b9f4d', '7c88d5', '54fd97'])}-${random.pickSkewed(['x2k8p', 'q9w4z', 'm3n7c', 'h5t2v'])}`,

  // operating systems, clusters, clouds
  program: oneOf(
    'C:\\Windows\\System32\\svchost.exe',
    'C:\\Windows\\explorer.exe',
    'C:\\Program Files\\Agent\\agent.exe',
    'C:\\Windows\\System32\\lsass.exe',
    'C:\\Tools\\scan.exe',
  ),
  registryKey: oneOf(
    'HKLM\\SOFTWARE\\Policies\\Updates',
    'HKU\\.DEFAULT\\Control Panel\\Desktop',
    'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Agent',
  ),
  person: oneOf('mira', 'jonas', 'svc-backup', 'anouk', 'svc-scan', 'teodor'),
  namespace: oneOf('ingress', 'monitoring', 'network-operator', 'billing', 'registry'),
  controller: oneOf('node-tuner', 'image-pruner', 'dns-default', 'config-controller', 'router'),
  cloudService: oneOf(
    'ec2',
    'ssm',
    'sts',
    'iam',
    's3',
    'rds',
    'lambda',
    'kms',
    'secretsmanager',
    'organizations',
    'signin',
    'route53',
    'ecs',
    'sns',
  ),
  cloudAction: oneOf('Describe', 'GetParameters', 'ListTags', 'Update'),
  cloudAccount: integer(100_000_000_000, 999_999_999_999),
  phpClass: oneOf(
    'App\\Mail\\InvoiceMail',
    'App\\Http\\Middleware\\Language',
    'App\\Jobs\\ExportReport',
    'App\\Policies\\CustomerPolicy',
  ),
  phpFile: oneOf(
    'Container/Container.php',
    'Pipeline/Pipeline.php',
    'Routing/Router.php',
    'Queue/Worker.php',
    'Database/Connection.php',
  ),
  domain: oneOf(
    'files.office.example',
    'wpad.office.example',
    'time.example',
    'updates.example',
    'printer.office.example',
  ),
};
