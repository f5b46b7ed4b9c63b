import type { LineFamily } from '../line-template.ts';

const flow = {
  host: '{sensor}',
  uid: 'C{base62}',
  'id.orig_h': '{lanIp}',
  'id.orig_p': '={port}',
  'id.resp_h?': '{ip}',
};

/** A network monitor: one short message per flow, its facts in fields with dots in their names. */
export const ZEEK: LineFamily = {
  tag: 'zeek',
  weight: 11,
  lines: [
    {
      weight: 40,
      source: 'zeek.conn',
      message: '{lanIp}:{port} > {ip}:443 tcp ssl SF',
      fields: {
        duration_ms: '={flowMs}',
        ...flow,
        'orig_bytes?': '={bytes}',
        'resp_bytes?': '={bytes.2}',
        'missed_bytes?': '=0',
      },
    },
    {
      weight: 19,
      source: 'zeek.ssl',
      message: '{lanIp}:{port} > {ip}:443 TLSv13 TLS_AES_128_GCM_SHA256 {domain}',
      fields: { ...flow, 'ja3?': '{hex16}{hex16.2}' },
    },
    {
      weight: 10,
      source: 'zeek.dce_rpc',
      message: '{lanIp}:{port} > {lanIp.2}:135 epmapper ept_map',
      fields: { ...flow, 'rtt?': '={amount}' },
    },
    {
      weight: 9,
      source: 'zeek.files',
      message: 'F{base62} HTTP text/html {bytes} bytes',
      fields: {
        duration_ms: '={flowMs}',
        host: '{sensor}',
        fuid: 'F{base62}',
        'tx_hosts?': '{ip}',
        'sha1?': '{hex40}',
      },
    },
    {
      weight: 8,
      source: 'zeek.dns',
      message: '{lanIp}:{port} > {lanIp.2}:53 udp {domain} A NOERROR',
      fields: { ...flow, 'Z?': '={digit}', 'TTL?': '={count}' },
    },
    {
      weight: 6,
      source: 'zeek.x509',
      message: 'certificate {hex16} CN={domain} valid until {date}',
      fields: { host: '{sensor}', id: 'F{base62}', 'certificate_version?': '=3' },
    },
    { weight: 2, source: 'zeek.kerberos', message: '{lanIp}:{port} > {lanIp.2}:88 TGS {person}/OFFICE', fields: flow },
    {
      weight: 2,
      source: 'zeek.smb_files',
      message: 'SMB::FILE_OPEN \\\\{domain}\\share\\{person}\\report-{count}.xlsx',
      fields: flow,
    },
    {
      weight: 2,
      source: 'zeek.http',
      message: '{lanIp}:{port} > {ip}:80 {method} {domain}{path} {status}',
      fields: { ...flow, 'user_agent?': '{agent}' },
    },
    {
      weight: 1,
      source: 'zeek.weird',
      level: 'WARN',
      message: 'above_hole_data_without_any_acks in {lanIp}:{port} > {ip}:443',
      fields: flow,
    },
    {
      weight: 0.5,
      source: 'zeek.notice',
      level: 'WARN',
      message: 'SSL::Invalid_Server_Cert for {domain}: self signed certificate',
      fields: flow,
    },
    {
      weight: 0.3,
      source: 'zeek.stats',
      message: 'processed {offset} packets, lagging {fastMs} ms',
      fields: { host: '{sensor}', mem: '={line}', pkts_proc: '={offset}' },
    },
  ],
};
