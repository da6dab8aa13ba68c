import { AwsError } from '../../../base/aws-error.ts';
import type { Call } from '../../../dispatch/service.ts';
import type { HookedBuild } from '../hooked.ts';
import type { ProjectRecord } from '../records.ts';
import { beginHookedBatch } from './build-batches.ts';
import { beginHookedBuild } from './builds.ts';

/** Where the project lets no further build begin, nothing begins: GitHub is not told again. */
export function startHooked(call: Call, project: ProjectRecord, hooked: HookedBuild): void {
  try {
    if (hooked.isBatch) beginHookedBatch(call, project, hooked);
    else beginHookedBuild(call, project, hooked);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
