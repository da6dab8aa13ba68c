import {
  call,
  made,
  nameFor,
  tolerate,
  type Made,
  type ResourceType,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { documentOf, gone, hold, isSame, textOf, type Document, type HolderKind } from './holding.ts';

interface Properties {
  readonly ManagedPolicyName?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly PolicyDocument: Document;
  readonly Roles?: readonly string[];
  readonly Users?: readonly string[];
  readonly Groups?: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy: ResourceType<Properties> = {
  typeName: 'AWS::IAM::ManagedPolicy',

  *create(wanted) {
    const { ManagedPolicyName, Path, Description, PolicyDocument } = wanted.properties;
    const { Policy } = yield* call('iam', 'CreatePolicy', {
      PolicyName: ManagedPolicyName ?? nameFor(wanted, 128),
      PolicyDocument: textOf(PolicyDocument),
      ...(Path !== undefined && { Path }),
      ...(Description !== undefined && { Description }),
    });
    yield* made(Policy.Arn);
    yield* attach(Policy.Arn, wanted.properties);
    return yield* madeOf(Policy.Arn);
  },

  *update(wanted, had) {
    const PolicyArn = had.physicalId;
    const { PolicyDocument } = wanted.properties;
    if (!isSame(PolicyDocument, had.properties.PolicyDocument)) {
      yield* makeRoom(PolicyArn);
      const input = { PolicyArn, PolicyDocument: textOf(PolicyDocument), SetAsDefault: true };
      yield* call('iam', 'CreatePolicyVersion', input);
    }
    yield* attach(PolicyArn, wanted.properties, had.properties);
    return yield* madeOf(PolicyArn);
  },

  *delete({ physicalId: PolicyArn, properties }) {
    const found = yield* tolerate(gone, call('iam', 'ListPolicyVersions', { PolicyArn }));
    if (!found) return;
    yield* attach(PolicyArn, {}, properties);
    for (const { VersionId, IsDefaultVersion } of found.Versions as Version[])
      if (!IsDefaultVersion) yield* call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId });
    yield* call('iam', 'DeletePolicy', { PolicyArn });
  },

  list: listed('iam', 'ListPolicies', {
    items: 'Policies',
    token: 'Marker',
    input: { Scope: 'Local' },
    identifier: ({ Arn }) => Arn,
  }),
  adopt: ({ physicalId }) => madeOf(physicalId),

  *read({ physicalId: PolicyArn, properties }) {
    const found = yield* tolerate(gone, call('iam', 'GetPolicy', { PolicyArn }));
    if (!found) return undefined;
    const { PolicyName, Path, Description, DefaultVersionId: VersionId } = found.Policy;
    const { PolicyVersion } = yield* call('iam', 'GetPolicyVersion', { PolicyArn, VersionId });
    const entities = yield* call('iam', 'ListEntitiesForPolicy', { PolicyArn });
    const names = (kind: HolderKind) =>
      (entities[`Policy${kind}s`] as Record<string, string>[]).map((each) => each[`${kind}Name`]!);
    return {
      ManagedPolicyName: PolicyName,
      Path,
      ...(Description && { Description }),
      PolicyDocument: documentOf(PolicyVersion.Document),
      ...(properties.Roles && { Roles: names('Role') }),
      ...(properties.Users && { Users: names('User') }),
      ...(properties.Groups && { Groups: names('Group') }),
    };
  },
};

interface Version {
  readonly VersionId: string;
  readonly IsDefaultVersion: boolean;
}

/** A policy has five versions at most: the oldest that does not count goes. */
function* makeRoom(PolicyArn: string): Work<void> {
  const { Versions } = yield* call<{ Versions: Version[] }>('iam', 'ListPolicyVersions', { PolicyArn });
  const oldest = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).at(-1);
  if (Versions.length >= 5 && oldest)
    yield* call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: oldest.VersionId });
}

function* attach(arn: string, wanted: Partial<Properties>, had: Partial<Properties> = {}): Work<void> {
  const ManagedPolicyArns = [arn];
  for (const kind of ['Role', 'User', 'Group'] as const) {
    const [now, before] = [wanted[`${kind}s`] ?? [], had[`${kind}s`] ?? []];
    for (const name of now) if (!before.includes(name)) yield* hold(kind, name, { ManagedPolicyArns });
    for (const name of before) if (!now.includes(name)) yield* hold(kind, name, {}, { ManagedPolicyArns });
  }
}

function* madeOf(PolicyArn: string): Work<Made> {
  const { Policy } = yield* call('iam', 'GetPolicy', { PolicyArn });
  const {
    Arn: _arn,
    Tags: _tags,
    PolicyName: _name,
    Path: _path,
    Description: _text,
    ...attributes
  } = Policy;
  return { physicalId: PolicyArn, attributes: { ...attributes, PolicyArn } };
}
