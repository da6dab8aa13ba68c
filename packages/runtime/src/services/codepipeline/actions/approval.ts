import { assert } from '../../../base/assert.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import { parseArn } from '../../../base/arn.ts';
import { derivedUuid } from '../../../base/ids.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import {
  hourMs,
  minuteMs,
  refused as refusedBy,
  type ActionProvider,
  type Move,
  type Outcome,
  type Work,
} from './action.ts';
import { consoleLinks } from './console-links.ts';

/** AWS: quotas, "Approval actions time out after 7 days". */
const timeoutDefaultMs = 7 * 24 * hourMs;

type Memory = { readonly token: string };

export const approval: ActionProvider<Memory> = {
  type: {
    category: 'Approval',
    provider: 'Manual',
    inputs: { min: 0, max: 0 },
    outputs: { min: 0, max: 0 },
    configuration: [{ name: 'NotificationArn' }, { name: 'ExternalEntityLink' }, { name: 'CustomData' }],
  },
  refused,
  timeoutMs: ({ timeoutInMinutes }) =>
    timeoutInMinutes === undefined ? timeoutDefaultMs : timeoutInMinutes * minuteMs,
  // AWS: unverified words.
  timeoutError: () => ({
    code: 'JobFailed',
    message: 'The approval action timed out before it was approved or rejected.',
  }),
  start,
  proceed,
};

// AWS: all three as seen in the wild.
function refused({ name, configuration }: ActionDeclared, home: string): string | undefined {
  const arn = configuration['NotificationArn'];
  if (arn === undefined || arn.includes('#{')) return undefined;
  const topic = parseArn(arn);
  const what = `sending notifications for the approval action ${name}`;
  if (!topic?.account || !topic.resource)
    return `The ARN ${arn} you specified for ${what} contains a format error.`;
  const specified = `The ARN ${arn} has been specified for ${what}, but`;
  if (topic.service !== 'sns')
    return `${specified} the AWS service for this ARN cannot be used to send approval requests.`;
  return topic.region === home
    ? undefined
    : `${specified} the ARN is not in the same region as the pipeline.`;
}

function start(work: Work): Move<Memory> {
  const token = derivedUuid('approval', work.actionExecutionId);
  const topic = work.configuration['NotificationArn'];
  return {
    type: 'goes on',
    memory: { token },
    // AWS: API reference, PutApprovalResult: in PARALLEL mode the externalExecutionId is given as the token.
    shows: { token, externalExecutionId: token },
    ...(topic && { effects: { publish: publish(work, topic, token) } }),
  };
}

function proceed(_work: Work, { token }: Memory, outcome: Outcome): Move<Memory> {
  switch (outcome.type) {
    case 'Done':
    case 'TimeCame':
    case 'Reported':
      return { type: 'goes on', memory: { token } };
    case 'Refused':
      // An approval that nobody was asked for would wait in vain. AWS: unverified.
      return refusedBy(outcome);
    case 'Answered':
      return answered(outcome);
  }
}

function answered({ status, summary, by }: Outcome & { type: 'Answered' }): Move<Memory> {
  // AWS: as seen in "CodePipeline Action Execution State Change" events of approvals given without a summary.
  const said = summary || `${status} by ${by}`;
  const shows = { summary: said, updatedBy: by };
  if (status === 'Approved') return { type: 'succeeds', shows };
  // AWS: unverified code.
  return { type: 'fails', error: { code: 'JobFailed', message: said }, shows };
}

function publish(work: Work, TopicArn: string, token: string): AwsCall {
  const { scope, role, pipelineName, action } = work;
  // AWS: subjects seen in the wild cut both names at 27 characters, which keeps the whole at SNS's 100.
  const names = `${abbreviated(pipelineName)} for action ${abbreviated(action.name)}`;
  const Subject = `APPROVAL NEEDED: AWS CodePipeline ${names}`;
  const Message = JSON.stringify(approvalMessage(work, token));
  return {
    type: 'aws.call',
    service: 'sns',
    operation: 'Publish',
    input: { TopicArn, Subject, Message },
    as: role,
    scope,
  };
}

/**
 * AWS: user guide, "JSON data format for manual approval notifications"; links as messages since 2019 have
 * them.
 */
export function approvalMessage(work: Work, token: string): object {
  const { scope, pipelineName, stageName, action, configuration, deadline } = work;
  assert(deadline !== undefined, 'an approval has a time-out');
  const consoleLink = consoleLinks.pipeline(scope.region, pipelineName);
  return {
    region: scope.region,
    consoleLink,
    approval: {
      pipelineName,
      stageName,
      actionName: action.name,
      token,
      // To the minute: 2016-07-07T20:22Z.
      expires: `${new Date(deadline).toISOString().slice(0, 16)}Z`,
      externalEntityLink: configuration['ExternalEntityLink'] ?? null,
      approvalReviewLink: `${consoleLink}#/${stageName}/${action.name}/approve/${token}`,
      customData: configuration['CustomData'] ?? null,
    },
  };
}

const nameLengthMax = 27;
const abbreviated = (name: string): string =>
  name.length <= nameLengthMax ? name : `${name.slice(0, nameLengthMax - 3)}...`;
