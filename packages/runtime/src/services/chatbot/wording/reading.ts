import type { Notice, Tone } from './notice.ts';

type Message = Readonly<Record<string, any>>;

/**
 * What a message says that a topic or a notification rule has for a channel. Undefined where it is none that the chat
 * service knows.
 */
// AWS: user guide, "Events that are not supported are dropped", and "Custom notifications" for their schema.
export function noticeOf(text: string): Notice | undefined {
  const message = objectOf(text);
  if (!message) return undefined;
  if (message['approval']) return approvalNotice(message);
  if (typeof message['AlarmName'] === 'string') return alarmNotice(message);
  if (typeof message['eventTriggerName'] === 'string') return deploymentNotice(message);
  if (message['source'] === 'custom') return customNotice(message);
  const read = sources[String(message['source'])];
  return read && message['detail'] ? read(message, message['detail']) : undefined;
}

function objectOf(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Message) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const fact = (name: string, value: unknown): (readonly [string, string])[] =>
  value === undefined || value === null || value === '' ? [] : [[name, String(value)]];

const link = (label: string, url: unknown): (readonly [string, string])[] =>
  typeof url === 'string' && /^https?:\/\//.test(url) ? [[label, url]] : [];

function approvalNotice({ approval, region }: Message): Notice {
  const { pipelineName, stageName, actionName, expires, customData } = approval;
  return {
    title: `Approval needed: ${pipelineName} / ${stageName} / ${actionName}`,
    tone: 'urgent',
    text: customData ?? undefined,
    facts: fact('Expires', expires),
    links: [...link('Approve', approval.approvalReviewLink), ...link('Review', approval.externalEntityLink)],
    about: {
      pipeline: String(pipelineName),
      region: String(region),
      approval: { stage: String(stageName), action: String(actionName) },
    },
  };
}

const alarmTones: Readonly<Record<string, Tone>> = { ALARM: 'bad', OK: 'good' };

function alarmNotice({
  AlarmName,
  NewStateValue,
  NewStateReason,
  AlarmDescription,
  Region,
}: Message): Notice {
  return {
    title: `${NewStateValue}: ${AlarmName}`,
    tone: alarmTones[NewStateValue] ?? 'plain',
    text: NewStateReason,
    facts: [...fact('Description', AlarmDescription), ...fact('Region', Region)],
    links: [],
  };
}

const toneOf = (state: string): Tone => {
  if (/^(SUCCEEDED|SUCCESS)$/.test(state)) return 'good';
  return /^(FAILED|FAILURE|STOPPED|STOP|FAULT|TIMED_OUT)$/.test(state) ? 'bad' : 'plain';
};

/** A trigger of a deployment group. */
function deploymentNotice(message: Message): Notice {
  const { applicationName, deploymentGroupName, deploymentId, status } = message;
  const error = objectOf(message['errorInformation'] ?? '');
  const rollback = objectOf(message['rollbackInformation'] ?? '');
  return {
    title: `Deployment ${status}: ${applicationName} / ${deploymentGroupName}`,
    tone: toneOf(status),
    text: error?.['ErrorMessage'],
    facts: [
      ...fact('Deployment', deploymentId),
      ...fact('Rollback', rollback?.['RollbackMessage']),
      ...fact('Rolled back by', rollback?.['RollbackDeploymentId']),
    ],
    links: [],
  };
}

function customNotice({ content }: Message): Notice | undefined {
  if (typeof content?.description !== 'string') return undefined;
  const steps: readonly unknown[] = Array.isArray(content.nextSteps) ? content.nextSteps : [];
  return {
    title: String(content.title ?? 'Notification'),
    tone: 'plain',
    text: content.description,
    facts: steps.flatMap((step) => fact('Next', step)),
    links: [],
  };
}

type Read = (message: Message, detail: Message) => Notice;

/** Events, as EventBridge or a notification rule tells them. */
const sources: Readonly<Record<string, Read>> = {
  'aws.codepipeline': (message, detail) => {
    const { pipeline, stage, action, state, type } = detail;
    const place = [pipeline, stage, action].filter(Boolean).join(' / ');
    const additions: Message = message['additionalAttributes'] ?? {};
    const needsApproval = type?.category === 'Approval' && state === 'STARTED';
    const failures: readonly Message[] = additions['failedActions'] ?? [];
    const error = detail['execution-result']?.['external-execution-summary'];
    return {
      title: needsApproval ? `Approval needed: ${place}` : `${state}: ${place}`,
      tone: needsApproval ? 'urgent' : toneOf(state),
      text: additions['customData'] ?? (state === 'FAILED' ? error : undefined),
      facts: [
        ...failures.flatMap((failed) => fact(`${failed['action']} failed`, failed['additionalInformation'])),
        ...fact('Execution', detail['execution-id']),
      ],
      links: link('Review', additions['externalEntityLink']),
      about: {
        pipeline: String(pipeline),
        account: message['account'],
        region: String(message['region']),
        executionId: String(detail['execution-id']),
      },
    };
  },
  'aws.codebuild': (_message, detail) => {
    const status = detail['build-status'] ?? detail['completed-phase-status'];
    const phase = detail['completed-phase'];
    return {
      title: `Build ${status}: ${detail['project-name']}${phase ? ` (${phase})` : ''}`,
      tone: toneOf(status),
      facts: fact('Build', detail['build-id']),
      links: link('Logs', detail['additional-information']?.logs?.['deep-link']),
    };
  },
  'aws.codedeploy': (_message, { application, deploymentGroup, deploymentId, state }) => ({
    title: `Deployment ${state}: ${application} / ${deploymentGroup}`,
    tone: toneOf(state),
    facts: fact('Deployment', deploymentId),
    links: [],
  }),
  'aws.codecommit': (_message, detail) => ({
    title: `${detail['event']}: ${detail['repositoryName'] ?? detail['repositoryNames']?.[0]}`,
    tone: 'plain',
    text: detail['title'] ?? detail['notificationBody'],
    facts: [...fact('Reference', detail['referenceName']), ...fact('Commit', detail['commitId'])],
    links: [],
  }),
};
