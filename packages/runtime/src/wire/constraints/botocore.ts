/** A service's model as botocore keeps it: of its members, those that are read here. */
export interface BotocoreModel {
  readonly metadata: {
    readonly apiVersion: string;
    readonly endpointPrefix: string;
    readonly jsonVersion?: string;
    readonly protocol: string;
    readonly protocols?: readonly string[];
    readonly targetPrefix?: string;
  };
  readonly operations: Readonly<Record<string, BotocoreOperation>>;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

export interface BotocoreOperation {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: Reference;
  readonly output?: Reference;
  readonly errors?: readonly Reference[];
}

export interface Reference {
  readonly shape: string;
  /** Where the member travels, if not in the body: `uri`, `header`, `headers`, `querystring`, `statusCode`. */
  readonly location?: string;
  readonly locationName?: string;
  readonly idempotencyToken?: boolean;
}

export interface BotocoreShape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Reference>>;
  readonly member?: Reference;
  readonly key?: Reference;
  readonly value?: Reference;
  readonly timestampFormat?: string;
  readonly sensitive?: boolean;
  readonly streaming?: boolean;
  readonly document?: boolean;
  /** The member that is the body. */
  readonly payload?: string;
  readonly exception?: boolean;
  readonly fault?: boolean;
  readonly error?: { readonly httpStatusCode?: number; readonly senderFault?: boolean };
}
