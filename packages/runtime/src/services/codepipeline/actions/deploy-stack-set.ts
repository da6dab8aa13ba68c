import { hourMs, type ActionProvider, type Succeeded, type Work } from './action.ts';
import { folderRemoval } from './artifact-files.ts';
import { entityLinks } from './console-links.ts';
import { awsCall, doing, played, type Script, type ScriptMemory } from './script.ts';
import {
  fileText,
  listOf,
  opened,
  parametersOf,
  preferencesOf,
  targetsOf,
  type Targets,
} from './stack-set-input.ts';
import { foundSet, instancesOf, performed, succeeding, type StackSet } from './stack-set-operations.ts';

/** AWS: quotas, "CloudFormation deployment action: 3 days". Unverified of stack sets. */
export const stackSetTimeoutMs = 72 * hourMs;

/** CloudFormationStackSet: a stack set from a template that an artifact holds, and where its instances are. */
// AWS: "AWS CloudFormation StackSets deploy action reference".
export const deployStackSet: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Deploy',
    provider: 'CloudFormationStackSet',
    inputs: { min: 1, max: 3 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'StackSetName', required: true },
      { name: 'Description' },
      { name: 'TemplatePath', required: true },
      { name: 'Parameters' },
      { name: 'Capabilities' },
      { name: 'PermissionModel' },
      { name: 'AdministrationRoleArn' },
      { name: 'ExecutionRoleName' },
      { name: 'OrganizationsAutoDeployment' },
      { name: 'DeploymentTargets' },
      { name: 'Regions' },
      { name: 'FailureTolerancePercentage', type: 'Number' },
      { name: 'MaxConcurrentPercentage', type: 'Number' },
    ],
    entityUrlTemplate: entityLinks.stackSets,
  },
  timeoutMs: () => stackSetTimeoutMs,
  ...played(script),
  tidy: (work) => ({ clean: folderRemoval(work) }),
};

function* script(work: Work): Script {
  yield* opened(work, ['TemplatePath', 'Parameters', 'DeploymentTargets']);
  const definition = yield* definitionOf(work);
  const targets = yield* targetsOf(work);
  const set = yield* foundSet(work);
  return set
    ? yield* updated(work, set, { definition, targets })
    : yield* created(work, { definition, targets });
}

interface Asked {
  readonly definition: object;
  readonly targets: Targets | undefined;
}

function* definitionOf(work: Work): Script<object> {
  const { configuration } = work;
  const { Description, PermissionModel, AdministrationRoleArn, ExecutionRoleName } = configuration;
  const parameters = yield* parametersOf(work, 'Parameters');
  return {
    TemplateBody: yield* fileText(work, 'TemplatePath'),
    Capabilities: listOf(configuration['Capabilities']),
    ...(parameters && { Parameters: parameters }),
    ...(Description && { Description }),
    ...(PermissionModel && { PermissionModel }),
    ...(AdministrationRoleArn && { AdministrationRoleARN: AdministrationRoleArn }),
    ...(ExecutionRoleName && { ExecutionRoleName }),
    ...autoDeployment(configuration['OrganizationsAutoDeployment']),
  };
}

/** AWS: action reference, OrganizationsAutoDeployment: only of stack sets with service-managed permissions. */
function autoDeployment(text: string | undefined): object {
  if (!text || text === 'Disabled') return {};
  return {
    AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: text === 'EnabledWithStackRetention' },
  };
}

function* created(work: Work, { definition, targets }: Asked): Script<Succeeded> {
  const { StackSetName } = work.configuration;
  const asked = { StackSetName, ...definition, ClientRequestToken: work.actionExecutionId };
  const set = (yield* doing('create', awsCall(work, 'cloudformation', 'CreateStackSet', asked))) as StackSet;
  if (!targets) return succeeding(work, set);
  const where = { ...targets, Regions: listOf(work.configuration['Regions']) };
  const operation = yield* performed(work, 'CreateStackInstances', { ...where, ...preferencesOf(work) });
  return succeeding(work, set, operation);
}

// AWS: action reference: "the new instances are deployed first and the update is completed last". They are first what
// the set was; instances that are not named are outdated then.
function* updated(work: Work, set: StackSet, { definition, targets }: Asked): Script<Succeeded> {
  const Regions = listOf(work.configuration['Regions']);
  const { Accounts = [] } = targets ?? {};
  const there = new Set(Accounts.length > 0 ? yield* instancesOf(work) : []);
  for (const region of Regions) {
    const missing = Accounts.filter((account) => !there.has(`${account}|${region}`));
    if (missing.length > 0)
      yield* performed(work, 'CreateStackInstances', { Accounts: missing, Regions: [region] });
  }
  const where = targets ? { ...targets, Regions } : {};
  const preferences = targets ? preferencesOf(work) : {};
  const operation = yield* performed(work, 'UpdateStackSet', { ...definition, ...where, ...preferences });
  return succeeding(work, set, operation);
}
