import {
  call,
  everyPage,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Made,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { large, retag, small } from '../../../dispatch/retag.ts';
import { spelling } from '../../../base/spelling.ts';
import { substituted } from '../language/definition.ts';

interface StateMachine {
  readonly StateMachineName?: string;
  readonly StateMachineType?: string;
  readonly RoleArn: string;
  readonly Definition?: object;
  readonly DefinitionString?: string;
  readonly DefinitionS3Location?: S3Location;
  readonly DefinitionSubstitutions?: Readonly<Record<string, unknown>>;
  readonly LoggingConfiguration?: object;
  readonly TracingConfiguration?: object;
  readonly EncryptionConfiguration?: object;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface S3Location {
  readonly Bucket: string;
  readonly Key: string;
  readonly Version?: string;
}

const { api, template } = spelling();

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
export const stateMachine: ResourceType<StateMachine> = {
  typeName: 'AWS::StepFunctions::StateMachine',

  *create(wanted) {
    const name = wanted.properties.StateMachineName ?? nameFor(wanted, 80);
    const tags = small(tagsOf(wanted, wanted.properties.Tags));
    const { stateMachineArn } = yield* call('states', 'CreateStateMachine', {
      ...(yield* declared(wanted)),
      name,
      ...(wanted.properties.StateMachineType && { type: wanted.properties.StateMachineType }),
      ...(tags.length > 0 && { tags }),
    });
    yield* made(stateMachineArn);
    return yield* madeOf(stateMachineArn);
  },

  *update(wanted, { physicalId: stateMachineArn }) {
    yield* call('states', 'UpdateStateMachine', { ...(yield* declared(wanted)), stateMachineArn });
    const resourceArn = stateMachineArn;
    const { tags } = yield* call('states', 'ListTagsForResource', { resourceArn });
    yield* retag(large(tags), tagsOf(wanted, wanted.properties.Tags), {
      add: (added) => call('states', 'TagResource', { resourceArn, tags: small(added) }),
      remove: (tagKeys) => call('states', 'UntagResource', { resourceArn, tagKeys }),
    });
    return yield* madeOf(stateMachineArn);
  },

  *delete({ physicalId: stateMachineArn }) {
    yield* call('states', 'DeleteStateMachine', { stateMachineArn });
  },

  adopt: ({ physicalId }) => madeOf(physicalId),

  list: {
    *identifiers() {
      const found = yield* everyPage(
        { service: 'states', operation: 'ListStateMachines' },
        'stateMachines',
        'nextToken',
      );
      return found.map(({ stateMachineArn }) => stateMachineArn as string);
    },
  },

  *read({ physicalId, properties }) {
    const asked = call('states', 'DescribeStateMachine', { stateMachineArn: physicalId });
    const is = yield* tolerate(['StateMachineDoesNotExist'], asked);
    if (!is) return undefined;
    const { tags } = yield* call('states', 'ListTagsForResource', { resourceArn: physicalId });
    return {
      StateMachineName: is.name,
      StateMachineType: is.type,
      RoleArn: is.roleArn,
      ...definitionIs(properties, is.definition),
      LoggingConfiguration: template(is.loggingConfiguration),
      TracingConfiguration: template(is.tracingConfiguration),
      ...(is.encryptionConfiguration && { EncryptionConfiguration: template(is.encryptionConfiguration) }),
      Tags: large(tags),
    };
  },
};

function* declared({ properties }: Wanted<StateMachine>): Work<object> {
  const { RoleArn: roleArn, DefinitionS3Location } = properties;
  const { LoggingConfiguration, TracingConfiguration, EncryptionConfiguration } = properties;
  const definition = DefinitionS3Location
    ? yield* definitionAt(DefinitionS3Location, properties)
    : substituted(writtenIn(properties), properties.DefinitionSubstitutions);
  return {
    definition,
    roleArn,
    ...(LoggingConfiguration && { loggingConfiguration: api(LoggingConfiguration) }),
    ...(TracingConfiguration && { tracingConfiguration: api(TracingConfiguration) }),
    ...(EncryptionConfiguration && { encryptionConfiguration: api(EncryptionConfiguration) }),
  };
}

/** AWS: DefinitionS3Location: "a JSON or YAML file". */
function* definitionAt(
  { Bucket, Key, Version }: S3Location,
  { DefinitionSubstitutions: substitutions }: StateMachine,
): Work<string> {
  const version = Version === undefined ? {} : { VersionId: Version };
  const { Body: body } = yield* call('s3', 'GetObject', { Bucket, Key, ...version });
  const { definition } = yield* call('states', 'ReadDefinition', { body, substitutions });
  return definition;
}

const writtenIn = ({ Definition, DefinitionString }: StateMachine): string =>
  DefinitionString ?? JSON.stringify(Definition ?? {});

/** As it is written in the template, unless it is another one. */
function definitionIs(properties: StateMachine, definition: string): Partial<StateMachine> {
  const { Definition, DefinitionString, DefinitionSubstitutions, DefinitionS3Location } = properties;
  const isTheirs =
    DefinitionS3Location || definition === substituted(writtenIn(properties), DefinitionSubstitutions);
  if (!isTheirs) return { DefinitionString: definition };
  return {
    // What the object says now is not looked at: as on AWS, where it is only written.
    ...(DefinitionS3Location && { DefinitionS3Location }),
    ...(Definition && { Definition }),
    ...(DefinitionString !== undefined && { DefinitionString }),
    ...(DefinitionSubstitutions && { DefinitionSubstitutions }),
  };
}

function* madeOf(arn: string): Work<Made> {
  const { name, revisionId } = yield* call('states', 'DescribeStateMachine', { stateMachineArn: arn });
  return {
    physicalId: arn,
    attributes: {
      Arn: arn,
      Name: name,
      ...(revisionId !== undefined && { StateMachineRevisionId: revisionId }),
    },
  };
}
