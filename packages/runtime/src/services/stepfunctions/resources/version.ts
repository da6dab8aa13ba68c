import { answered, call, tolerate, type ResourceType } from '../../../dispatch/resource.ts';

interface Version {
  readonly StateMachineArn: string;
  readonly StateMachineRevisionId?: string;
  readonly Description?: string;
}

// AWS: CloudFormation template reference, AWS::StepFunctions::StateMachineVersion.
export const stateMachineVersion: ResourceType<Version> = {
  typeName: 'AWS::StepFunctions::StateMachineVersion',
  *create({ properties }) {
    const { StateMachineArn: stateMachineArn, StateMachineRevisionId, Description } = properties;
    const { stateMachineVersionArn } = yield* call('states', 'PublishStateMachineVersion', {
      stateMachineArn,
      ...(StateMachineRevisionId && { revisionId: StateMachineRevisionId }),
      ...(Description !== undefined && { description: Description }),
    });
    return madeOf(stateMachineVersionArn);
  },
  /** Each of its properties makes another version. */
  update: (_wanted, { physicalId }) => answered(madeOf(physicalId)),
  *delete({ physicalId: stateMachineVersionArn }) {
    yield* tolerate(['InvalidArn'], call('states', 'DeleteStateMachineVersion', { stateMachineVersionArn }));
  },
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),
  *read({ physicalId, properties }) {
    const asked = call('states', 'DescribeStateMachine', { stateMachineArn: physicalId });
    const is = yield* tolerate(['StateMachineDoesNotExist'], asked);
    if (!is) return undefined;
    const { StateMachineRevisionId } = properties;
    return {
      StateMachineArn: physicalId.slice(0, physicalId.lastIndexOf(':')),
      ...(StateMachineRevisionId !== undefined && { StateMachineRevisionId: is.revisionId }),
      ...(is.description !== undefined && { Description: is.description }),
    };
  },
};

const madeOf = (arn: string) => ({ physicalId: arn, attributes: { Arn: arn } });
