import type { Build, BuildBatch, EnvironmentVariable } from '@aws-sdk/client-codebuild';
import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import { assert } from '../../../base/assert.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import {
  configurationError,
  isSet,
  refused,
  type ActionProvider,
  type ArtifactObject,
  type Move,
  type Outcome,
  type Work,
} from './action.ts';
import { consoleLinks, entityLinks } from './console-links.ts';

/** The build, or the batch of builds, once there is one. */
type Memory = { readonly buildId?: string };

const isBatch = ({ configuration }: Work): boolean => isSet(configuration, 'BatchEnabled');
const isCombined = ({ configuration }: Work): boolean => isSet(configuration, 'CombineArtifacts');

/** CodeBuild, as a Build and as a Test action. */
export const build = provider('Build');
export const test = provider('Test');

function provider(category: 'Build' | 'Test'): ActionProvider<Memory> {
  return {
    type: {
      category,
      provider: 'CodeBuild',
      inputs: { min: 1, max: 5 },
      outputs: { min: 0, max: 5 },
      configuration: [
        { name: 'ProjectName', required: true },
        { name: 'PrimarySource' },
        { name: 'EnvironmentVariables' },
        { name: 'BuildspecOverride' },
        { name: 'BatchEnabled', type: 'Boolean' },
        { name: 'CombineArtifacts', type: 'Boolean' },
      ],
      entityUrlTemplate: entityLinks.project,
    },
    refused: (action) => {
      const fault = sourceFault(action);
      return fault && `Action '${action.name}' ${fault}`;
    },
    start,
    proceed,
  };
}

/** What is wrong with the input whose build specification is read. */
// AWS: CodeBuild action reference, PrimarySource: one of the input artifacts by its name; "required if multiple input
// artifacts are specified". Unverified words.
export function sourceFault({
  configuration: { PrimarySource },
  inputArtifacts,
}: Pick<ActionDeclared, 'configuration' | 'inputArtifacts'>): string | undefined {
  if (PrimarySource === undefined)
    return inputArtifacts.length > 1 ? 'has several input artifacts, and no PrimarySource' : undefined;
  return inputArtifacts.some(({ name }) => name === PrimarySource)
    ? undefined
    : `has a PrimarySource that is none of its input artifacts: ${PrimarySource}`;
}

function start(work: Work): Move<Memory> {
  const variables = environmentVariables(work.configuration['EnvironmentVariables']);
  if (!variables)
    // AWS: unverified words.
    return configurationError(
      'The EnvironmentVariables configuration is not a valid JSON array of variables.',
    );
  return { type: 'goes on', memory: {}, effects: { start: startBuild(work, variables) } };
}

function proceed(work: Work, memory: Memory, outcome: Outcome): Move<Memory> {
  assert(outcome.type === 'Done' || outcome.type === 'Refused', 'nobody answers a build');
  if (outcome.type === 'Refused')
    return refused(outcome.step === 'start' ? unstarted(work, outcome) : outcome);
  if (outcome.step === 'wait')
    return isBatch(work) ? batchEnded(outcome.output.buildBatches[0]) : ended(outcome.output.builds[0]);
  const buildId: string = (outcome.output.build ?? outcome.output.buildBatch).id;
  return {
    type: 'goes on',
    memory: { ...memory, buildId },
    effects: { wait: awaitBuild(work, buildId) },
    shows: {
      externalExecutionId: buildId,
      externalExecutionUrl: isBatch(work)
        ? consoleLinks.batch(work.scope.region, buildId)
        : consoleLinks.build(work.scope.region, buildId),
    },
  };
}

/**
 * AWS: as seen in the wild (awslabs/cdk-eks-blueprints#483), where a request's id and `Proxy: null` follow the
 * code.
 */
const unstarted = (work: Work, { code, reason }: Outcome & { type: 'Refused' }) => ({
  code,
  reason:
    `Error calling ${isBatch(work) ? 'startBuildBatch' : 'startBuild'}: ${reason} ` +
    `(Service: AWSCodeBuild; Status Code: 400; Error Code: ${code})`,
});

function ended(build: Build): Move<Memory> {
  if (build.buildStatus === 'SUCCEEDED') {
    const exported = (build.exportedEnvironmentVariables ?? []).map(({ name = '', value = '' }) => [
      name,
      value,
    ]);
    return {
      type: 'succeeds',
      variables: Object.fromEntries(exported),
      revision: { revisionId: build.id ?? '', created: Date.parse(String(build.endTime)) },
    };
  }
  const message = failureOf(build);
  return { type: 'fails', error: { code: 'JobFailed', message }, shows: { summary: message } };
}

/** A batch has no variables of its own. AWS: unverified, and its words. */
function batchEnded({ id = '', buildBatchStatus, endTime, phases = [] }: BuildBatch): Move<Memory> {
  if (buildBatchStatus === 'SUCCEEDED')
    return { type: 'succeeds', revision: { revisionId: id, created: Date.parse(String(endTime)) } };
  const failed = phases.findLast(
    ({ phaseStatus, contexts }) => phaseStatus === 'FAILED' && contexts?.[0]?.message,
  );
  const [context] = failed?.contexts ?? [];
  const why = context
    ? `. Phase: ${failed!.phaseType}, Code: ${context.statusCode}, Message: ${context.message}`
    : '';
  const message = `Batch build terminated with state: ${buildBatchStatus}${why}`;
  return { type: 'fails', error: { code: 'JobFailed', message }, shows: { summary: message } };
}

/**
 * AWS: as seen in the wild, `Build terminated with state: FAILED. Phase: BUILD, Code:
 * COMMAND_EXECUTION_ERROR, Message: …`.
 */
export function failureOf({ buildStatus, phases = [] }: Build): string {
  const state = `Build terminated with state: ${buildStatus}`;
  const failed = phases.find(({ phaseStatus }) => phaseStatus !== undefined && phaseStatus !== 'SUCCEEDED');
  const context = failed?.contexts?.[0];
  if (!failed || !context) return state;
  return `${state}. Phase: ${failed.phaseType}, Code: ${context.statusCode}, Message: ${context.message}`;
}

/**
 * How the two services of AWS tell each other of a build is not public; here the session names the
 * pipeline. AWS: unverified.
 */
function startBuild(work: Work, variables: readonly EnvironmentVariable[]): AwsCall {
  const { configuration, inputs } = work;
  const primary = inputs.find(({ name }) => name === configuration['PrimarySource']) ?? inputs[0]!;
  const secondary = inputs.filter((artifact) => artifact !== primary);
  const input = {
    projectName: configuration['ProjectName'],
    sourceTypeOverride: 'CODEPIPELINE',
    sourceLocationOverride: locationOf(primary),
    ...(primary.revisionId && { sourceVersion: primary.revisionId }),
    ...(secondary.length > 0 && {
      secondarySourcesOverride: secondary.map((artifact) => ({
        type: 'CODEPIPELINE',
        location: locationOf(artifact),
        sourceIdentifier: artifact.name,
      })),
    }),
    ...artifactOverrides(work),
    ...(configuration['BuildspecOverride'] && { buildspecOverride: configuration['BuildspecOverride'] }),
    environmentVariablesOverride: variables,
    idempotencyToken: work.actionExecutionId,
  };
  const batch = isCombined(work) ? { buildBatchConfigOverride: { combineArtifacts: true } } : {};
  return isBatch(work)
    ? { ...call(work, 'StartBuildBatch', { ...input, ...batch }), session: work.pipelineName }
    : { ...call(work, 'StartBuild', input), session: work.pipelineName };
}

/**
 * Several outputs are secondary artifacts, known by their names. So are those of a batch, unless they become one:
 * AWS: user guide, samples of batch builds: they are named after the builds they come from.
 */
function artifactOverrides(work: Work): object {
  const [output, ...further] = work.outputs;
  if (!output) return { artifactsOverride: { type: 'NO_ARTIFACTS' } };
  const alone = isBatch(work) ? isCombined(work) : further.length === 0;
  const place = { type: 'CODEPIPELINE', location: output.bucket, path: output.key };
  const sealed = output.encryptionKey === undefined ? {} : { encryptionKeyOverride: output.encryptionKey };
  if (alone) return { artifactsOverride: place, ...sealed };
  return {
    ...sealed,
    artifactsOverride: { type: 'NO_ARTIFACTS' },
    secondaryArtifactsOverride: work.outputs.map(({ name, bucket, key }) => ({
      type: 'CODEPIPELINE',
      location: bucket,
      path: key,
      artifactIdentifier: name,
    })),
  };
}

function awaitBuild(work: Work, buildId: string): AwsWait {
  const input = { ids: [buildId] };
  return isBatch(work)
    ? { ...call(work, 'BatchGetBuildBatches', input), type: 'aws.wait', until: 'buildBatches[0].complete' }
    : { ...call(work, 'BatchGetBuilds', input), type: 'aws.wait', until: 'builds[0].buildComplete' };
}

const call = ({ role: as, scope }: Work, operation: string, input: object): AwsCall => ({
  type: 'aws.call',
  service: 'codebuild',
  operation,
  input,
  as,
  scope,
});

export const locationOf = ({ bucket, key }: ArtifactObject): string => `${bucket}/${key}`;

/**
 * AWS: user guide, CodeBuild action reference, EnvironmentVariables:
 * `[{"name":…,"value":…,"type":"PLAINTEXT"}]`.
 */
export function environmentVariables(text = '[]'): EnvironmentVariable[] | undefined {
  const list = jsonOf(text);
  if (!Array.isArray(list) || !list.every(isVariable)) return undefined;
  return list.map(({ name, value, type }) => ({ name, value, type: type ?? 'PLAINTEXT' }));
}

function isVariable(each: unknown): each is EnvironmentVariable {
  if (typeof each !== 'object' || each === null || !('name' in each) || !('value' in each)) return false;
  return typeof each.name === 'string' && typeof each.value === 'string';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
