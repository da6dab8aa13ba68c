/** How a parameter type is read. */
export interface ParameterType {
  readonly list: boolean;
  readonly numeric: boolean;
  /** Its value names a parameter of Systems Manager, whose value is meant. */
  readonly stored: boolean;
  /** `AWS::EC2::VPC::Id`, for a value or each of a list. */
  readonly specific?: string;
}

/** AWS: user guide, "CloudFormation-supplied parameter types". */
const specificTypes = new Set([
  'AWS::EC2::AvailabilityZone::Name',
  'AWS::EC2::Image::Id',
  'AWS::EC2::Instance::Id',
  'AWS::EC2::KeyPair::KeyName',
  'AWS::EC2::SecurityGroup::GroupName',
  'AWS::EC2::SecurityGroup::Id',
  'AWS::EC2::Subnet::Id',
  'AWS::EC2::VPC::Id',
  'AWS::EC2::Volume::Id',
  'AWS::Route53::HostedZone::Id',
]);

/** Undefined where there is no such type. */
export function parameterTypeOf(name: string): ParameterType | undefined {
  const plain = { list: false, numeric: false, stored: false };
  if (name === 'String') return plain;
  if (name === 'Number') return { ...plain, numeric: true };
  if (name === 'CommaDelimitedList' || name === 'List<String>') return { ...plain, list: true };
  if (name === 'List<Number>') return { ...plain, list: true, numeric: true };
  // AWS: the value is the name itself, checked to be one of a parameter that exists.
  if (name === 'AWS::SSM::Parameter::Name') return plain;
  const stored = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(name)?.[1];
  if (stored !== undefined) {
    const inner = stored.startsWith('AWS::SSM::') ? undefined : parameterTypeOf(stored);
    return inner && !inner.numeric ? { ...inner, stored: true } : undefined;
  }
  const listed = /^List<(.+)>$/.exec(name)?.[1];
  const specific = listed ?? name;
  return specificTypes.has(specific) ? { ...plain, list: listed !== undefined, specific } : undefined;
}
