import type { Call } from '../../../dispatch/service.ts';
import { partKey, resources, type MadeResource, type ResourceRecord, type StackRecord } from '../records.ts';
import { isSame } from '../template/differences.ts';
import { isList, isValues, type Value, type Values } from '../template/template.ts';

/** How resources of one type add to a property of resources of another. */
interface Attaching {
  readonly to: string;
  readonly property: string;
  /** Whether what is there has been added by the resource. */
  has(member: Value, by: MadeResource, to: MadeResource): boolean;
}

const named = (properties: Values, names: string, { physicalId }: MadeResource): boolean =>
  isList(properties[names]) && properties[names].includes(physicalId);

const policyOf = (type: string, names: string): Attaching => ({
  to: type,
  property: 'ManagedPolicyArns',
  has: (member, by, to) => member === by.physicalId && named(by.properties as Values, names, to),
});

const ruleOf = (property: string): Attaching => ({
  to: 'AWS::EC2::SecurityGroup',
  property,
  has: (member, by, to) =>
    isIn(to, by.properties) && isValues(member) && isRule(member, by.properties as Values),
});

const isIn = (group: MadeResource, { GroupId, GroupName }: MadeResource['properties']): boolean =>
  GroupId === undefined ? GroupName === group.physicalId : GroupId === group.attributes['GroupId'];

/** What is there of a rule is what was asked for; whose the other group is, nobody has to say. */
const isRule = (rule: Values, asked: Values): boolean =>
  Object.entries(rule).every(
    ([name, value]) => name === 'SourceSecurityGroupOwnerId' || isSame(asked[name], value),
  );

const attaching: Readonly<Record<string, readonly Attaching[]>> = {
  'AWS::IAM::ManagedPolicy': [
    policyOf('AWS::IAM::Group', 'Groups'),
    policyOf('AWS::IAM::Role', 'Roles'),
    policyOf('AWS::IAM::User', 'Users'),
  ],
  'AWS::IAM::UserToGroupAddition': [
    {
      to: 'AWS::IAM::User',
      property: 'Groups',
      has: (member, by, to) =>
        member === by.properties['GroupName'] && named(by.properties as Values, 'Users', to),
    },
  ],
  'AWS::EC2::SecurityGroupEgress': [ruleOf('SecurityGroupEgress')],
  'AWS::EC2::SecurityGroupIngress': [ruleOf('SecurityGroupIngress')],
};

const attachable: ReadonlySet<string> = new Set(
  Object.values(attaching).flatMap((each) => each.map(({ to }) => to)),
);

interface Live {
  readonly expected: Values;
  readonly actual: Values;
}

/** A resource as it is, without what other resources of its stack have added to it. */
// AWS: user guide, "Detect unmanaged configuration changes": attachments are told apart within a stack, not across.
export function withoutAttached(
  call: Call,
  stack: StackRecord,
  { record, expected, actual }: Live & { readonly record: ResourceRecord },
): Values {
  const { Type } = record.definition;
  if (!attachable.has(Type)) return actual;
  const others = resources.list(call.tx, call, { prefix: partKey(stack.key, '') });
  const isAttached = (property: string, member: Value): boolean =>
    others.some(
      ({ definition, made }) =>
        made !== undefined &&
        attaching[definition.Type]?.some(
          (each) => each.to === Type && each.property === property && each.has(member, made, record.made!),
        ),
    );
  const own = ([name, value]: [string, Value]): [string, Value] => {
    const asked = expected[name];
    if (asked === undefined || !isList(asked) || !isList(value)) return [name, value];
    const isAsked = (member: Value): boolean => asked.some((each) => isSame(each, member));
    return [name, value.filter((member) => isAsked(member) || !isAttached(name, member))];
  };
  return Object.fromEntries(Object.entries(actual).map(own));
}
