import { isKnown, listed, referenceOf, type Declared } from '../declared.ts';
import type { Known } from '../known.ts';
import { grantsOf, type Grant } from '../grants.ts';
import { usualNeeds, needsOf, type Need } from '../build-needs.ts';
import type { Rule } from '../rule.ts';

export const buildRole: Rule = {
  id: 'build-role',
  sentence: 'A build may do what its buildspec does.',
  url: 'https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html',
  *check(known) {
    for (const role of known.of('AWS::IAM::Role').filter(trustsCodeBuild)) {
      const grants = grantsOf(role, known);
      if (!grants) continue;
      const projects = projectsOf(known, role);
      const specs = known.of('Buildspec');
      const alone = projects.length === 0 && known.of('AWS::IAM::Role').filter(trustsCodeBuild).length > 1;
      const needs = alone ? [] : needsOf(projects, specs);
      yield* deniedFindings(
        role,
        needs.filter(({ actions }) => denied(grants, actions).length > 0),
        grants,
      );
      if (projects.length === 0 && specs.length === 0) yield* reserve(role, grants);
    }
  },
};

function trustsCodeBuild({ properties }: Declared): boolean {
  return JSON.stringify(properties['AssumeRolePolicyDocument'] ?? '').includes('codebuild.amazonaws.com');
}

function projectsOf(known: Known, role: Declared): Declared[] {
  return known.of('AWS::CodeBuild::Project').filter(({ properties, scope }) => {
    const said = properties['ServiceRole'];
    if (referenceOf(said)) return scope === role.scope && referenceOf(said)!.id === role.id;
    return isKnown(said) && said.endsWith(`/${String(role.properties['RoleName'])}`);
  });
}

const denied = (grants: readonly Grant[], actions: readonly string[]): string[] =>
  actions.filter((action) => !grants.some(({ matches }) => matches(action)));

function* deniedFindings(role: Declared, needs: readonly Need[], grants: readonly Grant[]) {
  for (const { actions, because, resource } of needs)
    yield {
      level: 'error' as const,
      place: role.place(),
      about: `role ${role.id}`,
      message:
        `It does not allow ${listed(denied(grants, actions))}, which the build needs: ${because}. ` +
        'The build fails with AccessDenied.',
      fix: `Allow ${listed(actions)} on ${resource}.`,
    };
}

/** No buildspec was read: what most builds come to need, and this role would be denied. */
function* reserve(role: Declared, grants: readonly Grant[]) {
  const missing = usualNeeds.filter(({ actions }) => denied(grants, actions).length > 0);
  if (missing.length === 0) return;
  yield {
    level: 'note' as const,
    place: role.place(),
    about: `role ${role.id}`,
    message: `CodeBuild's role cannot ${listed(
      missing.map(({ because }) => because),
      'or',
    )}; a build that does is denied.`,
    fix:
      `If a build does: ${missing.map(({ actions, resource }) => `${listed(actions)} on ${resource}`).join('; ')}. ` +
      'With the buildspec beside it, this says exactly what is denied.',
  };
}
