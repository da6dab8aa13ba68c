import { AwsError } from '../../../base/aws-error.ts';
import { parseArn } from '../../../base/arn.ts';
import { flowId, type Call, type Handler, type WaitingHandler } from '../../../dispatch/service.ts';
import type { Reply } from '../../../dispatch/waits.ts';
import type { ServerDeployment } from '../flow/deployment-state.ts';
import type { Diagnostics, InstanceFact } from '../flow/instance-state.ts';
import { hostCommands, instanceFlowKind, onPremisesInstances, type HostCommand } from '../records.ts';
import { specificationOf } from '../specification.ts';
import { findDeployment } from './deployment-list.ts';
import { isRegistered } from './on-premises-instances.ts';

// What agents ask. AWS: the shapes, and which call follows which, are those of the published agent; what the service
// does with them is unverified where it says so.

interface Host {
  readonly HostIdentifier: string;
}
interface Envelope {
  readonly Format?: string;
  readonly Payload?: string;
}
interface Named {
  readonly HostCommandIdentifier: string;
  readonly Diagnostics?: Envelope;
}

const clientFault = (message: string): never => {
  throw new AwsError('ClientException', message);
};

/** AWS: an agent on EC2 is known by its instance's ARN, one on premises by that of its IAM user or session. */
function instanceOf(call: Call, host: string): string {
  const arn = parseArn(host);
  if (arn?.service === 'ec2' && arn.resource.startsWith('instance/'))
    return arn.resource.slice('instance/'.length);
  const known = onPremisesInstances
    .list(call.tx, call)
    .find((each) => isRegistered(each) && (each.iamUserArn === host || each.iamSessionArn === host));
  return known?.name ?? clientFault(`The host ${host} is not recognized.`);
}

function nextCommand(call: Call, host: string) {
  const instanceId = instanceOf(call, host);
  const waiting = hostCommands.list(call.tx, call, { prefix: `${instanceId}|` });
  const next = waiting.filter((each) => !each.acknowledged).sort((a, b) => a.number - b.number)[0];
  if (!next) return undefined;
  return {
    HostCommandIdentifier: `${next.instanceId}|${next.id}`,
    HostIdentifier: host,
    DeploymentExecutionId: `${call.account}/${call.region}/${next.deploymentId}/${next.instanceId}`,
    CommandName: next.event,
  };
}

/** How long a poll is held open, of the wall. AWS: unverified; the agent gives up after eighty seconds. */
const pollMsMax = 4000;

export const pollHostCommand: WaitingHandler<Host, object> = {
  async waits({ HostIdentifier }, call) {
    const command = await call.ask((now): Reply<object> => {
      const next = nextCommand(now, HostIdentifier);
      return next ? { answer: next } : {};
    }, pollMsMax);
    return command ? { HostCommand: command } : {};
  },
};

/** The house's own: the same, without the wait. */
export const peekHostCommand: Handler<Host, object> = ({ HostIdentifier }, call) => {
  const command = nextCommand(call, HostIdentifier);
  return command ? { HostCommand: command } : {};
};

interface Execution extends Host {
  readonly DeploymentExecutionId: string;
}

export const getDeploymentSpecification: Handler<Execution, object> = (input, call) => {
  const [, , deploymentId = ''] = input.DeploymentExecutionId.split('/');
  instanceOf(call, input.HostIdentifier);
  const deployment = findDeployment(call, deploymentId);
  if (deployment.computePlatform !== 'Server') return clientFault(`${deploymentId} has no hosts.`);
  const Payload = JSON.stringify(specificationOf(deployment as ServerDeployment));
  return {
    DeploymentSystem: 'CodeDeploy',
    // AWS signs it; the agent takes it unsigned too.
    DeploymentSpecification: { GenericEnvelope: { Format: 'TEXT/JSON', Payload } },
  };
};

function find(call: Call, identifier: string): HostCommand | undefined {
  return hostCommands.get(call.tx, call, identifier);
}

const flowOf = (call: Call, { deploymentId, instanceId }: HostCommand): string =>
  flowId(instanceFlowKind, call, `${deploymentId}|${instanceId}`);

function tell(call: Call, command: HostCommand, fact: InstanceFact): void {
  call.flows.tell(flowOf(call, command), fact);
}

/** An agent that is told `Failed` does not begin: the command is not wanted any more. */
export const putHostCommandAcknowledgement: Handler<Named, object> = (input, call) => {
  const command = find(call, input.HostCommandIdentifier);
  if (!command) return { CommandStatus: 'Failed' };
  if (!command.acknowledged) {
    hostCommands.put(call.tx, call, input.HostCommandIdentifier, { ...command, acknowledged: true });
    tell(call, command, { type: 'CommandAcknowledged', commandId: command.id });
  }
  return { CommandStatus: 'InProgress' };
};

/** Nothing is done with how far an agent says it has come; it hears whether to go on. */
export const postHostCommandUpdate: Handler<Named, object> = (input, call) => ({
  CommandStatus: find(call, input.HostCommandIdentifier) ? 'InProgress' : 'Failed',
});

interface Completed extends Named {
  readonly CommandStatus: string;
}

export const putHostCommandComplete: Handler<Completed, object> = (input, call) => {
  const { CommandStatus, HostCommandIdentifier, Diagnostics } = input;
  if (CommandStatus !== 'Succeeded' && CommandStatus !== 'Failed')
    clientFault(`A command cannot be completed as ${CommandStatus}.`);
  const command = find(call, HostCommandIdentifier);
  // It was reported before, or is not wanted any more: an agent has done its part.
  if (!command) return {};
  hostCommands.delete(call.tx, call, HostCommandIdentifier);
  tell(call, command, {
    type: 'CommandCompleted',
    commandId: command.id,
    succeeded: CommandStatus === 'Succeeded',
    diagnostics: diagnosticsOf(Diagnostics),
  });
  return {};
};

const codes = ['Success', 'ScriptMissing', 'ScriptNotExecutable', 'ScriptTimedOut', 'ScriptFailed'] as const;
const logTailMax = 4096;

/** AWS: the agent's JSON: error_code, script_name, message, log. */
function diagnosticsOf(envelope: Envelope | undefined): Diagnostics | undefined {
  if (!envelope?.Payload) return undefined;
  let said: Readonly<Record<string, unknown>>;
  try {
    said = Object(JSON.parse(envelope.Payload));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return clientFault('The diagnostics cannot be read as JSON.');
  }
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    errorCode: codes[Number(said['error_code'])] ?? 'UnknownError',
    scriptName: text(said['script_name']),
    message: text(said['message']),
    logTail: text(said['log']).slice(-logTailMax),
  };
}
