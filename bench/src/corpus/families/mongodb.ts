import type { LineFamily } from '../line-template.ts';

const slow = {
  duration_ms: '={slowMs}',
  client_ip: '{ip}',
  ctx: 'conn{count}',
  msg_id: '=51803',
  'attr.type': 'command',
  'attr.ns': '{collection}',
  'attr.appName?': '{driver}',
  'attr.planSummary?': '{plan}',
};

/** A document store: structured lines whose message says little and whose fields say the rest, in many shapes. */
export const MONGODB: LineFamily = {
  tag: 'mongodb',
  weight: 81,
  lines: [
    {
      weight: 16,
      source: 'mongod.COMMAND',
      message: 'Slow query',
      fields: { ...slow, 'attr.command.limit?': '={digit}', 'attr.keysExamined?': '={count.2}' },
    },
    {
      weight: 14,
      source: 'mongod.COMMAND',
      message: 'Slow query',
      fields: {
        ...slow,
        'attr.command.aggregate': '{collection}',
        'attr.docsExamined?': '={offset}',
        'attr.nreturned?': '={digit.2}',
      },
    },
    {
      weight: 6,
      source: 'mongod.WRITE',
      message: 'Slow query',
      fields: { ...slow, 'attr.nModified?': '={digit}', 'attr.command.q._id': 'DEALER-{count.2}' },
    },
    {
      weight: 5,
      source: 'mongod.REPL',
      message: 'Applied operation of the log',
      fields: {
        duration_ms: '={slowMs}',
        ctx: 'ReplWriter-{digit}',
        msg_id: '=51801',
        'attr.op': 'i',
        'attr.ns': '{collection}',
        'attr.id?': '{hex12}{hex12.2}',
      },
    },
    {
      weight: 9,
      source: 'mongod.COMMAND',
      message:
        'command {collection} command: find { from: "{collection}" } planSummary: {plan} keysExamined:{offset} docsExamined:{offset.2} cursorExhausted:1 numYields:{digit} nreturned:{digit.2} reslen:{bytes} locks:{ Global: { acquireCount: { r: {count} } } } protocol:op_msg {slowMs}ms',
      fields: { duration_ms: '={slowMs}', ctx: 'conn{count.2}' },
    },
    {
      weight: 7,
      source: 'mongod.NETWORK',
      message: 'connection accepted from {ip}:{port} #{offset} ({count} connections now open)',
      fields: { ctx: 'listener' },
    },
    {
      weight: 7,
      source: 'mongod.NETWORK',
      message: 'end connection {ip}:{port} ({count} connections now open)',
      fields: { ctx: 'conn{count.2}' },
    },
    {
      weight: 0.6,
      source: 'mongod.NETWORK',
      level: 'WARN',
      message: 'Closing a connection that sent no hello within its time',
      fields: { ctx: 'conn{count}', 'attr.remote': '{ip}:{port}' },
    },
    {
      weight: 2,
      source: 'mongod.ACCESS',
      message: 'Successfully authenticated as principal {dbUser} on {db}',
      fields: { ctx: 'conn{count}' },
    },
    {
      weight: 5,
      source: 'mongod.LOG',
      message: 'replSet member {node}:27017 is now in state SECONDARY',
      fields: { ctx: 'rsHealthPoll' },
    },
    {
      weight: 2.5,
      source: 'mongod.STORAGE',
      message: 'createCollection: {collection} with generated UUID: {uuid}',
      fields: { ctx: 'initandlisten', 'attr.options.capped?': '=true', 'attr.options.size?': '={bytes}' },
    },
    {
      weight: 2,
      source: 'mongod.INDEX',
      message:
        'build index on: {collection} properties: { v: 2, key: { dealer: 1 }, name: "dealer_{digit}" } using method: hybrid',
      fields: { ctx: 'conn{count}' },
    },
    {
      weight: 1.5,
      source: 'mongod.CONTROL',
      message: 'pid={pid} port=27017 64-bit host={workstation}',
      fields: { ctx: 'initandlisten', 'attr.gitVersion?': '{hex40}' },
    },
    {
      weight: 0.02,
      source: 'mongod.INDEX',
      level: 'FATAL',
      message: 'Fatal assertion {pid} at index_build.cpp {line}',
      fields: { ctx: 'conn{count}' },
    },
  ],
};
