import {
  answered,
  call,
  made,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
  isTold,
  listed,
} from '../../../dispatch/resource.ts';
import { attributesTold } from './load-balancer.ts';
import { retagged, tagged, tagsNow } from './tagging.ts';

const gone = ['ListenerNotFound', 'ListenerNotFoundException', 'RuleNotFound', 'RuleNotFoundException'];

export const listener: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::Listener',
  *create(wanted) {
    const { Tags: _, ListenerAttributes, ...declared } = wanted.properties;
    const DefaultActions = asAsked(declared['DefaultActions']);
    const asked = { ...declared, DefaultActions, ...tagged(wanted) };
    const created = yield* call('elasticloadbalancing', 'CreateListener', asked);
    const arn: string = created.Listeners[0].ListenerArn;
    yield* made(arn);
    if (ListenerAttributes) yield* setAttributes(arn, ListenerAttributes);
    return listenerMade(arn);
  },
  *update(wanted, { physicalId: ListenerArn, properties: before }) {
    const { Tags: _, ListenerAttributes, LoadBalancerArn: __, ...declared } = wanted.properties;
    const DefaultActions = asAsked(declared['DefaultActions']);
    yield* call('elasticloadbalancing', 'ModifyListener', { ...declared, DefaultActions, ListenerArn });
    if (
      ListenerAttributes &&
      JSON.stringify(ListenerAttributes) !== JSON.stringify(before['ListenerAttributes'])
    )
      yield* setAttributes(ListenerArn, ListenerAttributes);
    yield* retagged(wanted, ListenerArn);
    return listenerMade(ListenerArn);
  },
  *delete({ physicalId: ListenerArn }) {
    yield* tolerate(gone, call('elasticloadbalancing', 'DeleteListener', { ListenerArn }));
  },
  list: listed('elasticloadbalancing', 'DescribeListeners', {
    items: 'Listeners',
    token: ['Marker', 'NextMarker'],
    of: ['LoadBalancerArn'],
    input: ({ LoadBalancerArn }: Properties) => ({ LoadBalancerArn }),
    identifier: ({ ListenerArn }) => ListenerArn,
  }),
  adopt: ({ physicalId }) => answered(listenerMade(physicalId)),
  *read(had: Had) {
    const { physicalId: ListenerArn, properties } = had;
    const asked = call('elasticloadbalancing', 'DescribeListeners', { ListenerArns: [ListenerArn] });
    const found = yield* tolerate(gone, asked);
    if (!found) return undefined;
    const { Port, Protocol, DefaultActions, LoadBalancerArn, ...secure } = found.Listeners[0];
    const { AlpnPolicy, Certificates, SslPolicy, MutualAuthentication } = secure;
    const isAsked = isTold(had, 'ListenerAttributes');
    const { Attributes } = isAsked
      ? yield* call('elasticloadbalancing', 'DescribeListenerAttributes', { ListenerArn })
      : { Attributes: [] };
    return {
      LoadBalancerArn,
      Port,
      Protocol,
      DefaultActions: asDeclared(properties['DefaultActions'], DefaultActions),
      ...(Certificates && { Certificates, SslPolicy }),
      ...(AlpnPolicy && { AlpnPolicy }),
      ...(MutualAuthentication && isTold(had, 'MutualAuthentication') && { MutualAuthentication }),
      ...(isAsked && { ListenerAttributes: attributesTold(had, 'ListenerAttributes', Attributes) }),
      Tags: yield* tagsNow(ListenerArn),
    };
  },
};

const listenerMade = (arn: string): Made => ({ physicalId: arn, attributes: { ListenerArn: arn } });

function* setAttributes(ListenerArn: string, Attributes: readonly object[]): Work<void> {
  yield* call('elasticloadbalancing', 'ModifyListenerAttributes', { ListenerArn, Attributes });
}

export const listenerRule: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  *create(wanted) {
    const { Tags: _, ...declared } = wanted.properties;
    const asked = { ...declared, Actions: asAsked(declared['Actions']), ...tagged(wanted) };
    const created = yield* call('elasticloadbalancing', 'CreateRule', asked);
    return ruleMade(created.Rules[0].RuleArn);
  },
  *update(wanted, { physicalId: RuleArn, properties: before }) {
    const { Actions, Conditions, Transforms, Priority } = wanted.properties;
    if (Priority !== before['Priority'])
      yield* call('elasticloadbalancing', 'SetRulePriorities', { RulePriorities: [{ RuleArn, Priority }] });
    const transforms = Transforms?.length ? { Transforms } : { ResetTransforms: true };
    const changed = { RuleArn, Actions: asAsked(Actions), Conditions, ...transforms };
    yield* call('elasticloadbalancing', 'ModifyRule', changed);
    yield* retagged(wanted, RuleArn);
    return ruleMade(RuleArn);
  },
  *delete({ physicalId: RuleArn }) {
    yield* tolerate(gone, call('elasticloadbalancing', 'DeleteRule', { RuleArn }));
  },
  list: listed('elasticloadbalancing', 'DescribeRules', {
    items: 'Rules',
    token: ['Marker', 'NextMarker'],
    of: ['ListenerArn'],
    input: ({ ListenerArn }: Properties) => ({ ListenerArn }),
    identifier: ({ RuleArn }) => RuleArn,
  }),
  adopt: ({ physicalId }) => answered(ruleMade(physicalId)),
  *read({ physicalId: RuleArn, properties }: Had) {
    const found = yield* tolerate(
      gone,
      call('elasticloadbalancing', 'DescribeRules', { RuleArns: [RuleArn] }),
    );
    if (!found) return undefined;
    const { Priority, Conditions, Actions, Transforms } = found.Rules[0];
    return {
      ListenerArn: properties['ListenerArn'],
      Priority: Number(Priority),
      Conditions: asDeclared(properties['Conditions'], Conditions),
      Actions: asDeclared(properties['Actions'], Actions),
      ...(Transforms && { Transforms }),
      Tags: yield* tagsNow(RuleArn),
    };
  },
};

const ruleMade = (arn: string): Made => ({
  physicalId: arn,
  attributes: { RuleArn: arn, IsDefault: false },
});

/** CloudFormation has the seconds of a session as a text where they are a listener's. */
const asAsked = (actions: readonly Properties[]): readonly Properties[] =>
  actions.map((action) => {
    const config = action['AuthenticateOidcConfig'];
    if (config?.SessionTimeout === undefined) return action;
    return {
      ...action,
      AuthenticateOidcConfig: { ...config, SessionTimeout: Number(config.SessionTimeout) },
    };
  });

/**
 * An action or a condition may be declared in two ways, and is told in both: what was not declared is left out. Where
 * nothing was declared, it is told in the fuller way.
 */
function asDeclared(
  declared: readonly Properties[] | undefined,
  told: readonly Properties[],
): readonly Properties[] {
  return told.map((each, index) => {
    const wanted = declared ? (declared[index] ?? each) : fuller(each);
    const found = Object.keys(wanted).map((name) => [
      name,
      name === 'AuthenticateOidcConfig' ? configAsDeclared(wanted[name], each[name]) : each[name],
    ]);
    return Object.fromEntries(found);
  });
}

/** A secret that nobody declares here is the one that is there. */
function fuller(each: Properties): Properties {
  const { AuthenticateOidcConfig: config } = each;
  const isTwice = (name: string): boolean =>
    (name === 'TargetGroupArn' && each['ForwardConfig']) ||
    (name === 'Values' && Object.keys(each).some((other) => other.endsWith('Config')));
  const once = Object.entries(each).filter(([name]) => !isTwice(name));
  return {
    ...Object.fromEntries(once),
    ...(config && { AuthenticateOidcConfig: { ...config, UseExistingClientSecret: true } }),
  };
}

/** The secret is told to nobody, and its absence says nothing. */
function configAsDeclared(declared: Properties, told: Properties = {}): Properties {
  const values = Object.entries(declared).flatMap(([name, value]) => {
    if (name === 'ClientSecret') return [];
    if (name === 'UseExistingClientSecret') return [[name, value]];
    return [[name, typeof value === 'string' && told[name] !== undefined ? String(told[name]) : told[name]]];
  });
  return Object.fromEntries(values);
}
