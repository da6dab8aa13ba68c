import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';

interface LayerProperties {
  readonly Content: object;
  readonly LayerName?: string;
  readonly Description?: string;
  readonly LicenseInfo?: string;
  readonly CompatibleRuntimes?: readonly string[];
  readonly CompatibleArchitectures?: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html */
export const layerVersion: ResourceType<LayerProperties> = {
  typeName: 'AWS::Lambda::LayerVersion',

  *create(wanted) {
    const { LayerName = nameFor(wanted, 64), ...rest } = wanted.properties;
    const published = call<{ LayerVersionArn: string }>('lambda', 'PublishLayerVersion', {
      LayerName,
      ...rest,
    });
    const { LayerVersionArn } = yield* published;
    yield* made(LayerVersionArn);
    return { physicalId: LayerVersionArn, attributes: { LayerVersionArn } };
  },

  *delete({ physicalId }) {
    yield* call('lambda', 'DeleteLayerVersion', placeOf(physicalId));
  },

  list: listed('lambda', 'ListLayerVersions', {
    items: 'LayerVersions',
    token: ['Marker', 'NextMarker'],
    of: ['LayerName'],
    input: ({ LayerName }: Pick<LayerProperties, 'LayerName'>) => ({ LayerName }),
    identifier: ({ LayerVersionArn }) => LayerVersionArn,
  }),
  adopt: ({ physicalId: LayerVersionArn }) =>
    answered({ physicalId: LayerVersionArn, attributes: { LayerVersionArn } }),

  *read({ physicalId, properties }) {
    const asked = call('lambda', 'GetLayerVersionByArn', { Arn: physicalId });
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    if (!output) return undefined;
    const { Content, LayerName } = properties;
    const { Description, LicenseInfo, CompatibleRuntimes, CompatibleArchitectures } = output;
    const live = { Description, LicenseInfo, CompatibleRuntimes, CompatibleArchitectures };
    const said = Object.entries(live).filter(
      ([name, value]) => (name in properties || properties.Content === undefined) && value !== undefined,
    );
    return {
      ...(Content && { Content }),
      ...(LayerName !== undefined && { LayerName }),
      ...Object.fromEntries(said),
    };
  },
};

interface PermissionProperties {
  readonly LayerVersionArn: string;
  readonly Action: string;
  readonly Principal: string;
  readonly OrganizationId?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ … lambda-layerversionpermission.html */
export const layerVersionPermission: ResourceType<PermissionProperties> = {
  typeName: 'AWS::Lambda::LayerVersionPermission',

  *create(wanted) {
    const { LayerVersionArn, ...statement } = wanted.properties;
    const StatementId = nameFor(wanted, 100);
    const asked = { ...placeOf(LayerVersionArn), StatementId, ...statement };
    yield* call('lambda', 'AddLayerVersionPermission', asked);
    const physicalId = `${LayerVersionArn}#${StatementId}`;
    yield* made(physicalId);
    return { physicalId, attributes: { Id: physicalId } };
  },

  *delete({ physicalId }) {
    const [arn = '', StatementId = ''] = physicalId.split('#');
    const removing = call('lambda', 'RemoveLayerVersionPermission', { ...placeOf(arn), StatementId });
    yield* tolerate(['ResourceNotFoundException'], removing);
  },

  adopt: ({ physicalId: Id }) => answered({ physicalId: Id, attributes: { Id } }),

  *read({ physicalId }) {
    const [arn = '', StatementId = ''] = physicalId.split('#');
    const asked = call<{ Policy: string }>('lambda', 'GetLayerVersionPolicy', placeOf(arn));
    const output = yield* tolerate(['ResourceNotFoundException'], asked);
    const { Statement = [] } = JSON.parse(output?.Policy ?? '{}') as { Statement?: readonly Granted[] };
    const found = Statement.find(({ Sid }) => Sid === StatementId);
    if (!found) return undefined;
    const OrganizationId = found.Condition?.StringEquals?.['aws:PrincipalOrgID'];
    const who = typeof found.Principal === 'string' ? found.Principal : (found.Principal.AWS ?? '*');
    return {
      LayerVersionArn: arn,
      Action: found.Action,
      // An account is told as its root.
      Principal: /^arn:aws:iam::(\d{12}):root$/.exec(who)?.[1] ?? who,
      ...(OrganizationId !== undefined && { OrganizationId }),
    };
  },
};

interface Granted {
  readonly Sid: string;
  readonly Action: string;
  readonly Principal: string | { readonly AWS?: string };
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string>> };
}

/** A layer's version by its ARN. */
function placeOf(arn: string): { readonly LayerName: string; readonly VersionNumber: number } {
  const at = arn.lastIndexOf(':');
  return { LayerName: arn.slice(0, at), VersionNumber: Number(arn.slice(at + 1)) };
}
