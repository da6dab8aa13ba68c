import type { Effect } from '../../../base/effects/effect.ts';
import type { BuildState } from './build-state.ts';

/** Where a log that goes to S3 is written down until it is whole. */
export const logWorkspace = ({ uuid }: Pick<BuildState, 'uuid'>): string => `codebuild-${uuid}-log`;
/** Its name there. */
export const logName = 'build.log';

export const writeDown = (build: BuildState, at: number, text: string): Effect => ({
  type: 'workspace.append',
  workspace: logWorkspace(build),
  path: logName,
  at,
  text,
});
