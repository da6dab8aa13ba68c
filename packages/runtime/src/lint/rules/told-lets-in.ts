import { referenceOf } from '../declared.ts';
import type { Known } from '../known.ts';
import { isFunction, mayCall, policyOn } from '../lets-in.ts';
import type { Rule } from '../rule.ts';
import { tellings, type Telling } from '../tellings.ts';

export const toldLetsIn: Rule = {
  id: 'told-lets-in',
  sentence: 'What is told of events, alarms and notifications lets in the service that tells it.',
  url: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
  *check(known) {
    for (const telling of tellings(known)) {
      const { target, teller, path, kind } = telling;
      // Elsewhere a policy may have been written that was not read.
      if (teller.from !== 'template' || !referenceOf(target)) continue;
      const kept = notCalled(known, telling) ?? keptOut(known, telling);
      if (kept) yield { level: 'error', place: teller.place(path), about: `${kind} ${teller.id}`, ...kept };
    }
  },
};

interface Kept {
  readonly message: string;
  readonly fix: string;
}

/** Of functions that alarms call speaks `lambda-action-permitted`. */
function notCalled(known: Known, telling: Telling): Kept | undefined {
  const { kind, target, teller, service, principal } = telling;
  const call = { target, scope: teller.scope, principal };
  if (kind === 'alarm' || !isFunction(known, call) || mayCall(known, call)) return undefined;
  return {
    message: `Nothing that was read lets ${service} call the function: it is never called, and nobody is told.`,
    fix: `Allow it: AWS::Lambda::Permission with Principal ${principal}, Action lambda:InvokeFunction.`,
  };
}

/** What a topic's or a queue's policies, or their absence, keep out. */
function keptOut(known: Known, telling: Telling): Kept | undefined {
  const { target, teller, kind, service, principal } = telling;
  const resource = known.meant(target, teller.scope, 'AWS::SNS::Topic', 'AWS::SQS::Queue');
  if (!resource) return undefined;
  const says = policyOn(known, resource, principal);
  if (says === 'lets in') return undefined;
  // The policy that a topic is born with lets alarms of its own account in; one of your own takes its place.
  if (kind === 'alarm' && says === 'none') return undefined;
  const [noun, policy, action] =
    resource.type === 'AWS::SNS::Topic'
      ? (['topic', 'AWS::SNS::TopicPolicy', 'sns:Publish'] as const)
      : (['queue', 'AWS::SQS::QueuePolicy', 'sqs:SendMessage'] as const);
  const why =
    says === 'none'
      ? `The ${noun} ${resource.id} has no policy`
      : `The policy of the ${noun} ${resource.id} says nothing`;
  return {
    message:
      `${why} that lets ${service} in` +
      (kind === 'alarm' ? ', as the one it was born with did' : '') +
      ': what it sends is refused, and nobody is told.',
    fix: `Allow ${principal} ${action} on it (${policy}).`,
  };
}
