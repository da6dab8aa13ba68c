import { isDeepStrictEqual } from 'node:util';
import type { Override } from '../records.ts';
import { parseTemplate } from '../../template/parse.ts';
import { assumed, called } from './instance-roles.ts';
import type { Script } from './instance-script.ts';
import type { Job, Outcome } from './instance-job.ts';

interface Described {
  readonly StackStatus: string;
  readonly Parameters?: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
}

/** A stack that is there becomes the set's, as it is. */
export function* imported(job: Job): Script<Outcome> {
  yield* assumed(job);
  const { stackId } = job;
  const StackName = stackId!;
  const { status, overrides } = yield* called(job, 'DescribeStacks', { StackName }, (output) =>
    standingOf(job, output.Stacks[0] as Described),
  );
  // AWS: unverified words of both.
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(status))
    return { status: 'FAILED', stackId: StackName, reason: `Stack ${StackName} is in ${status} state` };
  const same = yield* called(job, 'GetTemplate', { StackName }, ({ TemplateBody }) =>
    isDeepStrictEqual(parseTemplate(TemplateBody as string), parseTemplate(job.body)),
  );
  if (!same)
    return {
      status: 'FAILED',
      stackId: StackName,
      reason: `The template of stack ${StackName} is not the stack set's`,
    };
  return { status: 'SUCCEEDED', stackId: StackName, overrides };
}

// AWS: user guide, "Requirements for stack import": "A stack's custom parameter overrides aren't affected".
function standingOf(job: Job, { StackStatus: status, Parameters = [] }: Described) {
  const wanted = new Map(job.parameters.map((each) => [each.ParameterKey, each.ParameterValue]));
  const overrides: Override[] = Parameters.filter(
    ({ ParameterKey, ParameterValue }) => wanted.get(ParameterKey) !== ParameterValue,
  ).map(({ ParameterKey: key, ParameterValue: value }) => ({ key, value }));
  return { status, overrides };
}
