import type { RoutingAction } from '../../../base/effects/load-balancer.ts';
import { failure, type OwnAnswer } from './answers.ts';
import type { Forward } from './group.ts';
import { redirectedTo } from './places.ts';

export interface ActionAnswer {
  readonly answer: OwnAnswer;
  readonly counted?: 'fixedResponses' | 'redirects';
}

/** What an action answers that asks no target; a 503 where there is no action. */
export function ownAnswerOf(
  action: Exclude<RoutingAction, Forward> | undefined,
  request: { readonly target: string; readonly host: string },
  listener: Parameters<typeof redirectedTo>[2],
): ActionAnswer {
  if (!action) return { answer: failure(503) };
  if (action.type === 'fixed-response') return { answer: action, counted: 'fixedResponses' };
  const location = redirectedTo(action.location, request, listener);
  return { answer: { status: action.status, location }, counted: 'redirects' };
}
