import type { Call } from '../../dispatch/service.ts';
import { parameterArn, type ParameterVersion } from './records.ts';

type Deed = 'Create' | 'Update' | 'Delete' | 'LabelParameterVersion';

/** Tells EventBridge what has become of a parameter. */
// AWS: user guide, "Amazon EventBridge event patterns and types for Systems Manager": Parameter Store Change.
export function announce(call: Call, operation: Deed, { name, type, description }: ParameterVersion): void {
  call.emit({
    source: 'aws.ssm',
    detailType: 'Parameter Store Change',
    resources: [parameterArn(call, name)],
    detail: { operation, name, type, ...(description !== undefined && { description }) },
  });
}
