// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

/** What EC2 calls each kind of thing in its errors. */
const kinds = {
  vpc: ['InvalidVpcID.NotFound', 'vpc ID'],
  subnet: ['InvalidSubnetID.NotFound', 'subnet ID'],
  routeTable: ['InvalidRouteTableID.NotFound', 'routeTable ID'],
  internetGateway: ['InvalidInternetGatewayID.NotFound', 'internetGateway ID'],
  securityGroup: ['InvalidGroup.NotFound', 'security group'],
  securityGroupRule: ['InvalidSecurityGroupRuleId.NotFound', 'security group rule ID'],
  allocation: ['InvalidAllocationID.NotFound', 'allocation ID'],
  association: ['InvalidAssociationID.NotFound', 'association ID'],
  vpcEndpoint: ['InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'],
  image: ['InvalidAMIID.NotFound', 'image id'],
  natGateway: ['NatGatewayNotFound', 'NAT gateway'],
  keyPair: ['InvalidKeyPair.NotFound', 'key pair'],
  instance: ['InvalidInstanceID.NotFound', 'instance ID'],
  networkInterface: ['InvalidNetworkInterfaceID.NotFound', 'networkInterface ID'],
  networkAcl: ['InvalidNetworkAclID.NotFound', 'networkAcl ID'],
  dhcpOptions: ['InvalidDhcpOptionID.NotFound', 'dhcpOption ID'],
  prefixList: ['InvalidPrefixListID.NotFound', 'prefix list ID'],
  egressGateway: ['InvalidGatewayID.NotFound', 'eigw ID'],
  launchTemplate: ['InvalidLaunchTemplateId.NotFound', 'launch template'],
  volume: ['InvalidVolume.NotFound', 'volume'],
  snapshot: ['InvalidSnapshot.NotFound', 'snapshot'],
  placementGroup: ['InvalidPlacementGroup.Unknown', 'Placement Group'],
  peering: ['InvalidVpcPeeringConnectionID.NotFound', 'vpcPeeringConnection ID'],
  vpnGateway: ['InvalidVpnGatewayID.NotFound', 'vpnGateway ID'],
} as const;

export type Kind = keyof typeof kinds;

export function notFound(kind: Kind, id: string): never {
  const [code, word] = kinds[kind];
  throw new AwsError(code, `The ${word} '${id}' does not exist`);
}

// AWS: API reference, "Error codes"; the sentences are as its callers quote them.

export function templateNotFound(id: string): never {
  const sentence = `The specified launch template, with template ID ${id}, does not exist.`;
  throw new AwsError('InvalidLaunchTemplateId.NotFound', sentence);
}

export function templateNameNotFound(name: string): never {
  const sentence = `The specified launch template, with template name ${name}, does not exist.`;
  throw new AwsError('InvalidLaunchTemplateName.NotFoundException', sentence);
}

export function templateExists(): never {
  throw new AwsError(
    'InvalidLaunchTemplateName.AlreadyExistsException',
    'Launch template name already in use.',
  );
}

export function templateVersionNotFound(version: string, id: string): never {
  const sentence = `Could not find the specified version ${version} for the launch template with ID ${id}.`;
  throw new AwsError('InvalidLaunchTemplateId.VersionNotFound', sentence);
}

export function endpointServiceNotFound(name: string): never {
  throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
}

export function wouldHaveSucceeded(): never {
  const sentence = 'Request would have succeeded, but DryRun flag is set.';
  throw new AwsError('DryRunOperation', sentence, {}, 412);
}

export function dependencyViolation(kind: string, id: string): never {
  throw new AwsError('DependencyViolation', `The ${kind} '${id}' has dependencies and cannot be deleted.`);
}

export function limitExceeded(wanted: number, most: number): never {
  throw new AwsError(
    'InstanceLimitExceeded',
    `You have requested more instances (${wanted}) than your current instance limit of ${most} allows for the ` +
      'specified instance type.',
  );
}

export function incorrectState(id: string, state: string, asked: string): never {
  const code =
    (state === 'running' && asked !== 'ModifyAsked') || asked === 'StopAsked'
      ? 'UnsupportedOperation'
      : 'IncorrectInstanceState';
  throw new AwsError(
    code,
    `The instance '${id}' is not in a state from which it can be ${words[asked]}: it is ${state}.`,
  );
}
const words: Readonly<Record<string, string>> = {
  StartAsked: 'started',
  StopAsked: 'stopped',
  RebootAsked: 'rebooted',
  ModifyAsked: 'modified',
};

export function invalidRange(kind: 'Vpc' | 'Subnet', cidr: string): never {
  throw new AwsError(`Invalid${kind}.Range`, `The CIDR '${cidr}' is invalid.`);
}

// AWS: seen as "The vpc vpc-… currently has a subnet within CIDR block 10.1.0.0/16".
export function blockInUse(vpc: string, cidr: string): never {
  throw new AwsError(
    'InvalidCidrBlock.InUse',
    `The vpc ${vpc} currently has a subnet within CIDR block ${cidr}`,
  );
}

// AWS: seen in these words.
export function assignsIpv6(association: string): never {
  throw new AwsError(
    'InvalidCidrBlock.InUse',
    `The subnet IPv6 CIDR block with association ID ${association} may not be disassociated, because its subnet has ` +
      'assign-ipv6-address-on-creation set to true.',
  );
}

export function notServedHere(member: string): never {
  throw new AwsError('UnsupportedOperation', `Penstock does not serve the parameter ${member}.`);
}

export function subnetConflict(cidr: string): never {
  throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
}

export function invalidParameter(sentence: string): never {
  throw new AwsError('InvalidParameterValue', sentence);
}

export function reservedTag(): never {
  invalidParameter("Tag keys starting with 'aws:' are reserved for internal use");
}

export function keyPairDuplicate(): never {
  throw new AwsError('InvalidKeyPair.Duplicate', 'The keypair already exists');
}

export function keyFormat(): never {
  throw new AwsError('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
}

export function missingParameter(name: string): never {
  throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
}

export function groupDuplicate(name: string, vpc: string): never {
  throw new AwsError(
    'InvalidGroup.Duplicate',
    `The security group '${name}' already exists for VPC '${vpc}'`,
  );
}

export function groupNotDeletable(id: string, name: string): never {
  throw new AwsError(
    'CannotDelete',
    `the specified group: "${id}" name: "${name}" cannot be deleted by a user`,
  );
}

export function permissionDuplicate(rule: string): never {
  throw new AwsError('InvalidPermission.Duplicate', `the specified rule "${rule}" already exists`);
}

export function permissionNotFound(): never {
  throw new AwsError(
    'InvalidPermission.NotFound',
    'The specified rule does not exist in this security group.',
  );
}

export function alreadyAssociated(id: string, association?: string): never {
  const by = association === undefined ? '' : ` with associate-id ${association}`;
  throw new AwsError('Resource.AlreadyAssociated', `resource ${id} is already associated${by}`);
}

export function notAttached(gateway: string, vpc: string): never {
  throw new AwsError('Gateway.NotAttached', `resource ${gateway} is not attached to network ${vpc}`);
}

export function routeAlreadyExists(destination: string): never {
  throw new AwsError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
}

export function routeNotFound(destination: string, table: string): never {
  throw new AwsError(
    'InvalidRoute.NotFound',
    `no route with destination-cidr-block ${destination} in route table ${table}`,
  );
}

export function aclEntryExists(rule: number): never {
  throw new AwsError(
    'NetworkAclEntryAlreadyExists',
    `The network acl entry identified by ${rule} already exists.`,
  );
}

export function aclEntryNotFound({
  NetworkAclId,
  RuleNumber,
  Egress,
}: {
  readonly NetworkAclId: string;
  readonly RuleNumber: number;
  readonly Egress: boolean;
}): never {
  const way = Egress ? 'egress' : 'ingress';
  throw new AwsError(
    'InvalidNetworkAclEntry.NotFound',
    `The ${way} entry given by rule number ${RuleNumber} does not exist in network acl ${NetworkAclId}`,
  );
}

// AWS: unverified wording.
export function defaultAclNotDeletable(id: string): never {
  throw new AwsError('InvalidParameterValue', `cannot delete default network ACL ${id}`);
}

// AWS: API reference, "Error codes"; unverified wording.
export function incorrectVersion(): never {
  throw new AwsError('PrefixListVersionMismatch', 'The prefix list has the incorrect version number.');
}

export function entriesAndTheirMost(): never {
  const message =
    'You cannot modify the entries and the maximum entries for the prefix list in the same request.';
  throw new AwsError('InvalidParameterCombination', message);
}

// AWS: unverified wording.
export function prefixListLimit(entries: number, most: number): never {
  throw new AwsError(
    'PrefixListMaxEntriesExceeded',
    `You've reached the maximum number of entries for the prefix list: ${entries} of ${most}.`,
  );
}

export function addressNotFound(ip: string): never {
  throw new AwsError('InvalidAddress.NotFound', `Address '${ip}' not found.`);
}

export function addressInUse(id: string): never {
  throw new AwsError('InvalidIPAddress.InUse', `The address with allocation id [${id}] is in use.`);
}

export function unknownFilter(name: string): never {
  throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
}

export function invalidId(id: string): never {
  throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
}

export function invalidNextToken(): never {
  throw new AwsError('InvalidNextToken', 'The next token is invalid.');
}

export function placementGroupUnknown(name: string): never {
  throw new AwsError('InvalidPlacementGroup.Unknown', `The Placement Group '${name}' is unknown.`);
}

export function placementGroupExists(name: string): never {
  throw new AwsError('InvalidPlacementGroup.Duplicate', `The Placement Group '${name}' already exists.`);
}

export function placementGroupInUse(name: string): never {
  throw new AwsError(
    'InvalidPlacementGroup.InUse',
    `The placement group '${name}' is in use and may not be deleted.`,
  );
}

export function peeringExists(id: string): never {
  throw new AwsError(
    'VpcPeeringConnectionAlreadyExists',
    `A VPC peering connection with ID ${id} already exists between these VPCs.`,
  );
}

// AWS: as its callers quote it.
export function peeringNotAccepter(account: string, verb: string, id: string): never {
  throw new AwsError('OperationNotPermitted', `User ${account} cannot ${verb} peering ${id}`);
}

export function peeringState(id: string, status: string): never {
  throw new AwsError(
    'InvalidStateTransition',
    `Invalid state transition for ${id}, attempted to transition from ${status}`,
  );
}
