import {
  answered,
  call,
  made,
  tolerate,
  type ResourceType,
  isTold,
  listed,
} from '../../../dispatch/resource.ts';
import { isProvisioning, provision, provisionedOn, type Provisioned } from './provisioning.ts';

interface Properties extends Provisioned {
  readonly FunctionName: string;
  readonly Description?: string;
  readonly CodeSha256?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const version: ResourceType<Properties> = {
  typeName: 'AWS::Lambda::Version',

  *create({ properties }) {
    const { FunctionName, Description, CodeSha256 } = properties;
    const { FunctionArn, Version } = yield* call<Published>('lambda', 'PublishVersion', {
      FunctionName,
      ...(Description !== undefined && { Description }),
      ...(CodeSha256 !== undefined && { CodeSha256 }),
    });
    yield* made(FunctionArn);
    if (isProvisioning(properties))
      yield* provision({ FunctionName, Qualifier: Version }, properties, undefined);
    return { physicalId: FunctionArn, attributes: { Version, FunctionArn } };
  },

  *delete({ physicalId }) {
    const deleting = call('lambda', 'DeleteFunction', { FunctionName: physicalId });
    yield* tolerate(['ResourceNotFoundException'], deleting);
  },

  list: listed('lambda', 'ListVersionsByFunction', {
    items: 'Versions',
    token: ['Marker', 'NextMarker'],
    of: ['FunctionName'],
    input: ({ FunctionName }: Properties) => ({ FunctionName }),
    identifier: ({ FunctionArn }) => FunctionArn,
    only: ({ Version }) => Version !== '$LATEST',
  }),
  adopt: ({ physicalId: FunctionArn }) => {
    const Version = FunctionArn.slice(FunctionArn.lastIndexOf(':') + 1);
    return answered({ physicalId: FunctionArn, attributes: { Version, FunctionArn } });
  },

  *read(had) {
    const { physicalId, properties } = had;
    const asked = call('lambda', 'GetFunctionConfiguration', { FunctionName: physicalId });
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const { FunctionName = output.FunctionName } = properties;
    return {
      FunctionName,
      ...(isTold(had, 'Description') && { Description: output.Description }),
      ...(yield* provisionedOn(output.FunctionName, output.Version)),
    };
  },
};

interface Published {
  readonly FunctionArn: string;
  readonly Version: string;
}
