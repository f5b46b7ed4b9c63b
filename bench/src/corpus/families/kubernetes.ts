import type { LineFamily } from '../line-template.ts';

/** A cluster's node agents and operators: quoted errors in quoted errors, and most of the day's incident. */
export const KUBERNETES: LineFamily = {
  tag: 'kubernetes',
  weight: 8,
  incidentFactor: 4,
  lines: [
    {
      weight: 9,
      source: 'kubelet',
      level: 'ERROR',
      message:
        '"Status of container from runtime failed" err="rpc error: code = NotFound desc = could not find container \\"{hex64}\\": ID does not exist" containerID="{hex64}"',
      fields: { pid: '={pid}', host: '{master}' },
    },
    {
      weight: 8,
      source: 'kubelet',
      level: 'ERROR',
      message:
        '"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"{controller}\\" with CrashLoopBackOff: \\"back-off 5m0s restarting failed container={controller} pod={controller}-{pod}_{namespace}({uuid})\\"" pod="{namespace}/{controller}-{pod}" podUID={uuid}',
      fields: { pid: '={pid}', host: '{master}' },
    },
    {
      weight: 2,
      source: 'kubelet',
      level: 'ERROR',
      message:
        '"Probe failed" probeType="Readiness" pod="{namespace}/{controller}-{pod}" output="Get http://{node}:8080/ready: dial tcp {node}:8080: connect: connection refused"',
      fields: { pid: '={pid}', host: '{master}' },
    },
    {
      weight: 5,
      source: 'kubelet',
      message: '"SyncLoop ADD" source="api" pods=["{namespace}/{controller}-{pod}"]',
      fields: { pid: '={pid}', host: '{master}' },
    },
    {
      weight: 30,
      source: 'cluster-operator',
      message: 'Waiting for process with process name "{controller}" ...',
      fields: { 'pid?': '={count}', 'caller?': 'cmd.go:{line}' },
    },
    {
      weight: 16,
      source: 'cluster-operator',
      message: ' (string) (len={count}) "/proc/{count.2}/etc/secrets/{namespace}.crt",',
    },
    {
      weight: 10,
      source: 'cluster-operator',
      message: 'Reconciled {controller} in namespace {namespace} in {webMs} ms',
      fields: { 'caller?': 'reconcile.go:{line}' },
    },
    {
      weight: 6,
      source: 'cluster-operator',
      level: 'WARN',
      message:
        'reflector.go:{line}: watch of *v1.ConfigMap in {namespace} ended with: an error on the server ("unable to decode an event") has prevented the request from succeeding',
    },
  ],
};
