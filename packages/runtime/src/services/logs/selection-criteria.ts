/** Which log groups a policy of an account is for. */
export interface Criteria {
  readonly by: 'LogGroupName' | 'LogGroupNamePrefix' | 'all';
  readonly isNot: boolean;
  readonly values: readonly string[];
  selects(group: string): boolean;
}

const everything: Criteria = { by: 'all', isNot: false, values: [], selects: () => true };

/** AWS: API reference, PutAccountPolicy: `LogGroupName NOT IN ["a", "b"]`. Undefined where it is no such thing. */
export function readCriteria(text: string): Criteria | undefined {
  const [, by, not, list] =
    /^\s*(LogGroupName|LogGroupNamePrefix)\s+(NOT\s+)?IN\s+(\[.*\])\s*$/s.exec(text) ?? [];
  if (by === undefined) return undefined;
  const values = listOf(list!);
  if (!values) return undefined;
  const isNot = not !== undefined;
  const isNamed = (group: string) =>
    values.some((value) => (by === 'LogGroupName' ? group === value : group.startsWith(value)));
  return {
    by: by as Criteria['by'],
    isNot,
    values,
    selects: (group) => isNamed(group) !== isNot,
  };
}

function listOf(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** Of a policy that was taken. Without any it is for all log groups. */
export const criteriaOf = (text: string | undefined): Criteria =>
  text === undefined || text === '' ? everything : (readCriteria(text) ?? everything);

/** Whether two of them may select the same log group. */
export function overlaps(one: Criteria, other: Criteria): boolean {
  if (one.by === 'all' || other.by === 'all' || (one.isNot && other.isNot)) return true;
  if (one.isNot || other.isNot) {
    const [without, within] = one.isNot ? [one, other] : [other, one];
    return within.values.some((value) => without.selects(value));
  }
  return one.values.some((a) => other.values.some((b) => meets(one.by, a, b) || meets(other.by, b, a)));
}

const meets = (by: Criteria['by'], value: string, other: string): boolean =>
  by === 'LogGroupName' ? value === other : other.startsWith(value);
