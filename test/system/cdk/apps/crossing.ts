import {
  App,
  CfnOutput,
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
