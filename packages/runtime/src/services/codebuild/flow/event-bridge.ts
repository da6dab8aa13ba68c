import { arnOf } from '../../../base/arn.ts';
import { LazyEvent, type AwsEvent } from '../../../base/event.ts';
import { sumsAnswer } from './artifact-sums.ts';
import type { BuildState, Phase } from './build-state.ts';

/** What EventBridge is told of a decision: phases that are over, and that the build has begun or is over. */
// AWS: CodeBuild user guide, "Build notifications input format reference".
export function happenings(before: BuildState | undefined, after: BuildState): AwsEvent[] {
  const over = after.phases.filter(
    ({ endedAt }, index) => endedAt !== undefined && before?.phases[index]?.endedAt === undefined,
  );
  const isOver = hasEnded(after) && !(before && hasEnded(before));
  return [
    ...(before ? [] : [buildEvent(after, 'IN_PROGRESS')]),
    ...over.map((phase) => phaseEvent(after, phase)),
    ...(isOver ? [buildEvent(after, after.trouble ?? 'SUCCEEDED')] : []),
  ];
}

const hasEnded = ({ phases }: BuildState): boolean => phases.some(({ type }) => type === 'COMPLETED');

function eventOf(build: BuildState, what: 'State' | 'Phase', particulars: () => object): AwsEvent {
  const arn = arnOf('codebuild', build.scope, `build/${build.id}`);
  const about = {
    account: build.scope.account,
    region: build.scope.region,
    source: 'aws.codebuild',
    detailType: `CodeBuild Build ${what} Change`,
    resources: [arn],
  };
  return new LazyEvent(about, () => ({
    ...particulars(),
    'project-name': build.plan.projectName,
    'build-id': arn,
    'additional-information': information(build),
    version: '1',
  }));
}

function buildEvent(build: BuildState, status: string): AwsEvent {
  const phase = build.phases.at(-1)!;
  return eventOf(build, 'State', () => ({
    'build-status': status,
    'current-phase': phase.type,
    'current-phase-context': contextOf(phase),
  }));
}

const phaseEvent = (build: BuildState, phase: Phase): AwsEvent =>
  eventOf(build, 'Phase', () => ({
    'completed-phase': phase.type,
    'completed-phase-status': phase.status,
    'completed-phase-duration-seconds': secondsOf(phase),
    'completed-phase-start': moment(phase.startedAt),
    'completed-phase-end': moment(phase.endedAt!),
    'completed-phase-context': contextOf(phase),
  }));

const contextOf = ({ context }: Phase): string =>
  `[${context ? `${context.statusCode}: ${context.message}` : ': '}]`;

const secondsOf = ({ startedAt, endedAt }: Phase): number =>
  endedAt === undefined ? 0 : Math.round((endedAt - startedAt) / 1000);

function information(build: BuildState): object {
  const { plan, phases, artifacts, startedAt } = build;
  const [made] = Object.values(artifacts);
  return {
    ...(made && {
      artifact: {
        ...(made.sums && sumsAnswer(made.sums)),
        location: arnOf('s3', { account: '', region: '' }, `${made.bucket}/${made.key}`),
      },
    }),
    environment: {
      image: plan.environment.image,
      'privileged-mode': plan.environment.privilegedMode ?? false,
      'compute-type': plan.environment.computeType,
      type: plan.environment.type,
      'environment-variables': plan.variables.map(({ name, type, value }) => ({ name, type, value })),
    },
    'timeout-in-minutes': plan.timeoutMinutes,
    'build-complete': hasEnded(build),
    'build-number': build.number,
    initiator: plan.initiator,
    'build-start-time': moment(startedAt),
    source: { location: plan.source.location, type: plan.source.type },
    'source-version': plan.sourceVersion,
    ...logsOf(build),
    phases: phases.map((phase) => ({
      'phase-type': phase.type,
      'phase-status': phase.status,
      'start-time': moment(phase.startedAt),
      ...(phase.endedAt !== undefined && {
        'end-time': moment(phase.endedAt),
        'duration-in-seconds': secondsOf(phase),
        'phase-context': [contextOf(phase).slice(1, -1)],
      }),
    })),
  };
}

function logsOf({ plan, scope }: BuildState): object {
  if (!plan.logs) return {};
  const { groupName, streamName } = plan.logs;
  const home = `https://${'console'}.aws.amazon.com/cloudwatch/home?region=${scope.region}`;
  const deepLink = `${home}#logEvent:group=${groupName};stream=${streamName}`;
  return { logs: { 'group-name': groupName, 'stream-name': streamName, 'deep-link': deepLink } };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sep 1, 2017 4:12:29 PM`, as CodeBuild writes times in its events. */
function moment(time: number): string {
  const date = new Date(time);
  const hours = date.getUTCHours();
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  return `${day} ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}
