import type { RegularExpression } from '../../../base/regular-expression.ts';
import type { Span } from './fault.ts';

/** How values are joined. */
export type Operator =
  '+' | '-' | '*' | '/' | '%' | '^' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

export type Expression = Span &
  (
    | { readonly kind: 'field'; readonly name: string }
    | { readonly kind: 'literal'; readonly value: string | number }
    | { readonly kind: 'period'; readonly value: number; readonly unit: string }
    | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
    | { readonly kind: 'everything' }
    | { readonly kind: 'not'; readonly of: Expression }
    | { readonly kind: 'minus'; readonly of: Expression }
    | {
        readonly kind: 'binary';
        readonly operator: Operator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: 'in'; readonly of: Expression; readonly list: readonly Expression[] }
    | { readonly kind: 'like'; readonly of: Expression; readonly wanted: Wanted }
  );

/** What `like` looks for. */
export type Wanted = { readonly text: string } | { readonly expression: RegularExpression };

/** An expression under the name its column has. */
export interface Named {
  readonly name: string;
  readonly of: Expression;
}

export interface Sorting {
  readonly of: Expression;
  readonly descending: boolean;
}

export type Command =
  | { readonly kind: 'fields'; readonly columns: readonly Named[] }
  | { readonly kind: 'display'; readonly columns: readonly Named[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | {
      readonly kind: 'parse';
      readonly of: Expression;
      readonly names: readonly string[];
      /** What the names hold of a text; undefined where it does not match. */
      readonly read: (text: string) => readonly (string | undefined)[] | undefined;
    }
  | { readonly kind: 'stats'; readonly columns: readonly Named[]; readonly by: readonly Named[] }
  | { readonly kind: 'sort'; readonly by: readonly Sorting[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'dedup'; readonly by: readonly Expression[] }
  | { readonly kind: 'unnest'; readonly of: Expression; readonly name: string };
