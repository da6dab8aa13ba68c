/** One step of a path: a member, an element, all of them, or members of this name however deep. */
type Step =
  | { readonly member: string }
  | { readonly element: number }
  | { readonly all: true }
  | { readonly deep: string };

const stepPattern =
  /\.\.([\w-]+)|\.\*|\[\*\]|\.([\w-]+)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Reads `$.head_commit.id`, `$['ref']`, `$.commits[0].id`, `$.commits[*].id`, `$..login`; undefined where it is none of
 * that form.
 */
// AWS: WebhookFilterRule: "Java JsonPath implementation". Its filters `[?(…)]`, slices and functions are not read here.
export function parseJsonPath(text: string): readonly Step[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  const pattern = new RegExp(stepPattern);
  pattern.lastIndex = 1;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const [, deep, member, element, single, double] = match;
    if (deep !== undefined) steps.push({ deep });
    else if (element !== undefined) steps.push({ element: Number(element) });
    else if (member !== undefined) steps.push({ member });
    else if (single !== undefined || double !== undefined)
      steps.push({ member: (single ?? double)!.replaceAll(/\\(.)/g, '$1') });
    else steps.push({ all: true });
  }
  return steps;
}

/** How many values a path may lead to: a body is somebody else's. */
const valuesMax = 10_000;

/** All values that a path leads to. */
export const valuesAt = (steps: readonly Step[], body: unknown): unknown[] =>
  steps.reduce<unknown[]>(
    (values, step) => values.flatMap((value) => taken(step, value)).slice(0, valuesMax),
    [body],
  );

function taken(step: Step, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('all' in step) return Object.values(value);
  if ('element' in step) return Array.isArray(value) ? value.slice(step.element).slice(0, 1) : [];
  if ('member' in step) return memberOf(value, step.member);
  return [...memberOf(value, step.deep), ...Object.values(value).flatMap((each) => taken(step, each))];
}

const memberOf = (value: object, name: string): unknown[] =>
  Object.hasOwn(value, name) && !Array.isArray(value) ? [(value as Record<string, unknown>)[name]] : [];
