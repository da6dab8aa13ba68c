import type { Scope } from '../../base/scope.ts';
import type { Tx } from '../../store/store.ts';
import { actionTypeFor } from './custom-types.ts';
import { actionsOf, type ActionDeclared, type Declaration } from './declaration/declaration.ts';

/** AWS: as GetPipeline shows what is secret. */
const mask = '****';

type Texts = Readonly<Record<string, string>>;

/** The keys of an action's configuration that nobody is shown. */
export function secretKeysOf(tx: Tx, scope: Scope, { actionTypeId }: ActionDeclared): ReadonlySet<string> {
  const keys = actionTypeFor(tx, scope, actionTypeId)?.configuration ?? [];
  return new Set(keys.filter(({ secret }) => secret).map(({ name }) => name));
}

export const maskedTexts = (texts: Texts, secret: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, secret.has(key) ? mask : text]));

/** A declaration as callers see it. */
export function masked(tx: Tx, scope: Scope, declaration: Declaration): Declaration {
  return configured(declaration, ({ action }) =>
    maskedTexts(action.configuration, secretKeysOf(tx, scope, action)),
  );
}

/** AWS: ActionConfigurationProperty, secret: updating a pipeline with what was shown keeps the secret's value. */
export function unmasked(tx: Tx, scope: Scope, declaration: Declaration, before: Declaration): Declaration {
  const known = actionsOf(before);
  return configured(declaration, ({ stage, action }) => {
    const secret = secretKeysOf(tx, scope, action);
    const same = known.find((each) => each.stage.name === stage && each.action.name === action.name);
    const kept = Object.entries(action.configuration).map(([key, text]) => [
      key,
      secret.has(key) && text === mask ? (same?.action.configuration[key] ?? text) : text,
    ]);
    return Object.fromEntries(kept) as Texts;
  });
}

function configured(
  declaration: Declaration,
  configurationOf: (of: { readonly stage: string; readonly action: ActionDeclared }) => Texts,
): Declaration {
  const stages = declaration.stages.map((stage) => ({
    ...stage,
    actions: stage.actions.map((action) => ({
      ...action,
      configuration: configurationOf({ stage: stage.name, action }),
    })),
  }));
  return { ...declaration, stages };
}
