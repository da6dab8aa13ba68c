import type { Service } from '../../dispatch/service.ts';
import { acceptEvent } from './accepting.ts';
import { deliveryFlow } from './flow/delivery.ts';
import { replayFlow } from './flow/replay.ts';
import { scheduleFlow } from './flow/schedule.ts';
import {
  cancelReplay,
  createArchive,
  deleteArchive,
  describeArchive,
  describeReplay,
  listArchives,
  listReplays,
  replaySome,
  startReplay,
  updateArchive,
} from './operations/archives.ts';
import {
  createEventBus,
  deleteEventBus,
  describeEventBus,
  listEventBuses,
  putPermission,
  removePermission,
  updateEventBus,
} from './operations/buses.ts';
import { deleteManagedRule, putManagedRule } from './operations/managed-rules.ts';
import { forward, putEvents } from './operations/putting.ts';
import {
  deleteRule,
  describeRule,
  disableRule,
  enableRule,
  fire,
  listRuleNamesByTarget,
  listRules,
  putRule,
  testEventPattern,
} from './operations/rules.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { listTargetsByRule, putTargets, removeTargets } from './operations/targets.ts';
import { archive } from './resources/archive.ts';
import { eventBus, eventBusPolicy } from './resources/event-bus.ts';
import { rule } from './resources/rule.ts';

export const events: Service = {
  name: 'events',
  sdk: () => import('@aws-sdk/client-eventbridge'),
  model: 'events',
  // AWS: CloudTrail user guide, "Logging data events": AWS::Events::EventBus.
  dataEvents: new Set(['PutEvents']),
  operations: {
    CancelReplay: cancelReplay,
    CreateArchive: createArchive,
    CreateEventBus: createEventBus,
    DeleteArchive: deleteArchive,
    DeleteEventBus: deleteEventBus,
    DeleteRule: deleteRule,
    DescribeArchive: describeArchive,
    DescribeEventBus: describeEventBus,
    DescribeReplay: describeReplay,
    DescribeRule: describeRule,
    DisableRule: disableRule,
    EnableRule: enableRule,
    ListArchives: listArchives,
    ListEventBuses: listEventBuses,
    ListReplays: listReplays,
    ListRuleNamesByTarget: listRuleNamesByTarget,
    ListRules: listRules,
    ListTagsForResource: listTagsForResource,
    ListTargetsByRule: listTargetsByRule,
    PutEvents: putEvents,
    PutPermission: putPermission,
    PutRule: putRule,
    PutTargets: putTargets,
    RemovePermission: removePermission,
    RemoveTargets: removeTargets,
    StartReplay: startReplay,
    TagResource: tagResource,
    TestEventPattern: testEventPattern,
    UntagResource: untagResource,
    UpdateArchive: updateArchive,
    UpdateEventBus: updateEventBus,
  },
  inside: {
    DeleteManagedRule: deleteManagedRule,
    Fire: fire,
    Forward: forward,
    PutManagedRule: putManagedRule,
    ReplaySome: replaySome,
  },
  accept: acceptEvent,
  flows: [deliveryFlow, replayFlow, scheduleFlow],
  resources: [archive, eventBus, eventBusPolicy, rule],
};
