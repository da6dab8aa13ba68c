import { call, made, nameFor, tolerate, type ResourceType, listed } from '../../../dispatch/resource.ts';
import { forPolicy } from './connection.ts';

interface Properties {
  readonly Name?: string;
  readonly Description?: string;
  readonly ConnectionArn: string;
  readonly InvocationEndpoint: string;
  readonly HttpMethod: string;
  readonly InvocationRateLimitPerSecond?: number;
}

const nameMax = 64;
const gone = ['ResourceNotFoundException'];
/** AWS: what is meant where nothing is said. */
const rateGiven = 300;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-apidestination.html */
export const apiDestination: ResourceType<Properties> = {
  typeName: 'AWS::Events::ApiDestination',

  *create(wanted) {
    const Name = wanted.properties.Name ?? nameFor(wanted, nameMax);
    const input = { ...wanted.properties, Name };
    const { ApiDestinationArn } = yield* call<Answered>('events', 'CreateApiDestination', input);
    yield* made(Name);
    return { physicalId: Name, attributes: attributesOf(ApiDestinationArn) };
  },

  *update({ properties }, { physicalId: Name }) {
    const given = { Description: '', InvocationRateLimitPerSecond: rateGiven };
    const input = { ...given, ...properties, Name };
    const { ApiDestinationArn } = yield* call<Answered>('events', 'UpdateApiDestination', input);
    return { physicalId: Name, attributes: attributesOf(ApiDestinationArn) };
  },

  *delete({ physicalId: Name }) {
    yield* tolerate(gone, call('events', 'DeleteApiDestination', { Name }));
  },

  list: listed('events', 'ListApiDestinations', {
    items: 'ApiDestinations',
    token: 'NextToken',
    identifier: ({ Name }) => Name,
  }),
  *adopt({ physicalId: Name }) {
    const { ApiDestinationArn } = yield* call<Answered>('events', 'DescribeApiDestination', { Name });
    return { physicalId: Name, attributes: attributesOf(ApiDestinationArn) };
  },

  *read({ physicalId: Name }) {
    const output = yield* tolerate(gone, call('events', 'DescribeApiDestination', { Name }));
    if (!output) return undefined;
    const { Description, ConnectionArn, InvocationEndpoint, HttpMethod, InvocationRateLimitPerSecond } =
      output;
    return { Name, Description, ConnectionArn, InvocationEndpoint, HttpMethod, InvocationRateLimitPerSecond };
  },
};

interface Answered {
  readonly ApiDestinationArn: string;
}

const attributesOf = (Arn: string) => ({ Arn, ArnForPolicy: forPolicy(Arn) });
