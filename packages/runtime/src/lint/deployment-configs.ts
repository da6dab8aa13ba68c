import { isKnown, isObject, numberOf } from './declared.ts';
import type { Guard } from './guard.ts';
import type { Known } from './known.ts';

const names = {
  Server: 'OneAtATime HalfAtATime AllAtOnce',
  ECS:
    'ECSAllAtOnce ECSCanary10Percent5Minutes ECSCanary10Percent15Minutes ' +
    'ECSLinear10PercentEvery1Minutes ECSLinear10PercentEvery3Minutes',
  Lambda:
    'LambdaAllAtOnce LambdaCanary10Percent5Minutes LambdaCanary10Percent10Minutes ' +
    'LambdaCanary10Percent15Minutes LambdaCanary10Percent30Minutes ' +
    'LambdaLinear10PercentEvery1Minute LambdaLinear10PercentEvery2Minutes ' +
    'LambdaLinear10PercentEvery3Minutes LambdaLinear10PercentEvery10Minutes',
} as const;

// AWS: CodeDeploy user guide, "Working with deployment configurations in CodeDeploy".
export const predefinedConfigs: readonly string[] = Object.values(names).flatMap((all) =>
  all.split(' ').map((name) => `CodeDeployDefault.${name}`),
);

export function platformOf(config: string): 'Server' | 'ECS' | 'Lambda' | undefined {
  if (!predefinedConfigs.includes(config)) return undefined;
  return config.includes('.ECS') ? 'ECS' : config.includes('.Lambda') ? 'Lambda' : 'Server';
}

/** How long only a part of the traffic is on the new version, in seconds. */
export function partlySeconds(guard: Guard, known: Known): number | undefined {
  if (guard.kind === 'service') return serviceSeconds(guard);
  const { deploymentConfig: name, declared } = guard;
  if (name === undefined) return undefined;
  const [, kind, percent, minutes] = /(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/.exec(name) ?? [];
  if (kind && predefinedConfigs.includes(name)) return seconds(kind, Number(percent), Number(minutes));
  const own = known.meant(name, declared.scope, 'AWS::CodeDeploy::DeploymentConfig');
  const routing = own?.properties['TrafficRoutingConfig'];
  if (!isObject(routing)) return undefined;
  const [canary, linear] = [routing['TimeBasedCanary'], routing['TimeBasedLinear']];
  if (isObject(canary))
    return seconds('Canary', numberOf(canary['CanaryPercentage']), numberOf(canary['CanaryInterval']));
  if (isObject(linear))
    return seconds('Linear', numberOf(linear['LinearPercentage']), numberOf(linear['LinearInterval']));
  return undefined;
}

/** A linear shift takes as many steps as the percentage goes into a hundred; the first is made at once. */
function seconds(kind: string, percent: number | undefined, minutes: number | undefined): number | undefined {
  if (!percent || !minutes) return undefined;
  return kind === 'Canary' ? minutes * 60 : (Math.ceil(100 / percent) - 1) * minutes * 60;
}

function serviceSeconds({ declared }: Guard): number | undefined {
  const configuration = declared.properties['DeploymentConfiguration'];
  if (!isObject(configuration) || !isKnown(configuration['Strategy'])) return undefined;
  const [canary, linear] = [configuration['CanaryConfiguration'], configuration['LinearConfiguration']];
  if (configuration['Strategy'] === 'CANARY')
    return seconds(
      'Canary',
      1,
      numberOf(isObject(canary) ? canary['CanaryBakeTimeInMinutes'] : undefined) ?? 10,
    );
  if (configuration['Strategy'] !== 'LINEAR') return undefined;
  const of = isObject(linear) ? linear : {};
  return seconds('Linear', numberOf(of['StepPercent']) ?? 10, numberOf(of['StepBakeTimeInMinutes']) ?? 6);
}
