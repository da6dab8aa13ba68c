import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { CodeDeployClient, type Tag } from '@aws-sdk/client-codedeploy';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { isAway, untilAnswered } from './asking.ts';
import { HttpControl } from './control.http.ts';
import { LocalHost } from './host.local.ts';
import { Journal } from './journal.ts';
import { work } from './loop.ts';
import { register } from './registration.ts';

export interface AgentOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** An on-premises instance's name, or the id of an EC2 instance: `i-…`. */
  readonly name: string;
  readonly tags: readonly Tag[];
  /** All that the agent keeps. */
  readonly folder: string;
  /** Where files are installed: a destination `/srv/shop` is below it. */
  readonly root: string;
  readonly git: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/** Plays a server: does what CodeDeploy asks of it, until it is stopped. */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { endpoint, region, credentials, name, signal, log } = options;
  const folder = path.resolve(options.folder);
  mkdirSync(folder, { recursive: true });
  const client = { endpoint, region, ...(credentials && { credentials }) };
  const codedeploy = new CodeDeployClient(client);
  const sts = new STSClient(client);
  const host = await answered(options, async () => {
    const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return name.startsWith('i-')
      ? `arn:aws:ec2:${region}:${account}:instance/${name}`
      : register(codedeploy, { name, account, tags: [...options.tags] });
  });
  const root = path.resolve(options.root);
  log(`Ready. ${host}`);
  await work({
    control: new HttpControl({
      endpoint,
      region,
      credentials: codedeploy.config.credentials,
      host,
      signal,
    }),
    host: new LocalHost({
      folder,
      root,
      git: options.git,
      s3: new S3Client({ ...client, forcePathStyle: true }),
      env: { ...options.env, PENSTOCK_ROOT: root },
    }),
    journal: new Journal(path.join(folder, 'ongoing-command.json')),
    log,
    signal,
  });
}

/** A server may start while nobody answers: it waits, and does not end with all that runs on it. */
function answered<T>({ endpoint, log, signal }: AgentOptions, ask: () => Promise<T>): Promise<T> {
  let isTold = false;
  const once = () =>
    ask().catch((error: unknown) => {
      if (!isAway(error)) throw error;
      if (!isTold) log(`${endpoint} does not answer; it is asked again.`);
      isTold = true;
      return undefined;
    });
  return untilAnswered(once, signal);
}
