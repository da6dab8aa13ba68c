import {
  answered,
  call,
  ResourceFailure,
  tolerate,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly ServerType: string;
  readonly AuthType: string;
  readonly Token: string;
  readonly Username?: string;
}

export const sourceCredential: ResourceType<Properties> = {
  typeName: 'AWS::CodeBuild::SourceCredential',
  *create(wanted) {
    const arn = yield* put(wanted, false);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  *update(wanted) {
    const arn = yield* put(wanted, true);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  *delete({ physicalId: arn }) {
    const asked = call('codebuild', 'DeleteSourceCredentials', { arn });
    yield* tolerate(['ResourceNotFoundException'], asked);
  },
  list: listed('codebuild', 'ListSourceCredentials', {
    items: 'sourceCredentialsInfos',
    token: 'nextToken',
    identifier: ({ arn }) => arn,
  }),
  adopt: ({ physicalId: Arn }) => answered({ physicalId: Arn, attributes: { Arn } }),
  // A token is not told again: drift of it cannot be seen, and no patch could keep it.
  secret: true,
  *read({ physicalId, properties }) {
    const { sourceCredentialsInfos } = yield* call('codebuild', 'ListSourceCredentials', {});
    const infos: { arn: string; serverType: string; authType: string }[] = sourceCredentialsInfos;
    const is = infos.find(({ arn }) => arn === physicalId);
    return is && { ...properties, ServerType: is.serverType, AuthType: is.authType };
  },
};

function* put({ properties }: Wanted<Properties>, shouldOverwrite: boolean): Work<string> {
  const { ServerType, AuthType, Token, Username } = properties;
  const imported = yield* call<{ arn?: string }>('codebuild', 'ImportSourceCredentials', {
    serverType: ServerType,
    authType: AuthType,
    token: Token,
    ...(Username !== undefined && { username: Username }),
    shouldOverwrite,
  });
  return imported.arn ?? fail();
}

function fail(): never {
  throw new ResourceFailure('CodeBuild answered no ARN for the imported credentials.');
}
