import { assert } from '../../base/assert.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { MailSend, MailSent } from '../../base/effects/mail.ts';
import type { Mail } from './mail.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';

/**
 * A mail server that takes everything, unless told otherwise: `world mail refuses <part of the address> <code>`,
 * where a `MailServerFailed` may pass, until `world mail takes <part of the address>`. `world mail box` answers what
 * was sent.
 */
export class SimulatedMail implements Mail, SimulatedRoom {
  /** What was sent, the same mail once. */
  readonly #sent = new Map<string, MailSend>();
  readonly #refusals = new Map<string, string>();

  async perform(effect: MailSend): Promise<MailSent> {
    for (const [part, code] of this.#refusals)
      if (effect.to.includes(part))
        throw new EffectRefusal(code, `${effect.to}: ${code}`, code === 'MailServerFailed');
    this.#sent.set(effect.id, effect);
    return { response: '250 OK' };
  }

  tell([verb, part = '', code = '']: readonly string[]): object | undefined {
    if (verb === 'box')
      return [...this.#sent.values()].map(({ to, subject, text }) => ({ to, subject, text }));
    assert(verb === 'refuses' || verb === 'takes', `mail is told refuses, takes or box, not ${verb}`);
    if (verb === 'refuses') this.#refusals.set(part, code);
    else this.#refusals.delete(part);
    return undefined;
  }

  done(): readonly string[] {
    return [...this.#sent.values()].map(({ id, to, text }) => `mail.send ${id} ${to} ${text}`);
  }
}
