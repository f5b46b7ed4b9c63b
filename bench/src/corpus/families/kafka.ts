import type { LineFamily } from '../line-template.ts';

/** A broker and its controller: long names as sources, much at level TRACE, lists of partitions. */
export const KAFKA: LineFamily = {
  tag: 'kafka',
  weight: 88,
  lines: [
    {
      weight: 27,
      source: 'state.change.logger',
      level: 'TRACE',
      message:
        'Controller {broker} epoch {epoch} sends UpdateMetadata (leader:{broker.2},isr:{isr},leaderEpoch:{epoch.2},controllerEpoch:36) to broker {broker.3} for partition {topic}-{partition}',
    },
    {
      weight: 21,
      source: 'state.change.logger',
      level: 'TRACE',
      message:
        'Broker {broker} cached leader (leader:{broker.2},isr:{isr},leaderEpoch:{epoch.2},controllerEpoch:36,replicas:{isr.2}) for partition {topic}-{partition} after UpdateMetadata from controller {broker.3} epoch {epoch} with correlation id {count}',
    },
    {
      weight: 0.5,
      source: 'state.change.logger',
      level: 'WARN',
      message:
        'Broker {broker} ignores LeaderAndIsr from controller {broker.2}: its epoch {epoch} is older than {epoch.2}',
    },
    {
      weight: 0.2,
      source: 'state.change.logger',
      level: 'ERROR',
      message:
        'Controller {broker} epoch {epoch} could not move partition [{topic},{partition}] from OfflinePartition to OnlinePartition\nbroker.common.StateChangeFailed: no replica of partition [{topic},{partition}] is alive, live brokers are [Set({isr})]\n\tat broker.controller.OfflineLeaderSelector.select(LeaderSelector.scala:{line})\n\tat broker.controller.PartitionStates.elect(PartitionStates.scala:{line.2})\n\tat broker.controller.Controller.onFailure(Controller.scala:{line.3})',
    },
    { weight: 8, source: 'kafka.log.Log', message: 'Truncating log {topic}-{partition} to offset {offset}.' },
    {
      weight: 6,
      source: 'kafka.log.Log',
      message: "Rolled new log segment for '{topic}-{partition}' in {digit} ms at offset {offset}.",
    },
    {
      weight: 4,
      source: 'kafka.log.TimeIndex',
      message: 'Deleting index /var/lib/broker/{topic}-{partition}/{huge}.timeindex.deleted',
    },
    {
      weight: 4,
      source: 'kafka.log.OffsetIndex',
      message: 'Deleting index /var/lib/broker/{topic}-{partition}/{huge}.index.deleted',
    },
    {
      weight: 4,
      source: 'kafka.controller.Controller',
      level: 'DEBUG',
      message:
        '[Controller {broker}]: preferred replicas by broker Map({broker.2} -> Map([{topic},{partition}] -> List({isr}), [{topic},{partition.2}] -> List({isr}), [{topic},{partition.3}] -> List({isr.2})))',
    },
    {
      weight: 1.2,
      source: 'kafka.controller.Controller',
      level: 'TRACE',
      message: '[Controller {broker}]: leader imbalance ratio of broker {broker.2} is {amount}',
    },
    {
      weight: 0.8,
      source: 'kafka.controller.ChannelManager',
      level: 'WARN',
      message:
        '[Channel manager on controller {broker}]: not sending request controller_id={broker},controller_epoch={epoch},partitions=[topic={topic},partition={partition}] to broker {broker.2}, since it is offline.',
    },
    {
      weight: 2.6,
      source: 'kafka.server.ReplicaFetcherManager',
      message:
        '[ReplicaFetcherManager on broker {broker}] Removed fetcher for partitions {topic}-{partition},{topic}-{partition.2}',
    },
    {
      weight: 2,
      source: 'kafka.coordinator.GroupMetadataManager',
      message: '[Group Metadata Manager on Broker {broker}]: Removed {count} expired offsets in {digit} milliseconds.',
    },
    {
      weight: 0.15,
      source: 'kafka.server.ReplicaFetcherThread',
      level: 'WARN',
      message:
        '[ReplicaFetcherThread-{digit}-{broker}], Error in fetch from broker {broker}: connection to {node}:9092 was refused',
    },
    { weight: 3, source: 'kafka.server.{brokerJob}', message: '[{brokerJob}-{broker}], Starting' },
    {
      weight: 2,
      source: 'kafka.server.{brokerJob}',
      message: '[{brokerJob}-{broker}], Shutdown completed after {count} ms',
    },
    {
      weight: 0.4,
      source: 'kafka.zookeeper.{brokerJob}',
      message: 'Result of znode creation at /brokers/ids/{broker}: OK',
    },
  ],
};
