import type { Service } from '../../dispatch/service.ts';
import { invocationFlow } from './flow/invocation.ts';
import { scheduleFlow } from './flow/schedule.ts';
import {
  createScheduleGroup,
  deleteScheduleGroup,
  getScheduleGroup,
  listScheduleGroups,
  listTagsForResource,
  tagResource,
  untagResource,
} from './operations/groups.ts';
import { invokeTarget } from './operations/invoking.ts';
import {
  createSchedule,
  deleteSchedule,
  getSchedule,
  listSchedules,
  updateSchedule,
} from './operations/schedules.ts';
import { schedule, scheduleGroup } from './resources/schedule.ts';

export const scheduler: Service = {
  name: 'scheduler',
  sdk: () => import('@aws-sdk/client-scheduler'),
  model: 'scheduler',
  operations: {
    CreateSchedule: createSchedule,
    CreateScheduleGroup: createScheduleGroup,
    DeleteSchedule: deleteSchedule,
    DeleteScheduleGroup: deleteScheduleGroup,
    GetSchedule: getSchedule,
    GetScheduleGroup: getScheduleGroup,
    ListScheduleGroups: listScheduleGroups,
    ListSchedules: listSchedules,
    ListTagsForResource: listTagsForResource,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSchedule: updateSchedule,
  },
  inside: { InvokeTarget: invokeTarget },
  flows: [scheduleFlow, invocationFlow],
  resources: [schedule, scheduleGroup],
};
