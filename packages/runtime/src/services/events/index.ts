import { meteringFlow } from '../../dispatch/metering.ts';
import type { Service } from '../../dispatch/service.ts';
import { acceptEvent } from './accepting.ts';
import { connectionFlow } from './flow/connection.ts';
import { deliveryFlow } from './flow/delivery.ts';
import { replayFlow } from './flow/replay.ts';
import { scheduleFlow } from './flow/schedule.ts';
import {
  createApiDestination,
  deleteApiDestination,
  describeApiDestination,
  listApiDestinations,
  updateApiDestination,
} from './operations/api-destinations.ts';
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
import { askEndpoint } from './operations/asking-endpoints.ts';
import {
  createEventBus,
  deleteEventBus,
  describeEventBus,
  listEventBuses,
  putPermission,
  removePermission,
  updateEventBus,
} from './operations/buses.ts';
import {
  createConnection,
  deauthorizeConnection,
  deleteConnection,
  describeConnection,
  listConnections,
  updateConnection,
} from './operations/connections.ts';
import {
  authorizeConnection,
  invokeApiDestination,
  refuseConnection,
  takeTurn,
} from './operations/invoking.ts';
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
import { meterEvents } from './event-counts.ts';
import { apiDestination } from './resources/api-destination.ts';
import { archive } from './resources/archive.ts';
import { connection } from './resources/connection.ts';
import { eventBus, eventBusPolicy } from './resources/event-bus.ts';
import { rule } from './resources/rule.ts';
import { unserved } from './unserved.ts';

export const events: Service = {
  name: 'events',
  sdk: () => import('@aws-sdk/client-eventbridge'),
  model: 'events',
  // AWS: CloudTrail user guide, "Logging data events": AWS::Events::EventBus.
  dataEvents: new Set(['PutEvents']),
  operations: {
    CancelReplay: cancelReplay,
    CreateApiDestination: createApiDestination,
    CreateArchive: createArchive,
    CreateConnection: createConnection,
    CreateEventBus: createEventBus,
    DeauthorizeConnection: deauthorizeConnection,
    DeleteApiDestination: deleteApiDestination,
    DeleteArchive: deleteArchive,
    DeleteConnection: deleteConnection,
    DeleteEventBus: deleteEventBus,
    DeleteRule: deleteRule,
    DescribeApiDestination: describeApiDestination,
    DescribeArchive: describeArchive,
    DescribeConnection: describeConnection,
    DescribeEventBus: describeEventBus,
    DescribeReplay: describeReplay,
    DescribeRule: describeRule,
    DisableRule: disableRule,
    EnableRule: enableRule,
    ListApiDestinations: listApiDestinations,
    ListArchives: listArchives,
    ListConnections: listConnections,
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
    UpdateApiDestination: updateApiDestination,
    UpdateArchive: updateArchive,
    UpdateConnection: updateConnection,
    UpdateEventBus: updateEventBus,
  },
  unserved,
  inside: {
    AskEndpoint: askEndpoint,
    AuthorizeConnection: authorizeConnection,
    DeleteManagedRule: deleteManagedRule,
    Fire: fire,
    Forward: forward,
    InvokeApiDestination: invokeApiDestination,
    MeterEvents: meterEvents,
    PutManagedRule: putManagedRule,
    RefuseConnection: refuseConnection,
    ReplaySome: replaySome,
    TakeTurn: takeTurn,
  },
  accept: acceptEvent,
  flows: [connectionFlow, deliveryFlow, meteringFlow('events', 'MeterEvents'), replayFlow, scheduleFlow],
  recorded: {
    'AWS::Events::Endpoint': 'a house has one place: there is nowhere to fail over to',
  },
  resources: [apiDestination, archive, connection, eventBus, eventBusPolicy, rule],
};
