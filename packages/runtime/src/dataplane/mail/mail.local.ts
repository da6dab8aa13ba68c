import type { SentMessageInfo } from 'nodemailer';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { MailSend, MailSent } from '../../base/effects/mail.ts';
import type { Mail, MailServer } from './mail.ts';

/** Sends over SMTP, where a server is configured. */
export class LocalMail implements Mail {
  readonly #server: MailServer | undefined;
  readonly #log: (sentence: string) => void;

  /** What cannot be sent is told to the log: nobody else would hear of it. */
  constructor(server: MailServer | undefined, log: (sentence: string) => void) {
    this.#server = server;
    this.#log = log;
  }

  async perform({ id, to, subject, text }: MailSend): Promise<MailSent> {
    if (!this.#server) {
      const why = 'no mail server is configured; start Penstock with --smtp smtp://host:port';
      this.#log(`A mail to ${to} was not sent: ${why}.`);
      throw new EffectRefusal('NoMailServer', why);
    }
    const { url, from } = this.#server;
    const { createTransport } = await import('nodemailer'); // Few houses send mail.
    const transport = createTransport({ url, connectionTimeout: 10_000, socketTimeout: 30_000 });
    try {
      const info = (await transport.sendMail({
        messageId: `<${id}>`,
        from,
        to,
        subject,
        text,
      })) as SentMessageInfo & { readonly response: string };
      return { response: info.response };
    } catch (error) {
      const refusal = refusalOf(to, error);
      this.#log(`A mail to ${to} was not sent: ${refusal.message}.`);
      throw refusal;
    } finally {
      transport.close();
    }
  }
}

/** SMTP's own numbers tell: 5xx is for good, everything else may pass. */
function refusalOf(to: string, error: unknown): EffectRefusal {
  if (!(error instanceof Error)) throw error;
  const { responseCode } = error as { readonly responseCode?: number };
  return responseCode !== undefined && responseCode >= 500
    ? new EffectRefusal('MailRefused', `${to}: ${error.message}`)
    : new EffectRefusal('MailServerFailed', `${to}: ${error.message}`, true);
}
