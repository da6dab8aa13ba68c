import type { AwsWait } from '../../../base/effects/aws.ts';
import type { ActionDeclared } from '../declaration/declaration.ts';
import { hourMs, type ActionProvider, type Work } from './action.ts';
import { trafficSteps } from './deploy-strategy.ts';
import { ActionFailure, awsCall, doing, elapsing, played, type Script, type ScriptMemory } from './script.ts';

/** Longer than any strategy may take. AWS: unverified. */
const timeoutMs = 49 * hourMs;

/**
 * Lambda, as a deployment: the artifact becomes a version of a function, and traffic of an alias goes to it step by
 * step. AWS: user guide, "AWS Lambda deploy action reference".
 */
export const deployLambda: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Deploy',
    provider: 'Lambda',
    inputs: { min: 0, max: 1 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'FunctionName', required: true },
      { name: 'FunctionAlias' },
      { name: 'PublishedTargetVersion' },
      { name: 'DeployStrategy' },
      { name: 'Alarms' },
    ],
    pipelineType: 'V2',
  },
  refused,
  timeoutMs: () => timeoutMs,
  ...played(script),
};

/** AWS: unverified words; the rules are those of the reference. */
function refused({ name, configuration, inputArtifacts }: ActionDeclared): string | undefined {
  const { FunctionAlias, PublishedTargetVersion, DeployStrategy, Alarms } = configuration;
  if (PublishedTargetVersion === undefined && inputArtifacts.length === 0)
    return `Action '${name}' needs an input artifact or a PublishedTargetVersion`;
  if (FunctionAlias === undefined && (PublishedTargetVersion ?? DeployStrategy) !== undefined)
    return `Action '${name}' has a PublishedTargetVersion or a DeployStrategy, which need a FunctionAlias`;
  if (DeployStrategy !== undefined && !DeployStrategy.includes('#{') && !trafficSteps(DeployStrategy))
    return `Action '${name}' has a DeployStrategy that is none: ${DeployStrategy}`;
  // AWS: "Up to 10 alarms can be added".
  if (alarmNames(Alarms).length > alarmsMax) return `Action '${name}' has more than ${alarmsMax} Alarms`;
  return undefined;
}

const alarmsMax = 10;

const alarmNames = (text = ''): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function* script(work: Work): Script {
  const { FunctionAlias, PublishedTargetVersion } = work.configuration;
  const alias = FunctionAlias === undefined ? undefined : yield* aliasFound(work, FunctionAlias);
  yield* refuseAlarmed(work);
  const version = PublishedTargetVersion ?? (yield* published(work));
  if (PublishedTargetVersion !== undefined) yield* doing('version', configurationOf(work, version));
  if (alias && alias.version !== version) yield* shifted(work, alias, version);
  // AWS: unverified name of the variable.
  return { variables: { FunctionVersion: version }, shows: { summary: 'Deployment Succeeded' } };
}

interface Alias {
  readonly name: string;
  readonly version: string;
}

/** AWS: "The alias must exist and has one version behind it when the action execution starts". */
function* aliasFound(work: Work, name: string): Script<Alias> {
  const { FunctionName } = work.configuration;
  const found = yield* doing('alias', awsCall(work, 'lambda', 'GetAlias', { FunctionName, Name: name }));
  if (Object.keys(found.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0)
    throw new ActionFailure(
      `The alias ${name} of ${FunctionName} has more than one version`,
      'ConfigurationError',
    );
  return { name, version: found.FunctionVersion };
}

const configurationOf = (work: Work, Qualifier?: string) =>
  awsCall(work, 'lambda', 'GetFunctionConfiguration', {
    FunctionName: work.configuration['FunctionName'],
    ...(Qualifier !== undefined && { Qualifier }),
  });

/** The artifact's zip is the function's code, and its next version. */
function* published(work: Work): Script<string> {
  const { FunctionName } = work.configuration;
  const [artifact] = work.inputs;
  const code = { S3Bucket: artifact!.bucket, S3Key: artifact!.key };
  yield* doing('code', awsCall(work, 'lambda', 'UpdateFunctionCode', { FunctionName, ...code }));
  const updated: AwsWait = {
    ...configurationOf(work),
    type: 'aws.wait',
    until: "LastUpdateStatus != 'InProgress'",
  };
  const { LastUpdateStatus, LastUpdateStatusReason } = yield* doing('updated', updated);
  if (LastUpdateStatus !== 'Successful')
    throw new ActionFailure(LastUpdateStatusReason ?? `The code of ${FunctionName} could not be updated`);
  const { Version } = yield* doing('publish', awsCall(work, 'lambda', 'PublishVersion', { FunctionName }));
  return Version;
}

/** Traffic goes over while no alarm says no; or back. */
function* shifted(work: Work, alias: Alias, version: string): Script<void> {
  const { DeployStrategy = 'AllAtOnce', Alarms } = work.configuration;
  const steps = trafficSteps(DeployStrategy);
  if (!steps) throw new ActionFailure(`DeployStrategy is none: ${DeployStrategy}`, 'ConfigurationError');
  const alarms = alarmNames(Alarms);
  for (const { percent, forMs } of steps) {
    const weights = { [version]: percent / 100 };
    yield* doing(`shift ${percent}`, aliasUpdate(work, alias.name, alias.version, weights));
    const seen = yield* elapsing(
      forMs,
      alarms.length > 0 ? { [`watch ${percent}`]: watch(work, alarms) } : {},
    );
    if (!seen) continue;
    yield* doing('back', aliasUpdate(work, alias.name, alias.version, {}));
    throw alarmed(seen[`watch ${percent}`]);
  }
  yield* doing('shift 100', aliasUpdate(work, alias.name, version, {}));
}

function aliasUpdate(work: Work, Name: string, FunctionVersion: string, weights: Record<string, number>) {
  const { FunctionName } = work.configuration;
  const RoutingConfig = { AdditionalVersionWeights: weights };
  return awsCall(work, 'lambda', 'UpdateAlias', { FunctionName, Name, FunctionVersion, RoutingConfig });
}

const describeAlarms = (work: Work, AlarmNames: readonly string[]) =>
  awsCall(work, 'cloudwatch', 'DescribeAlarms', {
    AlarmNames,
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });

/** AWS: "When a monitored alarm enters ALARM state, the action fails". Unverified of one that is in it before. */
function* refuseAlarmed(work: Work): Script<void> {
  const alarms = alarmNames(work.configuration['Alarms']);
  if (alarms.length === 0) return;
  const found = yield* doing('alarms', describeAlarms(work, alarms));
  if (inAlarm(found).length > 0) throw alarmed(found);
}

const watch = (work: Work, alarms: readonly string[]): AwsWait => ({
  ...describeAlarms(work, alarms),
  type: 'aws.wait',
  until: "[MetricAlarms, CompositeAlarms][] | [?StateValue == 'ALARM'] | length(@) > `0`",
});

interface Described {
  readonly MetricAlarms?: readonly DescribedAlarm[];
  readonly CompositeAlarms?: readonly DescribedAlarm[];
}
interface DescribedAlarm {
  readonly AlarmName: string;
  readonly StateValue: string;
}

const inAlarm = ({ MetricAlarms = [], CompositeAlarms = [] }: Described): string[] =>
  [...MetricAlarms, ...CompositeAlarms].flatMap((alarm) =>
    alarm.StateValue === 'ALARM' ? alarm.AlarmName : [],
  );

/** AWS: unverified words. */
const alarmed = (found: Described): ActionFailure =>
  new ActionFailure(`These alarms are in the ALARM state: ${inAlarm(found).join(', ')}`);
