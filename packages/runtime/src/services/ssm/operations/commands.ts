import { hash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-ssm';
import { parseArn } from '../../../base/arn.ts';
import { AwsError } from '../../../base/aws-error.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { collection } from '../../../store/collection.ts';
import { commandAnswer } from '../command-answers.ts';
import {
  duplicateNode,
  invalidNotification,
  invalidParameters,
  invalidRole,
  noSuchBucket,
  noSuchCommand,
  noSuchDocument,
  noSuchNode,
  unsupportedPlatform,
} from '../documents/errors.ts';
import { commandIn, findDocument, type FoundDocument } from '../documents/kept.ts';
import { valuesOf } from '../documents/parameters.ts';
import { planOf } from '../documents/plan.ts';
import { validation } from '../errors.ts';
import { found } from '../finding.ts';
import {
  commandFlowKind,
  isCommandOver,
  newInvocation,
  type CommandFact,
  type CommandState,
  type StepPlan,
} from '../flow/command-state.ts';
import { namedNodes, targetKeys } from './nodes.ts';

/** Which commands there have been; what has become of them their flows know. */
export const commands = collection<{ readonly commandId: string; readonly requestedAt: number }>(
  'ssm.commands',
);

const flowOf = (call: Call, commandId: string): string => flowId(commandFlowKind, call, commandId);

export const commandState = (call: Call, commandId: string): CommandState =>
  call.flows.state<CommandState>(flowOf(call, commandId)) ?? noSuchCommand();

/** AWS: "Command history is available for 30 days". */
const keptMs = 30 * 24 * 3_600_000;

export const isVisible = (call: Call, { requestedAt }: { readonly requestedAt: number }): boolean =>
  call.now - requestedAt <= keptMs;

/** What is over, and nobody can see any more, goes when another comes. */
function forgetOld(call: Call): void {
  for (const { commandId } of commands.list(call.tx, call).filter((each) => !isVisible(call, each))) {
    if (!isCommandOver(commandState(call, commandId))) continue;
    commands.delete(call.tx, call, commandId);
    call.flows.remove(flowOf(call, commandId));
  }
}

type Asked = Given<sdk.SendCommandCommandInput>;

/** AWS: user guide, "Command status": an hour, unless it is said. */
const defaultTimeoutSeconds = 3600;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html */
export const sendCommand: Handler<Asked, Answered<sdk.SendCommandCommandOutput>> = (input, call) => {
  const { InstanceIds = [], Targets = [], Parameters = {}, TimeoutSeconds = defaultTimeoutSeconds } = input;
  if (input.AlarmConfiguration) validation('AlarmConfiguration of commands is not served by Penstock.');
  if (InstanceIds.length === 0 && Targets.length === 0)
    validation('Either InstanceIds or Targets must be specified.');
  if (InstanceIds.length > 0 && Targets.length > 0)
    validation('InstanceIds and Targets cannot be specified together.');
  if (new Set(InstanceIds).size < InstanceIds.length) duplicateNode();
  const targets = Targets.map(({ Key = '', Values = [] }) => ({ Key, Values }));
  for (const { Key } of targets)
    if (!targetKeys.test(Key)) validation(`Targets of ${Key} are not served by Penstock.`);
  const document = documentIn(call, input);
  const steps = stepsOf(call, input.DocumentName, document, Parameters);
  const nodes = namedNodes(call, InstanceIds);
  const commandId = call.ids.uuid();
  const deliverBy = call.now + TimeoutSeconds * 1000;
  const state: CommandState = {
    account: call.account,
    region: call.region,
    commandId,
    documentName: document.document.name,
    documentVersion: input.DocumentVersion ?? '$DEFAULT',
    comment: input.Comment ?? '',
    parameters: Parameters,
    steps,
    instanceIds: InstanceIds,
    targets,
    requestedAt: call.now,
    deliverBy,
    expiresAt: deliverBy + longestMs(steps),
    timeoutSeconds: TimeoutSeconds,
    maxConcurrency: input.MaxConcurrency ?? '50',
    maxErrors: input.MaxErrors ?? '0',
    ...outputsOf(call, input, document.document.name),
    ...notificationOf(input),
    endpoint: call.endpoint,
    status: 'Pending',
    details: 'Pending',
    isResolved: targets.length === 0,
    invocations: nodes.map(newInvocation),
    underWay: [],
  };
  forgetOld(call);
  commands.put(call.tx, call, commandId, { commandId, requestedAt: call.now });
  call.flows.start(commandFlowKind, flowOf(call, commandId), state);
  return { Command: commandAnswer(state) };
};

/** How long a node that has begun may take. AWS: ExpiresAfter counts it. */
const longestMs = (steps: readonly StepPlan[]): number =>
  steps.reduce((sum, { does }) => sum + ('script' in does ? does.timeoutSeconds * 1000 : 0), 0);

function documentIn(call: Call, { DocumentName, DocumentVersion, ...input }: Asked): FoundDocument {
  const wanted = findDocument(call, DocumentName, { DocumentVersion });
  const { DocumentHash, DocumentHashType = 'Sha256' } = input;
  const algorithm = DocumentHashType === 'Sha1' ? 'sha1' : 'sha256';
  if (
    DocumentHash !== undefined &&
    DocumentHash.toLowerCase() !== hash(algorithm, wanted.version.content, 'hex')
  )
    invalidParameters('The hash of the document is another one.');
  return wanted;
}

/** What nodes are to do; refuses parameters that the document does not take. */
export function stepsOf(
  call: Call,
  name: string,
  document: FoundDocument,
  given: Readonly<Record<string, readonly string[]>>,
): StepPlan[] {
  const command = commandIn(document) ?? noSuchDocument(name);
  const isOfWindows = command.steps.every(({ action }) => action === 'aws:runPowerShellScript');
  if (isOfWindows && command.schemaVersion === '1.2')
    unsupportedPlatform('The document is for Windows, which no node here is.');
  // AWS: "ssm" parameters: String and StringList, not SecureString.
  const lookUp = (parameter: string): string => {
    const { Type, Value = '' } = parameterNamed(call, parameter);
    return Type === 'SecureString'
      ? invalidParameters('Parameters of type SecureString cannot be used in commands.')
      : Value;
  };
  return planOf(command, valuesOf(command, { name, given, lookUp }));
}

/** Refuses in SendCommand's own words what Parameter Store does not have. */
function parameterNamed(call: Call, name: string): sdk.Parameter {
  try {
    return found(call, name, false);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return invalidParameters(`There is no parameter ${name}.`);
  }
}

/** AWS: user guide, "Configuring Amazon CloudWatch Logs for Run Command": the group, unless it is said. */
function outputsOf(
  call: Call,
  input: Asked,
  documentName: string,
): Pick<CommandState, 'output' | 'logGroup'> {
  const { OutputS3BucketName: bucket, OutputS3KeyPrefix: prefix = '', OutputS3Region } = input;
  const region = OutputS3Region ?? call.region;
  if (bucket !== undefined && !isBucket(call, bucket, region)) noSuchBucket();
  const { CloudWatchOutputEnabled, CloudWatchLogGroupName } = input.CloudWatchOutputConfig ?? {};
  return {
    ...(bucket !== undefined && { output: { bucket, prefix, region } }),
    ...(CloudWatchOutputEnabled && { logGroup: CloudWatchLogGroupName ?? `/aws/ssm/${documentName}` }),
  };
}

function isBucket(call: Call, Bucket: string, region: string): boolean {
  try {
    call.forward('s3', 'HeadBucket', { Bucket }, region);
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

const isRole = (arn: string): boolean => {
  const role = parseArn(arn);
  return role?.service === 'iam' && role.resource.startsWith('role/');
};

function notificationOf(input: Asked): Pick<CommandState, 'serviceRole' | 'notification'> {
  const { NotificationConfig, ServiceRoleArn } = input;
  const {
    NotificationArn,
    NotificationEvents = ['All'],
    NotificationType = 'Command',
  } = NotificationConfig ?? {};
  if (ServiceRoleArn !== undefined && !isRole(ServiceRoleArn))
    invalidRole('ServiceRoleArn is not the ARN of a role.');
  if (NotificationArn === undefined)
    return ServiceRoleArn === undefined ? {} : { serviceRole: ServiceRoleArn };
  if (parseArn(NotificationArn)?.service !== 'sns')
    invalidNotification('NotificationArn is not the ARN of a topic.');
  if (ServiceRoleArn === undefined) invalidRole('Notifications need a ServiceRoleArn.');
  const notification = { topic: NotificationArn, events: NotificationEvents, type: NotificationType };
  return { serviceRole: ServiceRoleArn, notification };
}

/** AWS: "there is no guarantee that the command will be terminated": here it is. */
export const cancelCommand: Handler<Given<sdk.CancelCommandCommandInput>, object> = (
  { CommandId, InstanceIds = [] },
  call,
) => {
  const { invocations } = commandState(call, CommandId);
  if (new Set(InstanceIds).size < InstanceIds.length) duplicateNode();
  const isKnown = (id: string): boolean => invocations.some(({ instanceId }) => instanceId === id);
  if (!InstanceIds.every(isKnown)) noSuchNode();
  const fact: CommandFact = { type: 'CancelAsked', instanceIds: InstanceIds };
  call.flows.tell(flowOf(call, CommandId), fact);
  return {};
};
