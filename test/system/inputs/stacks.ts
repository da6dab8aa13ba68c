import { upperTags, type Make } from './words.ts';

const template = (more: object) =>
  JSON.stringify({
    Parameters: { Name: { Type: 'String', Default: 'ground-stack', AllowedPattern: '[a-z-]+' } },
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } }, ...more },
    Outputs: {
      Url: { Value: { Ref: 'Queue' } },
      Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: 'ground-arn' } },
    },
  });

/** A stack, and a change that somebody has prepared for it. */
export async function layStacks(make: Make): Promise<void> {
  const StackName = 'ground';
  const TemplateBody = template({});
  const Parameters = [{ ParameterKey: 'Name', ParameterValue: 'ground-stack' }];
  await make('cloudformation', 'ValidateTemplate', { TemplateBody });
  await make('cloudformation', 'CreateStack', { StackName, TemplateBody, Parameters, Tags: upperTags });
  await make('cloudformation', 'CreateChangeSet', {
    StackName,
    ChangeSetName: 'ground',
    TemplateBody: template({ Topic: { Type: 'AWS::SNS::Topic' } }),
    Parameters: [{ ParameterKey: 'Name', UsePreviousValue: true }],
    Capabilities: ['CAPABILITY_IAM'],
  });
  await make('cloudformation', 'DescribeChangeSet', { StackName, ChangeSetName: 'ground' });
  await make('cloudformation', 'DescribeStackEvents', { StackName });
  await make('cloudformation', 'DetectStackDrift', { StackName });
  const StackPolicyBody = JSON.stringify({
    Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }],
  });
  await make('cloudformation', 'SetStackPolicy', { StackName, StackPolicyBody });
  await make('cloudformation', 'UpdateStack', { StackName, UsePreviousTemplate: true, Parameters });
}

/** A resource that belongs to no stack. */
export async function layControlled(make: Make): Promise<void> {
  const TypeName = 'AWS::SQS::Queue';
  const DesiredState = JSON.stringify({ QueueName: 'controlled', DelaySeconds: 5 });
  await make('cloudcontrol', 'CreateResource', { TypeName, DesiredState, ClientToken: 'ground' });
  await make('cloudcontrol', 'ListResources', { TypeName, MaxResults: 5 });
  await make('cloudcontrol', 'GetResource', { TypeName: 'AWS::IAM::Role', Identifier: 'ground' });
  const PatchDocument = JSON.stringify([{ op: 'replace', path: '/Description', value: 'patched' }]);
  const rule = { TypeName: 'AWS::Events::Rule', Identifier: 'ground' };
  await make('cloudcontrol', 'UpdateResource', { ...rule, PatchDocument });
  await make('cloudcontrol', 'ListResourceRequests', { MaxResults: 5 });
  await make('cloudcontrol', 'DeleteResource', { TypeName: 'AWS::SSM::Parameter', Identifier: 'controlled' });
}

/** Hosted zones, which only stacks have. */
export async function layZones(make: Make): Promise<void> {
  const zone = { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'ground.example' } };
  const TemplateBody = JSON.stringify({ Resources: { Zone: zone, Other: zone } });
  await make('cloudformation', 'CreateStack', { StackName: 'ground-zones', TemplateBody });
  await make('route53', 'ListHostedZonesByName', { DNSName: 'ground.example', MaxItems: 1 });
  const listed: any = await make('route53', 'ListHostedZones', { MaxItems: 5 });
  const [first] = listed?.HostedZones ?? [];
  if (first) await make('route53', 'GetHostedZone', { Id: first.Id });
}
