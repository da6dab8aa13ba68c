import {
  flagOf,
  isKnown,
  isObject,
  listOf,
  objectsOf,
  textOf,
  type Declared,
  type Path,
} from './declared.ts';

/** What takes a release back when an alarm goes off: of CodeDeploy, of a SAM function, of an ECS service. */
export interface Guard {
  readonly declared: Declared;
  readonly kind: 'deployment group' | 'function' | 'service';
  readonly about: string;
  /** As they are named: names, or references. */
  readonly alarms: readonly unknown[];
  readonly alarmsPath: Path;
  readonly alarmsEnabled: boolean;
  /** Whether an alarm takes the release back, and does not only stop it. */
  readonly rollsBack: boolean;
  /** Whether failing does. */
  readonly rollsBackFailures: boolean;
  readonly deploymentConfig?: string;
}

export function guardOf(declared: Declared): Guard | undefined {
  if (declared.type === 'AWS::CodeDeploy::DeploymentGroup') return groupGuard(declared);
  if (declared.type === 'AWS::Serverless::Function') return functionGuard(declared);
  return declared.type === 'AWS::ECS::Service' ? serviceGuard(declared) : undefined;
}

function groupGuard(declared: Declared): Guard {
  const alarms = objectAt(declared.properties, 'AlarmConfiguration');
  const rollback = objectAt(declared.properties, 'AutoRollbackConfiguration');
  const events = listOf(rollback['Events']).map(String);
  const rolls = flagOf(rollback['Enabled']) !== false;
  const config = textOf(declared.properties['DeploymentConfigName']);
  return {
    declared,
    kind: 'deployment group',
    about: `deployment group ${declared.id}`,
    alarms: objectsOf(alarms['Alarms']).map(({ Name }) => Name),
    alarmsPath: ['AlarmConfiguration'],
    alarmsEnabled: flagOf(alarms['Enabled']) ?? objectsOf(alarms['Alarms']).length > 0,
    rollsBack: rolls && events.includes('DEPLOYMENT_STOP_ON_ALARM'),
    rollsBackFailures: rolls && events.includes('DEPLOYMENT_FAILURE'),
    ...(config !== undefined && { deploymentConfig: config }),
  };
}

/** SAM makes a deployment group that takes back what fails, and what its alarms stop. */
function functionGuard(declared: Declared): Guard | undefined {
  const preference = declared.properties['DeploymentPreference'];
  if (!isObject(preference) || flagOf(preference['Enabled']) === false) return undefined;
  const type = textOf(preference['Type']);
  return {
    declared,
    kind: 'function',
    about: `function ${declared.id}`,
    alarms: listOf(preference['Alarms']),
    alarmsPath: ['DeploymentPreference', 'Alarms'],
    alarmsEnabled: listOf(preference['Alarms']).length > 0,
    rollsBack: true,
    rollsBackFailures: true,
    ...(type !== undefined && { deploymentConfig: isKnown(type) ? `CodeDeployDefault.Lambda${type}` : type }),
  };
}

function serviceGuard(declared: Declared): Guard | undefined {
  const configuration = objectAt(declared.properties, 'DeploymentConfiguration');
  const alarms = configuration['Alarms'];
  if (!isObject(alarms)) return undefined;
  return {
    declared,
    kind: 'service',
    about: `service ${declared.id}`,
    alarms: listOf(alarms['AlarmNames']),
    alarmsPath: ['DeploymentConfiguration', 'Alarms'],
    alarmsEnabled: flagOf(alarms['Enable']) === true,
    rollsBack: flagOf(alarms['Rollback']) === true,
    rollsBackFailures: flagOf(objectAt(configuration, 'DeploymentCircuitBreaker')['Rollback']) === true,
  };
}

function objectAt(value: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const found = value[key];
  return isObject(found) ? found : {};
}
