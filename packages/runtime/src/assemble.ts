import type { Clock } from './base/clock.ts';
import type { Effect } from './base/effects/effect.ts';
import type { Ids } from './base/ids.ts';
import type { Rooms } from './dataplane/rooms.ts';
import { authorizeAll } from './dispatch/authorize.ts';
import { credentialsFrom, type FindKey } from './dispatch/authenticate.ts';
import { Dispatch } from './dispatch/dispatch.ts';
import type { Door } from './dispatch/door.ts';
import type { Inputs } from './dispatch/inputs.ts';
import type { Service } from './dispatch/service.ts';
import { Engine } from './engine/engine.ts';
import { cloudformationOf } from './services/cloudformation/index.ts';
import { cloudwatch } from './services/cloudwatch/index.ts';
import { codebuild } from './services/codebuild/index.ts';
import { codecommit } from './services/codecommit/index.ts';
import { codedeploy } from './services/codedeploy/index.ts';
import { codepipeline } from './services/codepipeline/index.ts';
import { codeconnections } from './services/codestar-connections/index.ts';
import { ec2 } from './services/ec2/index.ts';
import { ecr } from './services/ecr/index.ts';
import { ecs } from './services/ecs/index.ts';
import { elbv2 } from './services/elbv2/index.ts';
import { acceptEvent, events } from './services/events/index.ts';
import * as iam from './services/iam/index.ts';
import { kms } from './services/kms/index.ts';
import { lambda } from './services/lambda/index.ts';
import { logs } from './services/logs/index.ts';
import { s3 } from './services/s3/index.ts';
import { secretsmanager } from './services/secretsmanager/index.ts';
import { sns } from './services/sns/index.ts';
import { ssm } from './services/ssm/index.ts';
import { sqs } from './services/sqs/index.ts';
import * as sts from './services/sts/index.ts';
import type { Store, Tx } from './store/store.ts';

/** What `iam` lends to `sts`: who roles and users are. */
const identities: sts.Lent = {
  findRole: iam.findRole,
  findRoleNamed: iam.findRoleNamed,
  findUserTags: iam.findUserTags,
  findAccount: (tx, id) => iam.accessKeys.find(tx, id)?.account,
  findUserId: (tx, accessKeyId) => iam.accessKeys.find(tx, accessKeyId)?.userId,
};

/** What both lend to the door: who is behind an access key. */
const findKeys: readonly FindKey[] = [iam.accessKeys.find, sts.accessKeys.find];

/** Services whose resource types `cloudformation` is lent. */
const lenders: readonly Service[] = [
  cloudwatch,
  codebuild,
  codecommit,
  codedeploy,
  codeconnections,
  codepipeline,
  ec2,
  ecr,
  ecs,
  elbv2,
  events,
  iam.iam,
  kms,
  lambda,
  logs,
  s3,
  secretsmanager,
  sns,
  ssm,
  sqs,
  sts.stsOf(identities),
];

/** Every service of the house. The only list there is. */
export const services: readonly Service[] = [
  ...lenders,
  cloudformationOf({ types: lenders.flatMap(({ resources = [] }) => resources) }),
];

export interface HouseParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: (tx: Tx) => Ids;
  readonly rooms: Rooms;
  readonly endpoint: () => string;
  /** The account of callers that name none. */
  readonly account: string;
  /** Holds what is called from inside against its schemas. */
  readonly inputs: Inputs;
  /** The store has failed: the process must not go on. */
  readonly fatal: (error: unknown) => void;
  /** Other services than all: for tests of the walls themselves. */
  readonly services?: readonly Service[];
}

export interface House {
  /** For callers from outside, whose credentials are asked for. */
  readonly credentials: Door['credentials'];
  readonly dispatch: Dispatch;
  readonly engine: Engine;
  readonly services: readonly Service[];
}

/** Effects of a type that may be under way at once; those that only wait for something have no limit. */
const limits: Readonly<Record<string, number>> = {
  'process.start': 16,
  'container.start': 16,
  'workspace.prepare': 8,
  'workspace.pack': 8,
  'workspace.keep': 8,
  'git.archive': 8,
  'http.post': 64,
  'key.generate': 2,
  'mail.send': 4,
  'signature.make': 4,
};

/** Puts the rooms together. The only file that knows them all. */
export function assemble(parts: HouseParts): House {
  const { store, clock, ids, rooms, endpoint, fatal } = parts;
  const served = parts.services ?? services;
  const perform = (id: string, effect: Effect, signal: AbortSignal): Promise<unknown> => {
    switch (effect.type) {
      case 'aws.call':
        return dispatch.waiting(id, effect, signal);
      case 'aws.wait':
        return dispatch.until(id, effect, signal);
      default:
        return rooms.perform(effect, signal);
    }
  };
  const dispatch = new Dispatch({
    store,
    clock,
    ids,
    engine: () => engine,
    services: served,
    authorize: authorizeAll,
    inputs: parts.inputs,
    accept: served === services ? acceptEvent : undefined,
    endpoint,
    blobs: rooms.blobs,
    segments: rooms.segments,
    perform: (effect, signal) => rooms.perform(effect, signal),
  });
  const engine: Engine = new Engine({
    store,
    clock,
    flows: served.flatMap((service) => service.flows ?? []),
    performer: {
      within: (tx, id, effect) => (effect.type === 'aws.call' ? dispatch.within(tx, id, effect) : undefined),
      loading: (error) => dispatch.loading(error),
      refused: (tx, effect, error) => effect.type === 'aws.call' && dispatch.refused(tx, effect, error),
      forget: (tx, id) => dispatch.forget(tx, id),
      emit: (tx, event) => dispatch.emit(tx, event),
      perform,
    },
    limits,
    fatal,
  });
  return { credentials: credentialsFrom(store, findKeys, parts.account), dispatch, engine, services: served };
}
