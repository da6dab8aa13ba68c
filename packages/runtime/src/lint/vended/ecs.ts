import { each, type VendedNamespace } from './vended.ts';

const services = [['ClusterName'], ['ClusterName', 'ServiceName']] as const;

// AWS: ECS developer guide, "Amazon ECS CloudWatch metrics". A service may use more than it reserved, so that
// utilization has no most. Metrics of Service Connect have dimensions that are not in the table.
export const ecs: VendedNamespace = {
  namespace: 'AWS/ECS',
  url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html',
  periodSeconds: 60,
  metrics: {
    ...each('CPUUtilization MemoryUtilization', { measure: 'percent', dimensionSets: services }),
    ...each('CPUReservation MemoryReservation GPUReservation', {
      measure: 'percent',
      dimensionSets: [['ClusterName']],
    }),
    ...each('EBSFilesystemUtilization', {
      measure: 'percent',
      dimensionSets: [['ClusterName', 'ServiceName']],
    }),
    ...each('ActiveConnectionCount NewConnectionCount RequestCount GrpcRequestCount RequestCountPerTarget', {
      measure: 'count',
    }),
    ...each('HTTPCode_Target_2XX_Count HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count', {
      measure: 'count',
    }),
    ...each('HTTPCode_Target_5XX_Count ClientTLSNegotiationErrorCount TargetTLSNegotiationErrorCount', {
      measure: 'count',
    }),
    ...each('ProcessedBytes TargetProcessedBytes', { measure: 'bytes' }),
    ...each('TargetResponseTime', { measure: 'milliseconds' }),
  },
};
