/**
 * How AWS names what it makes, for types that templates often have and whose ids the registry does not tell the
 * form of.
 *
 * In a form, `{hex17}` stands for so many random characters of an alphabet, `{name}` for the name that the
 * template or CloudFormation gives, `{id}` for the physical id, `{Region}`, `{zone}`, `{Account}` and
 * `{Partition}` for where the stack is, and `{Property}` for what the template says of it; `{Property|other}` for
 * the other where it says nothing.
 */
export interface RecordedForm {
  readonly id?: string;
  /** What `Ref` answers, where it is not the id. */
  readonly ref?: string;
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  /** The property that has its name, and how long that may be. */
  readonly name?: string;
  readonly nameMax?: number;
}

// AWS: user guides of the services, and what each type's page in the template reference says of Ref and Fn::GetAtt.
export const recordedForms: Readonly<Record<string, RecordedForm>> = {
  ...ec2({
    CarrierGateway: 'cagw',
    CustomerGateway: 'cgw',
    DHCPOptions: 'dopt',
    EgressOnlyInternetGateway: 'eigw',
    FlowLog: 'fl',
    InternetGateway: 'igw',
    LaunchTemplate: 'lt',
    NetworkAcl: 'acl',
    NetworkInterface: 'eni',
    PrefixList: 'pl',
    RouteTable: 'rtb',
    SubnetNetworkAclAssociation: 'aclassoc',
    SubnetRouteTableAssociation: 'rtbassoc',
    SecurityGroupEgress: 'sgr',
    SecurityGroupIngress: 'sgr',
    TransitGateway: 'tgw',
    TransitGatewayAttachment: 'tgw-attach',
    TransitGatewayRouteTable: 'tgw-rtb',
    VPCPeeringConnection: 'pcx',
    VPNConnection: 'vpn',
    VPNGateway: 'vgw',
    Volume: 'vol',
    VPCEndpointService: 'vpce-svc',
  }),
  'AWS::EC2::VPC': {
    id: 'vpc-{hex17}',
    attributes: {
      CidrBlockAssociations: ['vpc-cidr-assoc-{hex17}'],
      DefaultNetworkAcl: 'acl-{hex17}',
      DefaultSecurityGroup: 'sg-{hex17}',
      Ipv6CidrBlocks: [],
    },
  },
  'AWS::EC2::Subnet': {
    id: 'subnet-{hex17}',
    attributes: {
      AvailabilityZone: '{AvailabilityZone|zone}',
      NetworkAclAssociationId: 'aclassoc-{hex17}',
      Ipv6CidrBlocks: [],
    },
  },
  'AWS::EC2::SecurityGroup': { id: 'sg-{hex17}', attributes: { GroupId: '{id}', Id: '{id}' } },
  'AWS::EC2::NatGateway': { id: 'nat-{hex17}', attributes: { EniId: 'eni-{hex17}' } },
  'AWS::EC2::EIP': {
    id: '198.51.100.{octet}',
    attributes: { PublicIp: '{id}', AllocationId: 'eipalloc-{hex17}' },
  },
  'AWS::EC2::EIPAssociation': { id: 'eipassoc-{hex17}' },
  'AWS::EC2::Route': {
    id: '{RouteTableId}|{DestinationCidrBlock|DestinationIpv6CidrBlock|DestinationPrefixListId}',
  },
  'AWS::EC2::VPCGatewayAttachment': { id: 'IGW|{VpcId}' },
  'AWS::EC2::VPCCidrBlock': { id: 'vpc-cidr-assoc-{hex17}' },
  'AWS::EC2::VPCEndpoint': {
    id: 'vpce-{hex17}',
    attributes: {
      DnsEntries: ['Z7HUB22UULQXV:vpce-{hex17}-{lower8}.{Region}.vpce.amazonaws.com'],
      NetworkInterfaceIds: ['eni-{hex17}'],
    },
  },
  'AWS::AutoScaling::AutoScalingGroup': {
    id: '{name}',
    attributes: {
      AutoScalingGroupARN:
        'arn:{Partition}:autoscaling:{Region}:{Account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}',
    },
  },
  'AWS::AutoScaling::LifecycleHook': { name: 'LifecycleHookName', id: '{name}' },
  'AWS::AutoScaling::ScalingPolicy': {
    name: 'PolicyName',
    id:
      'arn:{Partition}:autoscaling:{Region}:{Account}:scalingPolicy:{uuid}:' +
      'autoScalingGroupName/{AutoScalingGroupName}:policyName/{name}',
  },
  'AWS::ApplicationAutoScaling::ScalableTarget': {
    id: '{ResourceId}|{ScalableDimension}|{ServiceNamespace}',
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': {
    name: 'PolicyName',
    id:
      'arn:{Partition}:autoscaling:{Region}:{Account}:scalingPolicy:{uuid}:' +
      'resource/{ServiceNamespace|unknown}/{ResourceId|unknown}:policyName/{name}',
  },
  'AWS::ApiGateway::Account': { id: '{name}' },
  'AWS::ApiGateway::ApiKey': { id: '{lower10}' },
  'AWS::ApiGateway::Authorizer': { id: '{lower6}' },
  'AWS::ApiGateway::Deployment': { id: '{lower6}' },
  'AWS::ApiGateway::Method': { id: '{RestApiId}|{ResourceId}|{HttpMethod}' },
  'AWS::ApiGateway::Resource': { id: '{lower6}' },
  'AWS::ApiGateway::RestApi': { id: '{lower10}', attributes: { RootResourceId: '{lower10}' } },
  'AWS::ApiGateway::UsagePlan': { id: '{lower6}' },
  'AWS::ApiGatewayV2::Api': {
    id: '{lower10}',
    attributes: { ApiEndpoint: 'https://{id}.execute-api.{Region}.amazonaws.com' },
  },
  'AWS::ApiGatewayV2::Deployment': { id: '{lower6}' },
  'AWS::ApiGatewayV2::Integration': { id: '{lower7}' },
  'AWS::ApiGatewayV2::Route': { id: '{lower7}' },
  'AWS::Batch::JobDefinition': {
    name: 'JobDefinitionName',
    id: 'arn:{Partition}:batch:{Region}:{Account}:job-definition/{name}:1',
  },
  'AWS::CertificateManager::Certificate': { id: 'arn:{Partition}:acm:{Region}:{Account}:certificate/{uuid}' },
  'AWS::CloudFront::Distribution': {
    id: 'E{upper13}',
    attributes: { DomainName: 'd{lower13}.cloudfront.net' },
  },
  'AWS::CloudFront::OriginAccessControl': { id: 'E{upper13}' },
  'AWS::Cognito::UserPool': {
    id: '{Region}_{alphanumeric9}',
    attributes: {
      ProviderName: 'cognito-idp.{Region}.amazonaws.com/{id}',
      ProviderURL: 'https://cognito-idp.{Region}.amazonaws.com/{id}',
    },
  },
  'AWS::Cognito::UserPoolClient': { id: '{lower26}', attributes: { ClientSecret: '{lower51}' } },
  'AWS::Cognito::IdentityPool': { id: '{Region}:{uuid}' },
  'AWS::Config::ConfigRule': {
    attributes: { ConfigRuleId: 'config-rule-{lower6}', 'Compliance.Type': 'INSUFFICIENT_DATA' },
  },
  'AWS::DynamoDB::Table': {
    attributes: {
      StreamArn: 'arn:{Partition}:dynamodb:{Region}:{Account}:table/{name}/stream/1970-01-01T00:00:00.000',
    },
  },
  'AWS::EFS::AccessPoint': { id: 'fsap-{hex17}' },
  'AWS::EFS::FileSystem': { id: 'fs-{hex17}' },
  'AWS::EFS::MountTarget': { id: 'fsmt-{hex17}', attributes: { IpAddress: '10.0.0.{octet}' } },
  'AWS::EKS::Cluster': {
    id: '{name}',
    attributes: {
      ClusterSecurityGroupId: 'sg-{hex17}',
      Endpoint: 'https://{upper32}.gr7.{Region}.eks.amazonaws.com',
      OpenIdConnectIssuerUrl: 'https://oidc.eks.{Region}.amazonaws.com/id/{upper32}',
    },
  },
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    nameMax: 32,
    attributes: {
      DNSName: '{name}-{digits10}.{Region}.elb.amazonaws.com',
      CanonicalHostedZoneName: '{name}-{digits10}.{Region}.elb.amazonaws.com',
      CanonicalHostedZoneNameID: 'Z{upper13}',
    },
  },
  'AWS::RDS::DBInstance': {
    nameMax: 63,
    attributes: {
      'Endpoint.Address': '{name}.{lower12}.{Region}.rds.amazonaws.com',
      'Endpoint.Port': '{Port|3306}',
      'Endpoint.HostedZoneId': 'Z{upper13}',
      DbiResourceId: 'db-{upper26}',
    },
  },
  'AWS::RDS::DBCluster': {
    nameMax: 63,
    attributes: {
      'Endpoint.Address': '{name}.cluster-{lower12}.{Region}.rds.amazonaws.com',
      'Endpoint.Port': '{Port|3306}',
      'ReadEndpoint.Address': '{name}.cluster-ro-{lower12}.{Region}.rds.amazonaws.com',
      DBClusterResourceId: 'cluster-{upper26}',
    },
  },
  'AWS::Route53::HostedZone': {
    id: 'Z{upper20}',
    attributes: {
      NameServers: [
        'ns-{octet}.awsdns-00.com',
        'ns-{octet}.awsdns-00.net',
        'ns-{octet}.awsdns-00.org',
        'ns-{octet}.awsdns-00.co.uk',
      ],
    },
  },
  'AWS::Route53::RecordSet': { id: '{Name}' },
  'AWS::ServiceDiscovery::HttpNamespace': { id: 'ns-{lower16}' },
  'AWS::ServiceDiscovery::PrivateDnsNamespace': {
    id: 'ns-{lower16}',
    attributes: { HostedZoneId: 'Z{upper20}' },
  },
  'AWS::ServiceDiscovery::PublicDnsNamespace': {
    id: 'ns-{lower16}',
    attributes: { HostedZoneId: 'Z{upper20}' },
  },
  'AWS::ServiceDiscovery::Service': { id: 'srv-{lower16}' },
  'AWS::StepFunctions::Activity': {
    name: 'Name',
    nameMax: 80,
    id: 'arn:{Partition}:states:{Region}:{Account}:activity:{name}',
  },
};

/** `AWS::EC2` types whose id is a word and 17 hexadecimal digits. */
function ec2(prefixes: Readonly<Record<string, string>>): Readonly<Record<string, RecordedForm>> {
  return Object.fromEntries(
    Object.entries(prefixes).map(([noun, prefix]) => [`AWS::EC2::${noun}`, { id: `${prefix}-{hex17}` }]),
  );
}
