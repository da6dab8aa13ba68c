import type { Service } from '../../dispatch/service.ts';
import { notificationFlow } from './flow/notification.ts';
import { listEventTypes } from './operations/event-types.ts';
import { notify } from './operations/notify.ts';
import {
  createNotificationRule,
  deleteNotificationRule,
  describeNotificationRule,
  listNotificationRules,
  updateNotificationRule,
} from './operations/rules.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { deleteTarget, listTargets, noteReached, subscribe, unsubscribe } from './operations/targets.ts';
import { notificationRule } from './resources/notification-rule.ts';

export const notifications: Service = {
  name: 'codestar-notifications',
  model: 'codestar-notifications',
  operations: {
    CreateNotificationRule: createNotificationRule,
    DeleteNotificationRule: deleteNotificationRule,
    DeleteTarget: deleteTarget,
    DescribeNotificationRule: describeNotificationRule,
    ListEventTypes: listEventTypes,
    ListNotificationRules: listNotificationRules,
    ListTagsForResource: listTagsForResource,
    ListTargets: listTargets,
    Subscribe: subscribe,
    TagResource: tagResource,
    Unsubscribe: unsubscribe,
    UntagResource: untagResource,
    UpdateNotificationRule: updateNotificationRule,
  },
  inside: { NoteReached: noteReached, Notify: notify },
  flows: [notificationFlow],
  resources: [notificationRule],
};
