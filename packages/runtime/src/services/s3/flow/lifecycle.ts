import type { Scope } from '../../../base/scope.ts';
import { never } from '../../../base/never.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';

/** A bucket whose lifecycle rules are followed, once a day. */
export interface Following extends Scope {
  readonly bucket: string;
}

const dayMs = 86_400_000;

export const lifecycleKind = 's3.lifecycle';

/** What `ExpireObjects` answers: whether some of the bucket is still to be looked at. */
interface Expired {
  readonly next?: string;
  readonly over?: boolean;
}

/** AWS: S3 applies lifecycle rules once a day, as of midnight UTC. */
export const lifecycleFlow: Flow<Following, never> = {
  kind: lifecycleKind,
  decide(state: Following, fact: EngineFact, now: number): Decision<Following> {
    switch (fact.type) {
      case 'Started':
        return rest(state, now);
      case 'WakeTime':
        return expire(state, undefined);
      case 'EffectSucceeded': {
        const { next, over } = fact.output as Expired;
        if (over) return { state, ended: true, forgotten: true };
        return next === undefined ? rest(state, now) : expire(state, next);
      }
      case 'EffectFailed':
      case 'FlowEnded':
        return rest(state, now);
      default:
        return never(fact);
    }
  },
};

const rest = (state: Following, now: number): Decision<Following> => ({
  state,
  wakeAt: (Math.floor(now / dayMs) + 1) * dayMs,
});

/** A part of the bucket in one transaction, which is kept with the outcome of the effect: nothing expires twice. */
const expire = (state: Following, after: string | undefined): Decision<Following> => ({
  state,
  effects: {
    expire: {
      type: 'aws.call',
      service: 's3',
      operation: 'ExpireObjects',
      input: { Bucket: state.bucket, ...(after !== undefined && { After: after }) },
      as: servicePrincipal('s3'),
      scope: { account: state.account, region: state.region },
    },
  },
});
