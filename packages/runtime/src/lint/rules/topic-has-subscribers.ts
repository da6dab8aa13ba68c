import { actionKeys, alarmTypes } from '../alarm.ts';
import { isKnown, isObject, listOf, objectsOf, referenceOf, type Declared } from '../declared.ts';
import type { Known } from '../known.ts';
import type { Rule } from '../rule.ts';

export const topicHasSubscribers: Rule = {
  id: 'topic-has-subscribers',
  sentence: 'A topic that is told of alarms, approvals, deployments or events has somebody who listens.',
  url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html',
  *check(known) {
    for (const topic of known.of('AWS::SNS::Topic')) {
      const users = usersOf(known, topic);
      if (users.length === 0 || subscribed(known, topic)) continue;
      const certain = known.complete(topic);
      yield {
        level: !certain && givenOut(known, topic) ? 'note' : 'warning',
        place: topic.place(),
        about: `topic ${topic.id}`,
        message:
          `${users.slice(0, 3).join(', ')} publish${users.length === 1 ? 'es' : ''} to it, and ` +
          (certain
            ? 'it has no confirmed subscription: nobody is told.'
            : 'nothing that was read subscribes to it: nobody is told until somebody does.'),
        fix:
          'Subscribe a mail address, a chat, a queue or a function, and confirm it ' +
          '(AWS::SNS::Subscription, aws sns subscribe).',
      };
    }
  },
};

/** An output tells others its ARN: they may subscribe. */
function givenOut(known: Known, topic: Declared): boolean {
  return known
    .of('Output')
    .some(
      ({ properties, scope }) => scope === topic.scope && referenceOf(properties['Value'])?.id === topic.id,
    );
}

/** Who publishes to it, in a few words. */
function usersOf(known: Known, topic: Declared): string[] {
  const uses = (value: unknown, scope: string) => known.meant(value, scope, 'AWS::SNS::Topic') === topic;
  const alarms = known
    .of(...alarmTypes)
    .filter(({ properties, scope }) =>
      actionKeys.some((key) => listOf(properties[key]).some((action) => uses(action, scope))),
    );
  const groups = known
    .of('AWS::CodeDeploy::DeploymentGroup')
    .filter(({ properties, scope }) =>
      objectsOf(properties['TriggerConfigurations']).some((each) => uses(each['TriggerTargetArn'], scope)),
    );
  const approvals = known
    .of('AWS::CodePipeline::Pipeline')
    .filter(({ properties, scope }) =>
      objectsOf(properties['Stages']).some((stage) =>
        objectsOf(stage['Actions']).some(
          ({ Configuration }) => isObject(Configuration) && uses(Configuration['NotificationArn'], scope),
        ),
      ),
    );
  const told = (type: string, key: string) =>
    known
      .of(type)
      .filter(({ properties, scope }) =>
        objectsOf(properties['Targets']).some((each) => uses(each[key], scope)),
      );
  return [
    ...alarms.map(({ id }) => `alarm ${id}`),
    ...groups.map(({ id }) => `deployment group ${id}`),
    ...approvals.map(({ id }) => `approvals of ${id}`),
    ...told('AWS::Events::Rule', 'Arn').map(({ id }) => `rule ${id}`),
    ...told('AWS::CodeStarNotifications::NotificationRule', 'TargetAddress').map(
      ({ id }) => `notification rule ${id}`,
    ),
  ];
}

function subscribed(known: Known, topic: Declared): boolean {
  if (objectsOf(topic.properties['Subscription']).length > 0) return true;
  const own = known
    .of('AWS::SNS::Subscription')
    .some(({ properties, scope }) => known.meant(properties['TopicArn'], scope, 'AWS::SNS::Topic') === topic);
  return own || chatListens(known, topic);
}

/** Amazon Q Developer in chat applications subscribes by itself; SAM's functions do by their events. */
function chatListens(known: Known, topic: Declared): boolean {
  const chats = known.of(
    'AWS::Chatbot::SlackChannelConfiguration',
    'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
  );
  const heard = chats.some(({ properties, scope }) =>
    listOf(properties['SnsTopicArns']).some((arn) => known.meant(arn, scope, 'AWS::SNS::Topic') === topic),
  );
  if (heard) return true;
  return known.of('AWS::Serverless::Function').some(({ properties, scope }) => {
    const events = isObject(properties['Events']) ? Object.values(properties['Events']).filter(isObject) : [];
    return events.some((event) => {
      const arn = isObject(event['Properties']) ? event['Properties']['Topic'] : undefined;
      return (isKnown(arn) || referenceOf(arn)) && known.meant(arn, scope, 'AWS::SNS::Topic') === topic;
    });
  });
}
