import { isObject, listOf, type Declared } from './declared.ts';

/** What a build does, and what it must be allowed for it. */
export interface Need {
  readonly actions: readonly string[];
  readonly because: string;
  readonly resource: string;
}

const push = [
  'ecr:GetAuthorizationToken',
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
];
const pull = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const report = [
  'CreateReportGroup',
  'CreateReport',
  'UpdateReport',
  'BatchPutTestCases',
  'BatchPutCodeCoverages',
].map((name) => `codebuild:${name}`);
// AWS: CodeBuild user guide, "Allow CodeBuild access to the AWS services required to create a VPC network interface".
const network = [
  'CreateNetworkInterface',
  'DescribeNetworkInterfaces',
  'DeleteNetworkInterface',
  'DescribeSubnets',
  'DescribeSecurityGroups',
  'DescribeDhcpOptions',
  'DescribeVpcs',
  'CreateNetworkInterfacePermission',
].map((name) => `ec2:${name}`);
const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const reports: Need = {
  actions: report,
  because: 'publish test reports',
  resource: 'arn:aws:codebuild:REGION:ACCOUNT:report-group/PROJECT-*',
};
const inNetwork: Need = { actions: network, because: 'run in a VPC', resource: '*' };

/** What builds come to need, where no buildspec says what they do. */
export const usualNeeds: readonly Need[] = [
  { actions: push, because: 'push an image to ECR', resource: 'the repository (GetAuthorizationToken on *)' },
  reports,
  inNetwork,
];

export function needsOf(projects: readonly Declared[], specs: readonly Declared[]): Need[] {
  const needs = [...projects.flatMap(projectNeeds), ...specs.flatMap(specNeeds)];
  if (projects.length > 0)
    needs.push({
      actions: logs,
      because: 'it writes its log',
      resource: 'arn:aws:logs:…:log-group:/aws/codebuild/*',
    });
  const seen = new Map(needs.map((need) => [need.because, need]));
  return [...seen.values()];
}

function projectNeeds({ properties, id }: Declared): Need[] {
  const needs: Need[] = [];
  const environment = isObject(properties['Environment']) ? properties['Environment'] : {};
  if (isObject(properties['VpcConfig']))
    needs.push({ ...inNetwork, because: `the project ${id} runs in a VPC` });
  if (
    /\.dkr\.ecr\./.test(String(environment['Image'])) &&
    environment['ImagePullCredentialsType'] === 'SERVICE_ROLE'
  )
    needs.push({
      actions: pull,
      because: `the project ${id} pulls its image from ECR`,
      resource: 'the repository',
    });
  return needs;
}

function specNeeds({ properties, id }: Declared): Need[] {
  const needs: Need[] = [];
  const environment = isObject(properties['env']) ? properties['env'] : {};
  const commands = commandsOf(properties);
  const pushes = commands.find((command) => /docker\s+(buildx\s.*--push|(image\s+)?push)\s/.test(command));
  const registry = commands.some((command) => /aws\s+ecr\s+get-login|\.dkr\.ecr\./.test(command));
  if (registry)
    needs.push({
      actions: pushes ? push : pull,
      because: `${id} ${pushes ? `pushes an image (${pushes.trim().slice(0, 60)})` : 'logs in to ECR'}`,
      resource: 'the repository (ecr:GetAuthorizationToken on *)',
    });
  if (isObject(properties['reports'])) needs.push({ ...reports, because: `${id} has reports` });
  if (isObject(environment['parameter-store']))
    needs.push({
      actions: ['ssm:GetParameters'],
      because: `${id} reads parameters (env/parameter-store)`,
      resource: listOf(Object.values(environment['parameter-store']))
        .map((name) => `parameter${String(name)}`)
        .join(', '),
    });
  if (isObject(environment['secrets-manager']))
    needs.push({
      actions: ['secretsmanager:GetSecretValue'],
      because: `${id} reads secrets (env/secrets-manager)`,
      resource: 'the secrets',
    });
  return needs;
}

function commandsOf(properties: Declared['properties']): string[] {
  const phases = isObject(properties['phases']) ? Object.values(properties['phases']) : [];
  return phases
    .filter(isObject)
    .flatMap(({ commands, finally: last }) => [...listOf(commands), ...listOf(last)])
    .filter((command) => typeof command === 'string');
}
