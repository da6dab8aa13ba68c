import { names, roleOf } from '../../../examples/storefront/deliver/names.ts';
import type { Clients, Place } from '../../../examples/storefront/deliver/clients.ts';

/** What the releases stand on, by the ids that AWS gave them. */
export interface Foundation {
  readonly account: string;
  readonly cloneUrl: string;
  readonly bucket: string;
  readonly topicArn: string;
  readonly connectionArn: string;
}

/** Roles, repository, registry, artifact bucket, build project: everything before there is something to run. */
export async function layFoundation(clients: Clients, place: Place): Promise<Foundation> {
  const { Account: account = '' } = await clients.sts.getCallerIdentity({});
  await createRoles(clients);
  const bucket = `storefront-artifacts-${account}`;
  await clients.s3.createBucket({ Bucket: bucket });
  await clients.s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await clients.ecr.createRepository({ repositoryName: names.service });
  const { repositoryMetadata } = await clients.codecommit.createRepository({ repositoryName: names.service });
  const { ConnectionArn = '' } = await clients.connections.createConnection({
    ConnectionName: names.service,
    ProviderType: 'GitHub',
  });
  const { TopicArn = '' } = await clients.sns.createTopic({ Name: names.approvals });
  await createProject(clients, account, place.region);
  return {
    account,
    bucket,
    cloneUrl: repositoryMetadata!.cloneUrlHttp!,
    topicArn: TopicArn,
    connectionArn: ConnectionArn,
  };
}

/** The service principal that may take each role. */
const trusted = {
  build: 'codebuild.amazonaws.com',
  pipeline: 'codepipeline.amazonaws.com',
  deploy: 'codedeploy.amazonaws.com',
  execution: 'ecs-tasks.amazonaws.com',
  task: 'ecs-tasks.amazonaws.com',
  hook: 'lambda.amazonaws.com',
};

async function createRoles({ iam }: Clients): Promise<void> {
  for (const [name, principal] of Object.entries(trusted)) {
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' }],
    };
    await iam.createRole({
      RoleName: `storefront-${name}`,
      AssumeRolePolicyDocument: JSON.stringify(trust),
    });
  }
}

async function createProject({ codebuild }: Clients, account: string, region: string): Promise<void> {
  await codebuild.createProject({
    name: names.service,
    serviceRole: roleOf(account, 'build'),
    source: {
      type: 'CODECOMMIT',
      location: `https://git-codecommit.${region}.amazonaws.com/v1/repos/${names.service}`,
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      computeType: 'BUILD_GENERAL1_SMALL',
      image: 'aws/codebuild/standard:7.0',
      privilegedMode: true,
      environmentVariables: [{ name: 'AWS_ACCOUNT_ID', value: account }],
    },
  });
}
