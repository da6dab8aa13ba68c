import type {
  GroupMeasurement,
  LoadBalancerMeasured,
  OwnCount,
} from '../../../base/effects/load-balancer.ts';
import { loadBalancerDimension, targetGroupDimension } from '../records.ts';
import { datumsOf, gauge, hosts, type Datum, type Reading } from './readings.ts';

type Counts = Readonly<Record<OwnCount, number>>;

/**
 * A span as CloudWatch's AWS/NetworkELB has it. AWS: "CloudWatch metrics for your Network Load Balancer": which are
 * always reported, and which where they are not zero.
 */
export function networkMetricsOf(loadBalancerArn: string, measured: LoadBalancerMeasured): Datum[] {
  const balancer = { Name: 'LoadBalancer', Value: loadBalancerDimension(loadBalancerArn) };
  const { more, groups, spanMs } = measured;
  const whole = more ? datumsOf(measured, [balancer], [...always(more), ...sometimes(more, spanMs)]) : [];
  const each = groups.flatMap((group: GroupMeasurement) => {
    const its = { Name: 'TargetGroup', Value: targetGroupDimension(group.targetGroup) };
    return datumsOf(measured, [its, balancer], hosts(group));
  });
  return [...whole, ...each];
}

const always = (more: Counts): Reading[] => [
  gauge('ActiveFlowCount', more.activeTcpFlows + more.activeTlsFlows),
  gauge('NewFlowCount', more.newTcpFlows + more.newTlsFlows),
  gauge('ProcessedBytes', more.tcpBytes + more.tlsBytes, 'Bytes'),
  gauge('TCP_Client_Reset_Count', more.clientResets),
  gauge('TCP_ELB_Reset_Count', more.balancerResets),
  gauge('TCP_Target_Reset_Count', more.targetResets),
];

function sometimes(more: Counts, spanMs: number): Reading[] {
  const readings = [
    gauge('ActiveFlowCount_TCP', more.activeTcpFlows),
    gauge('ActiveFlowCount_TLS', more.activeTlsFlows),
    gauge('NewFlowCount_TCP', more.newTcpFlows),
    gauge('NewFlowCount_TLS', more.newTlsFlows),
    gauge('ProcessedBytes_TCP', more.tcpBytes, 'Bytes'),
    gauge('ProcessedBytes_TLS', more.tlsBytes, 'Bytes'),
    gauge('ClientTLSNegotiationErrorCount', more.tlsErrors),
    gauge('TargetTLSNegotiationErrorCount', more.targetTlsErrors),
    gauge('UnhealthyRoutingFlowCount', more.unhealthyFlows),
    gauge('ConsumedLCUs', tcpUnits(more, spanMs) + tlsUnits(more, spanMs)),
    gauge('ConsumedLCUs_TCP', tcpUnits(more, spanMs)),
    gauge('ConsumedLCUs_TLS', tlsUnits(more, spanMs)),
  ];
  return readings.filter(({ StatisticValues }) => StatisticValues!.Sum > 0);
}

/** AWS: pricing, "NLCU details": of TCP 800 new and 100,000 active connections, 1 GB an hour: what is used most. */
const tcpUnits = ({ newTcpFlows, activeTcpFlows, tcpBytes }: Counts, spanMs: number): number =>
  Math.max(
    (newTcpFlows * 1000) / spanMs / 800,
    activeTcpFlows / 100_000,
    (tcpBytes * 3_600_000) / spanMs / 1e9,
  );

/** AWS: the same of TLS: 50 new and 3,000 active ones. */
const tlsUnits = ({ newTlsFlows, activeTlsFlows, tlsBytes }: Counts, spanMs: number): number =>
  Math.max((newTlsFlows * 1000) / spanMs / 50, activeTlsFlows / 3000, (tlsBytes * 3_600_000) / spanMs / 1e9);
