import { AwsError } from '../base/aws-error.ts';
import type { AwsCall } from '../base/effects/aws.ts';
import { servicePrincipal } from '../base/service-principal.ts';
import type { Vended } from '../base/vended.ts';
import type { EngineFact, Flow } from '../engine/flow.ts';
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

/** What a flow was called that told CloudWatch: earlier versions had one of each service. */
export const isFormerVending = (kind: string): boolean => kind.endsWith('.vending');

/** Such a flow, where the house was brought up to date while it was under way: what it had to tell is told. */
export const formerVending: Omit<Flow<Vended, never>, 'kind'> = {
  decide: (vended, fact: EngineFact) => ({
    state: vended,
    measures: fact.type === 'Started' ? [vended] : [],
    ended: true,
    forgotten: true,
  }),
};
