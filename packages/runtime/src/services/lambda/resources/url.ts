import {
  call,
  made,
  tolerate,
  type ResourceType,
  isTold,
  isOnItsOwn,
  listed,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly TargetFunctionArn: string;
  readonly Qualifier?: string;
  readonly AuthType: string;
  readonly InvokeMode?: string;
  readonly Cors?: object;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html */
export const url: ResourceType<Properties> = {
  typeName: 'AWS::Lambda::Url',

  *create({ properties }) {
    const { AuthType, InvokeMode, Cors } = properties;
    const asked = {
      ...placeOf(properties),
      AuthType,
      ...(InvokeMode !== undefined && { InvokeMode }),
      ...(Cors && { Cors }),
    };
    const created = yield* call<Created>('lambda', 'CreateFunctionUrlConfig', asked);
    yield* made(created.FunctionArn);
    return madeOf(created);
  },

  *update({ properties }) {
    const { AuthType, InvokeMode = 'BUFFERED', Cors = {} } = properties;
    const asked = { ...placeOf(properties), AuthType, InvokeMode, Cors };
    return madeOf(yield* call<Created>('lambda', 'UpdateFunctionUrlConfig', asked));
  },

  *delete({ properties }) {
    const deleting = call('lambda', 'DeleteFunctionUrlConfig', placeOf(properties));
    yield* tolerate(['ResourceNotFoundException'], deleting);
  },

  list: listed('lambda', 'ListFunctionUrlConfigs', {
    items: 'FunctionUrlConfigs',
    token: ['Marker', 'NextMarker'],
    of: ['TargetFunctionArn'],
    input: ({ TargetFunctionArn: FunctionName }: Properties) => ({ FunctionName }),
    identifier: ({ FunctionArn }) => FunctionArn,
  }),
  *adopt({ physicalId: FunctionName }) {
    return madeOf(yield* call<Created>('lambda', 'GetFunctionUrlConfig', { FunctionName }));
  },

  *read(had) {
    const { physicalId, properties } = had;
    const place =
      properties.TargetFunctionArn === undefined ? { FunctionName: physicalId } : placeOf(properties);
    const asked = call('lambda', 'GetFunctionUrlConfig', place);
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const { TargetFunctionArn = physicalId, Qualifier } = properties;
    return {
      TargetFunctionArn,
      AuthType: output.AuthType,
      ...(Qualifier !== undefined && { Qualifier }),
      ...(isTold(had, 'InvokeMode') && { InvokeMode: output.InvokeMode }),
      ...(properties.Cors
        ? { Cors: output.Cors ?? {} }
        : isOnItsOwn(had) && output.Cors && { Cors: output.Cors }),
    };
  },
};

interface Created {
  readonly FunctionArn: string;
  readonly FunctionUrl: string;
}

const madeOf = ({ FunctionArn, FunctionUrl }: Created) => ({
  physicalId: FunctionArn,
  attributes: { FunctionArn, FunctionUrl },
});

const placeOf = ({ TargetFunctionArn: FunctionName, Qualifier }: Properties) => ({
  FunctionName,
  ...(Qualifier !== undefined && { Qualifier }),
});
