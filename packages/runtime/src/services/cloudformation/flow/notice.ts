import type { Scope } from '../../../base/scope.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Flow } from '../../../engine/flow.ts';

/** One event of a stack, on its way to a topic. */
export interface Notice {
  readonly scope: Scope;
  readonly topicArn: string;
  readonly message: string;
}

export const noticeKind = 'cloudformation.notice';

/** Publishes it once; whether the topic takes it is nobody's concern: SNS has retries of its own. */
export const noticeFlow: Flow<Notice, never> = {
  kind: noticeKind,
  decide(notice, fact) {
    if (fact.type !== 'Started') return { state: notice, ended: true, forgotten: true };
    const { scope, topicArn, message } = notice;
    const input = { TopicArn: topicArn, Subject: 'AWS CloudFormation Notification', Message: message };
    return {
      state: notice,
      effects: {
        publish: {
          type: 'aws.call',
          service: 'sns',
          operation: 'Publish',
          input,
          as: servicePrincipal('cloudformation'),
          scope,
        },
      },
    };
  },
};
