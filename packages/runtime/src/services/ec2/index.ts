import type { Service } from '../../dispatch/service.ts';
import { guarded } from './guarded.ts';
import { createKeyPair, deleteKeyPair, describeKeyPairs, importKeyPair } from './operations/key-pairs.ts';
import {
  allocateAddress,
  associateAddress,
  describeAddresses,
  describeAddressesAttribute,
  disassociateAddress,
  releaseAddress,
} from './operations/addresses.ts';
import {
  associateDhcpOptions,
  createDhcpOptions,
  deleteDhcpOptions,
  describeDhcpOptions,
} from './operations/dhcp-options.ts';
import { describeVpcEndpointServices } from './operations/endpoint-services.ts';
import {
  createEgressOnlyInternetGateway,
  deleteEgressOnlyInternetGateway,
  describeEgressOnlyInternetGateways,
} from './operations/egress-gateways.ts';
import {
  createNetworkAcl,
  createNetworkAclEntry,
  deleteNetworkAcl,
  deleteNetworkAclEntry,
  describeNetworkAcls,
  replaceNetworkAclAssociation,
  replaceNetworkAclEntry,
} from './operations/network-acls.ts';
import { associateSubnetCidrBlock, disassociateSubnetCidrBlock } from './operations/subnet-cidr-blocks.ts';
import { associateVpcCidrBlock, disassociateVpcCidrBlock } from './operations/vpc-cidr-blocks.ts';
import {
  attachInternetGateway,
  createInternetGateway,
  createNatGateway,
  deleteInternetGateway,
  deleteNatGateway,
  describeInternetGateways,
  describeNatGateways,
  detachInternetGateway,
} from './operations/gateways.ts';
import {
  createLaunchTemplate,
  createLaunchTemplateVersion,
  deleteLaunchTemplate,
  deleteLaunchTemplateVersions,
  describeLaunchTemplates,
  describeLaunchTemplateVersions,
  modifyLaunchTemplate,
} from './operations/launch-templates.ts';
import {
  absentOperations,
  describeAvailabilityZones,
  describeImages,
  describeRegions,
} from './operations/lookups.ts';
import {
  createManagedPrefixList,
  deleteManagedPrefixList,
  describeManagedPrefixLists,
  describePrefixLists,
  getManagedPrefixListEntries,
  modifyManagedPrefixList,
} from './operations/prefix-lists.ts';
import {
  associateRouteTable,
  createRoute,
  createRouteTable,
  deleteRoute,
  deleteRouteTable,
  describeRouteTables,
  disassociateRouteTable,
  replaceRoute,
  replaceRouteTableAssociation,
} from './operations/route-tables.ts';
import { networkInterfaceAttachmentOperations } from './operations/network-interface-attachments.ts';
import { networkInterfaceOperations } from './operations/network-interfaces.ts';
import { peeringOperations } from './operations/peerings.ts';
import { placementGroupOperations } from './operations/placement-groups.ts';
import { ruleOperations } from './operations/security-group-rules.ts';
import {
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
} from './operations/security-groups.ts';
import { instanceFlow } from './flow/instance.ts';
import { volumeFlow } from './flow/volume.ts';
import {
  describeInstances,
  describeInstanceStatus,
  modifyInstanceAttribute,
  rebootInstances,
  runInstances,
  startInstances,
  stopInstances,
  terminateInstances,
} from './operations/instances.ts';
import { createSubnet, deleteSubnet, describeSubnets, modifySubnetAttribute } from './operations/subnets.ts';
import { createTags, deleteTags, describeTags } from './operations/tags.ts';
import {
  createVpcEndpoint,
  deleteVpcEndpoints,
  describeVpcEndpoints,
  modifyVpcEndpoint,
} from './operations/vpc-endpoints.ts';
import {
  createVpc,
  deleteVpc,
  describeVpcAttribute,
  describeVpcs,
  modifyVpcAttribute,
} from './operations/vpcs.ts';
import { volumeAttachmentOperations } from './operations/volume-attachments.ts';
import { volumeModificationOperations } from './operations/volume-modifications.ts';
import { volumeOperations } from './operations/volumes.ts';
import { recorded } from './recorded.ts';
import { resources } from './resources/index.ts';

export const ec2: Service = {
  name: 'ec2',
  sdk: () => import('@aws-sdk/client-ec2'),
  model: 'ec2',
  operations: guarded({
    ...absentOperations,
    ...networkInterfaceAttachmentOperations,
    ...networkInterfaceOperations,
    ...peeringOperations,
    ...placementGroupOperations,
    ...ruleOperations,
    ...volumeAttachmentOperations,
    ...volumeModificationOperations,
    ...volumeOperations,
    AllocateAddress: allocateAddress,
    AssociateAddress: associateAddress,
    AssociateDhcpOptions: associateDhcpOptions,
    AssociateRouteTable: associateRouteTable,
    AssociateSubnetCidrBlock: associateSubnetCidrBlock,
    AssociateVpcCidrBlock: associateVpcCidrBlock,
    AttachInternetGateway: attachInternetGateway,
    CreateDhcpOptions: createDhcpOptions,
    CreateEgressOnlyInternetGateway: createEgressOnlyInternetGateway,
    CreateInternetGateway: createInternetGateway,
    CreateKeyPair: createKeyPair,
    CreateLaunchTemplate: createLaunchTemplate,
    CreateLaunchTemplateVersion: createLaunchTemplateVersion,
    CreateManagedPrefixList: createManagedPrefixList,
    CreateNatGateway: createNatGateway,
    CreateNetworkAcl: createNetworkAcl,
    CreateNetworkAclEntry: createNetworkAclEntry,
    CreateRoute: createRoute,
    CreateRouteTable: createRouteTable,
    CreateSecurityGroup: createSecurityGroup,
    CreateSubnet: createSubnet,
    CreateTags: createTags,
    CreateVpc: createVpc,
    CreateVpcEndpoint: createVpcEndpoint,
    DeleteDhcpOptions: deleteDhcpOptions,
    DeleteEgressOnlyInternetGateway: deleteEgressOnlyInternetGateway,
    DeleteInternetGateway: deleteInternetGateway,
    DeleteKeyPair: deleteKeyPair,
    DeleteLaunchTemplate: deleteLaunchTemplate,
    DeleteLaunchTemplateVersions: deleteLaunchTemplateVersions,
    DeleteManagedPrefixList: deleteManagedPrefixList,
    DeleteNatGateway: deleteNatGateway,
    DeleteNetworkAcl: deleteNetworkAcl,
    DeleteNetworkAclEntry: deleteNetworkAclEntry,
    DeleteRoute: deleteRoute,
    DeleteRouteTable: deleteRouteTable,
    DeleteSecurityGroup: deleteSecurityGroup,
    DeleteSubnet: deleteSubnet,
    DeleteTags: deleteTags,
    DeleteVpc: deleteVpc,
    DeleteVpcEndpoints: deleteVpcEndpoints,
    DescribeAddresses: describeAddresses,
    DescribeAddressesAttribute: describeAddressesAttribute,
    DescribeAvailabilityZones: describeAvailabilityZones,
    DescribeDhcpOptions: describeDhcpOptions,
    DescribeEgressOnlyInternetGateways: describeEgressOnlyInternetGateways,
    DescribeImages: describeImages,
    DescribeInstanceStatus: describeInstanceStatus,
    DescribeInstances: describeInstances,
    DescribeInternetGateways: describeInternetGateways,
    DescribeKeyPairs: describeKeyPairs,
    DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
    DescribeLaunchTemplates: describeLaunchTemplates,
    DescribeManagedPrefixLists: describeManagedPrefixLists,
    DescribeNatGateways: describeNatGateways,
    DescribeNetworkAcls: describeNetworkAcls,
    DescribePrefixLists: describePrefixLists,
    DescribeRegions: describeRegions,
    DescribeRouteTables: describeRouteTables,
    DescribeSecurityGroups: describeSecurityGroups,
    DescribeSubnets: describeSubnets,
    DescribeTags: describeTags,
    DescribeVpcAttribute: describeVpcAttribute,
    DescribeVpcEndpointServices: describeVpcEndpointServices,
    DescribeVpcEndpoints: describeVpcEndpoints,
    DescribeVpcs: describeVpcs,
    DetachInternetGateway: detachInternetGateway,
    DisassociateAddress: disassociateAddress,
    DisassociateRouteTable: disassociateRouteTable,
    DisassociateSubnetCidrBlock: disassociateSubnetCidrBlock,
    DisassociateVpcCidrBlock: disassociateVpcCidrBlock,
    GetManagedPrefixListEntries: getManagedPrefixListEntries,
    ImportKeyPair: importKeyPair,
    ModifyInstanceAttribute: modifyInstanceAttribute,
    ModifyLaunchTemplate: modifyLaunchTemplate,
    ModifyManagedPrefixList: modifyManagedPrefixList,
    ModifySubnetAttribute: modifySubnetAttribute,
    ModifyVpcAttribute: modifyVpcAttribute,
    ModifyVpcEndpoint: modifyVpcEndpoint,
    RebootInstances: rebootInstances,
    ReleaseAddress: releaseAddress,
    ReplaceNetworkAclAssociation: replaceNetworkAclAssociation,
    ReplaceNetworkAclEntry: replaceNetworkAclEntry,
    ReplaceRoute: replaceRoute,
    ReplaceRouteTableAssociation: replaceRouteTableAssociation,
    RunInstances: runInstances,
    StartInstances: startInstances,
    StopInstances: stopInstances,
    TerminateInstances: terminateInstances,
  }),
  flows: [instanceFlow, volumeFlow],
  recorded,
  resources,
};
