import type { Rule } from '../rule.ts';
import { actionsHeard } from './actions-heard.ts';
import { alarmFitsShift } from './alarm-fits-shift.ts';
import { allFunctions } from './all-functions.ts';
import { approvalNotifies, approvalTimesOut } from './approvals.ts';
import { buildRole } from './build-role.ts';
import { compositeRule } from './composite-rule.ts';
import { deploymentConfigExists } from './deployment-config-exists.ts';
import { dimensionValues } from './dimension-values.ts';
import { dimensionsComplete } from './dimensions-complete.ts';
import { expressionValid } from './expression-valid.ts';
import { guardingAlarmsExist } from './guarding-alarms-exist.ts';
import { lambdaActionPermitted } from './lambda-action-permitted.ts';
import { metricExists } from './metric-exists.ts';
import { metricPublished } from './metric-published.ts';
import { missingData } from './missing-datapoints.ts';
import { periodPublished } from './period-published.ts';
import { placeholderLeft } from './placeholder-left.ts';
import { propertyExists } from './property-exists.ts';
import { rollbackAttached } from './rollback-attached.ts';
import { sparseInExpression } from './sparse-in-expression.ts';
import { statisticFits } from './statistic-fits.ts';
import { thresholdReachable } from './threshold-reachable.ts';
import { topicHasSubscribers } from './topic-has-subscribers.ts';
import { toldLetsIn } from './told-lets-in.ts';
import { topicKey } from './topic-key.ts';
import { unitPublished } from './unit-published.ts';

/** Found while reading, not by looking at what was read. */
export const inputReadable: Rule = {
  id: 'input-readable',
  sentence: 'What is meant for the AWS CLI can be read by it.',
  url: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-quoting-strings.html',
  check: () => [],
};

export const rules: readonly Rule[] = [
  inputReadable,
  propertyExists,
  metricExists,
  metricPublished,
  dimensionsComplete,
  dimensionValues,
  allFunctions,
  unitPublished,
  statisticFits,
  thresholdReachable,
  periodPublished,
  missingData,
  expressionValid,
  sparseInExpression,
  compositeRule,
  rollbackAttached,
  guardingAlarmsExist,
  alarmFitsShift,
  deploymentConfigExists,
  lambdaActionPermitted,
  actionsHeard,
  topicHasSubscribers,
  topicKey,
  toldLetsIn,
  approvalTimesOut,
  approvalNotifies,
  buildRole,
  placeholderLeft,
];
