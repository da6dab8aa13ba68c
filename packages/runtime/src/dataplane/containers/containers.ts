import type {
  ContainerCheck,
  ContainerChecked,
  ContainerStart,
  ContainerStarted,
} from '../../base/effects/container.ts';

/** Containers of tasks, by name; followed and stopped as processes are. What is asked twice is done once. */
export interface Containers {
  /**
   * Refused with `NoSuchRuntime` where nothing here can run what the image wants, `CannotStartContainer`
   * where the image or the command is not usable.
   */
  perform(effect: ContainerStart, signal: AbortSignal): Promise<ContainerStarted>;
  /** Refused with `NoSuchProcess` where it has ended. */
  check(effect: ContainerCheck, signal: AbortSignal): Promise<ContainerChecked>;
}
