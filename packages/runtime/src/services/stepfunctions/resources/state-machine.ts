import { AwsError } from '../../../base/aws-error.ts';
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

interface StateMachine {
  readonly StateMachineName?: string;
  readonly StateMachineType?: string;
  readonly RoleArn: string;
  readonly Definition?: object;
  readonly DefinitionString?: string;
  readonly DefinitionS3Location?: object;
  readonly DefinitionSubstitutions?: Readonly<Record<string, unknown>>;
  readonly LoggingConfiguration?: object;
  readonly TracingConfiguration?: object;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

const { api, template } = spelling();

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
export const stateMachine: ResourceType<StateMachine> = {
  typeName: 'AWS::StepFunctions::StateMachine',

  *create(wanted) {
    const name = wanted.properties.StateMachineName ?? nameFor(wanted, 80);
    const tags = small(tagsOf(wanted, wanted.properties.Tags));
    const { stateMachineArn } = yield* call('states', 'CreateStateMachine', {
      ...declared(wanted),
      name,
      ...(wanted.properties.StateMachineType && { type: wanted.properties.StateMachineType }),
      ...(tags.length > 0 && { tags }),
    });
    yield* made(stateMachineArn);
    return yield* madeOf(stateMachineArn);
  },

  *update(wanted, { physicalId: stateMachineArn }) {
    yield* call('states', 'UpdateStateMachine', { ...declared(wanted), stateMachineArn });
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
      Tags: large(tags),
    };
  },
};

function declared({ properties }: Wanted<StateMachine>): object {
  const { RoleArn: roleArn, LoggingConfiguration, TracingConfiguration } = properties;
  return {
    definition: definitionOf(properties),
    roleArn,
    ...(LoggingConfiguration && { loggingConfiguration: api(LoggingConfiguration) }),
    ...(TracingConfiguration && { tracingConfiguration: api(TracingConfiguration) }),
  };
}

/** AWS: DefinitionSubstitutions: `${name}` in the definition stands for the value of that name. */
function definitionOf({
  Definition,
  DefinitionString,
  DefinitionS3Location,
  DefinitionSubstitutions = {},
}: StateMachine): string {
  if (DefinitionS3Location)
    throw new AwsError('InvalidRequest', 'Penstock does not serve a DefinitionS3Location (yet)');
  const text = DefinitionString ?? JSON.stringify(Definition ?? {});
  return Object.entries(DefinitionSubstitutions).reduce(
    (before, [name, value]) => before.replaceAll(`\${${name}}`, String(value)),
    text,
  );
}

/** As it is written in the template, unless it is another one. */
function definitionIs(properties: StateMachine, definition: string): Partial<StateMachine> {
  if (definition !== definitionOf(properties)) return { DefinitionString: definition };
  const { Definition, DefinitionString, DefinitionSubstitutions } = properties;
  return {
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
