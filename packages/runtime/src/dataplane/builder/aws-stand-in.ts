import { createRequire } from 'node:module';
import { awsAccess, type AwsAccess, type MissingAccess } from './aws-access.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * AWS: CLI user guide, "Command line return codes": 252 for a command line that is wrong, 253 for settings,
 * 254 for a service's error, 255 for all others.
 */
export type AwsExit = 0 | 252 | 253 | 254 | 255;

interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly region?: string;
  readonly query?: string;
  readonly output?: string;
}

/**
 * The program `aws` of a machine that has none: for what an image's push needs, and for nothing else.
 */
export async function aws(line: readonly string[], around: Surroundings): Promise<AwsExit> {
  if (line.length === 1 && line[0] === '--version') {
    const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };
    around.print(`penstock-aws/${version} Node.js/${process.versions.node} (a stand-in for the AWS CLI)`);
    return 0;
  }
  const asked = askedBy(line);
  if (!asked) return unserved(line, around);
  const access = awsAccess(around, asked.region);
  if (typeof access === 'string') {
    around.tell(missing[access]);
    return 253;
  }
  const answer = await called(asked, access).catch((error: unknown) => failureOf(error, asked, access));
  if (typeof answer === 'string') around.print(answer);
  else around.tell(answer.sentence);
  return typeof answer === 'string' ? 0 : answer.exit;
}

const operationNames: Readonly<Record<string, string>> = {
  'get-login-password': 'GetAuthorizationToken',
  'get-caller-identity': 'GetCallerIdentity',
};

const missing: Readonly<Record<MissingAccess, string>> = {
  endpoint: 'AWS_ENDPOINT_URL is not set: this stand-in for the AWS CLI calls Penstock only.',
  region: 'You must specify a region. You can also configure your region by setting AWS_REGION.',
  credentials: 'Unable to locate credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
};

function unserved(line: readonly string[], around: Surroundings): AwsExit {
  around.tell(
    `penstock aws: cannot do «aws ${line.join(' ')}»: this machine has no AWS CLI, and this stand-in serves only ` +
      '`aws ecr get-login-password [--region]`, `aws sts get-caller-identity [--query Account|Arn|UserId] ' +
      '[--output json|text]` and `aws --version`. Installing the AWS CLI brings the rest.',
  );
  return 252;
}

/** Undefined where it is anything but what is served. */
function askedBy(line: readonly string[]): Asked | undefined {
  const words: string[] = [];
  const options: Record<string, string> = {};
  for (let at = 0; at < line.length; at++) {
    const [, name, attached] = /^--(region|query|output)(?:=(.*))?$/.exec(line[at]!) ?? [];
    if (name !== undefined) options[name] = attached ?? line[++at] ?? '';
    else if (!['--no-cli-pager', '--no-paginate'].includes(line[at]!)) words.push(line[at]!);
  }
  const [service = '', operation = '', ...more] = words;
  const isServed = ['ecr get-login-password', 'sts get-caller-identity'].includes(`${service} ${operation}`);
  const isOutput = ['json', 'text', undefined].includes(options['output']);
  const isQuery = ['Account', 'Arn', 'UserId', undefined].includes(options['query']);
  if (!isServed || !isOutput || !isQuery || more.length > 0 || Object.values(options).includes(''))
    return undefined;
  return { service, operation, ...options };
}

async function called(asked: Asked, access: AwsAccess): Promise<string> {
  if (asked.service === 'ecr') {
    const { ECRClient, GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
    const { authorizationData } = await new ECRClient(access).send(new GetAuthorizationTokenCommand({}));
    const token = Buffer.from(authorizationData![0]!.authorizationToken!, 'base64').toString();
    return token.slice(token.indexOf(':') + 1);
  }
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { UserId, Account, Arn } = await new STSClient(access).send(new GetCallerIdentityCommand({}));
  const identity: Record<string, string | undefined> = { UserId, Account, Arn };
  const isText = asked.output === 'text';
  if (asked.query !== undefined)
    return isText ? identity[asked.query]! : JSON.stringify(identity[asked.query]);
  return isText ? [Account, Arn, UserId].join('\t') : JSON.stringify(identity, null, 4);
}

interface Failure {
  readonly sentence: string;
  readonly exit: 254 | 255;
}

/** What the service answered, or what the network did, in the CLI's words. Anything else is a bug. */
function failureOf(error: unknown, { operation }: Asked, { endpoint }: AwsAccess): Failure {
  if (!(error instanceof Error)) throw error;
  if ('$fault' in error) {
    const called = operationNames[operation];
    const sentence = `An error occurred (${error.name}) when calling the ${called} operation: ${error.message}`;
    return { sentence, exit: 254 };
  }
  if (!('code' in error)) throw error;
  return { sentence: `Could not connect to the endpoint URL: "${endpoint}": ${error.message}`, exit: 255 };
}
