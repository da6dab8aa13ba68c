import type { ContainerDefinition, RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { clientError } from './errors.ts';
import { cpuUnits, memoryMib } from './limits.ts';

/** Refuses a task definition as AWS does. */
export function checkTaskDefinition(input: RegisterTaskDefinitionRequest): void {
  // AWS: "up to 255 letters (uppercase and lowercase), numbers, hyphens, and underscores"; the words are unverified.
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(input.family!)) clientError('Family contains invalid characters.');
  const containers = input.containerDefinitions ?? [];
  if (containers.length === 0) clientError('Container list cannot be empty.');
  for (const container of containers) {
    checkContainer(container);
    checkTimes(container);
    checkEnvironmentFiles(container);
    if (input.networkMode === 'awsvpc' || input.networkMode === 'host')
      checkPorts(container, input.networkMode);
  }
  const names = containers.map(({ name }) => name);
  if (new Set(names).size < names.length) clientError('Container names must be unique.'); // AWS: unverified.
  checkDependencies(containers);
  if (input.requiresCompatibilities?.includes('FARGATE')) checkFargate(input, containers);
  else checkMemory(input, containers);
}

function checkContainer({ name, image, logConfiguration }: ContainerDefinition): void {
  if (!name) clientError('Container.name should not be null or empty.');
  if (!image) clientError('Container.image should not be null or empty.');
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name))
    clientError(`Container.name contains invalid characters: ${name}`);
  const { logDriver, options = {} } = logConfiguration ?? {};
  const missing = ['awslogs-group', 'awslogs-region'].filter((option) => !options[option]);
  // AWS: developer guide, "Send Amazon ECS logs to CloudWatch": both are required; the words are unverified.
  if (logDriver === 'awslogs' && missing.length > 0)
    clientError(`Log driver awslogs requires options: ${missing.join(', ')}`);
}

/** Of the ARN of an object. */
export const bucketAndKey = /^arn:[\w-]+:s3:::([^/]+)\/(.+)$/;

/** AWS: API_EnvironmentFile, and ContainerDefinition, environmentFiles; the words are unverified. */
function checkEnvironmentFiles({ name, environmentFiles = [] }: ContainerDefinition): void {
  if (environmentFiles.length > 10)
    clientError(`Container '${name}' has more than the maximum of 10 environment files.`);
  const wrong = environmentFiles.find(
    ({ value = '' }) => !bucketAndKey.test(value) || !value.endsWith('.env'),
  );
  if (wrong)
    clientError(
      `Environment file '${wrong.value}' must be the ARN of an S3 object whose name ends with .env.`,
    );
}

function checkPorts({ portMappings = [] }: ContainerDefinition, networkMode: string): void {
  if (portMappings.some(({ hostPort, containerPort }) => hostPort && hostPort !== containerPort))
    clientError(
      `When networkMode=${networkMode}, the host ports and container ports in port mappings must match.`,
    );
}

/** AWS: API_HealthCheck and API_ContainerDefinition: from and to, in seconds, or so many; the words are unverified. */
function checkTimes({ name, healthCheck, startTimeout, stopTimeout }: ContainerDefinition): void {
  const ranges: readonly (readonly [string, number | undefined, number, number])[] = [
    ['healthCheck.interval', healthCheck?.interval, 5, 300],
    ['healthCheck.timeout', healthCheck?.timeout, 2, 120],
    ['healthCheck.retries', healthCheck?.retries, 1, 10],
    ['healthCheck.startPeriod', healthCheck?.startPeriod, 0, 300],
    ['startTimeout', startTimeout, 2, Infinity],
    ['stopTimeout', stopTimeout, 2, Infinity],
  ];
  const wrong = ranges.find(
    ([, value, least, most]) => value !== undefined && !(value >= least && value <= most),
  );
  if (!wrong) return;
  const [what, value, least, most] = wrong;
  const range = most === Infinity ? `at least ${least}` : `between ${least} and ${most}`;
  clientError(`Invalid setting for container '${name}'. ${what} must be ${range}, but was ${value}.`);
}

/** AWS: the words are unverified. */
function checkDependencies(containers: readonly ContainerDefinition[]): void {
  for (const { name, dependsOn = [] } of containers) {
    for (const { containerName, condition } of dependsOn) {
      const other = containers.find((each) => each.name === containerName);
      if (!other) clientError(`Container '${name}' depends on the unknown container '${containerName}'.`);
      if (condition === 'HEALTHY' && !other.healthCheck)
        clientError(
          `Container '${containerName}' has no health check, and cannot be waited for to be HEALTHY.`,
        );
      if ((condition === 'COMPLETE' || condition === 'SUCCESS') && other.essential !== false)
        clientError(`Container '${containerName}' is essential and cannot be waited for to be ${condition}.`);
    }
  }
  const waiting = new Set(containers.map(({ name }) => name!));
  const freed = () =>
    containers.find(
      ({ name, dependsOn = [] }) =>
        waiting.has(name!) && !dependsOn.some(({ containerName }) => waiting.has(containerName!)),
    );
  for (let next = freed(); next; next = freed()) waiting.delete(next.name!);
  if (waiting.size > 0) clientError('Container dependencies must not form a cycle.');
}

/** AWS: "Task CPU and memory", the memory that each CPU value goes with: least, most and step, MiB. */
const fargateSizes: Readonly<Record<string, readonly [number, number, number]>> = {
  '256': [512, 2048, 512],
  '512': [1024, 4096, 1024],
  '1024': [2048, 8192, 1024],
  '2048': [4096, 16_384, 1024],
  '4096': [8192, 30_720, 1024],
  '8192': [16_384, 61_440, 4096],
  '16384': [32_768, 122_880, 8192],
};

function checkFargate(
  input: RegisterTaskDefinitionRequest,
  containers: readonly ContainerDefinition[],
): void {
  if (input.networkMode !== 'awsvpc') clientError("Fargate only supports network mode 'awsvpc'.");
  if (!input.cpu) clientError("Fargate requires that 'cpu' be defined at the task level.");
  if (!input.memory) clientError("Fargate requires that 'memory' be defined at the task level.");
  const [cpu, memory] = [cpuUnits(input.cpu), memoryMib(input.memory)];
  const [least, most, step] = fargateSizes[cpu] ?? [1, 0, 1];
  const odd = (memory - least) % step !== 0 && !(cpu === 256 && memory === 1024);
  if (memory < least || memory > most || odd || (cpu === 256 && memory === 1536))
    clientError('No Fargate configuration exists for given values.');
  // AWS: API_ContainerDefinition, stopTimeout: "the max stop timeout value is 120 seconds"; startTimeout alike.
  const long = containers.find(
    ({ startTimeout = 0, stopTimeout = 0 }) => Math.max(startTimeout, stopTimeout) > 120,
  );
  if (long)
    clientError(
      `Invalid setting for container '${long.name}'. On Fargate, a timeout can be 120 seconds at most.`,
    );
  for (const { logConfiguration } of containers) {
    if (logConfiguration?.logDriver !== 'awslogs') continue;
    if (!logConfiguration.options?.['awslogs-stream-prefix'])
      clientError(
        'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.',
      );
  }
  if (input.executionRoleArn !== undefined) return;
  if (containers.some(({ image }) => /^\d{12}\.dkr\.ecr\./.test(image!)))
    clientError('Fargate requires task definition to have execution role ARN to support ECR images.');
  if (containers.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs'))
    clientError('Fargate requires task definition to have execution role ARN to support log driver awslogs.');
}

function checkMemory(input: RegisterTaskDefinitionRequest, containers: readonly ContainerDefinition[]): void {
  if (input.memory) return;
  const bare = containers.find(({ memory, memoryReservation }) => !memory && !memoryReservation);
  if (bare)
    clientError(
      `Invalid setting for container '${bare.name}'. ` +
        "At least one of 'memory' or 'memoryReservation' must be specified.",
    );
}
