import { conditionsHold, like, listOf, type Context } from './conditions.ts';

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
}

interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Whether a policy lets the asker do this to what it is of. A denial counts more than any permission. */
export function isAllowedBy(document: string, action: string, request: PolicyRequest): boolean {
  const { Statement } = JSON.parse(document) as { Statement: Statement | readonly Statement[] };
  const statements = Array.isArray(Statement)
    ? (Statement as readonly Statement[])
    : [Statement as Statement];
  const counting = statements.filter(
    (statement) =>
      names(statement, action) &&
      means(statement, request) &&
      conditionsHold(statement.Condition, request.context),
  );
  return (
    counting.some((statement) => statement.Effect === 'Allow') &&
    !counting.some((statement) => statement.Effect === 'Deny')
  );
}

function names({ Action, NotAction }: Statement, action: string): boolean {
  const listed = listOf(Action ?? NotAction).some((each) => like(action.toLowerCase(), each.toLowerCase()));
  return listed === (Action !== undefined);
}

function means({ Principal, NotPrincipal }: Statement, request: PolicyRequest): boolean {
  if (NotPrincipal !== undefined) return !isAmong(NotPrincipal, request);
  return isAmong(Principal, request);
}

function isAmong(principal: unknown, request: PolicyRequest): boolean {
  // AWS: a bare "*" is everybody, as is { "AWS": "*" }.
  if (principal === '*') return true;
  const { AWS, Service, Federated } = principal as Readonly<Record<'AWS' | 'Service' | 'Federated', unknown>>;
  if (request.federated !== undefined) return listOf(Federated).includes(request.federated);
  if (request.service !== undefined) return listOf(Service).includes(request.service);
  return listOf(AWS).some(
    (each) =>
      each === '*' ||
      each === request.account ||
      each === `arn:aws:iam::${request.account}:root` ||
      request.arns.includes(each),
  );
}
