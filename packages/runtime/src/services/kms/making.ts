import type { Call } from '../../dispatch/service.ts';
import { aliases, keyArn, keys, type KeyRecord } from './records.ts';

/** AWS: the services whose keys AWS manages in an account, as `alias/aws/<service>`. */
export const managedServices: readonly string[] = [
  ...[
    'acm',
    'backup',
    'codeartifact',
    'codecommit',
    'dms',
    'dynamodb',
    'ebs',
    'elasticfilesystem',
    'es',
    'fsx',
  ],
  ...['glue', 'kinesis', 'lambda', 'rds', 'redshift', 's3', 'secretsmanager', 'sns', 'sqs', 'ssm', 'xray'],
];

export type Wanted = Pick<
  KeyRecord,
  'keySpec' | 'keyUsage' | 'description' | 'policy' | 'tags' | 'materials'
> &
  Pick<Partial<KeyRecord>, 'managedFor' | 'rotation'> & { readonly multiRegion?: boolean | undefined };

/** A key as it begins. */
export function makeKey(call: Call, { multiRegion, ...wanted }: Wanted): KeyRecord {
  const keyId = multiRegion ? `mrk-${call.ids.uuid().replaceAll('-', '')}` : call.ids.uuid();
  const key: KeyRecord = {
    account: call.account,
    region: call.region,
    keyId,
    arn: keyArn(call, keyId),
    state: 'Enabled',
    creationDate: call.now,
    rotations: [],
    ...wanted,
    ...(multiRegion && { primaryRegion: call.region, replicaRegions: [] }),
  };
  putKey(call, key);
  return key;
}

export function putKey(call: Call, key: KeyRecord): void {
  keys.put(call.tx, key, key.keyId, key);
}

/** 256 bits of AES. */
export const symmetricMaterial = (call: Call): string => Buffer.from(call.ids.bytes(32)).toString('base64');

/** The key that AWS would manage for a service in this account and region. */
export function makeManagedKey(call: Call, service: string): KeyRecord {
  const key = makeKey(call, {
    keySpec: 'SYMMETRIC_DEFAULT',
    keyUsage: 'ENCRYPT_DECRYPT',
    description: `Default key that protects my ${service} data when no other key is defined`,
    policy: managedPolicy(call, service),
    tags: {},
    materials: [symmetricMaterial(call)],
    managedFor: service,
  });
  const aliasName = `alias/aws/${service}`;
  const alias = { aliasName, targetKeyId: key.keyId, creationDate: call.now, lastUpdatedDate: call.now };
  aliases.put(call.tx, call, aliasName, alias);
  return key;
}

// AWS: developer guide, "Viewing AWS managed key policies".
const managedPolicy = ({ account, region }: Call, service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-1`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use ${service}`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': account,
            'kms:ViaService': `${service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  });

/** AWS: the policy of a key that is given none: the account, and so its IAM policies. */
export const defaultPolicy = (call: Call): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${call.account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
