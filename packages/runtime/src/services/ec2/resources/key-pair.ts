import {
  type Had,
  call,
  made,
  tolerate,
  type Made,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';
import { said, tagsFor, tagsRead } from './tagging.ts';

const noPair = ['InvalidKeyPair.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-keypair.html */
// AWS: "When you use AWS::EC2::KeyPair to create a key pair, the private key is saved to an AWS Systems Manager
// Parameter Store parameter … /ec2/keypair/{key_pair_id}".
export const keyPair: ResourceType = {
  typeName: 'AWS::EC2::KeyPair',
  *create(wanted) {
    const { KeyName, KeyType, KeyFormat, PublicKeyMaterial } = wanted.properties;
    const tags = tagsFor(wanted, 'key-pair');
    if (PublicKeyMaterial !== undefined) {
      const imported = yield* call('ec2', 'ImportKeyPair', { KeyName, PublicKeyMaterial, ...tags });
      yield* made(KeyName);
      return madeOf(KeyName, imported);
    }
    const created = yield* call('ec2', 'CreateKeyPair', {
      KeyName,
      ...said({ KeyType, KeyFormat }),
      ...tags,
    });
    yield* made(KeyName);
    const Name = parameterOf(created);
    yield* call('ssm', 'PutParameter', { Name, Type: 'SecureString', Value: created.KeyMaterial });
    return madeOf(KeyName, created);
  },
  *delete({ physicalId: KeyName, attributes, properties: { PublicKeyMaterial } }) {
    yield* call('ec2', 'DeleteKeyPair', { KeyName });
    if (PublicKeyMaterial !== undefined || attributes['KeyPairId'] === undefined) return;
    const Name = parameterOf({ KeyPairId: String(attributes['KeyPairId']) });
    yield* tolerate(['ParameterNotFound'], call('ssm', 'DeleteParameter', { Name }));
  },
  list: listed('ec2', 'DescribeKeyPairs', {
    items: 'KeyPairs',
    token: 'NextToken',
    identifier: ({ KeyName }) => KeyName,
  }),
  *adopt({ physicalId: KeyName }) {
    const { KeyPairs } = yield* call('ec2', 'DescribeKeyPairs', { KeyNames: [KeyName] });
    return madeOf(KeyName, KeyPairs[0]);
  },
  *read(had: Had) {
    const { physicalId: KeyName, properties } = had;
    const asked = call('ec2', 'DescribeKeyPairs', { KeyNames: [KeyName], IncludePublicKey: true });
    const found = yield* tolerate(noPair, asked);
    if (!found) return undefined;
    const [{ KeyType, PublicKey, Tags }] = found.KeyPairs;
    const { PublicKeyMaterial: given } = properties;
    // What a template says behind the key is a remark.
    const same = typeof given === 'string' && given.startsWith(PublicKey);
    return {
      KeyName,
      KeyType,
      ...(given !== undefined && { PublicKeyMaterial: same ? given : PublicKey }),
      ...said({ KeyFormat: properties['KeyFormat'] as unknown }),
      ...tagsRead(had, Tags),
    };
  },
};

interface Pair {
  readonly KeyPairId: string;
  readonly KeyFingerprint?: string;
}

const parameterOf = ({ KeyPairId }: Pair): string => `/ec2/keypair/${KeyPairId}`;

const madeOf = (KeyName: string, { KeyPairId, KeyFingerprint }: Pair): Made => ({
  physicalId: KeyName,
  attributes: { KeyPairId, KeyFingerprint },
});
