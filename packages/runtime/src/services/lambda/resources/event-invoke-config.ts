import {
  answered,
  call,
  made,
  tolerate,
  type Had,
  type ResourceType,
  type Wanted,
  isTold,
  listed,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly MaximumRetryAttempts?: number | string;
  readonly MaximumEventAgeInSeconds?: number | string;
  readonly DestinationConfig?: object;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
export const eventInvokeConfig: ResourceType<Properties> = {
  typeName: 'AWS::Lambda::EventInvokeConfig',

  *create(wanted) {
    yield* call('lambda', 'PutFunctionEventInvokeConfig', put(wanted));
    yield* made(idOf(wanted.properties));
    return { physicalId: idOf(wanted.properties) };
  },

  *update(wanted) {
    yield* call('lambda', 'PutFunctionEventInvokeConfig', put(wanted));
    return { physicalId: idOf(wanted.properties) };
  },

  *delete(had) {
    const deleting = call('lambda', 'DeleteFunctionEventInvokeConfig', placeOf(had));
    yield* tolerate(['ResourceNotFoundException'], deleting);
  },

  list: listed('lambda', 'ListFunctionEventInvokeConfigs', {
    items: 'FunctionEventInvokeConfigs',
    token: ['Marker', 'NextMarker'],
    of: ['FunctionName'],
    input: ({ FunctionName }: Properties) => ({ FunctionName }),
    identifier: ({ FunctionArn }, { properties }) =>
      `${properties['FunctionName']}|${String(FunctionArn).split(':')[7] ?? '$LATEST'}`,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),

  *read(had) {
    const asked = call('lambda', 'GetFunctionEventInvokeConfig', placeOf(had));
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = output;
    return {
      ...placeOf(had),
      MaximumRetryAttempts,
      MaximumEventAgeInSeconds,
      ...(isTold(had, 'DestinationConfig') && { DestinationConfig }),
    };
  },
};

const idOf = ({ FunctionName, Qualifier }: Properties) => `${FunctionName}|${Qualifier}`;

const placeOf = ({ properties: { FunctionName, Qualifier } }: Had<Properties>) => ({
  FunctionName,
  Qualifier,
});

function put({ properties }: Wanted<Properties>): object {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, ...rest } = properties;
  return {
    ...rest,
    ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts: Number(MaximumRetryAttempts) }),
    ...(MaximumEventAgeInSeconds !== undefined && {
      MaximumEventAgeInSeconds: Number(MaximumEventAgeInSeconds),
    }),
  };
}
