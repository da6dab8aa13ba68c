// The events that a notification rule may ask for, and by what EventBridge tells of each.

export interface EventType {
  /** `codepipeline-pipeline-pipeline-execution-failed`. */
  readonly id: string;
  /** `CodePipeline`. */
  readonly service: string;
  /** `Pipeline execution: Failed`. */
  readonly name: string;
  /** `Pipeline`. */
  readonly resourceType: string;
  /** What the last part of a resource's ARN looks like. */
  readonly resource: RegExp;
  /** EventBridge's `source` and `detail-type`. */
  readonly source: string;
  readonly detailType: string;
  isOf(detail: Detail): boolean;
}

/** What an event says: its members are those of the service that said it. */
export type Detail = Readonly<Record<string, any>>;

type Test = (detail: Detail) => boolean;

/** One kind of thing that happens, in its variants: how the id ends, how it is called, and what is true of it. */
interface Kind {
  readonly detailType: string;
  readonly name: string;
  readonly id: string;
  readonly variants: Readonly<Record<string, Test>>;
}

interface Family {
  readonly service: string;
  readonly resourceType: string;
  readonly resource: RegExp;
  readonly kinds: readonly Kind[];
}

const isState =
  (state: string): Test =>
  (detail) =>
    detail['state'] === state;

const states = (...names: readonly string[]): Record<string, Test> =>
  Object.fromEntries(names.map((name) => [name, isState(name.toUpperCase())]));

const isApproval: Test = ({ type }) => type?.category === 'Approval';

const approval = (state: string): Test => {
  const isThere = isState(state);
  return (detail) => isApproval(detail) && isThere(detail);
};

const isBuild =
  (status: string): Test =>
  (detail) =>
    detail['build-status'] === status;

const isPhase =
  (isFine: boolean): Test =>
  (detail) =>
    detail['completed-phase-status'] !== undefined &&
    (detail['completed-phase-status'] === 'SUCCEEDED') === isFine;

const isEvent =
  (...events: readonly string[]): Test =>
  ({ event }) =>
    events.includes(event);

const pullRequests = 'CodeCommit Pull Request State Change';

// AWS: Developer Tools console user guide, "Notification concepts": the tables of events, service by service.
const families: Readonly<Record<string, Family>> = {
  codecommit: {
    service: 'CodeCommit',
    resourceType: 'Repository',
    resource: /^[\w.-]+$/,
    kinds: [
      {
        detailType: 'CodeCommit Comment on Commit',
        name: 'Comments',
        id: 'comments',
        variants: { 'on-commits': () => true },
      },
      {
        detailType: 'CodeCommit Comment on Pull Request',
        name: 'Comments',
        id: 'comments',
        variants: { 'on-pull-requests': () => true },
      },
      {
        detailType: pullRequests,
        name: 'Approvals',
        id: 'approvals',
        variants: {
          'status-changed': isEvent('pullRequestApprovalStateChanged'),
          'rule-override': isEvent('pullRequestApprovalRuleOverridden'),
        },
      },
      {
        detailType: pullRequests,
        name: 'Pull request',
        id: 'pull-request',
        variants: {
          created: isEvent('pullRequestCreated'),
          'source-updated': isEvent('pullRequestSourceBranchUpdated'),
          'status-changed': (detail) =>
            isEvent('pullRequestStatusChanged')(detail) && detail['isMerged'] !== 'True',
          merged: (detail) =>
            isEvent('pullRequestMergeStatusUpdated', 'pullRequestStatusChanged')(detail) &&
            detail['isMerged'] === 'True',
        },
      },
      {
        detailType: 'CodeCommit Repository State Change',
        name: 'Branches and tags',
        id: 'branches-and-tags',
        variants: {
          created: isEvent('referenceCreated'),
          deleted: isEvent('referenceDeleted'),
          updated: isEvent('referenceUpdated'),
        },
      },
    ],
  },
  codebuild: {
    service: 'CodeBuild',
    resourceType: 'Project',
    resource: /^project\/[\w-]+$/,
    kinds: [
      {
        detailType: 'CodeBuild Build State Change',
        name: 'Build state',
        id: 'build-state',
        variants: {
          failed: isBuild('FAILED'),
          succeeded: isBuild('SUCCEEDED'),
          'in-progress': isBuild('IN_PROGRESS'),
          stopped: isBuild('STOPPED'),
        },
      },
      {
        detailType: 'CodeBuild Build Phase Change',
        name: 'Build phase',
        id: 'build-phase',
        variants: { failure: isPhase(false), success: isPhase(true) },
      },
    ],
  },
  codedeploy: {
    service: 'CodeDeploy',
    resourceType: 'Application',
    resource: /^application:[^:]+$/,
    kinds: [
      {
        detailType: 'CodeDeploy Deployment State-change Notification',
        name: 'Deployment',
        id: 'deployment',
        variants: {
          failed: isState('FAILURE'),
          succeeded: isState('SUCCESS'),
          started: isState('START'),
        },
      },
    ],
  },
  codepipeline: {
    service: 'CodePipeline',
    resourceType: 'Pipeline',
    resource: /^[\w.@-]+$/,
    kinds: [
      {
        detailType: 'CodePipeline Action Execution State Change',
        name: 'Action execution',
        id: 'action-execution',
        variants: states('succeeded', 'failed', 'canceled', 'started'),
      },
      {
        detailType: 'CodePipeline Stage Execution State Change',
        name: 'Stage execution',
        id: 'stage-execution',
        variants: states('started', 'succeeded', 'resumed', 'canceled', 'failed'),
      },
      {
        detailType: 'CodePipeline Pipeline Execution State Change',
        name: 'Pipeline execution',
        id: 'pipeline-execution',
        variants: states('failed', 'canceled', 'started', 'resumed', 'succeeded', 'superseded'),
      },
      {
        detailType: 'CodePipeline Action Execution State Change',
        name: 'Manual approval',
        id: 'manual-approval',
        variants: {
          failed: approval('FAILED'),
          needed: approval('STARTED'),
          succeeded: approval('SUCCEEDED'),
        },
      },
    ],
  },
};

/** Every event type there is, in the order of their ids. */
export const eventTypes: readonly EventType[] = Object.entries(families)
  .flatMap(([source, { service, resourceType, resource, kinds }]) =>
    kinds.flatMap(({ detailType, name, id, variants }) =>
      Object.entries(variants).map(([variant, isOf]) => ({
        id: `${source}-${resourceType.toLowerCase()}-${id}-${variant}`,
        service,
        // AWS: unverified wording.
        name: `${name}: ${capital(variant.replaceAll('-', ' '))}`,
        resourceType,
        resource,
        source: `aws.${source}`,
        detailType,
        isOf,
      })),
    ),
  )
  .sort((a, b) => (a.id < b.id ? -1 : 1));

const byId = new Map(eventTypes.map((type) => [type.id, type]));

export const eventTypeOf = (id: string): EventType | undefined => byId.get(id);

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
