import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalid } from '../errors.ts';
import { isSuspended, processes, type Process } from '../processes.ts';
import { changeGroup } from './changing.ts';
import { findGroup } from './finding.ts';

/** AWS: "If you omit this property, all processes are specified". */
function processesIn(names: readonly string[] | undefined): readonly Process[] {
  const unknown = names?.find((name) => !(processes as readonly string[]).includes(name));
  // AWS: unverified sentence.
  if (unknown !== undefined) invalid(`Invalid scaling process: ${unknown}`);
  return names?.length ? (names as readonly Process[]) : processes;
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SuspendProcesses.html */
export const suspendProcesses: Handler<Given<sdk.SuspendProcessesCommandInput>, object> = (input, call) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const added = processesIn(input.ScalingProcesses).filter((process) => !isSuspended(group, process));
  const suspended = [...(group.suspended ?? []), ...added.map((process) => ({ process, since: call.now }))];
  changeGroup(call, { ...group, suspended });
  return {};
};

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ResumeProcesses.html */
export const resumeProcesses: Handler<Given<sdk.ResumeProcessesCommandInput>, object> = (input, call) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const resumed = processesIn(input.ScalingProcesses);
  changeGroup(call, {
    ...group,
    suspended: group.suspended?.filter(({ process }) => !resumed.includes(process)),
  });
  return {};
};

export const describeScalingProcessTypes: Handler<
  object,
  Answered<sdk.DescribeScalingProcessTypesCommandOutput>
> = () => ({ Processes: processes.map((ProcessName) => ({ ProcessName })) });
