import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidAction, invalidInput, notServedHere } from './errors.ts';
import type { ActionRecord, ForwardTarget } from './records.ts';

/** Reads the actions of a listener or a rule: the one that this house serves, which decides the answer. */
export function actionRecord(actions: readonly Action[] | undefined): ActionRecord {
  const [action, ...others] = actions ?? [];
  if (!action) invalidInput('A listener must have at least one action');
  // AWS allows authenticate-* and jwt-validation actions in front of one of these three.
  const other = [action, ...others].find(
    ({ Type }) => !['forward', 'fixed-response', 'redirect'].includes(Type!),
  );
  if (other) notServedHere(`actions of type ${other.Type}`);
  if (others.length > 0)
    invalidAction('You cannot specify multiple actions of type forward, redirect or fixed-response');
  switch (action.Type) {
    case 'forward':
      return forward(action);
    case 'fixed-response':
      return fixedResponse(action);
    default:
      return redirect(action);
  }
}

/** As AWS tells it: a forward to one group names it twice. */
export function actionAnswer(action: ActionRecord): Action {
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
          TargetGroupStickinessConfig: stickinessAnswer(action.stickySeconds),
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

function stickinessAnswer(seconds: number | undefined) {
  return seconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: seconds };
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
