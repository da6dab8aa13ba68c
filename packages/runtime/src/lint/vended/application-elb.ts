import { each, type VendedMetric, type VendedNamespace } from './vended.ts';

const balancer = [['LoadBalancer'], ['AvailabilityZone', 'LoadBalancer']] as const;
const group = [
  ['LoadBalancer', 'TargetGroup'],
  ['AvailabilityZone', 'LoadBalancer', 'TargetGroup'],
] as const;
const both = [...balancer, ...group];
const answeredByBalancer: VendedMetric = {
  measure: 'count',
  dimensionSets: balancer,
  ones: true,
  sparse: true,
};

// AWS: Elastic Load Balancing user guide, "CloudWatch metrics for your Application Load Balancer": "The most useful
// statistic is Sum. Minimum, Maximum, and Average all return 1", "Reporting criteria: There is a nonzero value".
export const applicationElb: VendedNamespace = {
  namespace: 'AWS/ApplicationELB',
  url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  periodSeconds: 60,
  metrics: {
    ...each('HTTPCode_Target_2XX_Count HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count', {
      measure: 'count',
      dimensionSets: both,
      ones: true,
      sparse: true,
    }),
    ...each('HTTPCode_Target_5XX_Count', { measure: 'count', dimensionSets: both, ones: true, sparse: true }),
    ...each('HTTPCode_ELB_3XX_Count HTTPCode_ELB_4XX_Count HTTPCode_ELB_5XX_Count', answeredByBalancer),
    ...each('HTTPCode_ELB_500_Count HTTPCode_ELB_502_Count', answeredByBalancer),
    ...each('HTTPCode_ELB_503_Count HTTPCode_ELB_504_Count', answeredByBalancer),
    ...each('RequestCount', { measure: 'count', dimensionSets: both, ones: true, sparse: true }),
    ...each('TargetConnectionErrorCount TargetTLSNegotiationErrorCount', {
      measure: 'count',
      dimensionSets: both,
      sparse: true,
    }),
    ...each('TargetResponseTime', {
      measure: 'seconds',
      dimensionSets: both,
      sparse: true,
      most: {
        value: 60,
        because: 'the idle timeout, 60 s unless it was raised, ends what takes longer, with a 504',
      },
    }),
    ...each('HealthyHostCount UnHealthyHostCount AnomalousHostCount MitigatedHostCount', {
      measure: 'level',
      dimensionSets: group,
    }),
    ...each('HealthyStateDNS HealthyStateRouting UnhealthyStateDNS UnhealthyStateRouting', {
      measure: 'level',
      dimensionSets: group,
    }),
    ...each('UnhealthyRoutingRequestCount ZonalShiftedHostCount', { measure: 'count', dimensionSets: group }),
    ...each('RequestCountPerTarget', {
      measure: 'count',
      dimensionSets: [['TargetGroup'], ['AvailabilityZone', 'TargetGroup'], ...group],
      sparse: true,
    }),
    ...each('LambdaInternalError LambdaUserError', {
      measure: 'count',
      dimensionSets: [['TargetGroup'], ['LoadBalancer', 'TargetGroup']],
      sparse: true,
    }),
    ...each(
      'ActiveConnectionCount NewConnectionCount RejectedConnectionCount ClientTLSNegotiationErrorCount ' +
        'RuleEvaluations',
      { measure: 'count', dimensionSets: balancer, sparse: true },
    ),
    ...each('HTTP_Fixed_Response_Count HTTP_Redirect_Count HTTP_Redirect_Url_Limit_Exceeded_Count', {
      measure: 'count',
      dimensionSets: balancer,
      sparse: true,
    }),
    ...each('GrpcRequestCount IPv6RequestCount NonStickyRequestCount LowReputationRequestsDenied', {
      measure: 'count',
      dimensionSets: balancer,
      sparse: true,
    }),
    ...each('ProcessedBytes IPv6ProcessedBytes LambdaTargetProcessedBytes', {
      measure: 'bytes',
      dimensionSets: balancer,
      sparse: true,
    }),
    ...each('ConsumedLCUs PeakLCUs ReservedLCUs', { measure: 'level', dimensionSets: [['LoadBalancer']] }),
    ...each(
      'DesyncMitigationMode_NonCompliant_Request_Count DroppedInvalidHeaderRequestCount LowReputationPacketsDropped',
      { measure: 'count', dimensionSets: balancer },
    ),
    ...each('ForwardedInvalidHeaderRequestCount ELBAuthError ELBAuthFailure ELBAuthRefreshTokenSuccess', {
      measure: 'count',
      dimensionSets: balancer,
      sparse: true,
    }),
    ...each('ELBAuthSuccess ELBAuthUserClaimsSizeExceeded', {
      measure: 'count',
      dimensionSets: balancer,
      sparse: true,
    }),
    ...each('ELBAuthLatency', { measure: 'milliseconds', dimensionSets: balancer, sparse: true }),
    ...each('BYoIPUtilPercentage', { measure: 'percent' }),
  },
};
