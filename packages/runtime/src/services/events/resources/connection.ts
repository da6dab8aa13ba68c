import { call, made, nameFor, tolerate, type ResourceType, listed } from '../../../dispatch/resource.ts';

interface Properties {
  readonly Name?: string;
  readonly Description?: string;
  readonly AuthorizationType?: string;
  readonly AuthParameters?: object;
  readonly KmsKeyIdentifier?: string;
}

const nameMax = 64;
const gone = ['ResourceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-connection.html */
export const connection: ResourceType<Properties> = {
  typeName: 'AWS::Events::Connection',

  *create(wanted) {
    const Name = wanted.properties.Name ?? nameFor(wanted, nameMax);
    yield* call('events', 'CreateConnection', { ...wanted.properties, Name });
    yield* made(Name);
    return { physicalId: Name, attributes: yield* attributesOf(Name) };
  },

  *update({ properties }, { physicalId: Name }) {
    yield* call('events', 'UpdateConnection', { Description: '', ...properties, Name });
    return { physicalId: Name, attributes: yield* attributesOf(Name) };
  },

  *delete({ physicalId: Name }) {
    yield* tolerate(gone, call('events', 'DeleteConnection', { Name }));
  },

  list: listed('events', 'ListConnections', {
    items: 'Connections',
    token: 'NextToken',
    identifier: ({ Name }) => Name,
  }),
  *adopt({ physicalId: Name }) {
    return { physicalId: Name, attributes: yield* attributesOf(Name) };
  },

  *read({ physicalId: Name }) {
    const output = yield* tolerate(gone, call('events', 'DescribeConnection', { Name }));
    if (!output) return undefined;
    const { Description, AuthorizationType, KmsKeyIdentifier } = output;
    return { Name, Description, AuthorizationType, KmsKeyIdentifier };
  },
};

interface Described {
  readonly ConnectionArn: string;
  readonly SecretArn: string;
}

function* attributesOf(Name: string) {
  const { ConnectionArn: Arn, SecretArn } = yield* call<Described>('events', 'DescribeConnection', { Name });
  return { Arn, SecretArn, ArnForPolicy: forPolicy(Arn) };
}

/** An ARN without the id at its end, which policies are written of. */
export const forPolicy = (arn: string): string => arn.slice(0, arn.lastIndexOf('/'));
