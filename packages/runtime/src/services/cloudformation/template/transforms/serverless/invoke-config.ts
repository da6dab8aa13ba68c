import { isValues, type Value } from '../../template.ts';
import { asValues, present, type Building, type ServerlessResource } from './building.ts';

const actions: Readonly<Record<string, string>> = {
  SQS: 'sqs:SendMessage',
  SNS: 'sns:Publish',
  Lambda: 'lambda:InvokeFunction',
  EventBridge: 'events:PutEvents',
};

/** `EventInvokeConfig`: where asynchronous calls go in the end. Answers the policies that takes. */
export function addInvokeConfig(
  { id, properties, attributes }: ServerlessResource,
  alias: Value | undefined,
  building: Building,
): readonly Value[] {
  const config = properties['EventInvokeConfig'];
  if (!isValues(config)) return [];
  const { MaximumEventAgeInSeconds, MaximumRetryAttempts, DestinationConfig } = config;
  const policies: Value[] = [];
  const destinations = Object.entries(asValues(DestinationConfig)).map(([outcome, destination]) => {
    const { Type, Destination } = asValues(destination);
    const type = typeof Type === 'string' ? Type : '';
    const target =
      Destination ?? addDestination(`${id}EventInvokeConfig${outcome}`, type, { attributes, building });
    if (Object.hasOwn(actions, type)) {
      const Statement = [{ Action: actions[type]!, Effect: 'Allow', Resource: target }];
      policies.push({
        PolicyName: `${id}EventInvokeConfig${outcome}${type}Policy`,
        PolicyDocument: { Statement },
      });
    }
    return [outcome, { Destination: target }] as const;
  });
  const aliasId = typeof alias === 'string' ? `${id}Alias${alias}` : undefined;
  building.add(
    `${id}EventInvokeConfig`,
    'AWS::Lambda::EventInvokeConfig',
    present({
      DestinationConfig: destinations.length > 0 ? Object.fromEntries(destinations) : undefined,
      FunctionName: { Ref: id },
      MaximumEventAgeInSeconds,
      MaximumRetryAttempts,
      Qualifier: alias ?? '$LATEST',
    }),
    { ...attributes, ...(aliasId !== undefined && { DependsOn: [aliasId] }) },
  );
  return policies;
}

/** A queue or a topic that the template leaves to SAM. */
function addDestination(
  id: string,
  type: string,
  {
    attributes,
    building,
  }: { readonly attributes: ServerlessResource['attributes']; readonly building: Building },
): Value {
  if (type === 'SNS') {
    building.add(`${id}Topic`, 'AWS::SNS::Topic', {}, attributes);
    return { Ref: `${id}Topic` };
  }
  building.add(`${id}Queue`, 'AWS::SQS::Queue', {}, attributes);
  return { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] };
}
