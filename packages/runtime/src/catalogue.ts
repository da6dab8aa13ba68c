import { LazyService, type Listing } from './dispatch/lazy-service.ts';
import type { ResourceType } from './dispatch/resource.ts';
import * as iam from './services/iam/lent.ts';
import type { Lent } from './services/sts/lending.ts';

/** What `iam` lends to `sts`: who roles and users are. */
const identities: Lent = {
  findRole: iam.findRole,
  findRoleNamed: iam.findRoleNamed,
  findUserTags: iam.findUserTags,
  findOidcProvider: iam.findOidcProvider,
  findAccount: (tx, id) => iam.accessKeys.find(tx, id)?.account,
  findUserId: (tx, accessKeyId) => iam.accessKeys.find(tx, accessKeyId)?.userId,
};

/** The services whose resource types `cloudformation` is lent. */
const lenders: readonly Listing[] = [
  {
    name: 'application-autoscaling',
    load: async () => (await import('./services/application-autoscaling/index.ts')).applicationAutoscaling,
  },
  { name: 'autoscaling', load: async () => (await import('./services/autoscaling/index.ts')).autoscaling },
  { name: 'acm', load: async () => (await import('./services/acm/index.ts')).acm },
  { name: 'chatbot', load: async () => (await import('./services/chatbot/index.ts')).chatbot },
  {
    name: 'cloudwatch',
    signingName: 'monitoring',
    load: async () => (await import('./services/cloudwatch/index.ts')).cloudwatch,
  },
  { name: 'codebuild', load: async () => (await import('./services/codebuild/index.ts')).codebuild },
  { name: 'codecommit', load: async () => (await import('./services/codecommit/index.ts')).codecommit },
  { name: 'codedeploy', load: async () => (await import('./services/codedeploy/index.ts')).codedeploy },
  {
    name: 'codedeploy-commands',
    load: async () => (await import('./services/codedeploy/commands/index.ts')).codedeployCommands,
  },
  {
    name: 'codeconnections',
    load: async () => (await import('./services/codestar-connections/index.ts')).codeconnections,
  },
  {
    name: 'codestar-connections',
    load: async () => (await import('./services/codestar-connections/index.ts')).codestarConnections,
  },
  {
    name: 'codestar-notifications',
    load: async () => (await import('./services/codestar-notifications/index.ts')).notifications,
  },
  { name: 'codepipeline', load: async () => (await import('./services/codepipeline/index.ts')).codepipeline },
  { name: 'ec2', load: async () => (await import('./services/ec2/index.ts')).ec2 },
  { name: 'ecr', load: async () => (await import('./services/ecr/index.ts')).ecr },
  { name: 'ecs', load: async () => (await import('./services/ecs/index.ts')).ecs },
  { name: 'elasticloadbalancing', load: async () => (await import('./services/elbv2/index.ts')).elbv2 },
  { name: 'events', load: async () => (await import('./services/events/index.ts')).events },
  { name: 'iam', load: async () => (await import('./services/iam/index.ts')).iam },
  { name: 'kms', load: async () => (await import('./services/kms/index.ts')).kms },
  { name: 'lambda', load: async () => (await import('./services/lambda/index.ts')).lambda },
  { name: 'logs', load: async () => (await import('./services/logs/index.ts')).logs },
  {
    name: 's3',
    unsigned: ['GetObject', 'HeadObject', 'HeadBucket', 'ListObjects', 'ListObjectsV2', 'ListObjectVersions'],
    crossOrigin: 'GetCorsHeaders',
    load: async () => (await import('./services/s3/index.ts')).s3,
  },
  {
    name: 's3control',
    signingName: 's3',
    addressed: { path: '/v20180820/', header: 'x-amz-account-id' },
    load: async () => (await import('./services/s3/control/index.ts')).s3Control,
  },
  { name: 'scheduler', load: async () => (await import('./services/scheduler/index.ts')).scheduler },
  {
    name: 'secretsmanager',
    load: async () => (await import('./services/secretsmanager/index.ts')).secretsmanager,
  },
  {
    name: 'sns',
    unsigned: ['ConfirmSubscription', 'Unsubscribe'],
    load: async () => (await import('./services/sns/index.ts')).sns,
  },
  { name: 'ssm', load: async () => (await import('./services/ssm/index.ts')).ssm },
  { name: 'sqs', load: async () => (await import('./services/sqs/index.ts')).sqs },
  { name: 'states', load: async () => (await import('./services/stepfunctions/index.ts')).stepfunctions },
  {
    name: 'sts',
    unsigned: ['AssumeRoleWithWebIdentity'],
    load: async () => (await import('./services/sts/index.ts')).stsOf(identities),
  },
];

const lending = lenders.map((listing) => new LazyService(listing));

/** Every service of the house. The only list there is; `docs/decisions/0015` says why it is lazy. */
export const services: readonly LazyService[] = [
  ...lending,
  new LazyService({
    name: 'route53',
    load: async () => (await import('./services/route53/index.ts')).route53,
  }),
  new LazyService({
    name: 'cloudcontrol',
    signingName: 'cloudcontrolapi',
    load: async () => {
      const { cloudControlOf } = await import('./services/cloudformation/cloud-control/index.ts');
      return cloudControlOf({ types: await lentTypes() });
    },
  }),
  new LazyService({
    name: 'cloudformation',
    load: async () => {
      const { cloudformationOf } = await import('./services/cloudformation/index.ts');
      return cloudformationOf({ types: await lentTypes() });
    },
  }),
];

/** Signing names of services that are not here and whose clients want to be refused in XML. */
export const xmlElsewhere: ReadonlySet<string> = new Set(['cloudfront']);

async function lentTypes(): Promise<ResourceType[]> {
  const lent = await Promise.all(lending.map((service) => service.load()));
  return lent.flatMap(({ resources = [] }) => resources);
}
