import { each, type VendedMetric, type VendedNamespace } from './vended.ts';

const balancer = [['LoadBalancer'], ['AvailabilityZone', 'LoadBalancer']] as const;
const group = [
  ['LoadBalancer', 'TargetGroup'],
  ['AvailabilityZone', 'LoadBalancer', 'TargetGroup'],
] as const;
const counted: VendedMetric = { measure: 'count', dimensionSets: balancer };
const countedWhereAny: VendedMetric = { ...counted, sparse: true };

// AWS: Elastic Load Balancing user guide, "CloudWatch metrics for your Network Load Balancer", with their reporting
// criteria: "Always reported", or "There is a nonzero value".
export const networkElb: VendedNamespace = {
  namespace: 'AWS/NetworkELB',
  url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html',
  periodSeconds: 60,
  metrics: {
    ...each('ActiveFlowCount NewFlowCount', counted),
    ...each('TCP_Client_Reset_Count TCP_ELB_Reset_Count TCP_Target_Reset_Count', counted),
    ...each('ProcessedBytes', { measure: 'bytes', dimensionSets: balancer }),
    ...each('PeakPacketsPerSecond PeakBytesPerSecond ProcessedPackets', {
      measure: 'level',
      dimensionSets: balancer,
    }),
    ...each('ActiveFlowCount_TCP ActiveFlowCount_TLS ActiveFlowCount_UDP', countedWhereAny),
    ...each('NewFlowCount_TCP NewFlowCount_TLS NewFlowCount_UDP', countedWhereAny),
    ...each(
      'ActiveFlowCount_QUIC NewFlowCount_QUIC QUIC_Unknown_Server_ID_Packet_Drop_Count',
      countedWhereAny,
    ),
    ...each('ProcessedBytes_TCP ProcessedBytes_TLS ProcessedBytes_UDP ProcessedBytes_QUIC', {
      measure: 'bytes',
      dimensionSets: balancer,
      sparse: true,
    }),
    ...each('ClientTLSNegotiationErrorCount TargetTLSNegotiationErrorCount', countedWhereAny),
    ...each('RejectedFlowCount RejectedFlowCount_TCP PortAllocationErrorCount', countedWhereAny),
    ...each('UnhealthyRoutingFlowCount ZonalHealthStatus', countedWhereAny),
    ...each(
      'SecurityGroupBlockedFlowCount_Inbound_ICMP SecurityGroupBlockedFlowCount_Inbound_TCP',
      countedWhereAny,
    ),
    ...each(
      'SecurityGroupBlockedFlowCount_Inbound_UDP SecurityGroupBlockedFlowCount_Outbound_ICMP',
      countedWhereAny,
    ),
    ...each(
      'SecurityGroupBlockedFlowCount_Outbound_TCP SecurityGroupBlockedFlowCount_Outbound_UDP',
      countedWhereAny,
    ),
    ...each('ConsumedLCUs ConsumedLCUs_TCP ConsumedLCUs_TLS ConsumedLCUs_UDP ConsumedLCUs_QUIC', {
      measure: 'level',
      dimensionSets: [['LoadBalancer']],
    }),
    ...each('PeakLCUs ReservedLCUs', { measure: 'level', dimensionSets: [['LoadBalancer']] }),
    ...each('HealthyHostCount UnHealthyHostCount', { measure: 'level', dimensionSets: group }),
  },
};
