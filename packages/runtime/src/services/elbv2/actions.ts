import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidAction, invalidInput, notServedHere } from './errors.ts';
import { gateAnswer, gateRecord, isGate } from './gates.ts';
import type { ActionRecord, ForwardTarget, ListenerProtocol } from './records.ts';

/** Whose actions they are: the listener's protocol, and what was asked of whoever comes until now. */
interface ActionsOf {
  readonly protocol: ListenerProtocol;
  readonly before?: ActionRecord | undefined;
}

/** Reads the actions of a listener or a rule: the one that decides the answer, and who is let through to it. */
// AWS: the words of these refusals are unverified.
export function actionRecord(
  actions: readonly Action[] | undefined,
  { protocol, before }: ActionsOf,
): ActionRecord {
  const inOrder = (actions ?? []).toSorted((a, b) => (a.Order ?? 0) - (b.Order ?? 0));
  const action = inOrder.at(-1) ?? invalidInput('A listener must have at least one action');
  const passesOn = protocol === 'TCP' || protocol === 'TLS';
  if (passesOn && (inOrder.length > 1 || action.Type !== 'forward'))
    invalidAction(`Listeners of the protocol '${protocol}' support only one action, of type 'forward'`);
  if (passesOn) return forwardByAddress(action);
  const gates = inOrder.filter(isGate);
  if (inOrder.length > 1 && inOrder.some(({ Order }) => Order === undefined))
    invalidAction('You must specify an order for each of several actions');
  if (gates.length > 1) invalidAction('You can specify only one authentication action for a rule');
  if (isGate(action) || inOrder.length - gates.length > 1)
    invalidAction('The last action must be the only one of type forward, redirect or fixed-response');
  if (gates[0] && protocol !== 'HTTPS')
    invalidAction(`Actions of type '${gates[0].Type}' are supported only on HTTPS listeners`);
  const routing = routingRecord(action);
  return gates[0] ? { ...routing, gate: gateRecord(gates[0], before?.gate) } : routing;
}

function routingRecord(action: Action): ActionRecord {
  switch (action.Type) {
    case 'forward':
      return forward(action);
    case 'fixed-response':
      return fixedResponse(action);
    case 'redirect':
      return redirect(action);
    default:
      return notServedHere(`actions of type ${action.Type}`);
  }
}

/** In the order in which they are taken. */
export const actionAnswers = (action: ActionRecord): Action[] => [
  ...(action.gate ? [gateAnswer(action.gate)] : []),
  routingAnswer(action),
];

/** As AWS tells it: a forward to one group names it twice. */
function routingAnswer(action: ActionRecord): Action {
  const Order = action.order;
  switch (action.type) {
    case 'forward': {
      const [only, ...others] = action.targets;
      return {
        Type: 'forward',
        ...(only && others.length === 0 && { TargetGroupArn: only.targetGroup }),
        Order,
        ForwardConfig: {
          TargetGroups: action.targets.map(({ targetGroup, weight }) => ({
            TargetGroupArn: targetGroup,
            Weight: weight,
          })),
          TargetGroupStickinessConfig: stickinessAnswer(action),
        },
      };
    }
    case 'fixed-response': {
      const { statusCode, contentType, messageBody } = action;
      const config = { StatusCode: statusCode, ContentType: contentType, MessageBody: messageBody };
      return { Type: 'fixed-response', Order, FixedResponseConfig: config };
    }
    case 'redirect': {
      const { protocol, port, host, path, query, statusCode } = action;
      const target = { Protocol: protocol, Port: port, Host: host, Path: path, Query: query };
      return { Type: 'redirect', Order, RedirectConfig: { ...target, StatusCode: statusCode } };
    }
  }
}

export function targetGroupsIn(action: ActionRecord): string[] {
  return action.type === 'forward' ? action.targets.map((target) => target.targetGroup) : [];
}

function forward(action: Action): ActionRecord {
  const targets = forwardTargets(action);
  const { Enabled, DurationSeconds } = action.ForwardConfig?.TargetGroupStickinessConfig ?? {};
  if (!Enabled) return { type: 'forward', order: action.Order, targets };
  // AWS: TargetGroupStickinessConfig, 1 to 604,800 seconds; the words are unverified.
  if (DurationSeconds === undefined || DurationSeconds < 1 || DurationSeconds > 604_800)
    invalidAction('The target group stickiness duration must be between 1 and 604800 seconds');
  return { type: 'forward', order: action.Order, targets, stickySeconds: DurationSeconds };
}

/** AWS: TargetGroupStickinessConfig: its time is of application load balancers. */
function forwardByAddress(action: Action): ActionRecord {
  const { Enabled } = action.ForwardConfig?.TargetGroupStickinessConfig ?? {};
  const targets = forwardTargets(action);
  return { type: 'forward', order: action.Order, targets, ...(Enabled && { stickyByAddress: true }) };
}

function stickinessAnswer({ stickySeconds, stickyByAddress }: Extract<ActionRecord, { type: 'forward' }>) {
  if (stickyByAddress) return { Enabled: true };
  return stickySeconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: stickySeconds };
}

function forwardTargets(action: Action): ForwardTarget[] {
  const tuples = action.ForwardConfig?.TargetGroups ?? [];
  const single = action.TargetGroupArn;
  if (tuples.length === 0 && single === undefined)
    invalidInput("A target group ARN must be specified for an action of type 'forward'");
  if (tuples.length === 0) return [{ targetGroup: single!, weight: 1 }];
  if (single !== undefined && !(tuples.length === 1 && tuples[0]!.TargetGroupArn === single))
    invalidAction('You must specify either TargetGroupArn or ForwardConfig with the same target group');
  // AWS: ForwardActionConfig, up to five target groups; weights 0 to 999.
  if (tuples.length > 5) invalidInput('You can specify up to 5 target groups for a forward action');
  return tuples.map(({ TargetGroupArn, Weight = 1 }) => {
    if (Weight < 0 || Weight > 999) invalidInput(`Weight '${Weight}' must be between 0 and 999`);
    return { targetGroup: TargetGroupArn!, weight: Weight };
  });
}

function fixedResponse(action: Action): ActionRecord {
  const config = action.FixedResponseConfig ?? invalidInput('FixedResponseConfig must be specified');
  if (!/^[245]\d\d$/.test(config.StatusCode!))
    invalidInput(`'${config.StatusCode}' is not a valid status code: use 2XX, 4XX or 5XX`);
  return {
    type: 'fixed-response',
    order: action.Order,
    statusCode: config.StatusCode!,
    contentType: config.ContentType,
    messageBody: config.MessageBody,
  };
}

function redirect(action: Action): ActionRecord {
  const config = action.RedirectConfig ?? invalidInput('RedirectConfig must be specified');
  return {
    type: 'redirect',
    order: action.Order,
    statusCode: config.StatusCode!,
    protocol: config.Protocol ?? '#{protocol}',
    port: config.Port ?? '#{port}',
    host: config.Host ?? '#{host}',
    path: config.Path ?? '/#{path}',
    query: config.Query ?? '#{query}',
  };
}
