import {
  answered,
  call,
  made,
  nameFor,
  tolerate,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { documentOf, gone, isSame, textOf, type Document, type HolderKind } from './holding.ts';

interface PolicyProperties {
  readonly PolicyName: string;
  readonly PolicyDocument: Document;
  readonly Roles?: readonly string[];
  readonly Users?: readonly string[];
  readonly Groups?: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html */
export const policy: ResourceType<PolicyProperties> = {
  typeName: 'AWS::IAM::Policy',

  *create(wanted) {
    const physicalId = nameFor(wanted, 128);
    yield* made(physicalId);
    yield* put(wanted.properties);
    return { physicalId, attributes: { Id: physicalId } };
  },

  *update(wanted, had) {
    yield* put(wanted.properties, had.properties);
    const renamed = wanted.properties.PolicyName !== had.properties.PolicyName;
    for (const [kind, name] of holdersOf(had.properties))
      if (renamed || !holdersOf(wanted.properties).some((each) => isSame(each, [kind, name])))
        yield* remove(kind, name, had.properties.PolicyName);
    return { physicalId: had.physicalId, attributes: had.attributes };
  },

  *delete({ properties }) {
    for (const [kind, name] of holdersOf(properties)) yield* remove(kind, name, properties.PolicyName);
  },

  *read({ properties }) {
    const [first] = holdersOf(properties);
    if (!first) return properties;
    const [kind, name] = first;
    const input = { [`${kind}Name`]: name, PolicyName: properties.PolicyName };
    const found = yield* tolerate(gone, call('iam', `Get${kind}Policy`, input));
    return found && { ...properties, PolicyDocument: documentOf(found.PolicyDocument) };
  },
};

type Holder = readonly [kind: HolderKind, name: string];

const holdersOf = ({ Roles = [], Users = [], Groups = [] }: PolicyProperties): Holder[] => [
  ...Roles.map((name): Holder => ['Role', name]),
  ...Users.map((name): Holder => ['User', name]),
  ...Groups.map((name): Holder => ['Group', name]),
];

function* put(wanted: PolicyProperties, had?: PolicyProperties): Work<void> {
  const { PolicyName, PolicyDocument } = wanted;
  const isNew = PolicyName !== had?.PolicyName || !isSame(PolicyDocument, had.PolicyDocument);
  for (const [kind, name] of holdersOf(wanted))
    if (isNew || !holdersOf(had).some((each) => isSame(each, [kind, name])))
      yield* call('iam', `Put${kind}Policy`, {
        [`${kind}Name`]: name,
        PolicyName,
        PolicyDocument: textOf(PolicyDocument),
      });
}

function* remove(kind: HolderKind, name: string, PolicyName: string): Work<void> {
  yield* tolerate(gone, call('iam', `Delete${kind}Policy`, { [`${kind}Name`]: name, PolicyName }));
}

/** AWS::IAM::RolePolicy, UserPolicy and GroupPolicy: one inline policy of one holder. */
const inline = (kind: HolderKind): ResourceType => {
  const of = (properties: Properties) => ({
    [`${kind}Name`]: properties[`${kind}Name`],
    PolicyName: properties['PolicyName'],
  });
  function* put(properties: Properties): Work<void> {
    // AWS: a policy without a document has nothing to say; the registry lets it be left out.
    const PolicyDocument = textOf(properties['PolicyDocument']);
    yield* call('iam', `Put${kind}Policy`, { ...of(properties), PolicyDocument });
  }
  return {
    typeName: `AWS::IAM::${kind}Policy`,
    *create({ properties }) {
      const physicalId = `${properties['PolicyName']}|${properties[`${kind}Name`]}`;
      yield* put(properties);
      yield* made(physicalId);
      return { physicalId };
    },
    *update({ properties }, had) {
      yield* put(properties);
      return { physicalId: had.physicalId };
    },
    *delete({ properties }) {
      yield* tolerate(gone, call('iam', `Delete${kind}Policy`, of(properties)));
    },
    adopt: ({ physicalId }) => answered({ physicalId }),
    *read({ properties }) {
      const found = yield* tolerate(gone, call('iam', `Get${kind}Policy`, of(properties)));
      return found && { ...properties, PolicyDocument: documentOf(found.PolicyDocument) };
    },
  };
};

export const inlinePolicies = [inline('Role'), inline('User'), inline('Group')];
