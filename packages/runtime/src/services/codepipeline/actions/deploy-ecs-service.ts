import type { AwsWait } from '../../../base/effects/aws.ts';
import { hourMs, minuteMs, type ActionProvider, type Work } from './action.ts';
import { folderRemoval, readText, unpacked } from './artifact-files.ts';
import { notLarger, sizes } from './artifact-sizes.ts';
import { ActionFailure, awsCall, doing, played, type Script, type ScriptMemory } from './script.ts';

/** AWS: ECS action reference: DeploymentTimeout, minutes; "the maximum value is 60", which is the default. */
const timeoutMinutesMax = 60;

/** ECS: a rolling deployment of the images that `imagedefinitions.json` names. */
export const deployEcsService: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Deploy',
    provider: 'ECS',
    inputs: { min: 1, max: 1 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'ClusterName', required: true },
      { name: 'ServiceName', required: true },
      { name: 'FileName' },
      { name: 'DeploymentTimeout', type: 'Number' },
    ],
  },
  timeoutMs: ({ configuration }) => timeoutOf(configuration['DeploymentTimeout']),
  // AWS: unverified words.
  timeoutError: () => ({
    code: 'JobFailed',
    message: 'The Amazon ECS service did not reach a steady state before the deployment timeout.',
  }),
  ...played(script),
  tidy: (work) => ({ clean: folderRemoval(work) }),
};

function timeoutOf(minutes: string | undefined): number {
  const given = Number(minutes ?? timeoutMinutesMax);
  return given >= 1 && given <= timeoutMinutesMax ? given * minuteMs : hourMs;
}

interface ImageDefinition {
  readonly name: string;
  readonly imageUri: string;
}

function* script(work: Work): Script {
  const { ClusterName: cluster, ServiceName, DeploymentTimeout = timeoutMinutesMax } = work.configuration;
  // AWS: unverified words.
  if (Number(DeploymentTimeout) < 1 || Number(DeploymentTimeout) > timeoutMinutesMax)
    throw new ActionFailure(
      `DeploymentTimeout is not between 1 and ${timeoutMinutesMax} minutes.`,
      'ConfigurationError',
    );
  const images = yield* imageDefinitions(work);
  const { services } = yield* doing(
    'service',
    awsCall(work, 'ecs', 'DescribeServices', { cluster, services: [ServiceName] }),
  );
  // AWS: unverified words.
  if (!services[0]) throw new ActionFailure(`The service ${ServiceName} could not be found.`);
  const taskDefinition = yield* registered(work, services[0].taskDefinition, images);
  const updated = yield* doing(
    'update',
    awsCall(work, 'ecs', 'UpdateService', { cluster, service: ServiceName, taskDefinition }),
  );
  const deployment = updated.service.deployments.find(({ status }: any) => status === 'PRIMARY');
  const ours = `services[0].deployments[?id=='${deployment.id}']`;
  const wait: AwsWait = {
    ...awsCall(work, 'ecs', 'DescribeServices', { cluster, services: [ServiceName] }),
    type: 'aws.wait',
    until: `!(${ours}) || contains(['COMPLETED', 'FAILED'], ${ours} | [0].rolloutState)`,
  };
  const after = yield* doing('wait', wait, { externalExecutionId: deployment.id });
  const rolled = after.services[0].deployments.find(({ id }: any) => id === deployment.id);
  if (rolled?.rolloutState === 'COMPLETED')
    return { shows: { externalExecutionId: deployment.id, summary: 'Deployment Succeeded' } };
  // AWS: unverified words.
  const why = rolled?.rolloutStateReason ?? 'another deployment of the service has taken its place';
  throw new ActionFailure(`The deployment of ${ServiceName} failed: ${why}`);
}

/** AWS: user guide, "Image definitions file reference": a list of names and image URIs. */
function* imageDefinitions(work: Work): Script<readonly ImageDefinition[]> {
  const { FileName = 'imagedefinitions.json' } = work.configuration;
  const [artifact] = work.inputs;
  yield* unpacked(work, [artifact!]);
  const text = yield* readText(work, { artifact: artifact!.name, path: FileName });
  yield* doing('clean', folderRemoval(work));
  notLarger(FileName, Buffer.byteLength(text), sizes.imageDefinitions);
  const list = jsonOf(text);
  const isImage = (each: any): each is ImageDefinition =>
    typeof each?.name === 'string' && typeof each?.imageUri === 'string';
  if (Array.isArray(list) && list.length > 0 && list.every(isImage)) return list;
  // AWS: as seen in the wild.
  throw new ActionFailure(
    `Invalid action configuration: The image definition file ${FileName} contains invalid JSON format`,
    'ConfigurationError',
  );
}

/** A new revision of the service's task definition, with the images put in. */
function* registered(work: Work, arn: string, images: readonly ImageDefinition[]): Script<string> {
  const { taskDefinition, tags = [] } = yield* doing(
    'task definition',
    awsCall(work, 'ecs', 'DescribeTaskDefinition', { taskDefinition: arn, include: ['TAGS'] }),
  );
  const unknown = images.find(
    ({ name }) => !taskDefinition.containerDefinitions.some((container: any) => container.name === name),
  );
  // AWS: unverified words.
  if (unknown) throw new ActionFailure(`The AWS ECS container ${unknown.name} does not exist in ${arn}.`);
  const containerDefinitions = taskDefinition.containerDefinitions.map((container: any) => {
    const image = images.find(({ name }) => name === container.name)?.imageUri;
    return image ? { ...container, image } : container;
  });
  const {
    taskDefinitionArn: _arn,
    revision: _revision,
    status: _status,
    requiresAttributes: _attributes,
    compatibilities: _compatibilities,
    registeredAt: _at,
    registeredBy: _by,
    deregisteredAt: _gone,
    ...given
  } = taskDefinition;
  const input = { ...given, containerDefinitions, ...(tags.length > 0 && { tags }) };
  const registered = yield* doing('register', awsCall(work, 'ecs', 'RegisterTaskDefinition', input));
  return registered.taskDefinition.taskDefinitionArn;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
