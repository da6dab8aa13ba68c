// The exceptions of this service, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../base/aws-error.ts';

export function scheduleNotFound(name: string): never {
  throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`);
}

export function groupNotFound(name: string): never {
  throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`);
}

export function scheduleExists(name: string): never {
  throw new AwsError('ConflictException', `Schedule ${name} already exists.`);
}

export function groupExists(name: string): never {
  throw new AwsError('ConflictException', `Schedule group ${name} already exists.`);
}

export function invalid(message: string): never {
  throw new AwsError('ValidationException', message);
}

// AWS: unverified of schedules: as other services say it.
export function crossAccountRole(): never {
  throw new AwsError('AccessDeniedException', 'Cross-account pass role is not allowed.', {}, 403);
}
