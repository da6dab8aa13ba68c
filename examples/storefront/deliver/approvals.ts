import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clients } from './clients.ts';

/** AWS's message for a manual approval, as far as it is used here. */
export interface ApprovalRequest {
  readonly approval: {
    readonly pipelineName: string;
    readonly stageName: string;
    readonly actionName: string;
    readonly token: string;
    readonly customData?: string;
  };
}

/** The release manager's desk: an HTTP endpoint subscribed to the topic, where requests for approval arrive. */
export class ApprovalDesk {
  readonly #server: Server;
  readonly #onRequest: (request: ApprovalRequest) => void;
  readonly #clients: Clients;

  constructor(clients: Clients, onRequest: (request: ApprovalRequest) => void) {
    this.#clients = clients;
    this.#onRequest = onRequest;
    this.#server = createServer((request, response) => {
      void this.#receive(request).then(() => response.end());
    });
  }

  /** Listens, subscribes, and confirms the subscription when SNS asks. */
  async open(topicArn: string): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    await this.#clients.sns.subscribe({
      TopicArn: topicArn,
      Protocol: 'http',
      Endpoint: `http://127.0.0.1:${port}/`,
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async approve({ approval }: ApprovalRequest): Promise<void> {
    await this.#clients.codepipeline.putApprovalResult({
      pipelineName: approval.pipelineName,
      stageName: approval.stageName,
      actionName: approval.actionName,
      token: approval.token,
      result: { status: 'Approved', summary: 'The example approves everything.' },
    });
  }

  async #receive(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const message = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
    if (message['Type'] === 'SubscriptionConfirmation') {
      await this.#clients.sns.confirmSubscription({
        TopicArn: message['TopicArn']!,
        Token: message['Token']!,
      });
    } else if (message['Type'] === 'Notification') {
      this.#onRequest(JSON.parse(message['Message']!) as ApprovalRequest);
    }
  }
}
