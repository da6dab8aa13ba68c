/** Sends a mail. A second one with the same id is the same mail. */
export interface MailSend {
  readonly type: 'mail.send';
  /** The message's own id, without angle brackets: `6f…@penstock`. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}
export interface MailSent {
  /** What the server said. */
  readonly response: string;
}
