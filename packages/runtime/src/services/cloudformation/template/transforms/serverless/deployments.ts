import { isList, isValues, type Value, type Values } from '../../template.ts';
import {
  asList,
  asValues,
  present,
  refuseDocument,
  type Building,
  type ServerlessResource,
} from './building.ts';
import { trusting } from './roles.ts';

const applicationId = 'ServerlessDeploymentApplication';
const serviceRoleId = 'CodeDeployServiceRole';

/** CodeDeploy's own configurations; any other name is one of the account's. */
const predefined = /^(AllAtOnce|Canary10Percent(5|10|15|30)Minutes?|Linear10PercentEvery(1|2|3|10)Minutes?)$/;

/** The update policy of a function's alias by its DeploymentPreference, whose deployment group it makes. */
// AWS: SAM developer guide, "DeploymentPreference" and "Deploying serverless applications gradually".
export function deploymentPolicy(
  { id, properties }: ServerlessResource,
  building: Building,
): Values | undefined {
  const preference = properties['DeploymentPreference'];
  if (!isValues(preference) || preference['Enabled'] === false) return undefined;
  const { Type, Hooks, Role, Alarms, TriggerConfigurations } = preference;
  if (Type === undefined) return refuseDocument(id, "'DeploymentPreference' needs a Type.");
  const groupId = `${id}DeploymentGroup`;
  building.add(
    groupId,
    'AWS::CodeDeploy::DeploymentGroup',
    present({
      AlarmConfiguration: alarmsOf(Alarms),
      ApplicationName: { Ref: applicationId },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      DeploymentConfigName: configurationOf(Type),
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ServiceRoleArn: Role ?? { 'Fn::GetAtt': [serviceRoleId, 'Arn'] },
      TriggerConfigurations,
    }),
  );
  const { PreTraffic, PostTraffic } = asValues(Hooks);
  return {
    CodeDeployLambdaAliasUpdate: present({
      ApplicationName: { Ref: applicationId },
      DeploymentGroupName: { Ref: groupId },
      BeforeAllowTrafficHook: PreTraffic,
      AfterAllowTrafficHook: PostTraffic,
    }),
  };
}

function configurationOf(type: Value): Value {
  if (typeof type === 'string' && !predefined.test(type)) return type;
  return { 'Fn::Sub': ['CodeDeployDefault.Lambda${ConfigName}', { ConfigName: type }] };
}

function alarmsOf(alarms: Value | undefined): Values | undefined {
  const names = isList(alarms) ? alarms : asList(alarms);
  if (names.length === 0) return undefined;
  return { Enabled: true, Alarms: names.map((Name) => ({ Name })) };
}

/** The application of all deployment groups, and the role of those that name none. */
export function addDeployments(building: Building): void {
  const groups = [...building.resources.values()].filter(
    (resource) =>
      asValues(asValues(asValues(resource)['Properties'])['ApplicationName'])['Ref'] === applicationId,
  );
  if (groups.length === 0) return;
  building.add(applicationId, 'AWS::CodeDeploy::Application', { ComputePlatform: 'Lambda' });
  const needsRole = groups.some((group) => {
    const role = asValues(asValues(asValues(group)['Properties'])['ServiceRoleArn']);
    return asList(role['Fn::GetAtt'])[0] === serviceRoleId;
  });
  if (!needsRole) return;
  building.add(serviceRoleId, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trusting('codedeploy.amazonaws.com'),
    ManagedPolicyArns: [`arn:${building.partition}:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda`],
  });
}
