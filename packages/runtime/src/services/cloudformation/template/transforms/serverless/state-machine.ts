import type { Value, Values } from '../../template.ts';
import {
  asValues,
  objectIn,
  present,
  refuseDocument,
  sorted,
  tagList,
  type Building,
  type ServerlessResource,
} from './building.ts';
import { addRole, trusting } from './roles.ts';

/** A state machine with its role, and the rules that start it. */
export function addStateMachine(resource: ServerlessResource, building: Building): void {
  const { id, properties, attributes } = resource;
  const { Role, Name, Type, Logging, Tracing, DefinitionSubstitutions, EncryptionConfiguration } = properties;
  const tags = tagList('stateMachine:createdBy', properties['Tags']);
  building.add(
    id,
    'AWS::StepFunctions::StateMachine',
    present({
      ...definitionOf(id, properties),
      RoleArn: Role ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
      StateMachineName: Name,
      StateMachineType: Type,
      LoggingConfiguration: Logging,
      TracingConfiguration: Tracing,
      EncryptionConfiguration,
      Tags: tags,
      DefinitionSubstitutions,
    }),
    attributes,
  );
  for (const [name, event] of Object.entries(asValues(properties['Events'])))
    addStart(resource, { name, event }, building);
  if (Role !== undefined) return;
  const wish = { id, principal: 'states.amazonaws.com', tags, managed: [], policies: properties['Policies'] };
  addRole({ ...wish, properties, attributes }, building);
}

function definitionOf(id: string, { Definition, DefinitionUri }: Values): Values {
  if (Definition !== undefined)
    return {
      DefinitionString: { 'Fn::Join': ['\n', JSON.stringify(sorted(Definition), undefined, 4).split('\n')] },
    };
  if (DefinitionUri === undefined)
    return refuseDocument(id, "Either 'Definition' or 'DefinitionUri' property must be specified.");
  return { DefinitionS3Location: present({ ...objectIn(id, 'DefinitionUri', DefinitionUri) }) };
}

/** A rule that starts it, with a role that may. */
function addStart(
  { id, attributes }: ServerlessResource,
  { name, event }: { readonly name: string; readonly event: Value },
  building: Building,
): void {
  const { Type, Properties } = asValues(event);
  const given = asValues(Properties);
  const ruleId = `${id}${name}`;
  const target = present({
    Arn: { Ref: id },
    Id: `${ruleId}StepFunctionsTarget`,
    RoleArn: { 'Fn::GetAtt': [`${ruleId}Role`, 'Arn'] },
    Input: given['Input'],
    InputPath: given['InputPath'],
  });
  building.add(
    ruleId,
    'AWS::Events::Rule',
    present({
      ScheduleExpression: Type === 'Schedule' ? given['Schedule'] : undefined,
      EventPattern: isPattern(Type) ? given['Pattern'] : undefined,
      EventBusName: given['EventBusName'],
      Name: given['Name'],
      Description: given['Description'],
      State: given['State'],
      Targets: [target],
    }),
    attributes,
  );
  if (Type !== 'Schedule' && !isPattern(Type))
    refuseDocument(
      id,
      `Event with id [${name}] is invalid. Its type ${String(Type)} is not served by Penstock`,
    );
  const Statement = [{ Action: 'states:StartExecution', Effect: 'Allow', Resource: { Ref: id } }];
  building.add(
    `${ruleId}Role`,
    'AWS::IAM::Role',
    {
      AssumeRolePolicyDocument: trusting('events.amazonaws.com'),
      Policies: [{ PolicyName: `${ruleId}RoleStartExecutionPolicy`, PolicyDocument: { Statement } }],
    },
    attributes,
  );
}

const isPattern = (type: Value | undefined): boolean =>
  type === 'EventBridgeRule' || type === 'CloudWatchEvent';
