import type { InvalidateProjectCacheInput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../dispatch/service.ts';
import { cacheIdOf, projectCaches, type FoundCache, type KeptCache } from '../cache.ts';
import { projects } from '../records.ts';
import { projectOf } from './projects.ts';

/** AWS: "Resets the cache for a project": what is in S3 stays there, and is not looked for any more. */
export const invalidateProjectCache: Handler<InvalidateProjectCacheInput, object> = (input, call) => {
  const project = projectOf(call, input.projectName!);
  const cachesInvalidated = (project.cachesInvalidated ?? 0) + 1;
  projects.put(call.tx, call, project.name, { ...project, cachesInvalidated });
  projectCaches.delete(call.tx, call, project.name);
  return {};
};

/** The house's own, asked by a build: what the last one of its project has kept. */
export const findProjectCache: Handler<Omit<KeptCache, 'zip'>, FoundCache> = ({ projectName, id }, call) => {
  const kept = projectCaches.get(call.tx, call, projectName);
  return kept?.id === id ? { zip: kept.zip } : {};
};

/** The house's own, told by a build. What was invalidated meanwhile is not kept. */
export const keepProjectCache: Handler<KeptCache, object> = ({ projectName, id, zip }, call) => {
  const project = projects.get(call.tx, call, projectName);
  if (project && cacheIdOf(call, project) === id) projectCaches.put(call.tx, call, projectName, { id, zip });
  return {};
};
