import { applicationElb } from './application-elb.ts';
import { ecs } from './ecs.ts';
import { lambda } from './lambda.ts';
import { networkElb } from './network-elb.ts';
import { codebuild, codepipeline, sqs } from './others.ts';
import type { VendedMetric, VendedNamespace } from './vended.ts';

const namespaces: ReadonlyMap<string, VendedNamespace> = new Map(
  [applicationElb, networkElb, ecs, lambda, codebuild, codepipeline, sqs].map((each) => [
    each.namespace,
    each,
  ]),
);

export const vendedNamespace = (namespace: string): VendedNamespace | undefined => namespaces.get(namespace);

export const vendedMetric = (namespace: string, name: string): VendedMetric | undefined =>
  namespaces.get(namespace)?.metrics[name];

/** What is often written for a namespace, and where it is meant. */
const mistaken: Readonly<Record<string, string>> = {
  'aws/alb': 'AWS/ApplicationELB',
  'aws/elbv2': 'AWS/ApplicationELB',
  'aws/applicationloadbalancer': 'AWS/ApplicationELB',
  'aws/fargate': 'AWS/ECS',
  'aws/elasticcontainerservice': 'AWS/ECS',
};

/** The namespace that was meant, where what is written is none that AWS publishes in. */
export function meantNamespace(written: string): string | undefined {
  if (namespaces.has(written)) return undefined;
  const lower = written.toLowerCase();
  return mistaken[lower] ?? [...namespaces.keys()].find((namespace) => namespace.toLowerCase() === lower);
}

/** The names most like one: by the words they share. */
export function similarNames(namespace: VendedNamespace, name: string): string[] {
  const wanted = wordsOf(name);
  const scored = Object.keys(namespace.metrics).map((each) => {
    const words = wordsOf(each);
    const shared = wanted.filter((word) => words.includes(word)).length;
    return { each, score: shared / Math.sqrt(words.length) };
  });
  const best = scored.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score);
  return best.slice(0, 3).map(({ each }) => each);
}

/** `5xxErrorRate` is about `5xx`, `error`, `rate`. */
const wordsOf = (name: string): string[] =>
  (name.match(/\dxx|[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|\d+/gi) ?? [])
    .flatMap((word) =>
      /^\dxx$/i.test(word) ? [word] : (word.match(/[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|\d+|.+/g) ?? []),
    )
    .map((word) => word.toLowerCase())
    .filter((word) => word !== 'rate');
