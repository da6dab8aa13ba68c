import { AwsError } from '../../../base/aws-error.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { parameterTypeOf } from '../template/parameter-types.ts';
import type { Known } from '../template/known.ts';
import type { ParameterFacts } from '../template/rules.ts';
import { isUnknown, type ParameterDeclaration } from '../template/template.ts';

/** How values of an AWS-specific parameter type are looked up, and what rules may ask of them. */
interface Lookup {
  readonly operation: string;
  input(ids: readonly string[]): object;
  /** The members of the answer, by the values they answer to. */
  found(output: any): readonly (readonly [value: string, facts: Readonly<Record<string, string>>])[];
}

type Tagged = { readonly Tags?: readonly { readonly Key: string; readonly Value: string }[] };

/** AWS: user guide, "Rule-specific intrinsic functions", Fn::ValueOf: the attributes of each type. */
const tagsOf = ({ Tags = [] }: Tagged): Record<string, string> =>
  Object.fromEntries(Tags.map(({ Key, Value }) => [`Tags.${Key}`, Value]));

const filter = (Name: string) => (Values: readonly string[]) => ({ Filters: [{ Name, Values }] });

// Images and hosted zones are not looked up: one that is not here may well be one of AWS's.
const lookups: Readonly<Record<string, Lookup>> = {
  'AWS::EC2::VPC::Id': {
    operation: 'DescribeVpcs',
    input: filter('vpc-id'),
    found: ({ Vpcs = [] }) => Vpcs.map((each: any) => [each.VpcId, tagsOf(each)]),
  },
  'AWS::EC2::Subnet::Id': {
    operation: 'DescribeSubnets',
    input: filter('subnet-id'),
    found: ({ Subnets = [] }) =>
      Subnets.map((each: any) => [
        each.SubnetId,
        { AvailabilityZone: each.AvailabilityZone, VpcId: each.VpcId, ...tagsOf(each) },
      ]),
  },
  'AWS::EC2::SecurityGroup::Id': {
    operation: 'DescribeSecurityGroups',
    input: filter('group-id'),
    found: ({ SecurityGroups = [] }) => SecurityGroups.map((each: any) => [each.GroupId, tagsOf(each)]),
  },
  'AWS::EC2::SecurityGroup::GroupName': {
    operation: 'DescribeSecurityGroups',
    input: filter('group-name'),
    found: ({ SecurityGroups = [] }) => SecurityGroups.map((each: any) => [each.GroupName, tagsOf(each)]),
  },
  'AWS::EC2::KeyPair::KeyName': {
    operation: 'DescribeKeyPairs',
    input: filter('key-name'),
    found: ({ KeyPairs = [] }) => KeyPairs.map((each: any) => [each.KeyName, tagsOf(each)]),
  },
  'AWS::EC2::Instance::Id': {
    operation: 'DescribeInstances',
    input: filter('instance-id'),
    found: ({ Reservations = [] }) =>
      Reservations.flatMap(({ Instances = [] }: any) => Instances).map((each: any) => [
        each.InstanceId,
        tagsOf(each),
      ]),
  },
  'AWS::EC2::Volume::Id': {
    operation: 'DescribeVolumes',
    input: filter('volume-id'),
    found: ({ Volumes = [] }) => Volumes.map((each: any) => [each.VolumeId, tagsOf(each)]),
  },
  'AWS::EC2::AvailabilityZone::Name': {
    operation: 'DescribeAvailabilityZones',
    input: filter('zone-name'),
    found: ({ AvailabilityZones = [] }) => AvailabilityZones.map((each: any) => [each.ZoneName, {}]),
  },
};

/** What there is of the values of AWS-specific parameters. */
export interface LookedUp {
  readonly facts: ParameterFacts;
  /** Why the stack cannot be: a value that there is not. */
  readonly problem?: string;
}

type Declared = Readonly<Record<string, ParameterDeclaration>>;

/** Looks the values up that types of parameters name things by, as far as their services are served. */
export async function lookUpValues(
  declared: Declared,
  { parameters, names }: { readonly parameters: Known['parameters']; readonly names: readonly string[] },
  call: WaitingCall,
): Promise<LookedUp> {
  const facts: Record<string, Record<string, Readonly<Record<string, string>>>> = {};
  for (const [type, ids] of Object.entries(idsByType(declared, parameters)))
    facts[type] = Object.fromEntries(await foundOf(lookups[type]!, ids, call));
  const missing = Object.entries(declared).flatMap(([key, { Type }]) => {
    const specific = parameterTypeOf(Type)?.specific;
    const known = specific === undefined ? undefined : facts[specific];
    const values = [parameters[key] ?? []].flat().filter((value) => !isUnknown(value));
    if (Type === 'AWS::SSM::Parameter::Name')
      return values.filter((value) => !names.includes(value)).map((value) => absent(key, value));
    return known
      ? values.filter((value) => !Object.hasOwn(known, value)).map((value) => absent(key, value))
      : [];
  });
  return { facts, ...(missing[0] !== undefined && { problem: missing[0] }) };
}

// AWS: what stack events say of it.
const absent = (key: string, value: string): string =>
  `Parameter validation failed: parameter value ${value} for parameter name ${key} does not exist.`;

function idsByType(declared: Declared, parameters: Known['parameters']): Record<string, string[]> {
  const byType: Record<string, string[]> = {};
  for (const [key, { Type }] of Object.entries(declared)) {
    const specific = parameterTypeOf(Type)?.specific;
    if (specific === undefined || !Object.hasOwn(lookups, specific)) continue;
    byType[specific] = [...(byType[specific] ?? []), ...[parameters[key] ?? []].flat()];
  }
  return byType;
}

async function foundOf(lookup: Lookup, ids: readonly string[], call: WaitingCall) {
  try {
    const output: unknown = await call.perform({
      type: 'aws.call',
      service: 'ec2',
      operation: lookup.operation,
      input: lookup.input([...new Set(ids)]),
      as: servicePrincipal('cloudformation'),
      scope: { account: call.account, region: call.region },
    });
    return lookup.found(output);
  } catch (error) {
    if (error instanceof AwsError) return [];
    throw error;
  }
}
