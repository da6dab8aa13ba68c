import { isKnown, referenceOf, type Declared } from '../declared.ts';
import type { Known } from '../known.ts';
import type { Rule } from '../rule.ts';

export const dimensionValues: Rule = {
  id: 'dimension-values',
  sentence: 'A dimension has the value that the service publishes, which often is not the ARN.',
  url:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/' +
    'load-balancer-cloudwatch-metrics.html#load-balancer-metric-dimensions-alb',
  *check(known) {
    for (const { metrics, about, declared } of known.alarms)
      for (const metric of metrics)
        for (const [index, { name, value }] of (metric.dimensions ?? []).entries()) {
          const form = forms[`${metric.namespace} ${name}`];
          const wrong = form && mistakeOf(form, value, { known, declared, name });
          if (wrong) yield { level: 'error', place: metric.place('Dimensions', index), about, ...wrong };
        }
  },
};

interface Form {
  readonly is: RegExp;
  readonly example: string;
  readonly type: string;
  /** What `Ref` answers is not it; this attribute is. Without one, `Ref` is right. */
  readonly attribute?: string;
  /** The ARN's part that is it. */
  readonly ofArn: RegExp;
}

const forms: Readonly<Record<string, Form>> = {
  'AWS/ApplicationELB LoadBalancer': {
    is: /^app\/[^/]+\/[0-9a-z]+$/,
    example: 'app/my-alb/50dc6c495c0c9188',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    attribute: 'LoadBalancerFullName',
    ofArn: /:loadbalancer\/(.+)$/,
  },
  'AWS/ApplicationELB TargetGroup': {
    is: /^targetgroup\/[^/]+\/[0-9a-z]+$/,
    example: 'targetgroup/my-targets/73e2d6bc24d8a067',
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    attribute: 'TargetGroupFullName',
    ofArn: /:(targetgroup\/.+)$/,
  },
  'AWS/ECS ServiceName': {
    is: /^[\w-]+$/,
    example: 'my-service',
    type: 'AWS::ECS::Service',
    attribute: 'Name',
    ofArn: /:service\/(?:.+\/)?(.+)$/,
  },
  'AWS/ECS ClusterName': {
    is: /^[\w-]+$/,
    example: 'my-cluster',
    type: 'AWS::ECS::Cluster',
    ofArn: /:cluster\/(.+)$/,
  },
  'AWS/Lambda FunctionName': {
    is: /^[\w-]+$/,
    example: 'my-function',
    type: 'AWS::Lambda::Function',
    ofArn: /:function:([^:]+)/,
  },
};

interface Where {
  readonly known: Known;
  readonly declared: Declared;
  readonly name: string;
}

function mistakeOf(form: Form, value: unknown, where: Where): { message: string; fix: string } | undefined {
  const reference = referenceOf(value);
  if (reference) return referenceMistake(form, reference, where);
  if (!isKnown(value) || form.is.test(value) || /^<.*>$/.test(value)) return undefined;
  const part = form.ofArn.exec(value)?.[1];
  return {
    message:
      `${where.name} is '${value}', and the service publishes ` +
      `${value.startsWith('arn:') ? 'a part of the ARN' : 'another form'} ` +
      `(${form.example}): no datapoint has this value, and the alarm stays in INSUFFICIENT_DATA.`,
    fix: `Set ${where.name} to ${part ?? `what is like ${form.example}`}.`,
  };
}

function referenceMistake(form: Form, reference: { id: string; attribute?: string }, where: Where) {
  const { known, declared, name } = where;
  const target = known.meant(`\${${reference.id}}`, declared.scope, form.type);
  if (!target || reference.attribute === form.attribute) return undefined;
  const said = reference.attribute
    ? `!GetAtt ${reference.id}.${reference.attribute}`
    : `!Ref ${reference.id}`;
  const right = form.attribute ? `!GetAtt ${reference.id}.${form.attribute}` : `!Ref ${reference.id}`;
  return {
    message:
      `${name} is ${said}, which is not what the service publishes (${form.example}): the alarm ` +
      'never has data.',
    fix: `Use ${right}.`,
  };
}
