import type { BuildState } from './build-state.ts';

/** Where repositories of a region are, by git. AWS: other regions than us-east-1 are told apart by the host. */
const reposOf = ({ endpoint, scope: { region } }: Pick<BuildState, 'endpoint' | 'scope'>): string =>
  region === 'us-east-1' ? `${endpoint}/v1/repos/` : `${endpoint}/${region}/v1/repos/`;

/** Says who asks: the build's role, by its session's keys. */
const helper =
  '!f() { test "$1" = get && echo "username=$AWS_ACCESS_KEY_ID" && echo "password=$AWS_SECRET_ACCESS_KEY"; }; f';

/**
 * What lets git in a build sign in at CodeCommit as the build's role: by git's own variables, which leave files of
 * whoever runs this house alone. AWS: buildspec reference, env/git-credential-helper.
 */
export function gitAccess(build: Pick<BuildState, 'endpoint' | 'scope'>): Record<string, string> {
  const { endpoint, scope } = build;
  const settings = [
    [`credential.${endpoint}.helper`, helper],
    [`credential.${endpoint}.useHttpPath`, 'true'],
    [`url.${reposOf(build)}.insteadOf`, `https://git-codecommit.${scope.region}.amazonaws.com/v1/repos/`],
  ];
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...settings.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]) as Record<string, string>;
}
