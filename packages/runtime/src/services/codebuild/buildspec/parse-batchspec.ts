import type { YAMLMap } from 'yaml';
import type { BuildspecError } from './buildspec.ts';
import { Reader, unreadable, Unreadable } from './reader.ts';

/** What a buildspec says of a batch of builds. */
export interface Batchspec {
  /** Whether a build that fails stops the others. */
  readonly fastFail: boolean;
  readonly tasks: readonly BatchTask[];
}

/** One build of a batch: what is otherwise than its project says. */
export interface BatchTask {
  readonly identifier: string;
  readonly dependsOn: readonly string[];
  readonly ignoreFailure: boolean;
  readonly buildspec?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly environment: TaskEnvironment;
  /** Which one it is of builds that share out the tests of one task. */
  readonly shard?: Shard;
}
export interface Shard {
  /** Counted from 0. */
  readonly index: number;
  readonly count: number;
}
interface TaskEnvironment {
  readonly computeType?: string;
  /** Its name or its ARN. */
  readonly fleet?: string;
  readonly image?: string;
  readonly type?: string;
  readonly privilegedMode?: boolean;
}

/** Reads `batch` of a buildspec. AWS: user guide, "Batch build buildspec reference"; unverified words of all errors. */
export function parseBatchspec(text: string): Batchspec | BuildspecError {
  try {
    return read(new Reader(text));
  } catch (error) {
    if (error instanceof Unreadable) return { error: error.message };
    throw error;
  }
}

const kinds = ['build-graph', 'build-list', 'build-matrix', 'build-fanout'];

function read(reader: Reader): Batchspec {
  const batch =
    reader.map(reader.root, 'batch', 'batch') ?? unreadable('batch is required in a batch buildspec');
  const [kind, ...others] = reader.keys(batch).filter((key) => kinds.includes(key));
  if (kind === undefined || others.length > 0) unreadable(`batch must have one of ${kinds.join(', ')}`);
  const tasks = tasksOf(reader, batch, kind!);
  checkTasks(tasks);
  return { fastFail: isTrue(reader.text(batch, 'fast-fail', 'batch/fast-fail')), tasks };
}

function tasksOf(reader: Reader, batch: YAMLMap, kind: string): BatchTask[] {
  const path = `batch/${kind}`;
  switch (kind) {
    case 'build-matrix':
      return matrixOf(reader, reader.map(batch, kind, path) ?? unreadable(`${path} must not be empty`));
    case 'build-fanout':
      return fanoutOf(reader, reader.map(batch, kind, path) ?? unreadable(`${path} must not be empty`));
    default:
      return listOf(reader, batch, kind);
  }
}

const isTrue = (text: string | undefined): boolean => /^(yes|true)$/i.test(text ?? '');

function listOf(reader: Reader, batch: YAMLMap, kind: string): BatchTask[] {
  const path = `batch/${kind}`;
  return (reader.maps(batch, kind, path) ?? []).map((task, index) => {
    const at = `${path}[${index}]`;
    const buildspec = reader.text(task, 'buildspec', `${at}/buildspec`);
    const env = reader.map(task, 'env', `${at}/env`);
    return {
      identifier:
        reader.text(task, 'identifier', `${at}/identifier`) ?? unreadable(`${at} must have an identifier`),
      dependsOn: (kind === 'build-graph' && reader.list(task, 'depend-on', `${at}/depend-on`)) || [],
      ignoreFailure: isTrue(reader.text(task, 'ignore-failure', `${at}/ignore-failure`)),
      ...(buildspec !== undefined && { buildspec }),
      variables: env ? reader.texts(env, 'variables', `${at}/env/variables`) : {},
      environment: environmentOf(reader, env, `${at}/env`),
    };
  });
}

function environmentOf(reader: Reader, env: YAMLMap | undefined, path: string): TaskEnvironment {
  const fleet = reader.text(env, 'fleet', `${path}/fleet`);
  const computeType = reader.text(env, 'compute-type', `${path}/compute-type`);
  if (fleet !== undefined && computeType !== undefined)
    unreadable(`${path} must not have both compute-type and fleet`);
  const image = reader.text(env, 'image', `${path}/image`);
  const type = reader.text(env, 'type', `${path}/type`);
  const privileged = reader.text(env, 'privileged-mode', `${path}/privileged-mode`);
  return {
    ...(computeType !== undefined && { computeType }),
    ...(fleet !== undefined && { fleet }),
    ...(image !== undefined && { image }),
    ...(type !== undefined && { type }),
    ...(privileged !== undefined && { privilegedMode: isTrue(privileged) }),
  };
}

/** One axis of a matrix, and what each of its values means for a task. */
type Axis = readonly Partial<BatchTask>[];

/** Every combination of what is dynamic, with what is static. */
function matrixOf(reader: Reader, matrix: YAMLMap): BatchTask[] {
  const fixed = reader.map(matrix, 'static', 'batch/build-matrix/static');
  const env = fixed && reader.map(fixed, 'env', 'batch/build-matrix/static/env');
  const base = {
    dependsOn: [],
    ignoreFailure: isTrue(reader.text(fixed, 'ignore-failure', 'batch/build-matrix/static/ignore-failure')),
    variables: env ? reader.texts(env, 'variables', 'batch/build-matrix/static/env/variables') : {},
    environment: environmentOf(reader, env, 'batch/build-matrix/static/env'),
  };
  const axes = axesOf(reader, matrix);
  checkCount(axes.reduce((count, axis) => count * axis.length, 1));
  const combined = axes.reduce<Omit<BatchTask, 'identifier'>[]>(
    (tasks, axis) => tasks.flatMap((task) => axis.map((value) => merged(task, value))),
    [base],
  );
  return combined.map((task, index) => ({ ...task, identifier: numbered(index) }));
}

const merged = (task: Omit<BatchTask, 'identifier'>, value: Partial<BatchTask>) => ({
  ...task,
  ...value,
  variables: { ...task.variables, ...value.variables },
  environment: { ...task.environment, ...value.environment },
});

function axesOf(reader: Reader, matrix: YAMLMap): Axis[] {
  const path = 'batch/build-matrix/dynamic';
  const dynamic = reader.map(matrix, 'dynamic', path) ?? unreadable(`${path} is required`);
  const env = reader.map(dynamic, 'env', `${path}/env`);
  const variables = env && reader.map(env, 'variables', `${path}/env/variables`);
  const values = (map: YAMLMap | undefined, key: string) => reader.list(map, key, key);
  return [
    values(dynamic, 'buildspec')?.map((buildspec) => ({ buildspec })),
    values(env, 'compute-type')?.map((computeType) => ({ environment: { computeType } })),
    values(env, 'image')?.map((image) => ({ environment: { image } })),
    ...reader
      .keys(variables)
      .map((name) => values(variables, name)?.map((value) => ({ variables: { [name]: value } }))),
  ].filter((axis) => axis !== undefined);
}

/** So many times the same build; `codebuild-tests-run` in each takes its part of the tests. */
function fanoutOf(reader: Reader, fanout: YAMLMap): BatchTask[] {
  const path = 'batch/build-fanout';
  const text = reader.text(fanout, 'parallelism', `${path}/parallelism`);
  const count = Number(text ?? unreadable(`${path}/parallelism is required`));
  if (!Number.isInteger(count) || count < 1 || count > buildsMax)
    unreadable(`Invalid ${path}/parallelism: ${text}, expecting a number from 1 to ${buildsMax}`);
  const ignoreFailure = isTrue(reader.text(fanout, 'ignore-failure', `${path}/ignore-failure`));
  return Array.from({ length: count }, (_, index) => ({
    identifier: numbered(index),
    dependsOn: [],
    ignoreFailure,
    variables: {},
    environment: {},
    shard: { index, count },
  }));
}

/** Of builds that the buildspec does not name. AWS: unverified. */
const numbered = (index: number): string => `build${index + 1}`;

// AWS: user guide, "Batch configuration": the most builds that can be allowed in a batch. Unverified without a
// restriction.
const buildsMax = 100;

function checkCount(count: number): void {
  if (count > buildsMax) unreadable(`batch must have at most ${buildsMax} builds, and has ${count}`);
}

function checkTasks(tasks: readonly BatchTask[]): void {
  if (tasks.length === 0) unreadable('batch must have at least one build');
  checkCount(tasks.length);
  const names = tasks.map(({ identifier }) => identifier);
  const wrong = names.find((name) => !/^[A-Za-z0-9_]{1,128}$/.test(name));
  if (wrong !== undefined) unreadable(`Invalid identifier of a build in a batch: ${wrong}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) unreadable(`Duplicate identifier of a build in a batch: ${twice}`);
  for (const { identifier, dependsOn } of tasks) {
    const missing = dependsOn.find((name) => !names.includes(name));
    if (missing !== undefined) unreadable(`${identifier} depends on ${missing}, which is not in the batch`);
  }
  checkCycles(tasks);
}

function checkCycles(tasks: readonly BatchTask[]): void {
  let left = [...tasks];
  for (;;) {
    const free = left.filter(
      ({ dependsOn }) => !dependsOn.some((name) => left.some((each) => each.identifier === name)),
    );
    if (free.length === 0) break;
    left = left.filter((task) => !free.includes(task));
  }
  if (left.length > 0)
    unreadable(`${left.map(({ identifier }) => identifier).join(', ')} depend on each other`);
}
