/** Where the deployment of a function stands. */
export interface LambdaProgress {
  /** Of the alias's traffic, what the target version has. */
  readonly targetPercent: number;
  /** Shifts that have been made. */
  readonly shifts: number;
  /** Whether the alias was found to be as the AppSpec says. */
  readonly prepared: boolean;
}

export const beginning: LambdaProgress = { targetPercent: 0, shifts: 0, prepared: false };
