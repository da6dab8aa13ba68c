import {
  answered,
  call,
  made,
  tolerate,
  type ResourceType,
  type Wanted,
  isTold,
  listed,
} from '../../../dispatch/resource.ts';
import { shiftTraffic, type AliasUpdate } from './alias-shift.ts';
import { provision, provisionedOn, type Provisioned } from './provisioning.ts';

interface Properties extends Provisioned {
  readonly FunctionName: string;
  readonly FunctionVersion: string;
  readonly Name: string;
  readonly Description?: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: readonly Weight[] };
}

interface Weight {
  readonly FunctionVersion: string;
  readonly FunctionWeight: number | string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export const alias: ResourceType<Properties> = {
  typeName: 'AWS::Lambda::Alias',

  *create(wanted) {
    const { AliasArn } = yield* call<{ AliasArn: string }>('lambda', 'CreateAlias', put(wanted));
    yield* made(AliasArn);
    yield* provision(placeOf(wanted.properties), wanted.properties, undefined);
    return { physicalId: AliasArn, attributes: { AliasArn } };
  },

  *update(wanted, had) {
    const shift = wanted.updatePolicy?.['CodeDeployLambdaAliasUpdate'] as AliasUpdate | undefined;
    if (shift && wanted.properties.FunctionVersion !== had.properties.FunctionVersion)
      yield* shiftTraffic(shift, wanted.properties, had.properties);
    const { AliasArn } = yield* call<{ AliasArn: string }>('lambda', 'UpdateAlias', put(wanted));
    yield* provision(placeOf(wanted.properties), wanted.properties, had.properties);
    return { physicalId: AliasArn, attributes: { AliasArn } };
  },

  *delete({ properties: { FunctionName, Name } }) {
    const deleting = call('lambda', 'DeleteAlias', { FunctionName, Name });
    yield* tolerate(['ResourceNotFoundException'], deleting);
  },

  list: listed('lambda', 'ListAliases', {
    items: 'Aliases',
    token: ['Marker', 'NextMarker'],
    of: ['FunctionName'],
    input: ({ FunctionName }: Properties) => ({ FunctionName }),
    identifier: ({ AliasArn }) => AliasArn,
  }),
  adopt: ({ physicalId: AliasArn }) => answered({ physicalId: AliasArn, attributes: { AliasArn } }),

  *read(had) {
    const { physicalId, properties } = had;
    // Its ARN tells both names, where the properties do not.
    const [named, qualifier] = physicalId.split(':').slice(6) as [string, string];
    const { FunctionName = named, Name = qualifier } = properties;
    const asked = call('lambda', 'GetAlias', { FunctionName, Name });
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const weights = Object.entries(output.RoutingConfig?.AdditionalVersionWeights ?? {});
    const AdditionalVersionWeights = weights.map(([FunctionVersion, weight]) => ({
      FunctionVersion,
      FunctionWeight: weight as number,
    }));
    return {
      FunctionName,
      Name,
      FunctionVersion: output.FunctionVersion,
      ...(isTold(had, 'Description') && { Description: output.Description }),
      ...(weights.length > 0 && { RoutingConfig: { AdditionalVersionWeights } }),
      ...(yield* provisionedOn(FunctionName, Name)),
    };
  },
};

function put({ properties }: Wanted<Properties>): object {
  const { FunctionName, Name, FunctionVersion, Description = '', RoutingConfig } = properties;
  const weights = RoutingConfig?.AdditionalVersionWeights ?? [];
  const AdditionalVersionWeights = Object.fromEntries(
    weights.map((each) => [each.FunctionVersion, Number(each.FunctionWeight)]),
  );
  return { FunctionName, Name, FunctionVersion, Description, RoutingConfig: { AdditionalVersionWeights } };
}

const placeOf = ({ FunctionName, Name }: Properties) => ({ FunctionName, Qualifier: Name });
