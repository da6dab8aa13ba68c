import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { actionAnswers, actionRecord } from '../actions.ts';
import { listenerAttributes, setListenerAttributes } from '../attributes.ts';
import { listenerChanged } from '../changes.ts';
import { duplicateListener, invalidAction, invalidInput } from '../errors.ts';
import type { LoadBalancerState } from '../flow/load-balancer.ts';
import { guardAfter } from '../guards.ts';
import { certificatesOf, releaseCertificates, takeCertificate } from '../listener-certificates.ts';
import {
  flowOf,
  listenerOf,
  listeners,
  listenersOf,
  loadBalancerOf,
  rules,
  rulesOf,
  tags,
  trustStoreOf,
  typeOf,
  type Answer,
  type ListenerRecord,
} from '../records.ts';
import { isSame, mutualAnswer, protocolOf, secureSettings } from '../secure-settings.ts';
import { tagRecord } from '../tags.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html */
export const createListener: Handler<
  sdk.CreateListenerCommandInput,
  Answer<sdk.CreateListenerCommandOutput>
> = (input, call) => {
  const balancer = loadBalancerOf(call.tx, call, input.LoadBalancerArn!);
  const secure = secureSettings(input, protocolOf(typeOf(balancer.arn), input.Protocol));
  const port = portOf(input.Port);
  const action = actionRecord(input.DefaultActions, secure);
  const same = listenersOf(call.tx, call, balancer.arn).find((listener) => listener.port === port);
  if (same) {
    // AWS: the operation is idempotent; the same settings again succeed.
    if (!isSame(same, { ...secure, action })) duplicateListener(balancer.arn);
    return { Listeners: [listenerAnswer(same)] };
  }
  const arn = `${balancer.arn.replace(':loadbalancer/', ':listener/')}/${call.ids.word(16, alphabets.hex)}`;
  const defaultRuleArn = `${ruleArnPrefix(arn)}/${call.ids.word(16, alphabets.hex)}`;
  const listener: ListenerRecord = {
    arn,
    loadBalancerArn: balancer.arn,
    port,
    ...secure,
    defaultRuleArn,
    action,
    version: 0,
  };
  if (listener.certificateArn !== undefined) takeCertificate(call, listener.certificateArn, balancer.arn);
  save(call, listener);
  tags.put(call.tx, call, arn, tagRecord(input.Tags));
  return { Listeners: [listenerAnswer(listener)] };
};

export const describeListeners: Handler<
  sdk.DescribeListenersCommandInput,
  Answer<sdk.DescribeListenersCommandOutput>
> = (input, call) => {
  const found = input.ListenerArns?.length
    ? input.ListenerArns.map((arn) => listenerOf(call.tx, call, arn))
    : listenersOf(call.tx, call, loadBalancerOf(call.tx, call, balancerAsked(input)).arn);
  const page = pageOf(found, (listener) => listener.arn, {
    token: input.Marker,
    limit: input.PageSize ?? 400,
    invalid: () => invalidInput('Invalid Marker'),
  });
  return { Listeners: page.items.map(listenerAnswer), NextMarker: page.next };
};

export const modifyListener: Handler<
  sdk.ModifyListenerCommandInput,
  Answer<sdk.ModifyListenerCommandOutput>
> = (input, call) => {
  const before = listenerOf(call.tx, call, input.ListenerArn!);
  const protocol = protocolOf(typeOf(before.loadBalancerArn), input.Protocol ?? before.protocol);
  const secure = secureSettings(input, protocol, before);
  const port = input.Port === undefined ? before.port : portOf(input.Port);
  const others = listenersOf(call.tx, call, before.loadBalancerArn).filter(({ arn }) => arn !== before.arn);
  if (others.some((listener) => listener.port === port)) duplicateListener(before.loadBalancerArn);
  const action = input.DefaultActions
    ? actionRecord(input.DefaultActions, { ...secure, before: before.action })
    : before.action;
  const asks = [action, ...rulesOf(call.tx, call, before.arn).map((rule) => rule.action)].some(
    ({ gate }) => gate,
  );
  // AWS: the words are unverified.
  if (asks && secure.protocol !== 'HTTPS')
    invalidAction('Authentication actions are supported only on HTTPS listeners');
  const listener: ListenerRecord = {
    ...before,
    ...secure,
    port,
    action,
    guard: guardAfter(before, action),
    moreCertificates: secure.certificateArn === undefined ? undefined : before.moreCertificates,
  };
  if (listener.certificateArn !== undefined)
    takeCertificate(call, listener.certificateArn, before.loadBalancerArn);
  save(call, listener);
  releaseCertificates(call, certificatesOf(before), before.loadBalancerArn);
  return { Listeners: [listenerAnswer(listener)] };
};

export const describeListenerAttributes: Handler<
  sdk.DescribeListenerAttributesCommandInput,
  Answer<sdk.DescribeListenerAttributesCommandOutput>
> = (input, call) => ({
  Attributes: listenerAttributes(listenerOf(call.tx, call, input.ListenerArn!)),
});

export const modifyListenerAttributes: Handler<
  sdk.ModifyListenerAttributesCommandInput,
  Answer<sdk.ModifyListenerAttributesCommandOutput>
> = (input, call) => {
  const before = listenerOf(call.tx, call, input.ListenerArn!);
  const listener = { ...before, attributes: setListenerAttributes(before, input.Attributes) };
  save(call, listener);
  return { Attributes: listenerAttributes(listener) };
};

export const deleteListener: Handler<sdk.DeleteListenerCommandInput, object> = (input, call) => {
  const listener = listenerOf(call.tx, call, input.ListenerArn!);
  removeListener(call, listener);
  return {};
};

/** Takes a listener away with its rules. */
export function removeListener(call: Call, listener: ListenerRecord): void {
  for (const rule of rulesOf(call.tx, call, listener.arn)) {
    rules.delete(call.tx, call, rule.arn);
    tags.delete(call.tx, call, rule.arn);
  }
  listeners.delete(call.tx, call, listener.arn);
  tags.delete(call.tx, call, listener.arn);
  listenerChanged(call, listener);
  releaseCertificates(call, certificatesOf(listener), listener.loadBalancerArn);
}

export interface WaitForListenerOutput {
  /** The data plane routes by what was last set. */
  readonly applied: boolean;
  /** The version of the load balancer's table that has it. */
  readonly version: number;
}

/** The house's own: whether what the records say of a listener and its rules is in force. */
export const waitForListener: Handler<{ readonly ListenerArn: string }, WaitForListenerOutput> = (
  input,
  call,
) => {
  const { version, loadBalancerArn } = listenerOf(call.tx, call, input.ListenerArn);
  const state = call.flows.state<LoadBalancerState>(flowOf(call, loadBalancerArn));
  return { applied: state !== undefined && state.applied >= version, version };
};

/** What the ARNs of a listener's rules begin with. */
export const ruleArnPrefix = (listenerArn: string): string =>
  listenerArn.replace(':listener/', ':listener-rule/');

function save(call: Call, listener: ListenerRecord): void {
  if (listener.mutual?.trustStoreArn !== undefined)
    trustStoreOf(call.tx, call, listener.mutual.trustStoreArn);
  listeners.put(call.tx, call, listener.arn, listener);
  listenerChanged(call, listener);
}

function balancerAsked(input: sdk.DescribeListenersCommandInput): string {
  return (
    input.LoadBalancerArn ?? invalidInput('You must specify either listener ARNs or a load balancer ARN')
  );
}

function portOf(port: number | undefined): number {
  if (port === undefined) invalidInput('A listener port must be specified');
  if (port < 1 || port > 65_535) invalidInput(`'${port}' is not a valid port: use 1-65535`);
  return port;
}

function listenerAnswer(listener: ListenerRecord): sdk.Listener {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    ...(listener.certificateArn !== undefined && {
      Certificates: [{ CertificateArn: listener.certificateArn }],
      SslPolicy: listener.sslPolicy,
      ...(listener.protocol === 'HTTPS' && { MutualAuthentication: mutualAnswer(listener.mutual) }),
    }),
    ...(listener.alpnPolicy !== undefined && { AlpnPolicy: [listener.alpnPolicy] }),
    DefaultActions: actionAnswers(listener.action),
  };
}
