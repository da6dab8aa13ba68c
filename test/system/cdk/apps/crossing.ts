import {
  App,
  CfnOutput,
  CfnStackSet,
  PhysicalName,
  Stack,
  aws_iam as iam,
  aws_sns as sns,
  aws_ssm as ssm,
} from 'aws-cdk-lib';

/** Stacks that need each other: in one place, over regions, and over accounts. */
const app = new App();
const home = { account: '000000000000', region: 'us-east-1' };

const producer = new Stack(app, 'Producer', { env: home, crossRegionReferences: true });
const topic = new sns.Topic(producer, 'Topic', { topicName: PhysicalName.GENERATE_IF_NEEDED });

// An export and an import.
const neighbour = new Stack(app, 'Neighbour', { env: home });
new ssm.StringParameter(neighbour, 'Parameter', { parameterName: '/neighbour', stringValue: topic.topicArn });

// Another region: CDK's own custom resources carry the value over.
const abroad = new Stack(app, 'Abroad', {
  env: { ...home, region: 'eu-west-1' },
  crossRegionReferences: true,
});
new ssm.StringParameter(abroad, 'Parameter', { parameterName: '/abroad', stringValue: topic.topicName });

// Another account: a name that both know.
const partner = new Stack(app, 'Partner', { env: { ...home, account: '111111111111' } });
const role = new iam.Role(partner, 'Publisher', {
  roleName: PhysicalName.GENERATE_IF_NEEDED,
  assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
});
topic.grantPublish(role);
new CfnOutput(partner, 'RoleArn', { value: role.roleArn });

// A stack set: stacks of another account, in two regions, by the roles that both sides have for it.
new iam.Role(partner, 'Execution', {
  roleName: 'AWSCloudFormationStackSetExecutionRole',
  assumedBy: new iam.AccountPrincipal(home.account),
  managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
});
const everywhere = new Stack(app, 'Everywhere', { env: home });
everywhere.addStackDependency(partner);
const administration = new iam.Role(everywhere, 'Administration', {
  roleName: 'AWSCloudFormationStackSetAdministrationRole',
  assumedBy: new iam.ServicePrincipal('cloudformation.amazonaws.com'),
});
administration.addToPolicy(
  new iam.PolicyStatement({
    actions: ['sts:AssumeRole'],
    resources: ['arn:aws:iam::*:role/AWSCloudFormationStackSetExecutionRole'],
  }),
);
new CfnStackSet(everywhere, 'Set', {
  stackSetName: 'everywhere',
  permissionModel: 'SELF_MANAGED',
  stackInstancesGroup: [
    { deploymentTargets: { accounts: ['111111111111'] }, regions: ['us-east-1', 'eu-west-1'] },
  ],
  templateBody: JSON.stringify({
    Resources: {
      Parameter: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/everywhere', Type: 'String', Value: { Ref: 'AWS::Region' } },
      },
    },
  }),
}).node.addDependency(administration);
