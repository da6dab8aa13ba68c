import { cannot } from './refusal.ts';

/**
 * Fills the simple ones of Docker's Go templates: `{{.Id}}`, `{{json .Config}}`, `{{index .RepoDigests 0}}`,
 * with text between them.
 */
export function fill(template: string, document: object): string {
  return template.replace(/\{\{\s*([\s\S]*?)\s*\}\}/g, (_, expression: string) =>
    valueOf(expression, document),
  );
}

function valueOf(expression: string, document: object): string {
  const [all, json, index, members, key] =
    /^(json\s+)?(index\s+)?\(?((?:\.\w+)+|\.)(?:\s+(\d+|"[^"]*"))?\)?$/.exec(expression) ?? [];
  if (all === undefined || members === undefined || (index === undefined) !== (key === undefined))
    return cannot(`fill {{${expression}}}: of templates {{.A.B}}, {{json .A}} and {{index .A 0}} are known`);
  const names = [
    ...members.split('.').filter((name) => name !== ''),
    ...(key === undefined ? [] : [JSON.parse(key)]),
  ];
  const value = names.reduce(
    (inside: unknown, name: string | number) => memberOf(inside, name, expression),
    document,
  );
  if (json !== undefined) return JSON.stringify(value ?? null);
  return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '<no value>');
}

function memberOf(inside: unknown, name: string | number, expression: string): unknown {
  if (typeof inside !== 'object' || inside === null) return undefined;
  if (Array.isArray(inside) && (typeof name !== 'number' || name >= inside.length))
    return cannot(`fill {{${expression}}}: index out of range: ${name}`);
  return (inside as Record<string | number, unknown>)[name];
}
