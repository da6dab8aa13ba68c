import type { MailSend, MailSent } from '../../base/effects/mail.ts';

/** Where mail goes out. */
export interface MailServer {
  /** `smtp://user:password@host:587`, or `smtps://…`. */
  readonly url: string;
  /** Who the mails are from. */
  readonly from: string;
}

/** Sends mails. */
export interface Mail {
  /**
   * Refused for good with `NoMailServer` where none is configured, and with `MailRefused` where the server does not
   * take this mail; to be tried again with `MailServerFailed`.
   */
  perform(effect: MailSend): Promise<MailSent>;
}
