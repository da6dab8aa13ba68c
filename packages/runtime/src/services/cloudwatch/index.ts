import type { Service } from '../../dispatch/service.ts';
import { alarmFlow } from './flow/alarm.ts';
import { compositeAlarmFlow } from './flow/composite-alarm.ts';
import { logAlarmFlow } from './flow/log-alarm.ts';
import { retentionFlow } from './flow/retention.ts';
import { describeAlarms, describeAlarmsForMetric } from './operations/alarm-descriptions.ts';
import { describeAlarmHistory, recordAlarmHistory } from './operations/alarm-history.ts';
import {
  deleteAlarms,
  disableAlarmActions,
  enableAlarmActions,
  putMetricAlarm,
  setAlarmState,
} from './operations/alarms.ts';
import {
  deleteAnomalyDetector,
  describeAnomalyDetectors,
  putAnomalyDetector,
} from './operations/anomaly-detectors.ts';
import { putCompositeAlarm } from './operations/composite-alarms.ts';
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './operations/dashboards.ts';
import { describeAlarmContributors, putLogAlarm } from './operations/log-alarms.ts';
import { putMetricData } from './operations/measurements.ts';
import {
  deleteAlarmMuteRule,
  getAlarmMuteRule,
  listAlarmMuteRules,
  putAlarmMuteRule,
} from './operations/mute-rules.ts';
import { getMetricData } from './operations/metric-queries.ts';
import { getMetricStatistics } from './operations/metric-statistics.ts';
import { listMetrics } from './operations/metrics.ts';
import { rollUp } from './operations/retention.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { alarm, compositeAlarm, logAlarm } from './resources/alarm.ts';
import { anomalyDetector } from './resources/anomaly-detector.ts';
import { dashboard } from './resources/dashboard.ts';
import { muteRule } from './resources/mute-rule.ts';
import { unserved } from './unserved.ts';

export const cloudwatch: Service = {
  name: 'cloudwatch',
  signingName: 'monitoring',
  sdk: () => import('@aws-sdk/client-cloudwatch'),
  model: 'cloudwatch',
  // AWS: CloudTrail user guide, "Logging data events": AWS::CloudWatch::Metric.
  dataEvents: new Set(['PutMetricData']),
  operations: {
    DeleteAlarmMuteRule: deleteAlarmMuteRule,
    DeleteAlarms: deleteAlarms,
    DeleteAnomalyDetector: deleteAnomalyDetector,
    DeleteDashboards: deleteDashboards,
    DescribeAlarmContributors: describeAlarmContributors,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    DescribeAlarmsForMetric: describeAlarmsForMetric,
    DescribeAnomalyDetectors: describeAnomalyDetectors,
    DisableAlarmActions: disableAlarmActions,
    EnableAlarmActions: enableAlarmActions,
    GetAlarmMuteRule: getAlarmMuteRule,
    GetDashboard: getDashboard,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListAlarmMuteRules: listAlarmMuteRules,
    ListDashboards: listDashboards,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
    PutAlarmMuteRule: putAlarmMuteRule,
    PutAnomalyDetector: putAnomalyDetector,
    PutCompositeAlarm: putCompositeAlarm,
    PutDashboard: putDashboard,
    PutLogAlarm: putLogAlarm,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    SetAlarmState: setAlarmState,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
  unserved,
  inside: { RecordAlarmHistory: recordAlarmHistory, RollUp: rollUp },
  flows: [alarmFlow, compositeAlarmFlow, logAlarmFlow, retentionFlow],
  recorded: {
    'AWS::CloudWatch::InsightRule': 'who contributes to a log is not counted',
    'AWS::CloudWatch::MetricStream': 'it leads to Firehose, which this house has not',
    'AWS::CloudWatch::OTelEnrichment': 'metrics by OpenTelemetry and PromQL are not taken',
  },
  resources: [alarm, anomalyDetector, compositeAlarm, dashboard, logAlarm, muteRule],
};
