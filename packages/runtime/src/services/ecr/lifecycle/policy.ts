/** A rule of a lifecycle policy. */
export interface Rule {
  readonly priority: number;
  readonly tagStatus: 'tagged' | 'untagged' | 'any';
  /** An image must have a tag for each, `*` standing for anything. */
  readonly tagPatterns: readonly string[];
  readonly count:
    | { readonly type: 'imageCountMoreThan'; readonly number: number }
    | { readonly type: 'sinceImagePushed'; readonly days: number };
}

/** Why a policy is none. */
export class PolicyFault extends Error {}

type Members = Readonly<Record<string, unknown>>;

// AWS: ECR user guide, "Lifecycle policy properties".
/** Reads a policy's rules, in the order of their priorities; throws `PolicyFault`. */
export function parseLifecyclePolicy(text: string): Rule[] {
  const { rules } = objectIn(jsonIn(text), 'the policy');
  if (!Array.isArray(rules) || rules.length === 0) throw new PolicyFault('string "rules" is required');
  const read = rules.map((rule) => ruleIn(objectIn(rule, 'a rule')));
  const priorities = read.map(({ priority }) => priority);
  if (new Set(priorities).size < priorities.length) throw new PolicyFault('rulePriority must be unique');
  const sorted = read.toSorted((a, b) => a.priority - b.priority);
  const any = sorted.findIndex(({ tagStatus }) => tagStatus === 'any');
  if (any >= 0 && any < sorted.length - 1)
    throw new PolicyFault("a rule with tagStatus 'any' must have the highest value for rulePriority");
  return sorted;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new PolicyFault('Not a valid JSON');
    throw error;
  }
}

function objectIn(value: unknown, what: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw new PolicyFault(`${what} must be an object`);
}

function ruleIn(rule: Members): Rule {
  const { type } = objectIn(rule['action'], 'action');
  if (type !== 'expire') throw new PolicyFault(`action type '${String(type)}' is not served by Penstock`);
  const selection = objectIn(rule['selection'], 'selection');
  const tagStatus = selection['tagStatus'];
  if (tagStatus !== 'tagged' && tagStatus !== 'untagged' && tagStatus !== 'any')
    throw new PolicyFault('tagStatus must be tagged, untagged or any');
  const tagPatterns = patternsIn(selection);
  if (tagStatus === 'tagged' && tagPatterns.length === 0)
    throw new PolicyFault('tagPrefixList or tagPatternList must be specified for tagStatus tagged');
  return { priority: positive(rule, 'rulePriority'), tagStatus, tagPatterns, count: countIn(selection) };
}

function patternsIn(selection: Members): string[] {
  const prefixes = textsIn(selection, 'tagPrefixList').map((prefix) => `${prefix}*`);
  const patterns = textsIn(selection, 'tagPatternList');
  if (prefixes.length > 0 && patterns.length > 0)
    throw new PolicyFault('tagPrefixList and tagPatternList cannot be used together');
  return [...prefixes, ...patterns];
}

function textsIn(members: Members, name: string): string[] {
  const value = members[name] ?? [];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new PolicyFault(`${name} must be a list of strings`);
}

function countIn(selection: Members): Rule['count'] {
  const type = selection['countType'];
  const number = positive(selection, 'countNumber');
  switch (type) {
    case 'imageCountMoreThan':
      if (selection['countUnit'] !== undefined)
        throw new PolicyFault('countUnit can only be specified with countType sinceImagePushed');
      return { type, number };
    case 'sinceImagePushed':
      if (selection['countUnit'] !== 'days') throw new PolicyFault('countUnit must be days');
      return { type, days: number };
    default:
      throw new PolicyFault(`countType '${String(type)}' is not served by Penstock`);
  }
}

function positive(members: Members, name: string): number {
  const value = members[name];
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new PolicyFault(`${name} must be an integer greater than 0`);
}
