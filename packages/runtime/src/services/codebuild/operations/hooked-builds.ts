import { AwsError } from '../../../base/aws-error.ts';
import type { Call } from '../../../dispatch/service.ts';
import type { HookedBuild } from '../hooked.ts';
import { beginHookedBatch } from './build-batches.ts';
import { beginHookedBuild } from './builds.ts';
import { projectOf } from './projects.ts';

/** Where the project lets no further build begin, nothing begins: it is not told again. */
export function startHooked(call: Call, projectName: string, hooked: HookedBuild): void {
  try {
    const project = projectOf(call, projectName);
    if (hooked.isBatch) beginHookedBatch(call, project, hooked);
    else beginHookedBuild(call, project, hooked);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
