import {
  call,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { small } from '../../../dispatch/retag.ts';
import { api, template } from './spelling.ts';

/** What UpdateProject is told where a template no longer says it: what is not told stays as it was. */
const unsaid = {
  description: '',
  secondarySources: [],
  secondarySourceVersions: [],
  secondaryArtifacts: [],
  fileSystemLocations: [],
  sourceVersion: '',
  badgeEnabled: false,
  cache: { type: 'NO_CACHE' },
  vpcConfig: {},
  logsConfig: {},
  timeoutInMinutes: 60,
  queuedTimeoutInMinutes: 480,
  // AWS: UpdateProject, concurrentBuildLimit: "To remove this limit, set this value to -1."
  concurrentBuildLimit: -1,
};

export const project: ResourceType = {
  typeName: 'AWS::CodeBuild::Project',
  *create(wanted) {
    const name = wanted.properties['Name'] ?? nameFor(wanted, 150);
    yield* call('codebuild', 'CreateProject', { ...declared(wanted), name });
    yield { ask: 'made', physicalId: name };
    yield* hooked(wanted, name);
    yield* seenBy(wanted, name);
    return yield* madeOf(name);
  },
  *update(wanted, { physicalId, properties }) {
    yield* call('codebuild', 'UpdateProject', { ...unsaid, ...declared(wanted), name: physicalId });
    yield* hooked(wanted, physicalId, properties);
    yield* seenBy(wanted, physicalId, properties);
    return yield* madeOf(physicalId);
  },
  *delete({ physicalId, properties }) {
    // Whoever has taken the hook or the token away can delete the project all the same.
    const gone = ['OAuthProviderException', 'ResourceNotFoundException', 'InvalidInputException'];
    if (properties['Triggers']?.Webhook)
      yield* tolerate(gone, call('codebuild', 'DeleteWebhook', { projectName: physicalId }));
    yield* call('codebuild', 'DeleteProject', { name: physicalId });
  },
  list: listed('codebuild', 'ListProjects', {
    items: 'projects',
    token: 'nextToken',
    identifier: (name, { region, account }) => `arn:aws:codebuild:${region}:${account}:project/${name}`,
  }),
  *adopt({ physicalId: id }: Had) {
    const name = id.slice(id.lastIndexOf('/') + 1);
    const is = yield* described(name);
    return { physicalId: name, attributes: { Arn: is?.['arn'], Id: is?.['arn'] } };
  },
  *read({ physicalId, properties }: Had) {
    const is = yield* described(physicalId);
    if (!is) return undefined;
    const { projectVisibility, badge, arn: _, created: __, lastModified: ___, webhook: ____, ...rest } = is;
    const { Triggers, ServiceRole } = properties;
    return {
      ...template(rest),
      // It may have been said by its name.
      ...(ServiceRole && rest['serviceRole'].endsWith(`:role/${ServiceRole}`) && { ServiceRole }),
      Visibility: projectVisibility,
      BadgeEnabled: badge.badgeEnabled,
      ...(Triggers && { Triggers }),
    };
  },
};

function declared(wanted: Wanted): object {
  // These three are told by other operations.
  const { Triggers: _, Visibility: __, Tags, ...rest } = wanted.properties;
  return { ...api(rest), tags: small(tagsOf(wanted, Tags)) };
}

function* seenBy({ properties }: Wanted, name: string, had: Properties = {}): Work<void> {
  const { Visibility = 'PRIVATE', ResourceAccessRole } = properties;
  const { Visibility: before = 'PRIVATE', ResourceAccessRole: roleBefore } = had;
  if (Visibility === before && ResourceAccessRole === roleBefore) return;
  const { arn: projectArn } = (yield* described(name))!;
  yield* call('codebuild', 'UpdateProjectVisibility', {
    projectArn,
    projectVisibility: Visibility,
    ...(ResourceAccessRole !== undefined && { resourceAccessRole: ResourceAccessRole }),
  });
}

function* hooked({ properties }: Wanted, projectName: string, had: Properties = {}): Work<void> {
  const { Webhook: is, BuildType, ...rest } = properties['Triggers'] ?? {};
  const was = had['Triggers']?.Webhook ?? false;
  if (!is) {
    // It is gone already where this is done again.
    if (was)
      yield* tolerate(['ResourceNotFoundException'], call('codebuild', 'DeleteWebhook', { projectName }));
    return;
  }
  const hook = { ...api(rest), ...(BuildType !== undefined && { buildType: BuildType }), projectName };
  if (!was) yield* call('codebuild', 'CreateWebhook', hook);
  else if (JSON.stringify(properties['Triggers']) !== JSON.stringify(had['Triggers']))
    yield* call('codebuild', 'UpdateWebhook', hook);
}

function* described(name: string): Work<Properties | undefined> {
  const { projects } = yield* call('codebuild', 'BatchGetProjects', { names: [name] });
  return projects[0];
}

/** AWS: Ref is the project's name; the attribute Id is its ARN. */
function* madeOf(name: string): Work<Made> {
  const { arn } = (yield* described(name))!;
  return { physicalId: name, attributes: { Arn: arn, Id: arn } };
}
