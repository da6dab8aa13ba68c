import {
  answered,
  call,
  made,
  ResourceFailure,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly Name: string;
  readonly FunctionName: string;
  readonly Description?: string;
  readonly LogGroupName?: string;
  readonly LogRoleARN?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-macro.html */
export const macro: ResourceType<Properties> = {
  typeName: 'AWS::CloudFormation::Macro',

  *create({ properties }) {
    yield* put(properties, false);
    yield* made(properties.Name);
    return { physicalId: properties.Name };
  },

  *update({ properties }) {
    yield* put(properties, true);
    return { physicalId: properties.Name };
  },

  *delete({ physicalId: name }) {
    yield* call('cloudformation', 'DeleteMacro', { name });
  },

  adopt: ({ physicalId }) => answered({ physicalId }),

  *read({ physicalId: name, properties: { Description } }) {
    const { functionName } = yield* call('cloudformation', 'ReadMacro', { name });
    if (functionName === undefined) return undefined;
    // A description is told nowhere.
    return { Name: name, FunctionName: functionName, ...(Description !== undefined && { Description }) };
  },
};

function* put(properties: Properties, again: boolean): Work<void> {
  const { Name: name, FunctionName: functionName, LogGroupName, LogRoleARN } = properties;
  if (LogGroupName !== undefined || LogRoleARN !== undefined)
    throw new ResourceFailure('Penstock does not keep a log of the errors of macros (yet)', 'InvalidRequest');
  yield* call('cloudformation', 'PutMacro', { name, functionName, again });
}
