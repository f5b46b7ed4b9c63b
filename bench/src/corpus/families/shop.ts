import type { LineFamily } from '../line-template.ts';

const onNode = { host: '{node}', stream: 'stdout' };
const inPod = { host: '{node}', pod: '{pod}' };

/** The services of a shop: every message begins with the ids of its trace and span. */
export const SHOP: LineFamily = {
  tag: 'onlineshop',
  weight: 209,
  lines: [
    {
      weight: 42,
      source: 'catalogueservice',
      message:
        'TraceID: {trace} SpanID: {span} got results: [{product} {productName}, never used, boxed. /static/img/{product}.jpg currency:"{currency}" units:{count} nanos:{bytes}]',
      fields: inPod,
    },
    {
      weight: 42,
      source: 'catalogueservice',
      message: 'TraceID: {trace} SpanID: {span} Queried product successfully',
      fields: inPod,
    },
    {
      weight: 24,
      source: 'currencyservice',
      message: 'TraceID: {trace} SpanID: {span} Conversion request successful',
      fields: { pid: '={digit}', ...onNode, v: '={digit}' },
    },
    {
      weight: 24,
      source: 'currencyservice',
      message: 'TraceID: {trace} SpanID: {span} Reading currency data',
      fields: { pid: '={digit}', ...onNode, v: '={digit}' },
    },
    {
      weight: 22,
      source: 'currencyservice',
      message: 'TraceID: {trace} SpanID: {span} Converted {amount} {currency} into {amount.2} {currency.2}',
      fields: { pid: '={digit}', ...onNode, v: '={digit}' },
    },
    {
      weight: 13,
      source: 'frontend',
      message: 'TraceID: {trace} SpanID: {span} Request {path} started',
      fields: { method: '{method}', path: '{path}', host: '{node}', 'currency?': '{currency}', 'session?': '{uuid}' },
    },
    {
      weight: 8,
      source: 'frontend',
      message: 'TraceID: {trace} SpanID: {span} Request complete',
      fields: {
        duration_ms: '={webMs}',
        status: '={status}',
        method: '{method}',
        path: '{path}',
        'bytes?': '={bytes}',
      },
    },
    {
      weight: 11,
      source: 'adservice',
      message: '- TraceID: {trace} SpanID: {span} Chose {digit} ads by category',
      fields: inPod,
    },
    {
      weight: 8,
      source: 'shippingservice',
      message: 'TraceID: {trace} SpanID: {span} Quoted {amount} USD to ship {digit} items',
      fields: inPod,
    },
    {
      weight: 6,
      source: 'recommendationservice',
      message: "TraceID: {trace} SpanID: {span} Recommends ids=['{product}', '{product.2}', '{product.3}']",
      fields: inPod,
    },
    {
      weight: 4,
      source: 'cartservice',
      message: 'TraceID: {trace} SpanID: {span} AddItem user={uuid} product={product} quantity={digit}',
      fields: inPod,
    },
    {
      weight: 4,
      source: 'checkoutservice',
      message: 'TraceID: {trace} SpanID: {span} PlaceOrder user_id="{uuid}" user_currency="{currency}"',
      fields: inPod,
    },
    {
      weight: 0.5,
      source: 'paymentservice',
      message: 'TraceID: {trace} SpanID: {span} Transaction processed: card ending {line} amount {currency}{amount}',
      fields: inPod,
    },
    {
      weight: 0.5,
      source: 'emailservice',
      message: 'TraceID: {trace} SpanID: {span} Sent a confirmation to {person}@mail.example',
      fields: inPod,
    },
  ],
};
