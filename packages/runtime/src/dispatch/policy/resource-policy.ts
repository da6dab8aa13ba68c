import { conditionsHold, like, listOf, substituted, type Context } from './conditions.ts';

/** Who asks something of what has a policy (a role's trust, a key's), and with what. */
export interface PolicyRequest {
  /** ARNs that the asker answers to: a role's own and its session's, a user's, an account's root. */
  readonly arns: readonly string[];
  readonly account: string;
  /** The AWS service that asks for itself: `codebuild.amazonaws.com`. */
  readonly service?: string | undefined;
  /** The ARN of the identity provider that vouches for an asker who is of no account. */
  readonly federated?: string | undefined;
  readonly context: Context;
  /** The ARN of what is asked for. Unset where a policy is of one thing alone, whatever its statements name. */
  readonly resource?: string | undefined;
}

export type Verdict = 'Allow' | 'Deny';

interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Whether a policy lets the asker do this to what it is of. A denial counts more than any permission. */
export const isAllowedBy = (document: string, action: string, request: PolicyRequest): boolean =>
  verdictOf(document, action, request) === 'Allow';

/** What a policy says of a request; undefined where it says nothing. A denial counts more than any permission. */
export function verdictOf(document: string, action: string, request: PolicyRequest): Verdict | undefined {
  const counting = statementsOf(document).filter(
    (statement) =>
      names(statement, action) &&
      means(statement, request) &&
      lies(statement, request) &&
      conditionsHold(statement.Condition, request.context),
  );
  if (counting.some(({ Effect }) => Effect === 'Deny')) return 'Deny';
  return counting.some(({ Effect }) => Effect === 'Allow') ? 'Allow' : undefined;
}

function statementsOf(document: string): readonly Statement[] {
  const { Statement } = JSON.parse(document) as { Statement?: Statement | readonly Statement[] };
  return [Statement ?? []].flat() as readonly Statement[];
}

function names({ Action, NotAction }: Statement, action: string): boolean {
  const listed = listOf(Action ?? NotAction).some((each) => like(action.toLowerCase(), each.toLowerCase()));
  return listed === (Action !== undefined);
}

function means({ Principal, NotPrincipal }: Statement, request: PolicyRequest): boolean {
  if (NotPrincipal !== undefined) return !isAmong(NotPrincipal, request);
  return isAmong(Principal, request);
}

function lies({ Resource, NotResource }: Statement, { resource, context }: PolicyRequest): boolean {
  const named = Resource ?? NotResource;
  if (resource === undefined || named === undefined) return true;
  const listed = listOf(named).some((each) => like(resource, substituted(each, context)));
  return listed === (Resource !== undefined);
}

function isAmong(principal: unknown, request: PolicyRequest): boolean {
  // AWS: a bare "*" is everybody, as is { "AWS": "*" }: also a service, as topics' first policies show.
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { AWS, Service, Federated } = principal as Readonly<Record<string, unknown>>;
  if (request.federated !== undefined) return listOf(Federated).includes(request.federated);
  if (listOf(AWS).includes('*')) return true;
  if (request.service !== undefined) return listOf(Service).map(withoutRegion).includes(request.service);
  return listOf(AWS).some(
    (each) =>
      each === request.account ||
      each === `arn:aws:iam::${request.account}:root` ||
      request.arns.includes(each) ||
      request.arns.includes(withoutPath(each)),
  );
}

/** AWS: `logs.us-east-1.amazonaws.com` is CloudWatch Logs as well, in that region. */
const withoutRegion = (principal: string): string =>
  principal.replace(/^([\w-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/, '$1.amazonaws.com');

/** A session's ARN tells its role's name and no path. */
const withoutPath = (arn: string): string => arn.replace(/:role\/.*\//, ':role/');
