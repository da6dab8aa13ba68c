import { mayBeRecorded } from '../../../dispatch/recording.ts';
import type { Stood } from '../../../dispatch/resource.ts';

/** Only services of ECS are scaled here. */
export const isRecorded = (namespace: string | undefined, stood: Stood): boolean =>
  namespace !== 'ecs' && mayBeRecorded(stood);
