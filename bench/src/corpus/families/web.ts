import type { LineFamily } from '../line-template.ts';

const request = {
  duration_ms: '={webMs}',
  status: '={status}',
  method: '{method}',
  path: '{path}',
  client_ip: '{ip}',
  bytes: '={bytes}',
};

/** A web server that writes the whole request into the message. */
export const ACCESS_LOG: LineFamily = {
  tag: 'nginx',
  weight: 2.7,
  lines: [
    {
      weight: 20,
      source: 'nginx',
      message: '{ip} - - [{date}T{clock}+00:00] "{method} {path} HTTP/1.1" {status} {bytes} "-" "{agent}"',
      fields: { ...request, user_agent: '{agent}' },
    },
    {
      weight: 4,
      source: 'nginx',
      level: 'WARN',
      message: '{ip} - - [{date}T{clock}+00:00] "{method} {path} HTTP/1.1" 404 {bytes} "https://{domain}/" "{agent}"',
      fields: { ...request, user_agent: '{agent}' },
    },
    {
      weight: 1,
      source: 'nginx',
      level: 'ERROR',
      message:
        'upstream prematurely closed connection while reading response header from upstream, client: {ip}, request: "{method} {path} HTTP/1.1", upstream: "http://{node}:8080{path}"',
      fields: { client_ip: '{ip}' },
    },
  ],
};

/** A proxy that writes the request into fields, with lists and nested objects among them. */
export const PROXY_LOG: LineFamily = {
  tag: 'caddy',
  weight: 2.7,
  lines: [
    {
      weight: 10,
      source: 'caddy',
      message: 'handled request',
      fields: {
        ...request,
        logger: 'http.log.access',
        request: '={"remote_ip":"{ip}","proto":"HTTP/2.0","headers":{"User-Agent":["{agent}"],"Accept":["*/*"]}}',
        'resp_headers?': '={"Server":["caddy"]}',
      },
    },
    {
      weight: 6,
      source: 'caddy',
      message: 'served key authentication',
      fields: {
        logger: 'tls.issuance',
        'identifiers?': '=["{domain}"]',
        'challenge?': 'http-01',
        remote: '{ip}:{port}',
      },
    },
    {
      weight: 2,
      source: 'caddy',
      level: 'WARN',
      message: 'aborting with incomplete response',
      fields: { logger: 'http.handlers', 'error?': 'write tcp {lanIp}:443->{ip}:{port}: write: broken pipe' },
    },
    {
      weight: 1,
      source: 'caddy',
      message: 'memory limit is updated',
      fields: { package: 'memlimit', limit: '={huge}', previous: '={huge.2}', ratio: '=0.90' },
    },
  ],
};
