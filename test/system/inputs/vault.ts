import { account, role, upperTags, type Make } from './words.ts';

/** Keys, secrets and parameters. */
export async function layVault(make: Make): Promise<void> {
  await layKeys(make);
  await laySecrets(make);
  await layParameters(make);
}

const KeyId = 'alias/ground';

async function layKeys(make: Make): Promise<void> {
  // Once: each call makes another key, and an alias is of one.
  const known = await make('kms', 'DescribeKey', { KeyId });
  if (!known) {
    const made = await make('kms', 'CreateKey', { Description: 'ground', Tags: keyTags });
    const TargetKeyId: string | undefined = made?.KeyMetadata?.KeyId;
    if (TargetKeyId) await make('kms', 'CreateAlias', { AliasName: KeyId, TargetKeyId });
    const spec = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', MultiRegion: true };
    await make('kms', 'CreateKey', spec);
  }
  const id: string | undefined = known?.KeyMetadata?.KeyId;
  if (id) await make('kms', 'CreateGrant', { KeyId: id, GranteePrincipal: role, Operations: ['Decrypt'] });
  const Plaintext = Buffer.from('text');
  const EncryptionContext = { k: 'v' };
  const encrypted = await make('kms', 'Encrypt', { KeyId, Plaintext, EncryptionContext });
  const { CiphertextBlob } = encrypted ?? {};
  if (CiphertextBlob) await make('kms', 'Decrypt', { CiphertextBlob, EncryptionContext });
  await make('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
}

const keyTags = [{ TagKey: 'k', TagValue: 'v' }];

async function laySecrets(make: Make): Promise<void> {
  const SecretId = 'ground';
  await make('secretsmanager', 'CreateSecret', {
    Name: SecretId,
    SecretString: '{"user":"u","password":"p"}',
    Tags: upperTags,
  });
  await make('secretsmanager', 'PutSecretValue', {
    SecretId,
    SecretString: '{"user":"u","password":"q"}',
    VersionStages: ['AWSCURRENT', 'ground'],
  });
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: role },
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
  };
  const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await make('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });
  const RotationLambdaARN = `arn:aws:lambda:us-east-1:${account}:function:ground`;
  await make('lambda', 'AddPermission', {
    FunctionName: 'ground',
    StatementId: 'secrets',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
  });
  const RotationRules = { AutomaticallyAfterDays: 30 };
  await make('secretsmanager', 'RotateSecret', { SecretId, RotationLambdaARN, RotationRules });
  await make('secretsmanager', 'ListSecretVersionIds', { SecretId, IncludeDeprecated: true });
  const Filters = [{ Key: 'name', Values: ['gro'] }];
  await make('secretsmanager', 'ListSecrets', { Filters, MaxResults: 10 });
}

async function layParameters(make: Make): Promise<void> {
  const Name = '/ground/url';
  await make('ssm', 'PutParameter', {
    Name,
    Value: 'http://127.0.0.1/',
    Type: 'String',
    AllowedPattern: '^http.*',
    Tags: upperTags,
  });
  await make('ssm', 'PutParameter', { Name, Value: 'http://127.0.0.2/', Type: 'String', Overwrite: true });
  await make('ssm', 'PutParameter', { Name: '/ground/secret', Value: 's', Type: 'SecureString', KeyId });
  const policy = {
    Type: 'Expiration',
    Version: '1.0',
    Attributes: { Timestamp: '2099-12-02T21:34:33.000Z' },
  };
  await make('ssm', 'PutParameter', {
    Name: '/ground/list',
    Value: 'a,b',
    Type: 'StringList',
    Tier: 'Advanced',
    Policies: JSON.stringify([policy]),
  });
  await make('ssm', 'LabelParameterVersion', { Name, ParameterVersion: 1, Labels: ['first'] });
  const ParameterFilters = [{ Key: 'Type', Option: 'Equals', Values: ['String'] }];
  const below = { Path: '/ground', Recursive: true, ParameterFilters, MaxResults: 5 };
  await make('ssm', 'GetParametersByPath', below);
  await make('ssm', 'GetParameter', { Name: `${Name}:first`, WithDecryption: true });
}
