import type { InvalidateProjectCacheInput } from '@aws-sdk/client-codebuild';
import type { Handler } from '../../../dispatch/service.ts';
import {
  cacheIdOf,
  foundIn,
  keptIn,
  projectCaches,
  type FoundCache,
  type KeptCache,
  type SoughtCache,
} from '../cache.ts';
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

/** The house's own, asked by a build: what others of its project have kept. */
export const findProjectCache: Handler<SoughtCache, FoundCache> = ({ projectName, id, keys }, call) => {
  const kept = projectCaches.get(call.tx, call, projectName);
  const zip = kept?.id === id ? foundIn(kept, keys) : undefined;
  return zip ? { zip } : {};
};

/** The house's own, told by a build. What was invalidated meanwhile is not kept. */
export const keepProjectCache: Handler<KeptCache, object> = ({ projectName, id, zip, key }, call) => {
  const project = projects.get(call.tx, call, projectName);
  if (!project || cacheIdOf(call, project) !== id) return {};
  const kept = projectCaches.get(call.tx, call, projectName);
  const record = kept?.id === id ? kept : { id };
  projectCaches.put(call.tx, call, projectName, keptIn(record, zip, key));
  return {};
};
