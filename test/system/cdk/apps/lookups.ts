import { App, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import {
  aws_ec2 as ec2,
  aws_ecr as ecr,
  aws_elasticloadbalancingv2 as elbv2,
  aws_iam as iam,
  aws_kms as kms,
  aws_rds as rds,
  aws_route53 as route53,
  aws_ssm as ssm,
} from 'aws-cdk-lib';

/** What an app asks its account before it is synthesised. */
const app = new App();
const stack = new Stack(app, 'Lookups', { env: { account: '000000000000', region: 'us-east-1' } });
const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { isDefault: true });
const image = ec2.MachineImage.lookup({ name: 'al2023-ami-2023.*-x86_64', owners: ['amazon'] });
const loadBalancerTags = { purpose: 'lookups' };
const balancer = elbv2.ApplicationLoadBalancer.fromLookup(stack, 'Balancer', { loadBalancerTags });
const listener = elbv2.ApplicationListener.fromLookup(stack, 'Listener', { loadBalancerTags });
const prefixListName = 'com.amazonaws.global.cloudfront.origin-facing';
const database = rds.DatabaseInstance.fromLookup(stack, 'Database', { instanceIdentifier: 'orders' });
// A zone that nobody has made is asked for where the app is told to.
const domainName = String(app.node.tryGetContext('domain') ?? 'shop.example');
const zone = route53.HostedZone.fromLookup(stack, 'Zone', { domainName });
const within = { domainName: 'shop.example', privateZone: true, vpcId: vpc.vpcId };
const insideZone = route53.HostedZone.fromLookup(stack, 'InsideZone', within);
const secrets = vpc.addInterfaceEndpoint('Secrets', {
  service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  lookupSupportedAzs: true,
});
const outputs = {
  VpcId: vpc.vpcId,
  Subnets: Fn.join(
    ',',
    vpc.publicSubnets.map(({ subnetId }) => subnetId),
  ),
  Zones: Fn.join(',', stack.availabilityZones),
  SecurityGroupId: ec2.SecurityGroup.fromLookupByName(stack, 'Group', 'default', vpc).securityGroupId,
  Greeting: ssm.StringParameter.valueFromLookup(stack, '/greeting'),
  KeyId: kms.Key.fromLookup(stack, 'Key', { aliasName: 'alias/shop' }).keyId,
  RepositoryArn: ecr.Repository.fromLookup(stack, 'Repository', { repositoryName: 'shop' }).repositoryArn,
  RoleArn: iam.Role.fromLookup(stack, 'Role', { roleName: 'shopkeeper' }).roleArn,
  LoadBalancerArn: balancer.loadBalancerArn,
  ListenerArn: listener.listenerArn,
  ImageId: image.getImage(stack).imageId,
  PrefixListId: ec2.PrefixList.fromLookup(stack, 'Prefixes', { prefixListName }).prefixListId,
  DatabaseHost: database.instanceEndpoint.hostname,
  ZoneId: zone.hostedZoneId,
  InsideZoneId: insideZone.hostedZoneId,
  EndpointId: secrets.vpcEndpointId,
};
new ssm.StringParameter(stack, 'Found', { stringValue: JSON.stringify(outputs) });
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
