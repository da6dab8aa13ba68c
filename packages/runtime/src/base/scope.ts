/** Where a thing lives: everything the house keeps is keyed by account and region. */
export interface Scope {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}
