import { createHash } from 'node:crypto';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { assert } from '../../../base/assert.ts';
import type { BlobRef } from '../../../base/blob.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import {
  configurationError,
  hourMs,
  refused,
  type ActionProvider,
  type Move,
  type Outcome,
  type Work,
} from './action.ts';
import { consoleLinks, entityLinks } from './console-links.ts';
import {
  imageUri,
  placeholdersReplaced,
  taskDefinitionInput,
  templatesOf,
  type TemplateFile,
} from './deploy-ecs-templates.ts';

/** AWS: quotas, "Action timeout, CodeDeployToECS: 5 days". */
const timeoutMs = 5 * 24 * hourMs;
/** AWS: quotas, "Maximum size of input artifacts for Amazon ECS (Blue/Green) deploy actions: 3 MB". */
const artifactBytesMax = 3 * 1024 * 1024;

/** artifacts → files → task definition → deployment: what has been learnt so far. */
type Memory =
  | { readonly at: 'artifacts'; readonly zips: Readonly<Record<string, BlobRef>> }
  | { readonly at: 'workspace' }
  | { readonly at: 'files'; readonly texts: Readonly<Record<string, string>> }
  | { readonly at: 'task definition'; readonly appSpec: string }
  | { readonly at: 'deployment' }
  | { readonly at: 'end'; readonly deploymentId: string };

/** CodeDeployToECS: a blue/green deployment of an image that an earlier action has built. */
export const deployEcs: ActionProvider<Memory> = {
  type: {
    category: 'Deploy',
    provider: 'CodeDeployToECS',
    inputs: { min: 1, max: 5 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'ApplicationName', required: true },
      { name: 'DeploymentGroupName', required: true },
      { name: 'TaskDefinitionTemplateArtifact', required: true },
      { name: 'AppSpecTemplateArtifact', required: true },
      { name: 'TaskDefinitionTemplatePath' },
      { name: 'AppSpecTemplatePath' },
      ...[1, 2, 3, 4].flatMap((n) => [{ name: `Image${n}ArtifactName` }, { name: `Image${n}ContainerName` }]),
    ],
    entityUrlTemplate: entityLinks.deploymentGroup,
  },
  timeoutMs: () => timeoutMs,
  start,
  proceed,
  tidy: (work, { at }) => (at === 'workspace' || at === 'files' ? { clean: clean(work) } : {}),
};

function start(work: Work): Move<Memory> {
  const wanted = new Set(templatesOf(work.configuration).map(({ artifact }) => artifact));
  const missing = [...wanted].find((name) => !work.inputs.some((input) => input.name === name));
  // AWS: unverified words.
  if (missing)
    return configurationError(`${missing} is not an input artifact of the action ${work.action.name}`);
  const gets = work.inputs.filter(({ name }) => wanted.has(name));
  const effects = gets.map(({ name, bucket, key }): [string, Effect] => [
    `get ${name}`,
    call(work, 's3', 'GetObject', { Bucket: bucket, Key: key }),
  ]);
  return { type: 'goes on', memory: { at: 'artifacts', zips: {} }, effects: Object.fromEntries(effects) };
}

function proceed(work: Work, memory: Memory, outcome: Outcome): Move<Memory> {
  assert(outcome.type === 'Done' || outcome.type === 'Refused', 'nobody answers a deployment');
  // The folder that the files were read from is nobody's concern any more.
  if (outcome.step === 'clean') return { type: 'goes on', memory };
  if (outcome.type === 'Refused') return refused(outcome);
  const { step, output } = outcome;
  switch (memory.at) {
    case 'artifacts':
      return collectArtifact(work, { ...memory.zips, [step.slice('get '.length)]: output.Body });
    case 'workspace':
      return readFiles(work);
    case 'files':
      return collectFile(work, memory.texts, step.slice('read '.length), output.text);
    case 'task definition':
      return createDeployment(work, memory.appSpec, output.taskDefinition.taskDefinitionArn);
    case 'deployment':
      return awaitDeployment(work, output.deploymentId);
    case 'end':
      return ended(memory.deploymentId, output.deploymentInfo);
    default:
      return never(memory);
  }
}

function collectArtifact(work: Work, zips: Readonly<Record<string, BlobRef>>): Move<Memory> {
  const templates = templatesOf(work.configuration);
  if (templates.some(({ artifact }) => !zips[artifact]))
    return { type: 'goes on', memory: { at: 'artifacts', zips } };
  const tooLarge = templates.find(({ artifact }) => zips[artifact]!.size > artifactBytesMax);
  if (tooLarge) return unreadable(tooLarge);
  const unpack = Object.entries(zips).map(([into, zip]) => ({ zip, into }));
  const prepare: Effect = { type: 'workspace.prepare', workspace: work.actionExecutionId, unpack };
  return { type: 'goes on', memory: { at: 'workspace' }, effects: { prepare } };
}

function readFiles(work: Work): Move<Memory> {
  const reads = templatesOf(work.configuration).map(({ role, artifact, path }): [string, Effect] => [
    `read ${role}`,
    { type: 'workspace.read', workspace: work.actionExecutionId, path: `${artifact}/${path}` },
  ]);
  return { type: 'goes on', memory: { at: 'files', texts: {} }, effects: Object.fromEntries(reads) };
}

function collectFile(
  work: Work,
  before: Readonly<Record<string, string>>,
  role: string,
  text: string | undefined,
): Move<Memory> {
  const templates = templatesOf(work.configuration);
  if (text === undefined) return unreadable(templates.find((template) => template.role === role)!);
  const texts = { ...before, [role]: text };
  if (templates.some((template) => texts[template.role] === undefined))
    return { type: 'goes on', memory: { at: 'files', texts } };
  return registerTaskDefinition(work, templates, texts);
}

function registerTaskDefinition(
  work: Work,
  templates: readonly TemplateFile[],
  texts: Readonly<Record<string, string>>,
): Move<Memory> {
  const images: Record<string, string> = {};
  for (const template of templates) {
    if (template.placeholder === undefined) continue;
    const uri = imageUri(texts[template.role]!);
    if (uri === undefined) return unreadable(template);
    images[template.placeholder] = uri;
  }
  const input = taskDefinitionInput(placeholdersReplaced(texts['task definition']!, images));
  if (!input) return unreadable(templates[0]!);
  const effects = {
    register: call(work, 'ecs', 'RegisterTaskDefinition', input),
    clean: clean(work),
  };
  return { type: 'goes on', memory: { at: 'task definition', appSpec: texts['app spec']! }, effects };
}

function createDeployment(work: Work, template: string, taskDefinitionArn: string): Move<Memory> {
  const content = placeholdersReplaced(template, { TASK_DEFINITION: taskDefinitionArn });
  const sha256 = createHash('sha256').update(content).digest('hex');
  const input = {
    applicationName: work.configuration['ApplicationName'],
    deploymentGroupName: work.configuration['DeploymentGroupName'],
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content, sha256 } },
  };
  const effects = { deploy: call(work, 'codedeploy', 'CreateDeployment', input) };
  return { type: 'goes on', memory: { at: 'deployment' }, effects };
}

function awaitDeployment(work: Work, deploymentId: string): Move<Memory> {
  const wait: Effect = {
    ...call(work, 'codedeploy', 'GetDeployment', { deploymentId }),
    type: 'aws.wait',
    until: "contains(['Succeeded', 'Failed', 'Stopped'], deploymentInfo.status)",
  };
  const url = consoleLinks.deployment(work.scope.region, deploymentId);
  return {
    type: 'goes on',
    memory: { at: 'end', deploymentId },
    effects: { wait },
    shows: { externalExecutionId: deploymentId, externalExecutionUrl: url },
  };
}

/**
 * AWS: API reference, GetPipelineState, "Deployment Succeeded"; of a failure, as seen in the wild. The error's
 * message is the deployment's own reason.
 */
function ended(deploymentId: string, { status, errorInformation }: DeploymentInfo): Move<Memory> {
  if (status === 'Succeeded') return { type: 'succeeds', shows: { summary: 'Deployment Succeeded' } };
  const summary = `Deployment ${deploymentId} failed`;
  const message = errorInformation?.message ?? summary;
  return { type: 'fails', error: { code: 'JobFailed', message }, shows: { summary } };
}

/** AWS: troubleshooting guide; said of a file that is missing as of an artifact that is too large. */
function unreadable({ what, artifact }: TemplateFile): Move<never> {
  return configurationError(`Exception while trying to read the ${what} artifact file from: ${artifact}`);
}

const clean = ({ actionExecutionId }: Work): Effect => ({
  type: 'workspace.remove',
  workspace: actionExecutionId,
});

const call = ({ role: as, scope }: Work, service: string, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service,
  operation,
  input,
  as,
  scope,
});
