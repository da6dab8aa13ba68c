import type { Mapping, Value, Values } from './template.ts';

/** What functions may be asked about. */
export interface Known {
  readonly pseudo: PseudoParameters;
  /** Of the stack, resolved: a list for list types. */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  readonly mappings: Readonly<Record<string, Mapping>>;
  /** All of them, evaluated; see `conditionsOf`. */
  readonly conditions: Readonly<Record<string, boolean>>;
  /** What a resource answers; undefined where it is not there yet. */
  readonly resource: (logicalId: string) => KnownResource | undefined;
  /** The value another stack exports by this name. */
  readonly exported: (name: string) => string | undefined;
  readonly stackOutput: (asked: AskedStackOutput) => string | undefined;
  readonly zones: (region: string) => readonly string[];
}

export interface KnownResource {
  readonly ref: string;
  readonly attributes: Values;
  /** What the template asks of it: that is answered as attributes are. */
  readonly properties?: Values;
}

export interface AskedStackOutput {
  readonly StackName: string;
  readonly OutputName: string;
  readonly Region?: string;
  readonly RoleArn?: string;
}

export interface PseudoParameters {
  readonly 'AWS::AccountId': string;
  readonly 'AWS::NotificationARNs': readonly string[];
  readonly 'AWS::Partition': string;
  readonly 'AWS::Region': string;
  readonly 'AWS::StackId': string;
  readonly 'AWS::StackName': string;
  readonly 'AWS::URLSuffix': string;
}

export const pseudoNames: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);

export interface PseudoStack {
  readonly account: string;
  readonly region: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly notificationArns?: readonly string[];
}

/** The pseudo parameters of a stack. */
export function pseudoParametersOf(stack: PseudoStack): PseudoParameters {
  const { account, region, stackId, stackName, notificationArns = [] } = stack;
  const partition = partitionOf(region);
  return {
    'AWS::AccountId': account,
    'AWS::NotificationARNs': notificationArns,
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::StackId': stackId,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The member of a resource that `Fn::GetAtt` names: `Endpoint.Address` is one name, or a path into a map. */
export function attributeIn(attributes: Values, name: string): Value | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const dot = name.indexOf('.');
  const outer = dot < 0 ? undefined : attributes[name.slice(0, dot)];
  if (typeof outer !== 'object' || outer === null || Array.isArray(outer)) return undefined;
  return attributeIn(outer as Values, name.slice(dot + 1));
}
