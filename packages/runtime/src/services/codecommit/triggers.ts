import { parseArn } from '../../base/arn.ts';
import { derivedUuid } from '../../base/ids.ts';
import { flowId, type Call } from '../../dispatch/service.ts';
import { notificationFlow, type Notification, type Told } from './flow/notification.ts';
import { configurationOf } from './operations/repository-settings.ts';
import type { ReferenceUpdate } from './operations/pushes.ts';
import type { Repository, Trigger } from './records.ts';

const heads = 'refs/heads/';

/** Tells the triggers of a repository of what a push has done to its branches and tags. */
export function fireTriggers(call: Call, repository: Repository, updates: readonly ReferenceUpdate[]): void {
  const told = (repository.triggers ?? []).flatMap((trigger) => {
    const wanted = updates.filter((update) => isWanted(trigger, update));
    return wanted.length === 0 ? [] : [tellingOf(call, repository, trigger, wanted)];
  });
  if (told.length === 0) return;
  const scope = { account: call.account, region: call.region };
  const state: Notification = { ...scope, told, left: told.length };
  const number = call.tx.next('codecommit.notifications');
  call.flows.start(notificationFlow.kind, flowId(notificationFlow.kind, scope, String(number)), state);
}

function isWanted({ branches, events }: Trigger, update: ReferenceUpdate): boolean {
  const branch = update.reference.startsWith(heads) ? update.reference.slice(heads.length) : undefined;
  if (branches.length > 0 && (branch === undefined || !branches.includes(branch))) return false;
  return events.includes('all') || events.includes(eventOf(update));
}

function eventOf({ oldCommitId, newCommitId }: ReferenceUpdate): string {
  if (newCommitId === undefined) return 'deleteReference';
  return oldCommitId === undefined ? 'createReference' : 'updateReference';
}

/** AWS: user guide, "Example: create a trigger … for a Lambda function", the event's example. */
export function tellingOf(
  call: Call,
  repository: Repository,
  { name, destinationArn, customData }: Trigger,
  updates: readonly ReferenceUpdate[],
): Told {
  const arn = `arn:aws:codecommit:${call.region}:${call.account}:${repository.repositoryName}`;
  const record = {
    awsRegion: call.region,
    codecommit: {
      references: updates.map((update) => ({
        commit: update.newCommitId ?? update.oldCommitId,
        ...(eventOf(update) === 'createReference' && { created: true }),
        ...(eventOf(update) === 'deleteReference' && { deleted: true }),
        ref: update.reference,
      })),
    },
    ...(customData !== undefined && { customData }),
    eventId: derivedUuid('codecommit.event', arn, name, call.now, JSON.stringify(updates)),
    eventName: 'ReferenceChanges',
    eventPartNumber: 1,
    eventSource: 'aws:codecommit',
    eventSourceARN: arn,
    eventTime: new Date(call.now).toISOString().replace('Z', '+0000'),
    eventTotalParts: 1,
    eventTriggerConfigId: configurationOf(repository),
    eventTriggerName: name,
    eventVersion: '1.0',
    userIdentityARN: call.caller.arn,
  };
  const message = JSON.stringify({ Records: [record] });
  return parseArn(destinationArn)!.service === 'sns'
    ? {
        service: 'sns',
        operation: 'Publish',
        input: { TopicArn: destinationArn, Message: message },
        sourceArn: arn,
      }
    : {
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: destinationArn, InvocationType: 'Event', Payload: message },
        sourceArn: arn,
      };
}
