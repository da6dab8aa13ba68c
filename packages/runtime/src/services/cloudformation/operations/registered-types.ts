import type * as sdk from '@aws-sdk/client-cloudformation';
import type { Answered, Given } from '../../../base/given.ts';
import type { RegistryTypesRead } from '../../../base/effects/registry.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import type { WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { invalidNextToken, typeNotFound, typeNotNamed } from '../errors.ts';
import { isMutable, schemaOf } from '../template/type-schema.ts';

/** What the registry has are AWS's own resource types, each in one version; nobody registers types here. */
const versionId = '00000001';

interface Named {
  readonly Type?: sdk.RegistryType | undefined;
  readonly TypeName?: string | undefined;
  readonly Arn?: string | undefined;
}

const arnOf = (call: WaitingCall, name: string): string =>
  `arn:aws:cloudformation:${call.region}::type/resource/${name.replaceAll('::', '-')}`;

/** AWS: a type's ARN ends in its name, with dashes; a version's in its number besides. */
const nameIn = (arn: string): string => (arn.split('/')[2] ?? arn).replaceAll('-', '::');

async function found({ Type: kind, TypeName, Arn }: Named, call: WaitingCall): Promise<RegistryType> {
  const name = TypeName ?? (Arn === undefined ? typeNotNamed() : nameIn(Arn));
  if (TypeName !== undefined && kind === undefined && Arn === undefined) typeNotNamed();
  const { types } = (await call.perform({ type: 'registry.types', names: [name] })) as RegistryTypesRead;
  return kind === 'MODULE' || kind === 'HOOK' ? typeNotFound(name) : (types[name] ?? typeNotFound(name));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeType.html */
export const describeType: WaitingHandler<
  Given<sdk.DescribeTypeCommandInput>,
  Answered<sdk.DescribeTypeCommandOutput>
> = {
  async waits(input, call) {
    const type = await found(input, call);
    if (input.VersionId !== undefined && input.VersionId !== versionId) typeNotFound(type.name);
    return {
      Arn: arnOf(call, type.name),
      Type: 'RESOURCE',
      TypeName: type.name,
      DefaultVersionId: versionId,
      IsDefaultVersion: true,
      Description: `Resource Type definition for ${type.name}`,
      Schema: schemaOf(type),
      ProvisioningType: isMutable(type) ? 'FULLY_MUTABLE' : 'IMMUTABLE',
      DeprecatedStatus: 'LIVE',
      Visibility: 'PUBLIC',
      IsActivated: true,
    };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListTypes.html */
export const listTypes: WaitingHandler<
  Given<sdk.ListTypesCommandInput>,
  Answered<sdk.ListTypesCommandOutput>
> = {
  async waits(input, call) {
    const read = await call.perform({
      type: 'registry.types',
      names: [],
      beginning: input.Filters?.TypeNamePrefix ?? '',
    });
    const names = isAsked(input) ? ((read as RegistryTypesRead).names ?? []) : [];
    const page = pageOf(names, (name) => name, {
      token: input.NextToken,
      limit: input.MaxResults ?? 100,
      invalid: invalidNextToken,
    });
    return {
      TypeSummaries: page.items.map((name) => ({
        Type: 'RESOURCE',
        TypeName: name,
        TypeArn: arnOf(call, name),
        Description: `Resource Type definition for ${name}`,
        IsActivated: true,
      })),
      ...(page.next !== undefined && { NextToken: page.next }),
    };
  },
};

/** AWS: an account's own types are told of where nothing else is asked for; there are none here. */
function isAsked({
  Type = 'RESOURCE',
  Visibility = 'PRIVATE',
  DeprecatedStatus = 'LIVE',
  Filters,
}: Given<sdk.ListTypesCommandInput>): boolean {
  const category = Filters?.Category;
  const aws = category === undefined || category === 'AWS_TYPES' || category === 'ACTIVATED';
  return Type === 'RESOURCE' && Visibility === 'PUBLIC' && DeprecatedStatus === 'LIVE' && aws;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListTypeVersions.html */
export const listTypeVersions: WaitingHandler<
  Given<sdk.ListTypeVersionsCommandInput>,
  Answered<sdk.ListTypeVersionsCommandOutput>
> = {
  async waits(input, call) {
    const { name } = await found(input, call);
    if (input.DeprecatedStatus === 'DEPRECATED') return { TypeVersionSummaries: [] };
    const version: sdk.TypeVersionSummary = {
      Type: 'RESOURCE',
      TypeName: name,
      VersionId: versionId,
      IsDefaultVersion: true,
      Arn: `${arnOf(call, name)}/${versionId}`,
      Description: `Resource Type definition for ${name}`,
    };
    return { TypeVersionSummaries: [version] };
  },
};
