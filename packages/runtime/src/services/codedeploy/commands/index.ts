import type { Service } from '../../../dispatch/service.ts';
import {
  getDeploymentSpecification,
  peekHostCommand,
  pollHostCommand,
  postHostCommandUpdate,
  putHostCommandAcknowledgement,
  putHostCommandComplete,
} from '../operations/agents.ts';

/** What agents ask of CodeDeploy: AWS's own service for that, which has no SDK. */
export const codedeployCommands: Service = {
  name: 'codedeploy-commands',
  sdk: async () => (await import('./client.ts')).client,
  model: 'codedeploy-commands',
  operations: {
    GetDeploymentSpecification: getDeploymentSpecification,
    PollHostCommand: pollHostCommand,
    PostHostCommandUpdate: postHostCommandUpdate,
    PutHostCommandAcknowledgement: putHostCommandAcknowledgement,
    PutHostCommandComplete: putHostCommandComplete,
  },
  inside: { PeekHostCommand: peekHostCommand },
  // AWS: unverified: CloudTrail's history tells nothing of agents.
  dataEvents: new Set([
    'PollHostCommand',
    'PeekHostCommand',
    'PostHostCommandUpdate',
    'PutHostCommandAcknowledgement',
    'PutHostCommandComplete',
  ]),
};
