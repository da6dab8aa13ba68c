import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { parseArn } from '../../../base/arn.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { EffectFailed } from '../../../engine/flow.ts';
import { imageIn, imageName } from '../../../base/registry-image.ts';
import { definitionOf, executionRoleOf, roleOf, withContainer, type TaskState } from './task-state.ts';
import { bucketAndKey } from '../task-definition-rules.ts';
import { secretValue } from './secret-value.ts';

type Effects = Record<string, Effect>;

/** Everything that has to be there before the first container starts: images, logs, secrets, credentials. */
export function preparations(task: TaskState): Effects {
  const effects = task.definition.containerDefinitions.flatMap((container) => [
    ...imageEffects(task, container),
    ...logEffects(task, container),
    ...secretEffects(task, container),
    ...fileEffects(task, container),
  ]);
  return { ...Object.fromEntries(effects), ...credentialEffects(task) };
}

/** An image that is in no registry of the house. */
export function foreignImage(task: TaskState): string | undefined {
  return task.definition.containerDefinitions.find(({ image }) => !imageName(image!))?.image;
}

export interface Prepared {
  readonly task: TaskState;
  readonly effects: Effects;
  /** Why it cannot start. */
  readonly failure?: string;
}

/** Takes in what one preparation gave; some ask for another. */
export function prepared(task: TaskState, effect: string, output: any): Prepared {
  const [kind, container = '', secret = ''] = effect.split(':');
  const done = { ...task, preparing: task.preparing.filter((name) => name !== effect) };
  switch (kind) {
    case 'image':
      return pulled(task, done, container, output);
    case 'group':
      return logGroupThere(task, container);
    case 'secret': {
      const value = secretValue(valueFrom(task, container, secret), output);
      if (value === undefined) return failed(done, 'retrieved secret does not contain the key asked for');
      const secrets = { ...task.containers[container]!.secrets, [secret]: value };
      return { task: withContainer(done, container, { secrets }), effects: {} };
    }
    case 'file': {
      const { files = [] } = task.containers[container]!;
      const had = Array.from({ length: Math.max(files.length, Number(secret) + 1) }, (_, at) => files[at]);
      return {
        task: withContainer(done, container, { files: had.with(Number(secret), output.Body) }),
        effects: {},
      };
    }
    case 'credentials':
      return { task: { ...done, credentials: environmentOf(output.Credentials) }, effects: {} };
    default:
      return { task: done, effects: {} };
  }
}

/** Why a task does not start, in AWS's words; undefined where the failure is none. */
export function unprepared(task: TaskState, { effect, code, reason }: EffectFailed): Prepared {
  const [kind, container = ''] = effect.split(':');
  const done = { ...task, preparing: task.preparing.filter((name) => name !== effect) };
  switch (kind) {
    case 'group':
      if (code === 'ResourceAlreadyExistsException') return logGroupThere(task, container);
      return failed(
        done,
        `failed to validate logger args: failed to create Cloudwatch log group: ${code}: ${reason}`,
      );
    case 'stream':
      if (code === 'ResourceAlreadyExistsException') return { task: done, effects: {} };
      return failed(
        done,
        `failed to validate logger args: create stream has been retried 1 times: ` +
          `failed to create Cloudwatch log stream: ${code}: ${reason}`,
      );
    case 'image':
      return {
        task: done,
        effects: {},
        failure: cannotPull(definitionOf(task, container).image!, `${code}: ${reason}`),
      };
    case 'secret':
      return failed(
        done,
        'unable to pull secrets or registry auth: execution resource retrieval failed: ' +
          `unable to retrieve secret: service call has been retried 1 time(s): ${code}: ${reason}`,
      );
    case 'file':
      // AWS: unverified, from the colon on.
      return failed(
        done,
        'failed to download env files: file download command: non empty error stream: ' +
          `service call has been retried 1 time(s): ${code}: ${reason}`,
      );
    default:
      // AWS: unverified.
      return failed(done, `ECS was unable to assume the role '${roleOf(task)}'. ${code}: ${reason}`);
  }
}

const failed = (task: TaskState, why: string): Prepared => ({
  task,
  effects: {},
  failure: `ResourceInitializationError: ${why}`,
});

export const cannotPull = (image: string, why: string): string =>
  'CannotPullContainerError: pull image manifest has been retried 1 time(s): ' +
  `failed to resolve ref ${image}: ${why}`;

function imageEffects(task: TaskState, container: ContainerDefinition): [string, Effect][] {
  const named = imageName(container.image!);
  return named ? [[`image:${container.name}`, manifestOf(task, container.image!, named.id)]] : [];
}

function manifestOf(task: TaskState, image: string, id: object): Effect {
  const { account, region, repository } = imageName(image)!;
  return {
    type: 'aws.call',
    service: 'ecr',
    operation: 'BatchGetImage',
    input: { registryId: account, repositoryName: repository, imageIds: [id] },
    as: executionRoleOf(task),
    scope: { account: task.scope.account, region },
  };
}

function pulled(task: TaskState, done: TaskState, container: string, output: any): Prepared {
  const { image } = definitionOf(task, container);
  const [found] = output.images ?? [];
  if (!found) {
    const [why] = output.failures ?? [];
    const reason = why ? `${why.failureCode}: ${why.failureReason}` : 'not found';
    return { task: done, effects: {}, failure: cannotPull(image!, reason) };
  }
  const read = imageIn(found.imageManifest, found.imageId.imageDigest);
  if (!read)
    return { task: done, effects: {}, failure: cannotPull(image!, 'its manifest is of no known kind') };
  if ('manifest' in read) {
    const again = manifestOf(task, image!, { imageDigest: read.manifest });
    return { task, effects: { [`image:${container}`]: again } };
  }
  return { task: withContainer(done, container, { image: read }), effects: {} };
}

/** The awslogs options of a container; undefined where it keeps no log. */
export function logOptions(container: ContainerDefinition): Readonly<Record<string, string>> | undefined {
  return container.logConfiguration?.logDriver === 'awslogs'
    ? (container.logConfiguration.options ?? {})
    : undefined;
}

/** AWS: `prefix-name/container-name/ecs-task-id`; without a prefix, the container's own id: here made of both. */
export function logStreamOf(task: TaskState, container: ContainerDefinition): string {
  const prefix = logOptions(container)!['awslogs-stream-prefix'];
  return prefix ? `${prefix}/${container.name}/${task.taskId}` : `${task.taskId}-${container.name}`;
}

/** A call of CloudWatch Logs, in the region that the log driver names. */
export function logCall(
  task: TaskState,
  container: ContainerDefinition,
  { operation, input }: { readonly operation: string; readonly input: object },
): Effect {
  const options = logOptions(container)!;
  return {
    type: 'aws.call',
    service: 'logs',
    operation,
    input: { logGroupName: options['awslogs-group'], ...input },
    as: executionRoleOf(task),
    scope: { account: task.scope.account, region: options['awslogs-region'] ?? task.scope.region },
  };
}

function logEffects(task: TaskState, container: ContainerDefinition): [string, Effect][] {
  const options = logOptions(container);
  if (!options) return [];
  if (options['awslogs-create-group'] === 'true')
    return [
      [`group:${container.name}`, logCall(task, container, { operation: 'CreateLogGroup', input: {} })],
    ];
  return [[`stream:${container.name}`, createStream(task, container)]];
}

function createStream(task: TaskState, container: ContainerDefinition): Effect {
  const input = { logStreamName: logStreamOf(task, container) };
  return logCall(task, container, { operation: 'CreateLogStream', input });
}

function logGroupThere(task: TaskState, name: string): Prepared {
  const preparing = task.preparing.map((each) => (each === `group:${name}` ? `stream:${name}` : each));
  const effects = { [`stream:${name}`]: createStream(task, definitionOf(task, name)) };
  return { task: { ...task, preparing }, effects };
}

const valueFrom = (task: TaskState, container: string, secret: string): string =>
  definitionOf(task, container).secrets!.find(({ name }) => name === secret)!.valueFrom!;

function secretEffects(task: TaskState, container: ContainerDefinition): [string, Effect][] {
  return (container.secrets ?? []).map(({ name, valueFrom: from }) => {
    // AWS: the ARN of a secret or a parameter may be of another Region; a name is of the task's.
    const { account, region } = parseArn(from!) ?? task.scope;
    const call = { type: 'aws.call', as: executionRoleOf(task), scope: { account, region } } as const;
    const effect: Effect = from!.includes(':secretsmanager:')
      ? { ...call, service: 'secretsmanager', operation: 'GetSecretValue', input: secretAsked(from!) }
      : {
          ...call,
          service: 'ssm',
          operation: 'GetParameters',
          input: { Names: [from!], WithDecryption: true },
        };
    return [`secret:${container.name}:${name}`, effect];
  });
}

/** AWS: developer guide, "Pass environment variables": read as the execution role; an override's are instead. */
function fileEffects(task: TaskState, container: ContainerDefinition): [string, Effect][] {
  return environmentFilesOf(task, container).map(({ value }, index) => {
    const [, Bucket, Key] = bucketAndKey.exec(value!) ?? [];
    const call = { type: 'aws.call', service: 's3', operation: 'GetObject' } as const;
    const effect: Effect = { ...call, input: { Bucket, Key }, as: executionRoleOf(task), scope: task.scope };
    return [`file:${container.name}:${index}`, effect];
  });
}

function environmentFilesOf(task: TaskState, { name, environmentFiles = [] }: ContainerDefinition) {
  const override = task.overrides.containerOverrides?.find((each) => each.name === name);
  return override?.environmentFiles ?? environmentFiles;
}

/** AWS: `arn:aws:secretsmanager:region:account:secret:name:json-key:version-stage:version-id`. */
function secretAsked(from: string): object {
  const parts = from.split(':');
  const [stage, version] = [parts[8], parts[9]];
  return {
    SecretId: parts.slice(0, 7).join(':'),
    ...(stage && { VersionStage: stage }),
    ...(version && { VersionId: version }),
  };
}

function credentialEffects(task: TaskState): Effects {
  const RoleArn = roleOf(task);
  if (RoleArn === undefined) return {};
  return {
    credentials: {
      type: 'aws.call',
      service: 'sts',
      operation: 'AssumeRole',
      input: { RoleArn, RoleSessionName: task.taskId },
      as: servicePrincipal('ecs-tasks'),
      scope: task.scope,
    },
  };
}

interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
}

function environmentOf({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
  };
}
