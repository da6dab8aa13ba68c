import { AwsError } from '../base/aws-error.ts';
import type { AwsCall } from '../base/effects/aws.ts';
import { servicePrincipal } from '../base/service-principal.ts';
import type { Vended } from '../base/vended.ts';
import type { Tx } from '../store/store.ts';
import type { Dispatch } from './dispatch.ts';

/** CloudWatch is told what a service has measured, in the transaction in which it did. What it refuses is lost. */
export function vend(dispatch: Dispatch, tx: Tx, service: string, { scope, namespace, data }: Vended): void {
  const put: AwsCall = {
    type: 'aws.call',
    service: 'cloudwatch',
    operation: 'PutMetricData',
    input: { Namespace: namespace, MetricData: data },
    as: servicePrincipal(service),
    scope,
  };
  try {
    tx.attempt(() => dispatch.within(tx, undefined, put));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    dispatch.refused(tx, put, error);
  }
}
