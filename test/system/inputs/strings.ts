import type { Seeded } from './seeded.ts';

/** Texts that have broken somebody's service. */
const nasty: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1',
  '1e400',
  '99999999999999999999',
  'true',
  '*',
  '%',
  '%00',
  '%zz',
  '..',
  '../../etc/passwd',
  '/',
  '//',
  '\\',
  "'",
  '"',
  '`',
  '$(id)',
  '${a}',
  '#{SourceVariables.x}',
  '{{x}}',
  '<a&b>',
  ']]>',
  'a|b',
  'a:b',
  'a/b/c',
  'a b',
  'é',
  '💥',
  '\ud800',
  '日本語',
  '\u0000',
  'a\u0001b',
  '\u007f',
  'line\nline',
  'tab\ttab',
  '\u202e',
  'a'.repeat(64),
  'a'.repeat(256),
  'a'.repeat(1_025),
  'x'.repeat(70_000),
  '(a+)+$',
  '[',
  '{',
  '{}',
  '[]',
  '[[[[[[',
  '{"a":1}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":7,"Action":null}}',
  '{"Version":"2012-10-17"}',
  '{"version":0.0,"Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":null}}]}',
  '{"Statement":[null]}',
  '"text"',
  'null ',
  '{"a":',
  'version: 0.2\nphases:\n  build:\n    commands: 7',
  '&a [*a]',
  '!!js/function x',
  'YQ==',
  'eyJhIjoxfQ==',
  'bnVsbA==',
  'W10=',
  'not/base64?',
];

/** Places and names for things that are not there, or are another's. */
const strange: readonly string[] = [
  'no-such-thing',
  'no-such-thing:1',
  'no-such-thing:0',
  'no-such-thing:99999999999',
  '00000000-0000-0000-0000-000000000000',
  'subnet-0a',
  'sg-0a',
  'vpc-0',
  '10.0.0.1',
  '127.0.0.1',
  '::1',
  '2026-01-01T00:00:00Z',
  'arn:',
  'arn:aws',
  'arn:aws:::',
  'arn:aws:s3:::bucket/key',
  'arn:aws:iam::000000000000:role/no-such-role',
  'arn:aws:iam::111122223333:role/of-others',
  'arn:aws:iam::000000000000:root',
  'arn:aws:sns:us-east-1:000000000000:no-such-topic',
  'arn:aws:sns:eu-west-1:000000000000:elsewhere',
  'arn:aws:sns:us-east-1:111122223333:of-others',
  'arn:aws:lambda:us-east-1:000000000000:function:no-such-function',
  'arn:aws:lambda:us-east-1:000000000000:function:no-such-function:1:2:3',
  'arn:aws:ecs:us-east-1:000000000000:service/no-such-service',
  'arn:aws:ecs:eu-west-1:000000000000:cluster/default',
  'arn:aws:ecs:us-east-1:000000000000:task-definition/no-such-family:1',
  'arn:aws:codepipeline:us-east-1:000000000000:no-such-pipeline',
  'arn:aws:codedeploy:us-east-1:000000000000:application:no-such-application',
  'arn:aws:codecommit:us-east-1:000000000000:no-such-repository',
  'arn:aws:logs:us-east-1:000000000000:log-group:no-such-group:*',
  'arn:aws:cloudwatch:us-east-1:000000000000:alarm:no-such-alarm',
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/no-such/0123456789abcdef',
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/no-such/0123456789abcdef',
  'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/no-such/0123456789abcdef/0123456789abcdef',
  'arn:aws:ecr:us-east-1:000000000000:repository/no-such-repository',
  'arn:aws-cn:sns:cn-north-1:000000000000:partition',
  'arn:aws:automate:us-east-1:ec2:stop',
  `arn:aws:sns:us-east-1:000000000000:${'a'.repeat(300)}`,
  'http://127.0.0.1:1/',
  'https://example.com/',
  'ftp://example.com/',
  'http://[::1',
  'sha256:' + '0'.repeat(64),
  'sha256:0',
  '000000000000.dkr.ecr.us-east-1.amazonaws.com/no-such-image:latest',
  'refs/heads/main',
  'HEAD',
  'latest',
  '$LATEST',
];

const keptPerKey = 24;

/** Texts met so far under the name of the member they were in: what exists, and what it is called. */
export class Strings {
  readonly #random: Seeded;
  readonly #known = new Map<string, string[]>();
  readonly #all: string[] = [];

  constructor(random: Seeded) {
    this.#random = random;
  }

  /** A text for a member of this name: of something that is there, of something that is not, or rubbish. */
  any(service: string, member: string): string {
    const random = this.#random;
    const fate = random.fraction();
    const exact = this.#known.get(keyOf(service, member));
    if (fate < 0.5 && exact) return random.one(exact);
    if (fate < 0.68) return this.#related(service, member);
    if (fate < 0.74 && this.#all.length > 0) return random.one(this.#all);
    if (fate < 0.84) return random.one(strange);
    if (fate < 0.94) return random.one(nasty);
    return `made-${random.below(1_000)}`;
  }

  /** Learns every text of an input or an answer. */
  learn(service: string, value: unknown, member = '', depth = 0): void {
    if (depth > 8) return;
    if (typeof value === 'string') this.#keep(keyOf(service, member), value);
    else if (Array.isArray(value))
      for (const item of value.slice(0, 10)) this.learn(service, item, member, depth + 1);
    else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
      for (const [name, inner] of Object.entries(value)) this.learn(service, inner, name, depth + 1);
  }

  #keep(key: string, text: string): void {
    if (text.length > 4_000) return;
    let kept = this.#known.get(key);
    if (!kept) this.#known.set(key, (kept = []));
    if (kept.includes(text)) return;
    this.#all.push(text);
    if (this.#all.length > 600) this.#all.splice(this.#random.below(this.#all.length), 1);
    if (kept.length < keptPerKey) kept.push(text);
    else kept[4 + this.#random.below(keptPerKey - 4)] = text; // What came first is what everything stands on.
  }

  /** Of a member of the same service whose name ends alike: `pipelineName` and `name`. */
  #related(service: string, member: string): string {
    const [prefix = '', name = ''] = keyOf(service, member).split('/');
    const ending = name.slice(-4);
    const keys = [...this.#known.keys()].filter(
      (key) => key.startsWith(`${prefix}/`) && key.endsWith(ending),
    );
    return keys.length === 0
      ? this.#random.one(strange)
      : this.#random.one(this.#known.get(this.#random.one(keys))!);
  }
}

function keyOf(service: string, member: string): string {
  return `${service}/${member.toLowerCase().replace(/list$|s$/, '')}`;
}
